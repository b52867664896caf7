"""What every entry has in common."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar

import strawberry

from cms.access.actors import NOBODY
from cms.access.roles import Permission
from cms.content import State
from cms.content.declaration import camel
from cms.content.discovery import installed
from cms.reading.conditions import OfTypes
from cms.reading.languages import (
    TextState,
    Versions,
    Waiting,
    known_source,
    text_state,
    text_states,
)
from cms.reading.publications import BACKLINKS, CHILDREN, Listing
from cms.reading.records import Record
from cms.reading.stretches import window_of
from cms.reading.view import View
from cms.schema.community.comments import (
    CommentConnection,
    Commenting,
    commenting_on,
    comments_to,
)
from cms.schema.connections import DEFAULT_SIZE, Connection, Paging, linked_connection
from cms.schema.context import Info
from cms.schema.directives import Cost, Requires
from cms.schema.editing.history import RevisionConnection, revisions
from cms.schema.editing.outcomes import EditLock, edit_lock
from cms.schema.editing.viewing import ViewerCan, viewer_can
from cms.schema.enums import Locale, TypeName, values_of
from cms.schema.etags import write_etag
from cms.schema.ids import write_id
from cms.schema.images import Image
from cms.schema.linked import above, json_ld
from cms.schema.node import Node
from cms.schema.parts import Crumb, FieldText, Localization, Seo, Tag, Window
from cms.schema.placeholders import title_of
from cms.schema.resolvers import mostly

First = Annotated[int, strawberry.argument(description="How many at most, up to 100.")]


@strawberry.interface(description="An entry in one language, as the public may read it.")
class Content(Node):
    record: strawberry.Private[Record]
    view: strawberry.Private[View]
    connection: ClassVar[type[Connection[Any]]]

    @property
    def values(self) -> Any:
        """Its short fields by the declaration's names."""
        return self.record.data

    @property
    def served(self) -> str:
        """The language it is in."""
        return self.record.locale

    async def long_text(self, info: Info, name: str) -> str | None:
        """One of its long texts."""
        texts = await info.context.loaders.texts.load((self.record.id, self.view.perspective))
        return (texts or {}).get(name)

    @strawberry.field(
        description="Opaque: names uid, locale and view, so client caches never mix languages."
    )
    def id(self) -> strawberry.ID:
        return strawberry.ID(write_id(self.record.uid, self.view))

    @strawberry.field(description="Language-neutral identity.")
    def uid(self) -> strawberry.ID:
        return strawberry.ID(self.record.uid)

    @strawberry.field(description="Its address on the site.")
    def path(self) -> str:
        return self.record.path

    @strawberry.field(description="Its whole address.")
    def url(self, info: Info) -> str:
        return info.context.url(self.record.path)

    @strawberry.field(description="The last part of its address; the home page has none.")
    def slug(self) -> str:
        return self.record.data.get("slug") or ""

    @strawberry.field
    @mostly(lambda self: self.record.title or None)
    def title(self, info: Info) -> str:
        return title_of(info, self.record)

    @strawberry.field(description="One or two sentences for lists and search results.")
    def summary(self) -> str:
        return self.record.data.get("summary") or ""

    @strawberry.field(description="The picture that stands for it: its portrait, its cover.")
    async def image(self, info: Info) -> Image | None:
        return await info.context.image(self.record.data.get("image"), self.view)

    @strawberry.field(description="Its place among its siblings.")
    def position(self) -> int:
        return self.record.position

    @strawberry.field
    async def tags(self, info: Info) -> list[Tag]:
        return await tags_of(info, self.record.data.get("tags"), self.view)

    @strawberry.field(
        description="For search engines; the title and summary where nothing is said."
    )
    def seo(self) -> Seo:
        data = self.record.data
        return Seo(
            description=data.get("seo_description") or data.get("summary") or "",
            noindex=bool(data.get("noindex")),
            record=self.record,
        )

    @strawberry.field(description="The language it is in.")
    def locale(self) -> Locale:
        return Locale(self.record.locale)

    @strawberry.field(
        name="in", description="The same entry in another language, and only in that."
    )
    async def in_(self, info: Info, locale: Locale) -> "Content | None":
        found: Content | None = await info.context.entry(
            self.record.uid, self.view.only(locale.value), info
        )
        return found

    @strawberry.field(description="How it stands in each language of the site.")
    async def translations(self, info: Info) -> list["Translation"]:
        return await translations_of(info, self.record, self.view)

    @strawberry.field(
        description="Which language was asked for and is served, and how its texts stand."
    )
    async def localization(self, info: Info) -> Localization:
        key = self.record.uid, self.view.perspective
        found = await info.context.loaders.versions.load(key)
        beside = (await waiting_of(info, self.record)).get(self.record.locale)
        return localization(found or {}, self.record, self.view, beside)

    @strawberry.field
    def state(self) -> State:
        return self.record.state

    @strawberry.field
    async def window(self, info: Info) -> Window:
        known = await info.context.loaders.stretches.load((self.record.uid, self.record.locale))
        found = window_of(self.record, known)
        return Window(
            from_=found.since,
            until=found.until,
            scheduled=found.scheduled,
            expired=found.expired,
        )

    @strawberry.field(description="When it was first published in this language.")
    def published_at(self) -> datetime | None:
        return self.record.first_published_at

    @strawberry.field(description="When what is published was last edited.")
    def updated_at(self) -> datetime:
        return self.record.updated_at

    @strawberry.field(
        description=(
            "Changes with every publication; of a working copy with every save: give it back as"
            " `ifMatch`."
        )
    )
    def etag(self) -> str:
        if self.record.draft:
            return write_etag(self.record.revision)
        return hashlib.sha256(f"publication {self.record.id}".encode()).hexdigest()[:16]

    @strawberry.field(description="What whoever asks may do with it; nothing without a token.")
    async def viewer(self, info: Info) -> ViewerCan:
        key = self.record.uid, self.view.perspective
        known = (await info.context.loaders.versions.load(key) or {}).get(self.record.locale)
        source = known.source if known else None
        return await viewer_can(info, self.record.uid, self.record.locale, source)

    @strawberry.field(
        description=(
            "Its versions, steps and publications, the newest first; null for who may not view its"
            " working copy."
        ),
        directives=[Cost(weight=100, per_item=True), Requires(permission=Permission.VIEW)],
    )
    async def history(
        self, info: Info, first: First = DEFAULT_SIZE, after: str | None = strawberry.UNSET
    ) -> RevisionConnection | None:
        can = await viewer_can(info, self.record.uid, self.record.locale, None)
        if not can.view:
            info.context.absences.note_denied(info, self.record.uid, self.view, Permission.VIEW)
            return None
        return await revisions(info, self.record.uid, first, after or None)

    @strawberry.field(
        description="Who is editing it; null for who may not view its working copy.",
        directives=[Requires(permission=Permission.VIEW)],
    )
    async def editing(self, info: Info) -> EditLock | None:
        actor = info.context.actor
        if actor == NOBODY:
            return None
        found = await info.context.loaders.locks.load((self.record.uid, actor))
        return edit_lock(found) if found else None

    @strawberry.field(description="The entry it stands under.")
    async def parent(self, info: Info) -> "Content | None":
        found: Content | None = await info.context.entry(self.record.parent, self.view, info)
        return found

    @strawberry.field(description="From the home page to the entry it stands under.")
    async def breadcrumbs(self, info: Info) -> list[Crumb]:
        return [
            Crumb(path=one.path, uid=strawberry.ID(one.uid), record=one)
            for one in await above(info, self.record, self.view)
        ]

    @strawberry.field(
        description=(
            "What programs are told of it: schema.org as JSON-LD, which may stand in a `<script>` of"
            " the page as it is."
        ),
        directives=[Cost(weight=5)],
    )
    async def json_ld(self, info: Info) -> str:
        return await json_ld(info, self.record, self.view)

    @strawberry.field(
        description="The entries that stand directly under it, in their order.",
        directives=[Cost(per_item=True)],
    )
    async def children(
        self,
        info: Info,
        types: list[TypeName] | None = strawberry.UNSET,
        first: First = DEFAULT_SIZE,
        after: str | None = strawberry.UNSET,
    ) -> Connection["Content"]:
        listing = Listing(self.view, OfTypes(values_of(types) or tuple(installed())))
        paging = Paging(first=first, after=after or None)
        found: Connection[Content] = await linked_connection(
            info, CHILDREN, self.record.uid, listing, paging
        )
        return found

    @strawberry.field(
        description="The entries that refer to it, in a field or in a text.",
        directives=[Cost(per_item=True)],
    )
    async def backlinks(
        self, info: Info, first: First = DEFAULT_SIZE, after: str | None = strawberry.UNSET
    ) -> Connection["Content"]:
        listing = Listing(self.view, OfTypes(tuple(installed())))
        paging = Paging(first=first, after=after or None)
        found: Connection[Content] = await linked_connection(
            info, BACKLINKS, self.record.uid, listing, paging
        )
        return found

    @strawberry.field(
        description="What visitors said to it, in whatever language, and somebody let through.",
        directives=[Cost(per_item=True)],
    )
    async def comments(
        self, info: Info, first: First = DEFAULT_SIZE, after: str | None = strawberry.UNSET
    ) -> CommentConnection:
        return await comments_to(info, self.record.uid, first, after or None)

    @strawberry.field(description="Whether one can comment on it.")
    async def commenting(self, info: Info) -> Commenting:
        return await commenting_on(info, self.record.uid, self.view)


