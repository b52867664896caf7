"""Order inputs: derived from the fields that declare ``sort``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

import strawberry
from strawberry import UNSET

from cms.content import Composite, Computed, ContentType, Field
from cms.content.declaration import camel
from cms.errors import N_
from cms.reading.conditions import PUBLISHED_AT, TITLE, Value
from cms.reading.occurrences import NextOccurrence
from cms.reading.ordering import BY_PLACE, POSITION, Key, Order, Relevance
from cms.schema.columns import scalar_of
from cms.schema.enums import Dir
from cms.schema.errors import BadArgument, OverLimit
from cms.schema.filters import UPDATED_AT, named

MOST_KEYS = 5

_COMMON: Mapping[str, Value] = {
    "title": TITLE,
    "position": POSITION,
    "published_at": PUBLISHED_AT,
    "updated_at": UPDATED_AT,
}

_OCCURRING: Mapping[str, NextOccurrence] = {"next_occurrence": NextOccurrence()}
"""What entries that take place can be sorted by beside."""


@dataclass(frozen=True)
class Orders:
    """The order inputs of all content types, by name, and what their fields sort by."""

    classes: Mapping[str, type]
    values: Mapping[str, Mapping[str, Value | NextOccurrence]]

    def order(self, name: str, asked: list[Any] | None, search: str | None) -> Order:
        """The sort keys asked for; else by relevance in a search, else by place in the tree."""
        if not asked:
            return (Key(Relevance(search), descending=True), *BY_PLACE) if search else BY_PLACE
        if len(asked) > MOST_KEYS:
            raise OverLimit("order", MOST_KEYS, asked=len(asked))
        return tuple(self._key(name, one, search) for one in asked)

    def _key(self, name: str, asked: Any, search: str | None) -> Key:
        field, direction = next(
            (one.name, getattr(asked, one.name))
            for one in fields(asked)
            if getattr(asked, one.name) is not UNSET
        )
        descending = direction is Dir.DESC
        if field != "relevance":
            return Key(self.values[name][field], descending)
        if not search:
            raise BadArgument(N_("Order by relevance needs a search in the filter."), field="order")
        return Key(Relevance(search), descending)


def orders_of(content_types: Mapping[str, ContentType]) -> Orders:
    """The order inputs of content types."""
    values: dict[str, dict[str, Value | NextOccurrence]] = {
        name: {**dict(_declared(one)), **_COMMON, **(_OCCURRING if one.schedule else {})}
        for name, one in content_types.items()
    }
    classes = {
        name: _input(one.graphql_name, [*values[name], "relevance"])
        for name, one in content_types.items()
    }
    return Orders(classes, values)


def _input(type_name: str, names: list[str]) -> type:
    body: dict[str, Any] = {
        name: strawberry.field(name=camel(name), default=UNSET) for name in names
    }
    body["__annotations__"] = dict.fromkeys(names, Dir | None)
    return strawberry.input(
        type(f"{type_name}Order", (), body), one_of=True, description="One thing to sort by."
    )


def _declared(content_type: ContentType) -> Iterator[tuple[str, Value]]:
    for one in content_type.all_fields:
        if isinstance(one, Computed) and one.sort:
            yield one.name, Value((one.name,), "text" if one.returns is str else "integer")
        elif isinstance(one, Field | Composite):
            for name, names, field in named(one):
                if field.sort and field.name not in _COMMON:
                    scalar = scalar_of(field)
                    yield name, Value(names, scalar.kind, exact=scalar.exact)
