"""Making and changing entries: one mutation for each content type."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from strawberry import UNSET

from cms.content import ContentType
from cms.database.engine import rehearsing
from cms.editing import authorised, undo, working_copy
from cms.editing.versions import Remark
from cms.publishing.library.pasted import Looked, looked_into, with_files
from cms.schema.context import Info
from cms.schema.editing.acts import (
    Acted,
    ContentResult,
    Saved,
    changed,
    performed,
    require_somebody,
    told,
)
from cms.schema.editing.arguments import DryRun, IfMatch, Minor, Note
from cms.schema.editing.inputs import block_places, typed
from cms.schema.editing.outcomes import Teller
from cms.schema.etags import read_etag


@dataclass(frozen=True)
class _Save:
    """What a client asks to save."""

    content_type: ContentType
    given: Any
    if_match: str | None
    remark: Remark

    @property
    def uid(self) -> str | None:
        """Of the entry to change; none for a new one."""
        return self.given.field_uid or None


def save_field(content_type: ContentType, input_class: type) -> Callable[..., Any]:
    """The resolver of ``saveBook``."""

    async def resolve(
        info: Info,
        input: input_class,  # type: ignore[valid-type]  # noqa: A002
        if_match: IfMatch = UNSET,
        note: Note = "",
        minor: Minor = False,
        dry_run: DryRun = False,
    ) -> ContentResult:
        asked = _Save(content_type, input, if_match or None, Remark(note, minor))
        found: ContentResult = await _saved(info, asked, dry_run=dry_run)
        return found

    return resolve


async def _saved(info: Info, asked: _Save, *, dry_run: bool) -> Any:
    places = block_places(asked.content_type, asked.given)
    teller = Teller(info.context.reader, asked.content_type, places)

    async def act() -> Any:
        require_somebody(info)
        async with looked_into(info.context.actor, asked.given) as looked:
            return await _performed(info, asked, teller, looked, dry_run=dry_run)

    return await told(info, teller, act)


async def _performed(
    info: Info, asked: _Save, teller: Teller, looked: Looked, *, dry_run: bool
) -> Any:
    async def act() -> Saved:
        return await changed(
            info, asked.content_type, asked.uid, lambda: _do(info, asked, looked), dry_run=dry_run
        )

    async def again() -> tuple[str, Mapping[str, Any]]:
        uid = asked.uid or ""
        before = await working_copy.load(asked.content_type, uid)
        values = typed(asked.content_type, asked.given, before)
        async with rehearsing():  # it was refused: the pictures typed with it are not kept
            return uid, await with_files(info.context.actor, asked.content_type, values, looked)

    return await performed(info, teller, act, dry_run=dry_run, typed=again)


async def _do(info: Info, asked: _Save, looked: Looked) -> Acted:
    actor, content_type, uid = info.context.actor, asked.content_type, asked.uid
    if uid is None:
        values = typed(content_type, asked.given, None)
        values = await with_files(actor, content_type, values, looked)
        saved = await authorised.create(actor, content_type, values, note=asked.remark.note)
        return Acted(saved.uid, undo.of_create(saved))
    revision = read_etag(asked.if_match)
    values = typed(content_type, asked.given, await working_copy.load(content_type, uid))
    values = await with_files(actor, content_type, values, looked)
    saved = await authorised.save(
        actor, content_type, uid, values, revision=revision, remark=asked.remark
    )
    return Acted(saved.uid, undo.of_save(saved))
