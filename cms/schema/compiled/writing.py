"""The text of a statement for a whole operation, its parameters, and what is left to do in Python."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cms.content import LOCALES
from cms.content.discovery import installed
from cms.reading.sources import Source, source_of
from cms.reading.statement import Statement
from cms.reading.view import Drafts, Perspective, View
from cms.schema.compiled.fallback import Uncompiled
from cms.schema.compiled.slots import Variables

_NAME = re.compile(r"[a-z][a-z_]*")

MOST_TABLES = 400
"""More than any page needs: what is nested in many types would grow without end."""

Finish = Callable[[Any, Variables], Any]
"""Makes the value of a field from what the database answered."""

OBJECT = '"~"'
"""What a subquery is called that makes an object: no field of it can have that name."""
KIND = "~kind"
"""Where an object of several possible types says which it is, for what is done in Python."""


@dataclass(frozen=True)
class Column:
    """One field of an answer: its key, the SQL of its value, and what Python does with that.

    ``missed`` is the SQL of when the executor must answer a root field.
    """

    key: str
    sql: str
    finish: Finish | None = None
    missed: str = ""


@dataclass(frozen=True)
class Row:
    """The SQL of an object: what stands after SELECT, and how the object is made from it."""

    select: str
    value: str = f"row_to_json({OBJECT})"
    element: str = OBJECT
    finish: Finish | None = None


@dataclass
class Writer:
    """Collects what all parts of the statement share."""

    values: list[tuple[Any, str]] = field(default_factory=list)
    places: dict[Any, str] = field(default_factory=dict)
    sources: dict[Perspective, Source] = field(default_factory=dict)
    aliases: int = 0

    def bind(self, value: Any, sql_type: str = "") -> str:
        """The place of a parameter, the same for the same value.

        Names that declarations have, and sizes, stand in the text: the planner knows more of them.
        """
        literal = _literal(value, sql_type)
        if literal is not None:
            return f"{literal}::{sql_type}" if sql_type else literal
        if isinstance(value, list):
            return self._place(value, sql_type)
        known = (type(value), value, sql_type)
        if known not in self.places:
            self.places[known] = self._place(value, sql_type)
        return self.places[known]

    def _place(self, value: Any, sql_type: str) -> str:
        self.values.append((value, sql_type))
        place = f"${len(self.values)}"
        return f"{place}::{sql_type}" if sql_type else place

    def alias(self) -> str:
        """A name for one more table."""
        self.aliases += 1
        if self.aliases > MOST_TABLES:
            raise Uncompiled("too many tables")
        return f"t{self.aliases}"

    def source(self, perspective: Perspective) -> Source:
        """What a perspective reads: the same relation for all parts of the statement."""
        if perspective not in self.sources:
            self.sources[perspective] = source_of(perspective, self.bind)
        return self.sources[perspective]

    @property
    def prelude(self) -> str:
        """What stands in front of the statement."""
        return "".join(one.prelude for one in self.sources.values())

    def to(self, view: View) -> "Part":
        """A part of the statement that looks at a view."""
        return Part(view, self)


def _literal(value: Any, sql_type: str) -> str | None:
    if sql_type == "int" and isinstance(value, int):
        return str(value)
    if isinstance(value, str) and value in _known():
        return f"'{value}'"
    if isinstance(value, list) and value and all(type(one) is str for one in value):
        return f"'{{{','.join(value)}}}'" if _known().issuperset(value) else None
    return None


@cache
def _known() -> frozenset[str]:
    return frozenset(one for one in (*LOCALES, *installed()) if _NAME.fullmatch(one))


class Part(Statement):
    """As `Statement`, within a larger one."""

    def __init__(self, view: View, writer: Writer) -> None:
        self.writer = writer
        super().__init__(view)

    def __post_init__(self) -> None:
        self.source = self.writer.source(self.view.perspective)

    @property
    def drafts(self) -> bool:
        """Whether it shows working copies, which may lack what a publication has."""
        return isinstance(self.view.perspective, Drafts)

    @property
    def own(self) -> bool:
        """Whether it reads a relation of its own, which tells states and ranges as they really are."""
        return bool(self.source.prelude)

    def bind(self, value: Any, sql_type: str = "") -> str:
        """A parameter of the whole."""
        return self.writer.bind(value, sql_type)

    def alias(self) -> str:
        """A name that no other part has."""
        return self.writer.alias()


def quoted(text: str) -> str:
    """A text from a declaration as SQL."""
    return "'" + text.replace("'", "''") + "'"


def refused(alias: str) -> str:
    """Ends the statement with an error, when it is reached: the executor then words the answer.

    It looks at a row, so that the planner does not work it out beforehand.
    """
    return f"({alias}.uid || '!')::json"


def never_null(sql: str, alias: str) -> str:
    """A value that the schema says is there; without it the statement ends."""
    return f"coalesce(to_json({sql}), {refused(alias)})"


def row_of(columns: Sequence[Column]) -> Row:
    """An object with some columns."""
    listed = ", ".join(f'{one.sql} AS "{one.key}"' for one in columns)
    finishes = {one.key: one.finish for one in columns if one.finish}
    return Row(listed, finish=within(finishes) if finishes else None)


def one_of(row: Row, source: str) -> str:
    """The object of the only row of a source; null without one."""
    return f"(SELECT {row.value} FROM (SELECT {row.select} {source}) {OBJECT})"


def many_of(row: Row, source: str) -> str:
    """The list of the objects of a source, in its order."""
    array = f"coalesce(array_to_json(array_agg({row.element})), '[]')"
    return f"(SELECT {array} FROM (SELECT {row.select} {source}) {OBJECT})"


def within(finishes: Mapping[str, Finish]) -> Finish:
    """Finishes some values of an object."""

    def finish(value: Any, variables: Variables) -> Any:
        if value is not None:
            for key, one in finishes.items():
                value[key] = one(value[key], variables)
        return value

    return finish


def each(finish: Finish) -> Finish:
    """Finishes each item of a list."""

    def all_of(value: Any, variables: Variables) -> Any:
        return value and [finish(one, variables) for one in value]

    return all_of


def by_kind(finishes: Mapping[str, Finish]) -> Finish:
    """Finishes an object as the type of it needs it; what says which that is goes out."""

    def finish(value: Any, variables: Variables) -> Any:
        if value is None:
            return None
        kind = value.pop(KIND)
        return finishes[kind](value, variables) if kind in finishes else value

    return finish
