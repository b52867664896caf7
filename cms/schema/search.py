"""Search over all content types, in one language."""

import strawberry

from cms.content.discovery import installed
from cms.publishing.conditions import TAGS, All, Compare, Condition, Matches, OfTypes
from cms.publishing.ordering import BY_PLACE, Key, Relevance
from cms.publishing.reading import Listing
from cms.publishing.view import View
from cms.schema.connections import Connection, Paging, list_connection
from cms.schema.content import Content
from cms.schema.context import Info
from cms.schema.matches import checked


@strawberry.type(description="An entry that was found.")
class SearchHit:
    content: Content
    words: strawberry.Private[str]

    @strawberry.field(description="A piece of its text as HTML, what was found in `<mark>`.")
    async def highlight(self, info: Info) -> str:
        record = self.content.record
        return await info.context.loaders.highlights.load((record.id, (self.words, record.locale)))


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
    """What fits the words, in the view's language alone, with any of the tags if there are any."""
    words = checked(text, "text").strip()
    where: list[Condition] = [OfTypes(types or tuple(installed())), Matches(words)]
    if tags:
        where.append(Compare(TAGS, "in", tags))
    order = (Key(Relevance(words), descending=True), *BY_PLACE)
    listing = Listing(view, All(tuple(where)), order)
    context = info.context
    found: SearchConnection = await list_connection(
        context,
        listing,
        paging,
        lambda record, seen: SearchHit(content=context.content(record, seen), words=words),
        SearchConnection,
    )
    return found
