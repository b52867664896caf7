"""Lists in parts: by cursor in both directions, or by page number. Counted only when asked."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import strawberry

from cms.errors import N_
from cms.reading.ordering import Boundary
from cms.reading.publications import Link, Listing, Part, Slice
from cms.reading.records import Record
from cms.reading.view import View
from cms.schema.absences import Find
from cms.schema.context import Context, Info
from cms.schema.cursors import read_cursor, write_cursor
from cms.schema.directives import Cost
from cms.schema.errors import BadArgument, OverLimit

CONNECTION = "Connection"
DEFAULT_SIZE = 20
LARGEST_SIZE = 100
LARGEST_CALENDAR = 2_500
"""A month is asked at once, however much takes place in it."""
LAST_OFFSET = 10_000
COUNTING = 20
"""What counting a whole list costs."""

T = TypeVar("T")
Count = Callable[[], Awaitable[int]]


@strawberry.type(description="Where a part of a list begins and ends.")
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None
    page: int | None = strawberry.field(description="The number of the page, if asked by page.")
    count: strawberry.Private[Count]
    size: strawberry.Private[int]

    @strawberry.field(description="How many pages there are, if asked by page.")
    async def page_count(self) -> int | None:
        if self.page is None:
            return None
        return -(-await self.count() // self.size)


@strawberry.interface(name=CONNECTION, description="A part of a list.")
class AnyConnection:
    page_info: PageInfo
    count: strawberry.Private[Count]

    @strawberry.field(
        description="How many there are in all; counted only when this is asked.",
        directives=[Cost(weight=COUNTING)],
    )
    async def total_count(self) -> int:
        return await self.count()


@strawberry.type
class Edge(Generic[T]):
    node: T
    cursor: str


@strawberry.type(name="Connection")
class Connection(AnyConnection, Generic[T]):
    nodes: list[T]
    cursors: strawberry.Private[Callable[[], list[str]]]

    @strawberry.field
    def edges(self) -> list[Edge[T]]:
        pairs = zip(self.nodes, self.cursors(), strict=True)
        return [Edge(node=node, cursor=cursor) for node, cursor in pairs]


@dataclass(frozen=True)
class Paging:
    """The paging arguments of a list as they were given; ``most`` is what it gives at once."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None
    page: int | None = None
    size: int | None = None
    most: int = LARGEST_SIZE

    def slice(self, listing: Listing, link: Link | None = None) -> Slice:
        """The part that is asked for. Raises what is wrong with the arguments."""
        self._check()
        if self.page is not None or self.size is not None:
            return self._page()
        if self.last is not None or self.before is not None:
            beyond = read_cursor(self.before, listing, link) if self.before else None
            return Slice(size_of("last", self.last, most=self.most), beyond, backwards=True)
        beyond = read_cursor(self.after, listing, link) if self.after else None
        return Slice(size_of("first", self.first, most=self.most), beyond)

    def _check(self) -> None:
        ways = [
            self.first is not None or self.after is not None,
            self.last is not None or self.before is not None,
            self.page is not None or self.size is not None,
        ]
        if sum(ways) > 1:
            raise BadArgument(
                N_("Page through a list in one way: first/after, last/before or page/size.")
            )

    def _page(self) -> Slice:
        size, page = (
            size_of("size", self.size, most=self.most),
            1 if self.page is None else self.page,
        )
        if page < 1:
            raise BadArgument(N_("Pages are counted from 1."), field="page")
        if (page - 1) * size > LAST_OFFSET:
            raise OverLimit("page", LAST_OFFSET // size + 1, asked=page)
        return Slice(size, offset=(page - 1) * size)


def size_of(name: str, asked: int | None, *, least: int = 0, most: int = LARGEST_SIZE) -> int:
    """How many items an argument asks for. Raises `BadArgument` and `OverLimit`."""
    if asked is None:
        return DEFAULT_SIZE
    if asked < least:
        raise BadArgument(N_("“{field}” must be {least} or more."), field=name, least=least)
    if asked > most:
        raise OverLimit(name, most, asked=asked)
    return asked


Make = Callable[[Record, View], Any]


def connection(
    part: Part,
    asked: Slice,
    cursor: Callable[[Boundary], str],
    count: Count,
    nodes: Sequence[Any],
    *,
    page: int | None = None,
    of: type[Connection[Any]] = Connection,
) -> Any:
    """A connection over the nodes of a part."""
    boundaries = [boundary for _, boundary in part.records]
    further = asked.beyond is not None or asked.offset > 0
    info = PageInfo(
        has_next_page=further if asked.backwards else part.more,
        has_previous_page=part.more if asked.backwards else further,
        start_cursor=cursor(boundaries[0]) if boundaries else None,
        end_cursor=cursor(boundaries[-1]) if boundaries else None,
        page=page,
        count=count,
        size=max(asked.most, 1),
    )
    return of(
        page_info=info,
        count=count,
        nodes=list(nodes),
        cursors=lambda: [cursor(boundary) for boundary in boundaries],
    )


async def list_connection(
    context: Context,
    listing: Listing,
    paging: Paging,
    make: Make | None = None,
    of: type[Connection[Any]] = Connection,
) -> Any:
    """A part of a listing; ``make`` turns each publication into a node of a connection ``of``."""
    asked = paging.slice(listing)
    part = await context.loaders.lists.load((listing, asked))
    make = make or context.content
    by_page = paging.page is not None or paging.size is not None
    return connection(
        part,
        asked,
        lambda boundary: write_cursor(boundary, listing),
        lambda: context.loaders.totals.load(listing),
        [make(record, listing.view) for record, _ in part.records],
        page=(paging.page or 1) if by_page else None,
        of=of,
    )


def listed_by(context: Context, listing: Listing) -> Find:
    """The first entries that a listing would have in another view."""

    async def find(view: View) -> list[str]:
        asked = replace(listing, view=view), Slice(LARGEST_SIZE)
        return _uids(await context.loaders.lists.load(asked))

    return find


def linked_by(context: Context, link: Link, owner: str, listing: Listing) -> Find:
    """The first entries that would belong to another one in another view."""

    async def find(view: View) -> list[str]:
        asked = link, replace(listing, view=view), Slice(LARGEST_SIZE)
        return _uids(await context.loaders.parts.load((owner, asked)))

    return find


def _uids(part: Part) -> list[str]:
    return [record.uid for record, _ in part.records]


async def linked_connection(
    info: Info,
    link: Link,
    owner: str,
    listing: Listing,
    paging: Paging,
    of: type[Connection[Any]] = Connection,
) -> Any:
    """A part of what belongs to an entry; for all entries of an answer in one statement."""
    context = info.context
    asked = paging.slice(listing, link)
    part = await context.loaders.parts.load((owner, (link, listing, asked)))
    context.absences.note_list(info, listing.view, linked_by(context, link, owner, listing))
    return connection(
        part,
        asked,
        lambda boundary: write_cursor(boundary, listing, link),
        lambda: context.loaders.counts.load((owner, (link, listing))),
        [context.content(record, listing.view) for record, _ in part.records],
        of=of,
    )
