"""Small objects that every entry has."""

from datetime import datetime

import strawberry

from cms.reading.languages import TextState
from cms.reading.records import Record
from cms.reading.view import View
from cms.schema.context import Info
from cms.schema.enums import Locale
from cms.schema.placeholders import title_of
from cms.schema.resolvers import mostly


@strawberry.type(description="A subject of the site's vocabulary.")
class Tag:
    key: str = strawberry.field(description="The same in every language.")
    label: str = strawberry.field(description="What it is called in the language of the view.")


@strawberry.type(description="What search engines and social media should show.")
class Seo:
    description: str
    noindex: bool
    record: strawberry.Private[Record]

    @strawberry.field
    @mostly(lambda self: self.record.data.get("seo_title") or self.record.title or None)
    def title(self, info: Info) -> str:
        return self.record.data.get("seo_title") or title_of(info, self.record)


@strawberry.type(description="When the public may read it.")
class Window:
    from_: datetime | None = strawberry.field(name="from")
    until: datetime | None
    scheduled: bool
    expired: bool


@strawberry.type(description="One step on the way from the home page.")
class Crumb:
    path: str
    uid: strawberry.ID
    record: strawberry.Private[Record]

    @strawberry.field
    @mostly(lambda self: self.record.title or None)
    def title(self, info: Info) -> str:
        return title_of(info, self.record)


@strawberry.type(description="How one translated field stands to its source.")
class FieldText:
    name: str
    state: TextState
    source: Locale | None = strawberry.field(
        description="The language it was translated from, if you may know of that."
    )
    key: strawberry.Private[str]
    uid: strawberry.Private[str]
    view: strawberry.Private[View]

    @strawberry.field(
        description="Since when its source says what it says now; null unless it is STALE."
    )
    async def source_changed_at(self, info: Info) -> datetime | None:
        if self.state is not TextState.STALE or self.source is None:
            return None
        known = await info.context.loaders.source_changes.load((self.uid, self.view.perspective))
        return (known or {}).get(self.source.value, {}).get(self.key)


@strawberry.type(description="Which language was asked for, and which is served.")
class Localization:
    requested: Locale
    served: Locale
    is_fallback: bool
    is_stale: bool = strawberry.field(description="Whether the source of any field changed since.")
    complete: bool = strawberry.field(
        description="Whether it is in the language asked for, with no translated field missing."
    )
    fields: list[FieldText]
