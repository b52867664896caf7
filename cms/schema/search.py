"""Search over all content types, in one language."""

import re

import strawberry

from cms.content.discovery import installed
from cms.reading.conditions import (
    TAGS,
    All,
    Compare,
    Condition,
    LooksLike,
    Matches,
    OfTypes,
)
from cms.reading.ordering import BY_PLACE, Key, Likeness, Relevance
from cms.reading.publications import Listing
from cms.reading.view import View
from cms.schema.connections import Connection, Paging, list_connection
from cms.schema.content import Content
from cms.schema.context import Info
from cms.schema.errors import BadCursor
from cms.schema.matches import checked

_EXACT = re.compile(r'(?:^|\s)-|"')


@strawberry.type(description="An entry that was found.")
class SearchHit:
    content: Content
    words: strawberry.Private[str]

    @strawberry.field(description="A piece of its text as HTML, what was found in `<mark>`.")
    async def highlight(self, info: Info) -> str:
        record, view = self.content.record, self.content.view.only(self.content.record.locale)
        return await info.context.loaders.highlights.load((record.id, (self.words, view)))


@strawberry.type(description="What was found, the best first.")
class SearchConnection(Connection[SearchHit]):
    pass


async def search(
    info: Info,
    text: str,
    view: View,
    types: tuple[str, ...],
    tags: tuple[str, ...],
    paging: Paging,
) -> SearchConnection:
    """What fits the words, in the view's language alone, with any of the tags if there are any.

    If nothing does, what has a title that looks like them, unless they say what to leave out or to
    take literally.
    """
    words = checked(text, "text").strip()
    types = types or tuple(installed())

    async def listed(*, alike: bool = False) -> SearchConnection:
        listing = listing_of(view, words, types, tags, alike=alike)
        return await _hits(info, listing, words, paging)

    try:
        found = await listed()
    except BadCursor:
        return await listed(alike=True)
    if found.nodes or found.page_info.has_next_page or paging.after or is_exact(words):
        return found
    return await listed(alike=True)


def is_exact(words: str) -> bool:
    """Whether they say what to leave out or to take literally."""
    return bool(_EXACT.search(words))


def listing_of(
    view: View,
    words: str,
    types: tuple[str, ...],
    tags: tuple[str, ...],
    *,
    alike: bool = False,
) -> Listing:
    """What fits some words, or what has a title that looks like them; the best first."""
    where: list[Condition] = [OfTypes(types)]
    if tags:
        where.append(Compare(TAGS, "in", tags))
    fits, by = (LooksLike(words), Likeness(words)) if alike else (Matches(words), Relevance(words))
    return Listing(view, All((*where, fits)), (Key(by, descending=True), *BY_PLACE))


async def _hits(info: Info, listing: Listing, words: str, paging: Paging) -> SearchConnection:
    context = info.context
    found: SearchConnection = await list_connection(
        context,
        listing,
        paging,
        lambda record, seen: SearchHit(content=context.content(record, seen), words=words),
        SearchConnection,
    )
    return found
