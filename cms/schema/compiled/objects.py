"""Objects as SQL: which writer makes each field, and an entry as whichever type it has."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cms.content import DEFAULT_LOCALE, ContentType
from cms.reading.surrogates import Reads
from cms.reading.view import View
from cms.schema.asked import ANYBODY, Asker
from cms.schema.build import Built
from cms.schema.compiled import marks
from cms.schema.compiled.fallback import Uncompiled
from cms.schema.compiled.selection import TYPENAME, Selected
from cms.schema.compiled.slots import Variables
from cms.schema.compiled.writing import (
    KIND,
    OBJECT,
    Column,
    Part,
    Row,
    Writer,
    by_kind,
    each,
    many_of,
    never_null,
    one_of,
    quoted,
    refused,
    row_of,
)
from cms.schema.enums import values_of
from cms.schema.noticing import Noticing


@dataclass(frozen=True)
class Place:
    """Where in the statement an object is written.

    ``alias`` is the publication that it is, or belongs to, and ``values`` the SQL of the JSON with
    its short fields. ``apart`` tells that its long texts are the publication's own.
    """

    to: Part
    alias: str
    values: str
    apart: bool = True

    @property
    def view(self) -> View:
        return self.to.view

    @property
    def title(self) -> str:
        """Its title. What stands in for one that a draft lacks the executor says."""
        title = f"{self.alias}.title"
        if not self.to.drafts:
            return title
        return f"CASE WHEN {title} <> '' THEN {title} ELSE {refused(self.alias)}::text END"

    def needed(self, sql: str, *, required: bool) -> str:
        """A value; what stands in for one that a draft lacks and must have the executor says."""
        return never_null(sql, self.alias) if required and self.to.drafts else sql

    def text(self, name: str) -> str:
        """A short field as text."""
        return f"{self.values}->>'{name}'"

    def json(self, name: str) -> str:
        """A short field as JSON."""
        return f"{self.values}->'{name}'"

    def long_text(self, name: str) -> str:
        """A long text."""
        return f"{self.alias}.texts->>'{name}'" if self.apart else self.text(name)


Write = Callable[["Objects", Selected, Place], Column]
Fields = Mapping[str, Mapping[str, Write]]
"""Who writes each field, by the names of its type and of the field."""
Note = Callable[[Reads, Variables], None]
"""What an answer reads that follows from the variables."""
Further = tuple[Hashable, Any]
"""What was found for a root field: what is part of the plan, and what is a value of the request."""
Lookup = Callable[[Variables, Reads], Awaitable[Further]]


def further_name(key: str) -> str:
    """Under which name a request's values have what was found for a root field."""
    return f"~{key}"


