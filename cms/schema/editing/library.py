"""The media library: finding its files, adding, describing, replacing and deleting them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import strawberry
from starlette.datastructures import UploadFile
from strawberry import UNSET
from strawberry.file_uploads import Upload

from cms.access.actors import Actor
from cms.content import Values
from cms.content.assets import AssetKind
from cms.errors import N_, CmsError, Conflict, InvalidInput, Message, Problem
from cms.media.arriving import arrived
from cms.publishing.library import authorised
from cms.publishing.library.finding import Beyond, Wanted
from cms.publishing.library.receiving import AlreadyThere
from cms.publishing.library.using import named
from cms.schema.connections import DEFAULT_SIZE, PageInfo, size_of
from cms.schema.context import Info
from cms.schema.cursors import instant_of, packed, unpacked
from cms.schema.editing import outcomes
from cms.schema.editing.acts import performed, require_somebody, told
from cms.schema.editing.arguments import IfMatch
from cms.schema.editing.files import (
    FileChanged,
    FileInput,
    FileInUse,
    FileThere,
    LibraryFile,
    LibraryFileConnection,
    file_etag,
    placed,
    revision_seen,
    typed,
)
from cms.schema.editing.outcomes import Teller
from cms.schema.enums import values_of
from cms.schema.errors import BadCursor
from cms.translation.interface.catalogues import render_error

FileResult = Annotated[
    FileChanged | FileThere | FileInUse | outcomes.Conflict | outcomes.Always,
    strawberry.union("FileResult", description="What came of an act on a file of the library."),
]
Given = Annotated[
    FileInput | None, strawberry.argument(description="What is said of it from the beginning.")
]
Sent = Annotated[
    Upload, strawberry.argument(description="The file, sent as a multipart request has it.")
]


async def files(  # noqa: PLR0913, PLR0917 - the arguments as GraphQL has them
    info: Info,
    search: str = "",
    kinds: list[AssetKind] | None = UNSET,
    folder: Annotated[
        str | None, strawberry.argument(description="In one folder, and in those below it.")
    ] = UNSET,
    tag: str = "",
    unused: Annotated[
        bool, strawberry.argument(description="Only what no entry uses, to editors or the public.")
    ] = False,
    without_alt: Annotated[
        bool, strawberry.argument(description="Only pictures that lack their text in a language.")
    ] = False,
    first: int = DEFAULT_SIZE,
    after: str | None = UNSET,
) -> LibraryFileConnection | None:
    """Files of the media library, the newest first; `search` is words of their names and texts."""
    require_somebody(info)
    wanted = Wanted(
        text=search,
        kinds=values_of(kinds or None),
        folder=folder or None,
        below=True,
        tag=tag,
        unused=unused,
        without_alt=without_alt,
    )
    info.context.reads.personal = True
    most, beyond = size_of("first", first), _read(after, wanted) if after else None
    actor = info.context.actor
    found = await authorised.newest(actor, wanted, first=most + 1, beyond=beyond)
    return _connection(actor, wanted, found, most, further=beyond is not None)


def _connection(
    actor: Actor, wanted: Wanted, found: Sequence[Values], most: int, *, further: bool
) -> LibraryFileConnection:
    kept = found[:most]

    async def count() -> int:
        return await authorised.number(actor, wanted)

    return LibraryFileConnection(
        nodes=[LibraryFile(values=one) for one in kept],
        page_info=PageInfo(
            has_next_page=len(found) > most,
            has_previous_page=further,
            start_cursor=_write(kept[0], wanted) if kept else None,
            end_cursor=_write(kept[-1], wanted) if kept else None,
            page=None,
            count=count,
            size=max(most, 1),
        ),
        count=count,
    )


async def file(info: Info, uid: strawberry.ID) -> LibraryFile | None:
    """A file of the media library, with all that is kept of it."""
    require_somebody(info)
    info.context.reads.personal = True
    return LibraryFile(values=await authorised.load(uid, info.context.actor))


async def upload(
    info: Info,
    file: Sent,
    input: Given = UNSET,  # noqa: A002
    again: Annotated[
        bool, strawberry.argument(description="Add it although the library has the same already.")
    ] = False,
) -> FileResult:
    """Add a file to the media library. What it is follows from what is in it, not from its name."""
    given = input or None

    async def act() -> FileChanged:
        require_somebody(info)
        sent, actor = _file(file), info.context.actor
        async with arrived(sent.file) as path:
            name, values = sent.filename or "", typed(given)
            return _changed(await authorised.receive(path, name, values, actor=actor, again=again))

    found: FileResult = await told(info, _Teller(info.context.reader, given=given), act)
    return found


async def describe_file(
    info: Info,
    uid: strawberry.ID,
    input: FileInput,  # noqa: A002
    if_match: IfMatch = UNSET,
) -> FileResult:
    """Write what is said of a file: all that shows it shows that at once."""

    async def act() -> Any:
        revision, actor = revision_seen(if_match), info.context.actor
        values = typed(input)
        try:
            return _changed(await authorised.describe(uid, values, revision=revision, actor=actor))
        except Conflict as error:
            return await _conflict(info, uid, error)

    found: FileResult = await performed(info, _Teller(info.context.reader, given=input), act)
    return found


async def replace_file(
    info: Info, uid: strawberry.ID, file: Sent, if_match: IfMatch = UNSET
) -> FileResult:
    """Put another content in the place of a file: all that shows it shows that at once."""

    async def act() -> Any:
        require_somebody(info)
        sent, actor = _file(file), info.context.actor
        revision, name = revision_seen(if_match), sent.filename or ""
        try:
            async with arrived(sent.file) as path:
                return _changed(
                    await authorised.replace(uid, path, name, revision=revision, actor=actor)
                )
        except Conflict as error:
            return await _conflict(info, uid, error)

    found: FileResult = await told(info, _Teller(info.context.reader), act)
    return found


async def delete_file(info: Info, uid: strawberry.ID) -> FileResult:
    """Delete a file that nothing uses, neither a working copy nor what the public reads."""

    async def act() -> Any:
        try:
            await authorised.delete(uid, actor=info.context.actor)
        except authorised.FileInUse as error:
            return await _in_use(info, error)
        return FileChanged(uid=uid, file=None)

    found: FileResult = await performed(info, Teller(info.context.reader), act)
    return found


@dataclass(frozen=True)
class _Teller(Teller):
    """Tells what is wrong with a file where a client ``given`` that finds it."""

    given: FileInput | None = None

    def outcome(self, error: CmsError) -> Any:
        if not isinstance(error, AlreadyThere):
            return super().outcome(error)
        message = render_error(error, self.reader)
        return FileThere(code=error.code, message=message, uid=strawberry.ID(error.uid))

    def place(self, name: str) -> str:
        return super().place(placed(name, self.given))


async def _conflict(info: Info, uid: str, error: Conflict) -> outcomes.Conflict:
    """Who came too late is told what the file is now."""
    now = await authorised.load(uid, info.context.actor)
    return outcomes.Conflict(
        code=error.code,
        message=render_error(error, info.context.reader),
        etag=file_etag(now),
        saved_by=now["updated_by"],
        saved_at=now["updated_at"],
        fields=[],
    )


async def _in_use(info: Info, error: authorised.FileInUse) -> FileInUse:
    teller = Teller(info.context.reader)
    return FileInUse(
        code=error.code,
        message=render_error(error, info.context.reader),
        total_count=error.uses.total,
        sources=[teller.source(one) for one in await named(error.uses)],
        hidden=error.uses.hidden,
    )


def _changed(values: Values) -> FileChanged:
    return FileChanged(uid=strawberry.ID(values["uid"]), file=LibraryFile(values=values))


def _file(sent: Any) -> UploadFile:
    """What was sent; a client may have written anything in its place."""
    if isinstance(sent, UploadFile):
        return sent
    text = N_("Send the file itself, as a multipart request has it.")
    raise InvalidInput([Problem("no_file", Message(text), "file")])


def _digest(wanted: Wanted) -> str:
    return hashlib.sha256(repr(wanted).encode()).hexdigest()[:12]


def _write(one: Values, wanted: Wanted) -> str:
    return packed([_digest(wanted), one["created_at"].isoformat(), one["uid"]])


def _read(cursor: str, wanted: Wanted) -> Beyond:
    held: Any = unpacked(cursor)
    kinds = [type(one) for one in held] if isinstance(held, list) else []
    if kinds != [str, str, str] or held[0] != _digest(wanted) or "\0" in held[2]:
        raise BadCursor
    return Beyond(instant_of(held[1]), held[2])
