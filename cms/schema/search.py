"""Search over all content types, in one language."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Any

import strawberry

from cms.content.discovery import installed
from cms.reading import facets
from cms.reading.conditions import (
    PUBLISHED_AT,
    TAGS,
    All,
    Compare,
    Condition,
    Matches,
    OfTypes,
    Under,
    Value,
)
from cms.reading.facets import By, Counted, Counts
from cms.reading.ordering import POSITION, Key, Relevance
from cms.reading.publications import Listing
from cms.reading.queries import Typed
from cms.reading.view import View
from cms.schema.absences import Find
from cms.schema.connections import COUNTING, Connection, Paging, list_connection, listed_by
from cms.schema.content import Content
from cms.schema.context import Context, Info
from cms.schema.directives import Cost
from cms.schema.enums import TypeName
from cms.schema.errors import BadCursor, OverLimit
from cms.schema.facets import Facet, FacetValue
from cms.schema.matches import LONGEST_LIST, TimeMatch, checked, comparisons
from cms.translation.interface.catalogues import type_label


@strawberry.enum(
    description=(
        "What hits are counted by: their type, their tags, the year they came out."
        " A year begins and ends in the site's time zone."
    )
)
class SearchFacet(StrEnum):
    """Each leaves its own filter out of account, so that a reader sees what else to choose."""

    TYPE = "type"
    TAG = "tag"
    YEAR = "year"


COUNTED: Mapping[SearchFacet, By] = {
    SearchFacet.TYPE: facets.BY_TYPE,
    SearchFacet.TAG: facets.BY_TAG,
    SearchFacet.YEAR: facets.BY_YEAR,
}

# Titles without their accents would take as long to make as all the rest of a search with many hits.
_AS_WRITTEN = Value(("title",), column=True, exact=True)


@dataclass(frozen=True)
class Sought:
    """What is asked of a search: the words, and what narrows it."""

    words: str
    types: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    others: tuple[Condition, ...] = ()

    def where(self) -> All:
        """All that a hit must be, beside having the words."""
        where: list[Condition] = [OfTypes(self.types or tuple(installed())), *self.others]
        if self.tags:
            where.append(Compare(TAGS, "in", self.tags))
        return All(tuple(where))

    def listing(self, view: View) -> Listing:
        """What has the words, the best first, and of equals by place and title."""
        fits = All((self.where(), Matches(self.words)))
        best = Key(Relevance(self.words), descending=True)
        return Listing(view, fits, (best, Key(POSITION), Key(_AS_WRITTEN)))

    def beside(self, facet: SearchFacet) -> "Sought":
        """The same, but for what narrows it by a facet's own values."""
        match facet:
            case SearchFacet.TYPE:
                return replace(self, types=())
            case SearchFacet.TAG:
                return replace(self, tags=())
            case SearchFacet.YEAR:
                return self


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
    did_you_mean: str | None = strawberry.field(
        description=(
            "The words that were looked for instead, because nothing has them as they were typed;"
            " null if something has."
        ),
        default=None,
    )
    sought: strawberry.Private[Sought | None] = None
    view: strawberry.Private[View | None] = None

    @strawberry.field(
        description=(
            "How many hits there are of each type, tag or year, in the order asked. What narrows the"
            " search by the same thing is left out of account: it tells what else could be chosen."
        ),
        directives=[Cost(weight=COUNTING, per_item=True)],
    )
    async def facets(
        self,
        info: Info,
        by: Annotated[
            list[SearchFacet], strawberry.argument(description="What to count by, each once.")
        ],
    ) -> list[Facet]:
        assert self.sought
        assert self.view
        asked = [_facet(info.context, one, self.sought, self.view) for one in dict.fromkeys(by)]
        return await asyncio.gather(*asked)


async def _facet(context: Context, by: SearchFacet, sought: Sought, view: View) -> Facet:
    listing = sought.beside(by).listing(view)
    found = await context.loaders.facets.load((COUNTED[by], Counted(listing)))
    labels: Mapping[str, str] = {}
    if by is SearchFacet.TAG:
        keys = [value for value, _ in found]
        known = await context.loaders.tag_labels.load_many(keys)
        labels = {key: one.get(view.locale, key) for key, one in zip(keys, known, strict=True)}
    return facet(by, found, labels, view.locale)


def facet(by: SearchFacet, found: Counts, labels: Mapping[str, str], locale: str) -> Facet:
    """What readers see of what was counted; ``labels`` are those of tags."""
    values = []
    for value, count in found:
        name, label = value, labels.get(value, value)
        if by is SearchFacet.TYPE:
            name, label = TypeName(value).name, type_label(installed()[value], locale)
        values.append(FacetValue(value=name, label=label, count=count))
    return Facet(by=by.name, values=values)


def sought_of(
    text: str,
    types: tuple[str, ...] = (),
    tags: Sequence[str] = (),
    under: str | None = None,
    published: TimeMatch | None = None,
) -> Sought:
    """What the arguments of a search ask for. Raises what is wrong with them."""
    if len(tags) > LONGEST_LIST:
        raise OverLimit("tags", LONGEST_LIST, asked=len(tags))
    others: list[Condition] = [Under(checked(under, "under"))] if under else []
    if published:
        others += comparisons(published, PUBLISHED_AT)
    return Sought(
        checked(text, "text").strip(),
        types,
        tuple(checked(one, "tags") for one in tags),
        tuple(others),
    )


async def search(info: Info, sought: Sought, view: View, paging: Paging) -> SearchConnection:
    """What fits the words, in the view's language alone.

    If nothing does, what fits them without typing errors, unless they say what to leave out or to
    take literally.
    """
    info.context.absences.note_list(info, view, _sought_by(info.context, sought))
    wrong: BadCursor | None = None
    try:
        found = await _hits(info, sought, view, paging)
    except BadCursor as error:  # it may be of a search for the words without their errors
        wrong = error
    else:
        if found.nodes or found.page_info.has_next_page or paging.after:
            return found
    meant = await _meant(info, sought, view)
    if meant is None:
        if wrong:
            raise wrong
        return found
    instead = await _hits(info, replace(sought, words=meant), view, paging)
    instead.did_you_mean = meant
    return instead


def _sought_by(context: Context, sought: Sought) -> Find:
    async def find(view: View) -> list[str]:
        alone = replace(view, fallback=())
        return list(await listed_by(context, sought.listing(alone))(alone))

    return find


async def _meant(info: Info, sought: Sought, view: View) -> str | None:
    if Typed(sought.words).exact:
        return None
    listing = Listing(view, sought.where())
    return await info.context.loaders.mended.load((sought.words, listing))


async def _hits(info: Info, sought: Sought, view: View, paging: Paging) -> SearchConnection:
    context = info.context

    def hit(record: Any, seen: View) -> SearchHit:
        return SearchHit(content=context.content(record, seen), words=sought.words)

    listing = sought.listing(view)
    found: SearchConnection = await list_connection(context, listing, paging, hit, SearchConnection)
    found.sought, found.view = sought, view
    return found