@dataclass
class Objects:
    """The objects of one statement. ``variables`` are those of the request it is first made for.

    ``lookups`` go further, between two statements, where a root field of the first does not find what
    it asks; ``further`` is what they found, by the keys of these fields. Unless it is ``keyed``,
    nobody is told what the answer follows from.
    """

    built: Built
    fields: Fields
    public_url: str
    variables: Variables
    asker: Asker = ANYBODY
    further: Mapping[str, Further] = field(default_factory=dict)
    keyed: bool = True
    lookups: dict[str, Lookup] = field(default_factory=dict)
    writer: Writer = field(default_factory=Writer)
    reads: Reads = field(default_factory=Reads)
    notes: list[Note] = field(default_factory=list)
    marks: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def noticing(self) -> Noticing:
        """Notes what every answer reads."""
        return Noticing(self.reads)

    def view(self, arguments: Mapping[str, Any]) -> View:
        """The view that the arguments of a root field choose."""
        locale, fallback = arguments.get("locale") or None, arguments.get("fallback") or ()
        return View(
            locale.value if locale else DEFAULT_LOCALE,
            values_of(fallback),
            self.asker.perspective,
        )

    def mark(self, place: Place, marks: Sequence[str]) -> None:
        """The object at a place follows from these keys, in SQL, too."""
        self.marks[place.alias] += marks

    def marked(self, row: Row, place: Place) -> Row:
        """The object of an entry, with the keys of it in it."""
        own = marks.of_uid(f"{place.alias}.uid", place.view.locales)
        keys = self.hidden([*own, *self.marks.pop(place.alias, ())])
        return replace(row, select=", ".join(filter(None, (*keys, row.select))))

    def hidden(self, keys: Sequence[str]) -> list[str]:
        """The column of an object in which keys travel, in SQL; none if nobody wants them."""
        return [marks.hidden(keys)] if self.keyed and keys else []

    def columns(self, selected: Sequence[Selected], place: Place) -> list[Column]:
        """The fields of an object of a type that is known."""
        return [self._column(one, place) for one in selected]

    def row(self, selected: Sequence[Selected], place: Place) -> Row:
        """An object of a type that is known."""
        return row_of(self.columns(selected, place))

    def _column(self, one: Selected, place: Place) -> Column:
        if one.name == TYPENAME:
            return self.typename(one)
        write = self.fields.get(one.parent, {}).get(one.name)
        if write is None:
            raise Uncompiled(f"{one.parent}.{one.name}")
        made = write(self, one, place)
        return Column(one.key, made.sql, made.finish)

    def typename(self, one: Selected) -> Column:
        """The name of a type that is known."""
        return Column(one.key, f"{quoted(one.parent)}::text")

    def part(self, one: Selected, place: Place) -> Column:
        """An object that is no entry, written where it is."""
        row = self.row(one.concrete, place)
        return Column(one.key, one_of(row, ""), row.finish)

    def entry(self, one: Selected, to: Part, alias: str) -> Row:
        """The entry that a publication is, of any of the types that the field may have."""
        place = Place(to, alias, f"{alias}.data")
        alike = self._alike(one)
        if len(alike) == 1:
            row = self._uniform(next(iter(one.below.values())), place, list(one.below))
            return self.marked(row, place)
        rows = {types: self._uniform(some, place, types) for types, some in alike.items()}
        found = list(self.marks[place.alias])  # each type may have what another has
        for types, row in rows.items():
            self.marks[place.alias] = list(found)
            rows[types] = self.marked(row, place)
        return self._varied(rows, place)

    def content_type(self, graphql_name: str) -> ContentType:
        """The content type that an object type is made from."""
        types = self.built.content_types.values()
        return next(one for one in types if one.graphql_name == graphql_name)

    def known(self, alias: str) -> str:
        """That a publication is of a type that is installed."""
        return (
            f"{alias}.content_type = ANY({self.writer.bind([*self.built.content_types], 'text[]')})"
        )

    def _alike(self, one: Selected) -> dict[tuple[str, ...], tuple[Selected, ...]]:
        """The types, together where the same fields are selected in them."""
        groups: list[tuple[list[str], tuple[Selected, ...]]] = []
        for name, selected in one.below.items():
            for names, others in groups:
                if _same(selected, others) and self._common(selected):
                    names.append(name)
                    break
            else:
                groups.append(([name], selected))
        return {tuple(names): selected for names, selected in groups}

    def _common(self, selected: Sequence[Selected]) -> bool:
        common = self.fields["Content"]
        return all(one.name == TYPENAME or one.name in common for one in selected)

    def _uniform(self, selected: Sequence[Selected], place: Place, types: Sequence[str]) -> Row:
        columns = self.columns(selected, place)
        if len(types) > 1:
            named = Column("", self._name(types, place))
            pairs = zip(selected, columns, strict=True)
            columns = [
                Column(one.key, named.sql) if one.name == TYPENAME else made for one, made in pairs
            ]
        return row_of(columns)

    def _name(self, types: Sequence[str], place: Place) -> str:
        cases = " ".join(
            f"WHEN {quoted(self.content_type(one).name)} THEN {quoted(one)}" for one in types
        )
        return f"CASE {place.alias}.content_type {cases} END"

    def _varied(self, rows: Mapping[tuple[str, ...], Row], place: Place) -> Row:
        finishes = {types[0]: row.finish for types, row in rows.items() if row.finish}
        cases = ""
        for types, row in rows.items():
            names = ", ".join(quoted(self.content_type(one).name) for one in types)
            kind = f'{quoted(types[0])}::text AS "{KIND}"'
            select = ", ".join(filter(None, (row.select, kind if finishes else "")))
            cases += f" WHEN {place.alias}.content_type IN ({names}) THEN {one_of(Row(select), '')}"
        finish = by_kind(finishes) if finishes else None
        return Row(f"CASE{cases} END AS o", f"{OBJECT}.o", f"{OBJECT}.o", finish)

    def whole(self, columns: Sequence[Column]) -> Column:
        """An object of some columns, that hangs on no row."""
        row = row_of(columns)
        return Column("", one_of(row, ""), row.finish)

    def one(self, row: Row, source: str) -> Column:
        """The object of the only row of a source; null without one."""
        return Column("", one_of(row, source), row.finish)

    def many(self, row: Row, source: str) -> Column:
        """The objects of a source."""
        return Column("", many_of(row, source), each(row.finish) if row.finish else None)


def _same(some: Sequence[Selected], others: Sequence[Selected]) -> bool:
    return len(some) == len(others) and all(map(Selected.alike, some, others))
