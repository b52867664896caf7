"""Files of the media library as editors see them, and what they say of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import strawberry
from strawberry import UNSET

from cms.content import LOCALES, Values, localised
from cms.content.assets import AssetKind, Licence
from cms.publishing.library import authorised
from cms.publishing.library.using import named
from cms.reading.files import file
from cms.reading.view import View
from cms.representations import pictures
from cms.schema.connections import AnyConnection
from cms.schema.context import Info
from cms.schema.directives import Cost
from cms.schema.editing.outcomes import LinkSource, Problem, Teller
from cms.schema.enums import Locale
from cms.schema.etags import read_etag, write_etag
from cms.schema.images import Image
from cms.schema.views import LocaleArgument, view_of

strawberry.enum(AssetKind, name="FileKind", description="What can be done with a file.")


def file_etag(values: Values) -> str:
    """The etag of a file, whose revisions begin with 0."""
    return write_etag(values["revision"] + 1)


def revision_seen(etag: str | None) -> int:
    """The revision of a file that a client saw. Raises `InvalidInput`."""
    return read_etag(etag or None) - 1


@strawberry.type(description="A text in one language.")
class LocalText:
    locale: Locale
    text: str


@strawberry.input(description="A text in one language; empty takes it away.")
class LocalTextInput:
    locale: Locale
    text: str


@strawberry.type(description="The entries that use a file.")
class FileUses:
    total_count: int = strawberry.field(
        description="How many there are in all; `sources` are at most a hundred that you may see."
    )
    sources: list[LinkSource]
    hidden: int = strawberry.field(description="How many of them you may not see.")


@strawberry.type(description="A file of the media library, with all that is kept of it.")
class LibraryFile:
    values: strawberry.Private[Values]

    @strawberry.field(description="The same for as long as it exists.")
    def uid(self) -> strawberry.ID:
        return strawberry.ID(self.values["uid"])

    @strawberry.field(description="Of the file now: give it back as `ifMatch`.")
    def etag(self) -> str:
        return file_etag(self.values)

    @strawberry.field
    def kind(self) -> AssetKind:
        return AssetKind(self.values["kind"])

    @strawberry.field(description="The name of the file.")
    def name(self) -> str:
        return str(self.values["name"])

    @strawberry.field(
        description="What one reads who does not see it, in each language that has it."
    )
    def alt(self) -> list[LocalText]:
        texts = {one: self.values[localised("alt", one)] for one in LOCALES}
        return [LocalText(locale=Locale(one), text=text) for one, text in texts.items() if text]

    @strawberry.field(description="Whom to name beside it; may be empty.")
    def credit(self) -> str:
        return str(self.values["credit"])

    @strawberry.field
    def licence(self) -> Licence:
        return Licence(self.values["licence"])

    @strawberry.field(description="Where it lies: `events/2009`; empty at the top.")
    def folder(self) -> str:
        return str(self.values["folder"])

    @strawberry.field(description="Words that editors gave it.")
    def tags(self) -> list[str]:
        return list(self.values["tags"])

    @strawberry.field(description="As it is kept: `image/jpeg`.")
    def media_type(self) -> str:
        return str(self.values["media_type"])

    @strawberry.field(description="How many bytes it has.")
    def size(self) -> int:
        return int(self.values["size"])

    @strawberry.field(description="The whole address of the file as it is kept.")
    def url(self, info: Info) -> str:
        return pictures.original(file(self.values), info.context.public_url)

    @strawberry.field(description="It as the public gets it; null of a file that is no picture.")
    def image(self, info: Info, locale: LocaleArgument = UNSET) -> Image | None:
        found = file(self.values)
        view: View = view_of(info, locale or None)
        if not found.is_picture:
            return None
        return Image(kept=found, view=view, site=info.context.public_url)

    @strawberry.field(description="Where it is used.", directives=[Cost(weight=100)])
    async def uses(self, info: Info) -> FileUses:
        found = await authorised.uses(self.values["uid"], info.context.actor)
        teller = Teller(info.context.reader)
        sources = [teller.source(one) for one in await named(found)]
        return FileUses(total_count=found.total, sources=sources, hidden=found.hidden)

    @strawberry.field
    def created_at(self) -> datetime:
        return self.values["created_at"]  # type: ignore[no-any-return]

    @strawberry.field(description="Who added it, by name.")
    def created_by(self) -> str:
        return str(self.values["created_by"])

    @strawberry.field(description="When it was last written.")
    def updated_at(self) -> datetime:
        return self.values["updated_at"]  # type: ignore[no-any-return]

    @strawberry.field(description="Who wrote it last, by name.")
    def updated_by(self) -> str:
        return str(self.values["updated_by"])


@strawberry.type(description="A part of the library, the newest files first.")
class LibraryFileConnection(AnyConnection):
    nodes: list[LibraryFile]


@strawberry.input(
    description="What is said of a file. What is left out is not touched, what is null is cleared."
)
class FileInput:
    name: str | None = UNSET
    alt: list[LocalTextInput] | None = UNSET
    credit: str | None = UNSET
    licence: Licence | None = UNSET
    folder: str | None = UNSET
    tags: list[str] | None = UNSET
    focus_x: float | None = UNSET
    focus_y: float | None = UNSET


@strawberry.type(description="What became of a file.")
class FileChanged:
    uid: strawberry.ID
    file: LibraryFile | None = strawberry.field(description="As it is now; null if it is gone.")


@strawberry.type(description="The library has it already; `again` adds it all the same.")
class FileThere(Problem):
    uid: strawberry.ID = strawberry.field(description="Of the file that is the same.")


@strawberry.type(description="Something shows it or leads to it: take it out of that first.")
class FileInUse(Problem):
    total_count: int = strawberry.field(
        description="How many there are in all; `sources` are at most a hundred that you may see."
    )
    sources: list[LinkSource]
    hidden: int = strawberry.field(description="How many of them you may not see.")


_CLEARED: Mapping[str, Any] = {
    "credit": "", "licence": Licence.UNKNOWN.value, "folder": "", "tags": [], "focus_x": 0.5,
    "focus_y": 0.5, "name": "",
}  # fmt: skip


def typed(given: FileInput | None) -> dict[str, Any]:
    """What a client filled in, by column name."""
    if not given:
        return {}
    made = {}
    for name, cleared in _CLEARED.items():
        value = getattr(given, name)
        if value is not UNSET:
            made[name] = cleared if value is None else value
    return made | _alt(given.alt)


def _alt(given: Sequence[LocalTextInput] | None) -> dict[str, str]:
    if given is UNSET:
        return {}
    if given is None:
        return {localised("alt", one): "" for one in LOCALES}
    return {localised("alt", one.locale.value): one.text for one in given}


def placed(column: str | None, given: FileInput | None) -> str:
    """Where a client finds what a service calls so."""
    texts = (given.alt if given else None) or []
    places = {localised("alt", one.locale.value): f"alt.{n}.text" for n, one in enumerate(texts)}
    return places.get(column or "", column or "")
