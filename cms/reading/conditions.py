"""Which publications: conditions as values, and their SQL."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cms.reading import waiting
from cms.reading.occurrences import comes_sql, occurs_sql
from cms.reading.queries import tsquery
from cms.reading.statement import Statement
from cms.reading.view import Drafts

Kind = Literal["text", "integer", "number", "boolean", "instant"]
Operator = Literal["eq", "ne", "lt", "le", "gt", "ge", "in", "contains", "starts", "empty"]
Operand = str | int | float | bool | datetime | tuple[str | int, ...]

SQL_TYPES: dict[Kind, str] = {
    "text": "text",
    "integer": "bigint",
    "number": "double precision",
    "boolean": "boolean",
    "instant": "timestamptz",
}


@dataclass(frozen=True)
class Value:
    """A value of a publication that may be compared and sorted.

    ``names`` lead to it in ``data``; a single name with ``column`` is a column. Instants and dates in
    ``data`` are texts of one width. ``many`` is a list, of which one item must fit. ``exact`` texts
    sort as they are, others without regard to case and accents.
    """

    names: tuple[str, ...]
    kind: Kind = "text"
    column: bool = False
    many: bool = False
    exact: bool = False

    def sql(self, alias: str) -> str:
        """The expression for one value; for many it is the list as jsonb."""
        if self.column:
            return f"{alias}.{self.names[0]}"
        *path, last = self.names
        place = f"{alias}.data" + "".join(f"->'{name}'" for name in path)
        if self.many:
            return f"{place}->'{last}'"
        text = f"{place}->>'{last}'"
        return text if self.kind == "text" else f"({text})::{SQL_TYPES[self.kind]}"


UID = Value(("uid",), column=True, exact=True)
TITLE = Value(("title",), column=True)
SLUG = Value(("slug",))
TAGS = Value(("tags",), many=True)
PUBLISHED_AT = Value(("first_published_at",), "instant", column=True)


@dataclass(frozen=True)
class Compare:
    """One value against one operand."""

    value: Value
    operator: Operator
    operand: Operand


@dataclass(frozen=True)
class All:
    """Every part holds; without parts it always does."""

    parts: tuple["Condition", ...] = ()


@dataclass(frozen=True)
class AnyOf:
    """At least one part holds; without parts it never does."""

    parts: tuple["Condition", ...] = ()


@dataclass(frozen=True)
class Not:
    """The part does not hold; what is empty does not hold."""

    part: "Condition"


@dataclass(frozen=True)
class Related:
    """How many of the related entries that the view serves fit a condition."""

    value: Value
    quantifier: Literal["some", "none", "every"]
    part: "Condition"


@dataclass(frozen=True)
class Lasts:
    """One of its rows lasts on a day, written as a date; without a day it has any row at all.

    ``since`` and ``until`` name the row's first and last day; an empty one is open.
    """

    value: Value
    since: str
    until: str
    day: str | None = None


@dataclass(frozen=True)
class OfTypes:
    """It is of one of these content types."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Under:
    """It stands somewhere below an entry, named by its path or its uid."""

    place: str


@dataclass(frozen=True)
class Matches:
    """Its search document fits what somebody typed."""

    text: str


@dataclass(frozen=True)
class TextIs:
    """How its text in a language stands to the source text: in one of these states."""

    locale: str
    states: tuple[str, ...]


@dataclass(frozen=True)
class OccursIn:
    """It takes place in a stretch of time, as a whole or in part; what was cancelled counts too."""

    since: datetime
    until: datetime


@dataclass(frozen=True)
class ToCome:
    """Something of it is not over at the moment of the view, nor cancelled."""


Plain = Compare | Lasts | OfTypes | Under | Matches | TextIs | OccursIn | ToCome
Condition = All | AnyOf | Not | Related | Plain


def condition_sql(condition: Condition, alias: str, to: Statement) -> str:
    """The condition on the publication called ``alias``."""
    match condition:
        case All(parts):
            sql = _joined(parts, " AND ", "true", alias, to)
        case AnyOf(parts):
            sql = _joined(parts, " OR ", "false", alias, to)
        case Not(part):
            sql = f"({condition_sql(part, alias, to)}) IS NOT TRUE"
        case Related():
            sql = _related(condition, alias, to)
        case _:
            sql = _plain(condition, alias, to)
    return sql


def _plain(condition: Plain, alias: str, to: Statement) -> str:
    """A condition that has no other in it."""
    match condition:
        case Compare():
            sql = _compare(condition, alias, to)
        case OfTypes(names):
            sql = _of_types(names, alias, to)
        case Lasts():
            sql = _lasts(condition, alias, to)
        case Under(place):
            sql = _under(place, alias, to)
        case Matches(text):
            sql = matches_sql(text, alias, to)
        case TextIs():
            sql = _text_is(condition, alias, to)
        case OccursIn(since, until):
            sql = occurs_sql(alias, since, until, to)
        case ToCome():
            sql = comes_sql(alias, to)
    return sql


def _joined(
    parts: tuple[Condition, ...], between: str, none: str, alias: str, to: Statement
) -> str:
    return between.join(f"({condition_sql(part, alias, to)})" for part in parts) or none


def _of_types(names: tuple[str, ...], alias: str, to: Statement) -> str:
    if len(names) == 1:  # an index gives these in their order
        return f"{alias}.content_type = {to.bind(names[0], 'text')}"
    return f"{alias}.content_type = ANY({to.bind(list(names), 'text[]')})"


