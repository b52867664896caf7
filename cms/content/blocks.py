"""Blocks: what a page is put together from. They are related rows of several kinds in one table.

A block is a row that says of which kind it is and in which other row it lies. So whatever works for
related rows works for blocks, and a field has one type over all kinds: it is one column.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import new_class
from typing import Any

from piccolo.columns import Boolean, Column, ForeignKey, LazyTableReference, OnDelete, Varchar
from piccolo.table import Table

from cms.content.base import Row
from cms.content.declaration import BadDeclaration, Composite, Computed, Field, Rows, Values, flat
from cms.content.identity import mint_key
from cms.content.translated import Translated
from cms.errors import N_, Problem

Fields = tuple[Field | Composite, ...]
RowRule = Callable[[Values], Iterable[Problem]]
MOST_HELD = 50
MOST_LISTED = 50
LONGEST_ANCHOR = 60


class Block(Row):
    """A mixin: what every block has, beside the columns of its kind.

    ``within`` is the key of the block that it lies in, empty for one that lies in the entry itself.
    """

    kind = Varchar(length=40)
    within = Varchar(length=8)
    anchor = Varchar(length=LONGEST_ANCHOR)
    hidden = Boolean(default=False)


@dataclass(frozen=True)
class Held:
    """What a block holds, called ``name`` by readers: rows of a kind, in their order.

    Without ``kind`` it holds any block, but for those that hold blocks themselves: so columns stand
    one level deep. ``fewest`` counts when the entry is published, ``most`` always. With ``relation``
    readers get the entries that the rows refer to, in place of the rows.
    """

    name: str
    kind: str = ""
    fewest: int = 0
    most: int = MOST_HELD
    relation: bool = False


@dataclass(frozen=True)
class Query:
    """Which entries a block lists, asked anew each time somebody reads it.

    Of no types it is of all, with any of the ``tags``; ``most`` is how many are shown at
    once, never more than `MOST_LISTED`.
    """

    types: tuple[str, ...] = ()
    under: str | None = None
    tags: tuple[str, ...] = ()
    sorting: str = "newest"
    upcoming: bool = False
    most: int = MOST_LISTED


@dataclass(frozen=True)
class BlockType:
    """One kind of block: its columns, and the fields that they are.

    ``columns`` is a mixin, ``fields`` makes the declaration for the table that has them. A ``part``
    stands only in a block that holds it. ``rules`` yield a `Problem` for what must never be saved,
    with the column's name as its field.

    ``query`` makes of published values what the block lists, if it lists anything: instead of the
    entries that it holds, or under the name ``listed``. Readers get that in place of the fields that
    ``asks`` names.
    """

    name: str
    label: str
    columns: type
    fields: Callable[[Any], Fields]
    holds: Held | None = None
    part: bool = False
    rules: tuple[RowRule, ...] = ()
    help: str = ""
    computed: tuple[Computed, ...] = ()
    query: Callable[[Mapping[str, Any]], Query | None] | None = None
    listed: str = ""
    asks: tuple[str, ...] = ()
    called: str = ""

    @property
    def graphql_name(self) -> str:
        """``TextBlock``; of a part ``Fact``, or what it is ``called``."""
        words = "".join(part.capitalize() for part in self.name.split("_"))
        return self.called or (words if self.part else f"{words}Block")


@dataclass(frozen=True)
class Blocks(Rows):
    """The blocks of a content type; `blocks_of` makes the table too.

    In a working copy they are one list, in reading order: what lies in a block follows it.
    """

    fields: Fields = ()
    types: tuple[BlockType, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        _refuse_contradictions(self.types, self._own)
        found = {one.name: one for own in self._own.values() for one in own}
        object.__setattr__(self, "fields", (*self.structure, *found.values()))

    @cached_property
    def structure(self) -> tuple[Field, ...]:
        """What says what a row is and where it lies, and is no text of it."""
        table: Any = self.table
        return (
            Field(table.kind, label=N_("Kind of block")),
            Field(table.within, label=N_("Lies in")),
            Field(
                table.anchor,
                label=N_("Anchor"),
                help=N_(
                    "A name by which links lead here, as in #programme. Left empty, there is none."
                ),
            ),
            Field(
                table.hidden,
                label=N_("Hidden"),
                help=N_("Kept for later: readers get nothing of it."),
            ),
        )

    @cached_property
    def _own(self) -> Mapping[str, Fields]:
        return {one.name: one.fields(self.table) for one in self.types}

    @cached_property
    def kinds(self) -> Mapping[str, BlockType]:
        """The kinds of rows by name, parts too."""
        return {one.name: one for one in self.types}

    @cached_property
    def _plain(self) -> Mapping[str, tuple[Field, ...]]:
        return {
            name: (
                *(self.structure if not self.kinds[name].part else self.structure[:2]),
                *flat(own),
            )
            for name, own in self._own.items()
        }

    @property
    def texts(self) -> tuple[Field, ...]:
        return self.plain_fields[len(self.structure) :]

    def own_fields(self, kind: str) -> Fields:
        """What rows of a kind have that not every row has."""
        return self._own.get(kind, ())

    def fields_of(self, row: Mapping[str, Any]) -> tuple[Field, ...]:
        """Of a row that does not say its kind, all that it may have."""
        return self._plain.get(row.get("kind", ""), self.plain_fields)

    def declared_of(self, row: Mapping[str, Any]) -> Fields:
        return (*self.structure, *self.own_fields(row.get("kind", "")))

    def relation_of(self, part: BlockType) -> Field:
        """The relation that a part is nothing but."""
        return next(one for one in flat(self.own_fields(part.name)) if one.references)

    def related(self, row: Values) -> Iterator[str]:
        """The entries that a row refers to."""
        found = (row[one.column_name] for one in self.fields_of(row) if one.references)
        return (uid for uid in found if uid is not None)

    def only_refers(self, row: Mapping[str, Any]) -> bool:
        return any(
            one.holds.relation and row["kind"] == one.holds.kind for one in self.types if one.holds
        )

    def own(self, row: Values) -> Values:
        columns = {column for one in self.fields_of(row) for column in one.columns()}
        return {name: value for name, value in row.items() if name in columns or name == "key"}

    def label_of(self, row: Mapping[str, Any]) -> str:
        found = self.kinds.get(row["kind"])
        return found.label if found else self.label

    def shown(self, stored: Sequence[Values]) -> list[Values]:
        """Those that the public may read: not the hidden ones, nor what lies in them.

        Nor those of a kind that there was once.
        """
        hidden = self.obsolete(stored)
        for row in nested_order(stored):
            if row["hidden"] or row["within"] in hidden:
                hidden.add(row["key"])
        return [row for row in stored if row["key"] not in hidden]

    def obsolete(self, stored: Sequence[Values]) -> set[str]:
        """The keys of rows of a kind that there was once, and of what lies in them."""
        found: set[str] = set()
        for row in nested_order(stored):
            if row["kind"] not in self.kinds or row["within"] in found:
                found.add(row["key"])
        return found

    def arranged(self, stored: Sequence[Values]) -> list[Values]:
        return nested_order(stored)

    def renamed(self, stored: Sequence[Values]) -> list[Values]:
        keys = {row["key"]: mint_key() for row in stored}
        return [
            row | {"key": keys[row["key"]], "within": keys.get(row["within"], "")} for row in stored
        ]

    def named_as(self, stored: Sequence[Values], others: Sequence[Values]) -> list[Values]:
        return [
            row | {"key": other["key"], "within": other["within"]}
            for row, other in zip(stored, others, strict=True)
        ]

    def whole(self, stored: Sequence[Any]) -> bool:
        keys = {row["key"] for row in stored} | {""}
        return all(row["within"] in keys for row in stored)

    def holdable(self, kind: str) -> frozenset[str]:
        """The kinds of rows that a block of this kind holds; ``""`` stands for the entry itself."""
        if not kind:
            return frozenset(one.name for one in self.types if not one.part)
        held = self.kinds[kind].holds if kind in self.kinds else None
        if held is None:
            return frozenset()
        if held.kind:
            return frozenset({held.kind})
        return frozenset(one.name for one in self.types if not one.part and not self._nests(one))

    def _nests(self, one: BlockType) -> bool:
        """Whether it holds blocks, itself or through what it holds."""
        if one.holds is None:
            return False
        return not one.holds.kind or self._nests(self.kinds[one.holds.kind])


def nested_order(stored: Sequence[Values]) -> list[Values]:
    """Rows in the order in which they are read; those that lie nowhere come last."""
    within: dict[str, list[Values]] = {}
    for row in stored:
        within.setdefault(row["within"], []).append(row)
    ordered: list[Values] = []
    waiting = [*reversed(within.pop("", []))]
    while waiting:
        row = waiting.pop()
        ordered.append(row)
        waiting += reversed(within.pop(row["key"], []))
    return ordered + [row for row in stored if row["within"] in within]


def held_in(stored: Iterable[Values]) -> Mapping[str, list[Values]]:
    """The rows that lie in each row, by its key; those of the entry itself under ``""``."""
    found: dict[str, list[Values]] = {}
    for row in stored:
        found.setdefault(row["within"], []).append(row)
    return found


def blocks_of(owner: type[Table], types: Sequence[BlockType], name: str = "blocks") -> Blocks:
    """Blocks of these kinds for the content type whose table is ``owner``, and the table for them."""
    _refuse_other_columns(types)
    mixins = {one.columns for one in types}
    bases = [
        one
        for one in dict.fromkeys(each.columns for each in types)
        if not any(issubclass(other, one) for other in mixins - {one})
    ]
    members = {
        "__module__": owner.__module__,
        "__doc__": f"The blocks of {owner.__name__}.",
        "owner": ForeignKey(owner, null=False, index=True, on_delete=OnDelete.cascade),
    }
    table: type[Table] = new_class(
        f"{owner.__name__}Block",
        (Block, *bases, Table),
        {"tablename": f"{owner._meta.tablename}_block"},
        lambda namespace: namespace.update(members),
    )
    return Blocks(
        name,
        table,
        types=tuple(types),
        label=N_("Blocks"),
        help=N_("What the page is put together from, in this order."),
    )


def _refuse_other_columns(types: Iterable[BlockType]) -> None:
    """One column cannot be of two types, as it would be whichever mixin came first."""
    known: dict[str, tuple[str, Any]] = {}
    for one in types:
        for name, found in _columns(one.columns):
            first, was = known.setdefault(name, (one.name, found))
            if was != found:
                raise _contradiction(first, one.name, name)
            if name in {*dir(Block), "owner"}:
                raise _contradiction("block", one.name, name)


def _columns(mixin: type) -> Iterator[tuple[str, tuple[Any, ...]]]:
    for name in dir(mixin):
        found = getattr(mixin, name)
        if isinstance(found, Translated):
            yield name, (Translated, found.column, _told(found.options))
        elif isinstance(found, Column):
            yield name, (type(found), _told(found._meta.params))


def _told(params: Mapping[str, Any]) -> str:
    """Without the base column of an array, which is another object each time."""
    return repr(sorted((key, repr(one)) for key, one in params.items() if key != "base_column"))


def _refuse_contradictions(types: Sequence[BlockType], own: Mapping[str, Fields]) -> None:
    """One name means one thing over all kinds, or a query of two kinds could not ask for it."""
    for name, number in Counter(one.name for one in types).items():
        if number > 1:
            raise BadDeclaration(N_("Two kinds of blocks are called {kind}."), kind=name)
    names = {one.name for one in types} | {""}
    known: dict[str, tuple[str, Any]] = {}
    for one in types:
        if one.holds and one.holds.kind not in names:
            raise BadDeclaration(
                N_("Blocks of the kind {kind} hold what is no kind of block."), kind=one.name
            )
        for name, shape in _shapes(one, own[one.name]):
            first, was = known.setdefault(name, (one.name, shape))
            if was != shape:
                raise _contradiction(first, one.name, name)


def _shapes(one: BlockType, own: Fields) -> Iterator[tuple[str, Any]]:
    yield from ((each.name, _shape(each)) for each in own)
    yield from ((each.name, each.returns) for each in one.computed)
    if one.holds:
        yield one.holds.name, (one.holds.kind, one.holds.relation)
    if one.listed:
        yield one.listed, Query


def _shape(one: Field | Composite) -> Any:
    """What readers can expect of it."""
    if isinstance(one, Composite):
        return one.kind, tuple((each.name, _shape(each)) for each in one.fields)
    return (
        one.column_name, one.kind, one.translated, one.rich, one.required, one.choices,
        _target(one.column),
    )  # fmt: skip


def _target(column: Column | Translated) -> str:
    """The name of what a relation leads to: it may be that the class is yet to be made."""
    if not isinstance(column, ForeignKey):
        return ""
    references = column._foreign_key_meta.references
    if isinstance(references, LazyTableReference):
        return references.table_class_name
    return references.__name__


def _contradiction(first: str, second: str, name: str) -> BadDeclaration:
    text = N_("The blocks {first} and {second} mean different things by {field}.")
    return BadDeclaration(text, first=first, second=second, field=name)