@strawberry.type(description="An entry in one of the site's languages.")
class Translation:
    locale: Locale
    state: State
    text: TextState
    path: str | None
    url: str | None
    is_source: bool = strawberry.field(description="Whether it is the one translated from.")
    uid: strawberry.Private[str]
    view: strawberry.Private[View]

    @strawberry.field(description="The entry in this language, if it is published in it.")
    async def content(self, info: Info) -> Content | None:
        if self.path is None:
            info.context.absences.note(info, self.view, self.uid)
            return None
        found: Content | None = await info.context.entry(self.uid, self.view)
        return found


def paths_above(path: str) -> list[str]:
    """``/nl/a/b`` → ``/nl``, ``/nl/a``."""
    parts = path.split("/")
    return ["/".join(parts[:end]) for end in range(2, len(parts))]


async def tags_of(info: Info, keys: list[str] | None, view: View) -> list[Tag]:
    """Tags with their labels in the first language of the view that has one, else in any."""
    labels = await info.context.loaders.tag_labels.load_many(keys or [])
    made = []
    for key, found in zip(keys or [], labels, strict=True):
        made.append(Tag(key=key, label=label_of(key, found, view)))
    return made


def label_of(key: str, labels: Mapping[str, str], view: View) -> str:
    """What a tag is called in the first language of the view that has a word for it, else in any."""
    return next((labels[one] for one in (*view.locales, *labels) if one in labels), key)


