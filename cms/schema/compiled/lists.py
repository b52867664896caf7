"""Lists in parts. Without cursors PostgreSQL makes the whole answer; with them Python writes these."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from cms.errors import CmsError
from cms.reading.conditions import condition_sql
from cms.reading.ordering import Boundary, KeyValue, beyond_sql, order_sql
from cms.reading.publications import Link, Listing, Slice
from cms.reading.surrogates import ANY_REFERENCE
from cms.schema.compiled import marks
from cms.schema.compiled.fallback import Missed, Unanswered
from cms.schema.compiled.objects import Objects, Place
from cms.schema.compiled.selection import TYPENAME, Selected
from cms.schema.compiled.slots import Later, Slot, Variables, given
from cms.schema.compiled.told import check
from cms.schema.compiled.writing import Column, Finish, Part, Row, many_of, one_of
from cms.schema.connections import LARGEST_SIZE, Paging
from cms.schema.cursors import write_cursor
from cms.schema.noticing import BY_LINK

_SIZES = ("first", "last", "page", "size")
_INFO = ("hasNextPage", "hasPreviousPage", "startCursor", "endCursor", "page", "pageCount")
_IN_SQL = frozenset({"nodes", "totalCount", TYPENAME})


@dataclass(frozen=True)
class Asked:
    """A listing, and the arguments that say which part of it.

    ``others`` write the fields that only some connections have. It gives ``largest`` entries at once.
    """

    listing: Listing
    arguments: Mapping[str, Any]
    link: Link | None = None
    others: Mapping[str, "Other"] = field(default_factory=dict)
    largest: int = LARGEST_SIZE

    def paging(self, variables: Variables) -> Paging:
        """The paging arguments of a request."""
        asked = {name: given(value, variables) for name, value in self.arguments.items()}
        cursors = {name: asked.get(name) or None for name in ("after", "before")}
        sizes = {name: asked[name] for name in _SIZES if name in asked}
        return Paging(**cursors, **sizes, most=self.largest)

    def by_page(self, variables: Variables) -> bool:
        """Whether the part is named by its number."""
        paging = self.paging(variables)
        return paging.page is not None or paging.size is not None

    def most(self, objects: Objects, further: int = 0) -> Later | int:
        """How many entries the part has at most."""
        return self._number(objects, lambda part: part.most + further, ("first", "last", "size"))

    def offset(self, objects: Objects) -> Later | int:
        """How many entries come before it."""
        return self._number(objects, lambda part: part.offset, ("page", "size"))

    def _number(
        self, objects: Objects, read: Callable[[Slice], int], names: Sequence[str]
    ) -> Later | int:
        """A parameter, if any of some arguments is a variable; of a number the planner knows more."""
        if any(isinstance(self.arguments.get(name), Slot) for name in names):
            return Later(lambda variables: read(self.slice(variables)))
        return read(self.slice(objects.variables))

    def boundary(self, found: Boundary) -> tuple[Any, ...]:
        """Parameters for the place that a cursor names, of which ``found`` is one."""
        if not any(isinstance(self.arguments.get(name), Slot) for name in ("after", "before")):
            return found
        return tuple(
            None if value is None else Later(partial(self._place, number))
            for number, value in enumerate(found)
        )

    def _place(self, number: int, variables: Variables) -> KeyValue:
        beyond = self.slice(variables).beyond
        assert beyond
        return beyond[number]

    def slice(self, variables: Variables) -> Slice:
        """The part that a request asks for; what is wrong with it the executor says."""
        try:
            return self.paging(variables).slice(self.listing, self.link)
        except CmsError as error:
            raise Unanswered(error.code) from error


Node = Callable[[Objects, Selected, Part, str], Row]


@dataclass(frozen=True)
class Source:
    """Which publications: in which part of the statement, and what makes them belong to the list.

    ``node`` writes a node. A list that may not be empty is left to the executor when it is.
    """

    to: Part
    belongs: Callable[[str], str]
    node: Node = Objects.entry
    may_be_empty: bool = True


Other = Callable[[Objects, Selected, Source], Column]


def linked(objects: Objects, one: Selected, place: Place, link: Link, asked: Asked) -> Column:
    """A part of what belongs to an entry."""
    note_link(objects, place, link, asked.listing)
    source = Source(place.to, lambda alias: link.sql(alias, f"{place.alias}.uid"))
    return connection(objects, one, source, replace(asked, link=link))


def note_link(objects: Objects, place: Place, link: Link, listing: Listing) -> None:
    """Note what the list of what belongs to an entry follows from."""
    owner, locales = f"{place.alias}.uid", listing.view.locales
    objects.mark(place, marks.of_link(owner, locales, children=link.children))
    objects.reads.keys.add(ANY_REFERENCE)
    objects.noticing.compared(listing, known=BY_LINK)


def connection(objects: Objects, one: Selected, source: Source, asked: Asked) -> Column:
    """A part of a list, with what is selected of the connection."""
    _check(one, asked.others)
    first = asked.slice(objects.variables)
    names = {each.name for each in one.concrete}
    if names <= _IN_SQL | asked.others.keys() and source.may_be_empty and not first.backwards:
        return _plain(objects, one, source, asked)
    return _with_places(objects, one, source, asked)


def _check(one: Selected, others: Collection[str]) -> None:
    check(one, ("nodes", "edges", "pageInfo", "totalCount", *others))
    for each in one.concrete:
        if each.name == "edges":
            check(each, ("node", "cursor"))
        elif each.name == "pageInfo":
            check(each, _INFO)


def _plain(objects: Objects, one: Selected, source: Source, asked: Asked) -> Column:
    columns = []
    for each_ in one.concrete:
        made = _plain_field(objects, each_, source, asked)
        columns.append(Column(each_.key, made.sql, made.finish))
    return objects.whole(columns)


def _plain_field(objects: Objects, one: Selected, source: Source, asked: Asked) -> Column:
    if one.name == TYPENAME:
        return objects.typename(one)
    if one.name in asked.others:
        return asked.others[one.name](objects, one, source)
    if one.name == "totalCount":
        return Column("", count(source, asked.listing))
    most = asked.most(objects)
    return nodes(objects, one, source, asked, most)


def nodes(
    objects: Objects, one: Selected, source: Source, asked: Asked, most: Later | int
) -> Column:
    """The entries of a part."""
    to, alias = source.to, objects.writer.alias()
    row = source.node(objects, one, to, alias)
    return objects.many(row, rows_of(objects, source, asked, alias, most))


def rows_of(objects: Objects, source: Source, asked: Asked, alias: str, most: Later | int) -> str:
    """``FROM`` and all after it, for the publications of a part in their order."""
    to, listing = source.to, asked.listing
    part = asked.slice(objects.variables)
    keys = [key.sql(alias, to) for key in listing.keys]
    tail = (
        f"WHERE {chosen(source, listing, alias)}"
        f"{_beyond(keys, asked, part, to)}"
        f" ORDER BY {order_sql(keys, listing.keys, backwards=part.backwards)}"
        f" LIMIT {unplanned(objects, most)}"
    )
    if not asked.by_page(objects.variables):
        return f"FROM {listing.relation(to)} {alias} {tail}"
    # What is skipped is not made into objects first.
    offset = unplanned(objects, asked.offset(objects))
    return f"FROM (SELECT * FROM {listing.relation(to)} {alias} {tail} OFFSET {offset}) {alias}"


def unplanned(objects: Objects, number: Later | int) -> str:
    """A number of rows. One that varies is none that PostgreSQL plans with.

    It takes plans for numbers that it knows to be cheaper than one for all numbers, and so would
    plan each time anew, which takes longer than reading a page of a list.
    """
    sql = objects.writer.bind(number, "int")
    return f"(SELECT {sql})" if isinstance(number, Later) else sql


def _beyond(keys: list[str], asked: Asked, part: Slice, to: Part) -> str:
    if part.beyond is None:
        return ""
    boundary = asked.boundary(part.beyond)
    found = beyond_sql(keys, asked.listing.keys, boundary, to, backwards=part.backwards)
    return f" AND ({found})"


def chosen(source: Source, listing: Listing, alias: str) -> str:
    """That a publication is in a list."""
    to = source.to
    condition = condition_sql(listing.where, alias, to)
    return f"{source.belongs(alias)} AND {to.served(alias)} AND ({condition})"


def count(source: Source, listing: Listing) -> str:
    """How many there are in a list."""
    alias, relation = source.to.alias(), listing.relation(source.to)
    return f"(SELECT count(*) FROM {relation} {alias} WHERE {chosen(source, listing, alias)})"


# What follows is for lists of which cursors, or what lies beyond the part, is asked.


def _with_places(objects: Objects, one: Selected, source: Source, asked: Asked) -> Column:
    to, alias = source.to, objects.writer.alias()
    wanted = _nodes_of(one)
    columns, finishes = [], {}
    for place, each_ in enumerate(wanted):
        row = source.node(objects, each_, to, alias)
        columns.append(f'{one_of(row, "")} AS "{place}"')
        if row.finish:
            finishes[place] = row.finish
    if not wanted:
        columns += objects.hidden(marks.of_uid(f"{alias}.uid", to.view.locales))
    keys = ", ".join(key.sql(alias, to) for key in asked.listing.keys)
    columns.append(f'json_build_array({keys}) AS "k"')
    most = asked.most(objects, 1)
    rows = many_of(Row(", ".join(columns)), rows_of(objects, source, asked, alias, most))
    counted = count(source, asked.listing) if _is_counted(one) else "NULL"
    others = {
        each_.key: asked.others[each_.name](objects, each_, source)
        for each_ in one.concrete
        if each_.name in asked.others
    }
    pairs = "".join(f", '.{key}', {made.sql}" for key, made in others.items())
    sql = f"json_build_object('rows', {rows}, 'count', {counted}{pairs})"
    return Column("", sql, _connection(one, source, finishes, others, asked))


def _nodes_of(one: Selected) -> list[Selected]:
    """Where nodes are selected: in ``nodes``, and in the ``edges``."""
    found = []
    for each_ in one.concrete:
        if each_.name == "nodes":
            found.append(each_)
        elif each_.name == "edges":
            found += [inner for inner in each_.concrete if inner.name == "node"]
    return found


def _is_counted(one: Selected) -> bool:
    names = {each_.name for each_ in one.concrete}
    names |= {
        inner.name for each_ in one.concrete if each_.name == "pageInfo" for inner in each_.concrete
    }
    return bool(names & {"totalCount", "pageCount"})


def _connection(
    one: Selected,
    source: Source,
    finishes: Mapping[int, Finish],
    others: Mapping[str, Column],
    asked: Asked,
) -> Finish:
    numbers = {id(each_): place for place, each_ in enumerate(_nodes_of(one))}

    def finish(value: Any, variables: Variables) -> Any:
        if not value["rows"] and not source.may_be_empty:
            raise Missed(one.key)
        found = _Found(value, asked, asked.slice(variables), variables)
        for place, make in finishes.items():
            for row in found.rows:
                row[str(place)] = make(row[str(place)], variables)
        for key, other in others.items():
            made = value[f".{key}"]
            found.others[key] = other.finish(made, variables) if other.finish else made
        return {each_.key: found.field(each_, numbers) for each_ in one.concrete}

    return finish


class _Found:
    """A part of a list as PostgreSQL answered it, and the fields of its connection."""

    def __init__(
        self, value: Mapping[str, Any], asked: Asked, part: Slice, variables: Variables
    ) -> None:
        self.asked, self.part, self.count = asked, part, value["count"]
        self.rows = value["rows"][: part.most]
        self.more = len(value["rows"]) > part.most
        if part.backwards:
            self.rows.reverse()
        self.page = asked.paging(variables).page or 1
        self.by_page = asked.by_page(variables)
        self.others: dict[str, Any] = {}

    def field(self, one: Selected, numbers: Mapping[int, int]) -> Any:
        match one.name:
            case "nodes":
                return [row[str(numbers[id(one)])] for row in self.rows]
            case "edges":
                return [
                    {each_.key: self.edge(each_, row, numbers) for each_ in one.concrete}
                    for row in self.rows
                ]
            case "pageInfo":
                return {each_.key: self.info(each_) for each_ in one.concrete}
            case "totalCount":
                return self.count
            case "__typename":
                return one.parent
        return self.others[one.key]

    def edge(self, one: Selected, row: Mapping[str, Any], numbers: Mapping[int, int]) -> Any:
        if one.name == "cursor":
            return self.cursor(row)
        return row[str(numbers[id(one)])] if one.name == "node" else one.parent

    def cursor(self, row: Mapping[str, Any]) -> str:
        keys = zip(row["k"], self.asked.listing.keys, strict=True)
        boundary = tuple(
            datetime.fromisoformat(value) if value and key.by.kind == "instant" else value
            for value, key in keys
        )
        return write_cursor(boundary, self.asked.listing, self.asked.link)

    def info(self, one: Selected) -> Any:  # noqa: PLR0911 - one field a case
        further = self.part.beyond is not None or self.part.offset > 0
        backwards, rows = self.part.backwards, self.rows
        match one.name:
            case "hasNextPage":
                return further if backwards else self.more
            case "hasPreviousPage":
                return self.more if backwards else further
            case "startCursor":
                return self.cursor(rows[0]) if rows else None
            case "endCursor":
                return self.cursor(rows[-1]) if rows else None
            case "page":
                return self.page if self.by_page else None
            case "pageCount":
                return -(-self.count // max(self.part.most, 1)) if self.by_page else None
        return one.parent