def _compare(condition: Compare, alias: str, to: Statement) -> str:
    value, operator, operand = condition.value, condition.operator, condition.operand
    sql = value.sql(alias)
    if not value.many:
        return _operation(sql, value.kind, operator, operand, to)
    if operator == "empty":
        empty = f"coalesce(jsonb_array_length({sql}), 0) = 0"
        return empty if operand else f"NOT ({empty})"
    item = to.alias()
    fits = _operation(f"{item}.value", "text", operator, operand, to)
    return f"EXISTS (SELECT FROM jsonb_array_elements_text({sql}) {item} (value) WHERE {fits})"


_SIGNS = {"eq": "=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "ne": "IS DISTINCT FROM"}


def _operation(sql: str, kind: Kind, operator: Operator, operand: Operand, to: Statement) -> str:
    if operator == "empty":
        return f"{sql} IS {'NULL' if operand else 'NOT NULL'}"
    if operator == "in":
        assert isinstance(operand, tuple)
        return f"{sql} = ANY({to.bind(list(operand), SQL_TYPES[kind] + '[]')})"
    if operator in ("contains", "starts"):
        whole, piece = (f"lower(unaccent({text}))" for text in (sql, to.bind(operand, "text")))
        starts = operator == "starts"
        return f"starts_with({whole}, {piece})" if starts else f"strpos({whole}, {piece}) > 0"
    collation = ' COLLATE "C"' if kind == "text" else ""
    return f"{sql} {_SIGNS[operator]} {to.bind(operand, SQL_TYPES[kind])}{collation}"


def _related(condition: Related, alias: str, to: Statement) -> str:
    other = to.alias()
    uids = condition.value.sql(alias)
    if condition.value.many:
        points = f"{other}.uid IN (SELECT jsonb_array_elements_text({uids}))"
    else:
        points = f"{other}.uid = {uids}"
    fits = condition_sql(condition.part, other, to)
    if condition.quantifier == "every":
        fits = f"({fits}) IS NOT TRUE"
    found = (
        f"EXISTS (SELECT FROM {to.table} {other}"
        f" WHERE {points} AND {to.served(other)} AND ({fits}))"
    )
    return found if condition.quantifier == "some" else f"NOT {found}"


def _lasts(condition: Lasts, alias: str, to: Statement) -> str:
    rows, row = condition.value.sql(alias), to.alias()
    if condition.day is None:
        return f"coalesce(jsonb_array_length({rows}), 0) > 0"
    day = to.bind(condition.day, "text")
    begun = f"coalesce({row}.value->>'{condition.since}', {day}) <= {day} COLLATE \"C\""
    on = f"coalesce({row}.value->>'{condition.until}', {day}) >= {day} COLLATE \"C\""
    return f"EXISTS (SELECT FROM jsonb_array_elements({rows}) {row} (value) WHERE {begun} AND {on})"


def _under(place: str, alias: str, to: Statement) -> str:
    if place.startswith("/"):
        return f"starts_with({alias}.path, {to.bind(place.rstrip('/') + '/', 'text')})"
    above = to.alias()
    return (
        f"EXISTS (SELECT FROM {to.table} {above} WHERE {above}.uid = {to.bind(place, 'text')}"
        f" AND {above}.locale = {alias}.locale AND {to.live(above)}"
        f" AND starts_with({alias}.path, {above}.path || '/'))"
    )


def matches_sql(text: str, alias: str, to: Statement) -> str:
    """That the search document fits, in the language of the publication."""
    return " OR ".join(
        f"({alias}.locale = {to.bind(locale, 'text')}"
        f" AND {alias}.search @@ {tsquery(text, locale, to)})"
        for locale in to.view.locales
    )


def rank_sql(text: str, alias: str, to: Statement) -> str:
    """How well the search document fits."""
    cases = " ".join(
        f"WHEN {alias}.locale = {to.bind(locale, 'text')}"
        f" THEN ts_rank({alias}.search, {tsquery(text, locale, to)})"
        for locale in to.view.locales
    )
    return f"(CASE {cases} END)::double precision"


def _text_is(condition: TextIs, alias: str, to: Statement) -> str:
    """The first that is true of what the view shows, in the order of `cms.reading.languages`."""
    text, source, digest = to.alias(), to.alias(), to.alias()
    locale = to.bind(condition.locale, "text")
    published = (
        f"SELECT FROM {to.table} {text} WHERE {text}.uid = {alias}.uid"
        f" AND {text}.locale = {locale} AND {to.live(text)}"
    )
    lags = (
        f"EXISTS (SELECT FROM {to.table} {source},"
        f" jsonb_each_text({source}.fingerprints->'fields') {digest}"
        f" WHERE {source}.uid = {text}.uid AND {to.live(source)}"
        f" AND {source}.locale = {text}.fingerprints->>'source'"
        f" AND {source}.locale <> {text}.locale"
        f" AND {text}.fingerprints->'fields'->>{digest}.key <> {digest}.value)"
    )
    states = {
        "conflict": _waits("conflict", alias, locale, to),
        "stale": f"EXISTS ({published} AND {lags})",
        "review": _waits("review", alias, locale, to),
        "machine_unreviewed": _waits("machine", alias, locale, to),
        "current": f"EXISTS ({published})",
    }
    cases = " ".join(f"WHEN {sql} THEN '{name}'" for name, sql in states.items() if sql)
    asked = to.bind(list(condition.states), "text[]")
    return f"(CASE {cases} ELSE 'missing' END) = ANY({asked})"


def _waits(stage: waiting.Stage, alias: str, locale: str, to: Statement) -> str:
    """That something waits beside a draft that the view shows; nothing in other views."""
    if not isinstance(to.view.perspective, Drafts):
        return ""
    other = to.alias()
    drafted = f"EXISTS (SELECT FROM {to.table} {other} WHERE {other}.uid = {alias}.uid AND {other}.id < 0)"
    return f"{drafted} AND {waiting.exists(stage, f'{alias}.uid', locale)}"
