"""Plain values as SQL: names of enumerations, instants, ids."""

from collections.abc import Mapping
from enum import Enum

from cms.schema.compiled.writing import quoted, refused

NULL = "NULL::json"


def enumerated(sql: str, names: Mapping[str, str], alias: str) -> str:
    """A value as GraphQL names it; one that the enumeration does not have ends the statement."""
    cases = " ".join(f"WHEN {quoted(value)} THEN {quoted(name)}" for value, name in names.items())
    wrong = f"CASE WHEN {sql} IS NOT NULL THEN {refused(alias)}::text END"
    return f"CASE {sql} {cases} ELSE {wrong} END"


def names_of(choices: type[Enum]) -> Mapping[str, str]:
    """The names of an enumeration's members, by value."""
    return {str(one.value): one.name for one in choices}


def instant(sql: str) -> str:
    """An instant, as `cms.content.values.encode` writes it."""
    return f"to_char({sql} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"


def base64url(sql: str) -> str:
    """A text in the alphabet of ids."""
    return f"translate(encode(convert_to({sql}, 'UTF8'), 'base64'), E'+/=\\n', '-_')"