async def waiting_of(info: Info, record: Record) -> Mapping[str, Waiting]:
    """What waits beside the texts of a working copy, by language; nothing of what is public."""
    if not record.draft:
        return {}
    found: Mapping[str, Waiting] = await info.context.loaders.waiting.load(
        (record.uid, record.content_type)
    )
    return found


async def translations_of(info: Info, record: Record, view: View) -> list[Translation]:
    """One for each language of the site, in the site's order."""
    found = await info.context.loaders.versions.load((record.uid, view.perspective)) or {}
    beside = await waiting_of(info, record)
    return [
        _translation(info, found, record.uid, view.only(one.value), beside.get(one.value))
        for one in Locale
    ]


def _translation(
    info: Info, found: Versions, uid: str, view: View, beside: Waiting | None
) -> Translation:
    locale = Locale(view.locale)
    own = found.get(locale.value)
    path = own.path if own and own.live else None
    source = next((one.source for one in found.values() if one.live), "")
    return Translation(
        locale=locale,
        state=own.state if own else State.PRIVATE,
        text=text_state(found, locale.value, beside),
        path=path,
        url=info.context.url(path) if path else None,
        is_source=locale.value == known_source(found, source),
        uid=uid,
        view=view,
    )


def localization(
    found: Versions, record: Record, view: View, beside: Waiting | None = None
) -> Localization:
    """Which language was asked for and served, and how its translated fields stand."""
    fallback = record.locale != view.locale
    states = text_states(found, record.locale, beside)
    own = found.get(record.locale)
    source = known_source(found, own.source) if own else None
    fields = [
        FieldText(
            name=camel(name),
            state=TextState.FALLBACK if fallback else state,
            source=Locale(source) if source else None,
            key=name,
            uid=record.uid,
            view=view,
        )
        for name, state in states.items()
    ]
    return Localization(
        requested=Locale(view.locale),
        served=Locale(record.locale),
        is_fallback=fallback,
        is_stale=TextState.STALE in states.values(),
        complete=not fallback and TextState.MISSING not in states.values(),
        fields=fields,
    )
