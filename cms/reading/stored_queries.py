"""What a block lists, as a listing of its view."""

from collections.abc import Mapping

from cms.content.blocks import Query
from cms.content.discovery import installed
from cms.reading.conditions import (
    PUBLISHED_AT,
    TAGS,
    All,
    Compare,
    Condition,
    OfTypes,
    ToCome,
    Under,
)
from cms.reading.occurrences import NextOccurrence
from cms.reading.ordering import BY_PLACE, Key, Order
from cms.reading.publications import Listing
from cms.reading.view import View

_ORDERS: Mapping[str, Order] = {
    "newest": (Key(PUBLISHED_AT, descending=True), *BY_PLACE),
    "title": (BY_PLACE[1],),
    "position": BY_PLACE,
    "soonest": (Key(NextOccurrence()), *BY_PLACE),
}


def listing_of(query: Query, view: View) -> Listing:
    """The publications that a query finds, in its order."""
    types = tuple(name for name in query.types or installed() if name in installed())
    where: list[Condition] = [OfTypes(types)]
    if query.under:
        where.append(Under(query.under))
    if query.tags:
        where.append(Compare(TAGS, "in", query.tags))
    if query.upcoming:
        where.append(ToCome())
    return Listing(view, All(tuple(where)), _ORDERS[query.sorting])
