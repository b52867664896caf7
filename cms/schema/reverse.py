"""The entries of another type that refer to this one: a speaker's books, an event's sessions."""

from collections.abc import Callable, Mapping
from typing import Any

from strawberry import UNSET

from cms.content import ContentType, Reverse
from cms.content.declaration import BadDeclaration
from cms.errors import N_
from cms.reading.publications import Link, Listing, Slice
from cms.reading.view import View
from cms.schema.connections import DEFAULT_SIZE, Paging, linked_by, linked_connection
from cms.schema.content import Content, First
from cms.schema.context import Info
from cms.schema.errors import OverLimit
from cms.schema.filters import Filters
from cms.schema.narrowing import Counted
from cms.schema.ordering import Orders

LONGEST_UNPAGED = 500


def reverse_output(
    one: Reverse,
    content_types: Mapping[str, ContentType],
    classes: Mapping[str, type[Content]],
    filters: Filters,
    orders: Orders,
) -> tuple[Any, Callable[..., Any]]:
    """The type of a reverse relation and its resolver."""
    if one.content_type not in content_types:
        raise BadDeclaration(
            N_("{name} names a content type that is not installed: {type}."),
            name=one.name,
            type=one.content_type,
        )
    name, link = one.content_type, link_of(one, content_types[one.content_type])
    cls = classes[name]
    if not one.paged:
        return list[cls], _whole_list(name, link, filters, orders)  # type: ignore[valid-type]
    filter_class, order_class = filters.classes[name], orders.classes[name]

    async def resolve(
        self: Any,
        info: Info,
        filter: filter_class | None = UNSET,  # type: ignore[valid-type]  # noqa: A002
        order: list[order_class] | None = UNSET,  # type: ignore[valid-type]
        first: First = DEFAULT_SIZE,
        after: str | None = UNSET,
    ) -> Any:
        def listing(narrowed: Any) -> Listing:
            return listing_of(self.view, name, filters, orders, narrowed, order)

        paging, uid = Paging(first=first, after=after or None), self.record.uid
        found = await linked_connection(info, link, uid, listing(filter), paging, cls.connection)
        found.counted = Counted(listing, filter, link, uid)
        return found

    return cls.connection, resolve


def link_of(one: Reverse, content_type: ContentType) -> Link:
    """What makes an entry of a content type belong to another."""
    rows = {each.name for each in content_type.rows}
    return Link(
        via=tuple(name for name in one.via if name not in rows),
        via_many=tuple(name for name in one.via if name in rows),
    )


def listing_of(
    view: View, name: str, filters: Filters, orders: Orders, asked: Any = None, order: Any = None
) -> Listing:
    """What is listed of a content type, by a filter and an order."""
    search = getattr(asked, "search", None) or None
    return Listing(
        view,
        filters.condition(name, asked),
        orders.order(name, order or None, search),
    )


def _whole_list(name: str, link: Link, filters: Filters, orders: Orders) -> Callable[..., Any]:
    async def resolve(self: Any, info: Info) -> Any:
        listing = listing_of(self.view, name, filters, orders, None, None)
        asked = Slice(LONGEST_UNPAGED)
        part = await info.context.loaders.parts.load((self.record.uid, (link, listing, asked)))
        find = linked_by(info.context, link, self.record.uid, listing)
        info.context.absences.note_list(info, self.view, find)
        if part.more:
            raise OverLimit(name, LONGEST_UNPAGED)
        return [info.context.content(record, self.view) for record, _ in part.records]

    return resolve
