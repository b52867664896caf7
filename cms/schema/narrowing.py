"""Facets of lists: how many entries have each value of a field that a filter can narrow them by."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from enum import Enum
from types import new_class
from typing import Annotated, Any, Literal

import strawberry
from piccolo.columns import Array, Boolean
from strawberry import UNSET

from cms.content import Composite, ContentType, Field, Rows
from cms.content.discovery import content_type_of
from cms.errors import N_, Message
from cms.reading.conditions import Value
from cms.reading.facets import Counted, Referred
from cms.reading.publications import Link, Listing
from cms.reading.view import View
from cms.schema.connections import COUNTING, Connection
from cms.schema.context import Info
from cms.schema.directives import Cost
from cms.schema.errors import OverLimit
from cms.schema.facets import Facet, FacetValue
from cms.schema.filters import named
from cms.schema.placeholders import title_of
from cms.translation.interface.catalogues import choice_label, render

MOST_FACETS = 10
_YES_OR_NO = {"true": N_("Yes"), "false": N_("No")}


@dataclass(frozen=True)
class Narrowing:
    """A field that lists of a type are counted by; its name is that of the filter's field."""

    name: str
    label: str
    field: Field
    value: Value | Referred
    content_type: ContentType

    async def values(
        self, info: Info, counts: Sequence[tuple[str, int]], view: View
    ) -> list[FacetValue]:
        """What readers see of the values. Entries that the view does not show are left out."""
        labels = await self._labels(info, [value for value, _ in counts], view)
        return [
            FacetValue(value=self.spelt(value), label=label, count=count)
            for (value, count), label in zip(counts, labels, strict=True)
            if label is not None
        ]

    @property
    def labelled(self) -> Literal["words", "title", "tag"]:
        """Whose label a value has: words of the software's own, an entry's title, or a tag's label."""
        if self.field.references:
            return "title"
        own = self.field.choices or issubclass(self.field.kind, Boolean)
        return "words" if own else "tag"

    def spelt(self, value: str) -> str:
        """A value as a filter takes it."""
        return self.field.choices(value).name if self.field.choices else value

    def words(self, value: str, locale: str) -> str:
        """What the software calls a value."""
        if self.field.choices:
            return choice_label(self.content_type, self.field, value, locale)
        return render(Message(_YES_OR_NO[value]), locale)

    async def _labels(self, info: Info, values: Sequence[str], view: View) -> list[str | None]:
        loaders = info.context.loaders
        if self.labelled == "words":
            return [self.words(one, view.locale) for one in values]
        if self.labelled == "title":
            found = await loaders.entries.load_many([(one, view) for one in values])
            return [title_of(info, record) if record else None for record in found]
        labels = await loaders.tag_labels.load_many(values)
        return [one.get(view.locale, key) for key, one in zip(values, labels, strict=True)]


def narrowings(content_type: ContentType) -> dict[str, Narrowing]:
    """All of a type, by name."""
    return {one.name: one for one in _declared(content_type)}


def _declared(content_type: ContentType) -> Iterator[Narrowing]:
    for one in content_type.all_fields:
        if isinstance(one, Rows) and one.filter and one.relation:
            if _target(one.target):
                value = _counted(one.target, Value((one.name,), many=True))
                yield Narrowing(one.name, one.label, one.target, value, content_type)
        elif isinstance(one, Field | Composite):
            for name, places, field in named(one):
                if field.filter and _countable(field):
                    value = _counted(field, Value(places, many=issubclass(field.kind, Array)))
                    yield Narrowing(name, field.label, field, value, content_type)


def _countable(field: Field) -> bool:
    own = field.choices or issubclass(field.kind, Array | Boolean)
    return bool(own or _target(field))


def _counted(field: Field, value: Value) -> Value | Referred:
    target = _target(field)
    return Referred(value, target.name) if target else value


def _target(field: Field) -> ContentType | None:
    """The type of the entries to which a field refers."""
    return content_type_of(field.references) if field.references else None


@dataclass(frozen=True)
class Narrowed:
    """The list that facets are of. ``listing`` makes it anew for a filter; ``link``: an entry's own."""

    listing: Callable[[Any], Listing]
    filter: Any
    link: Link | None = None
    owner: str = ""

    def beside(self, name: str) -> Listing:
        """The listing, whatever its filter says of one field."""
        narrowed = self.filter
        if narrowed and getattr(narrowed, name) is not UNSET:
            narrowed = copy(narrowed)
            setattr(narrowed, name, UNSET)
        return self.listing(narrowed)


def connection_class(content_type: ContentType, cls: type) -> type[Connection[Any]]:
    """The connection of a content type, which can be counted if any of its fields can."""
    known = narrowings(content_type)
    name = f"{content_type.graphql_name}Connection"
    kept: Any = strawberry.Private
    body: dict[str, Any] = {
        "__annotations__": {"narrowed": kept[Narrowed | None]},
        "narrowed": None,
    }
    if known:
        body["facets"] = strawberry.field(
            resolver=_facets(known, _enum(content_type, known)),
            description=(
                "How many entries of the whole list have each value of some fields, in the order"
                " asked. What the filter itself says of such a field is left out of account: so it"
                " tells what else could be chosen."
            ),
            directives=[Cost(weight=COUNTING, per_item=True)],
        )
    made = new_class(name, (Connection[cls],), {}, lambda space: space.update(body))  # type: ignore[valid-type]
    found: type[Connection[Any]] = strawberry.type(made, name=name)
    return found


def _enum(content_type: ContentType, known: Mapping[str, Narrowing]) -> type[Enum]:
    name = f"{content_type.graphql_name}Facet"
    made = Enum(name, {one.upper(): one for one in known})  # type: ignore[misc]
    return strawberry.enum(made, name=name, description="What such lists can be counted by.")


def _facets(known: Mapping[str, Narrowing], enum: type[Enum]) -> Callable[..., Any]:
    async def resolve(
        self: Any,
        info: Info,
        by: Annotated[list[enum], strawberry.argument(description="What to count by, each once.")],  # type: ignore[valid-type]
    ) -> list[Facet]:
        narrowed: Narrowed = self.narrowed
        return await asyncio.gather(
            *(_facet(info, known[str(one.value)], one, narrowed) for one in asked_of(by))
        )

    return resolve


def asked_of(by: Sequence[Enum]) -> list[Enum]:
    """What is counted by, each once. Raises `OverLimit`."""
    asked = list(dict.fromkeys(by))
    if len(asked) > MOST_FACETS:
        raise OverLimit("facets", MOST_FACETS, asked=len(asked))
    return asked


async def _facet(info: Info, one: Narrowing, by: Enum, narrowed: Narrowed) -> Facet:
    listing = narrowed.beside(one.name)
    of = Counted(listing, narrowed.link, narrowed.owner)
    counts = await info.context.loaders.facets.load((one.value, of))
    return Facet(by=by.name, values=await one.values(info, counts, listing.view))
