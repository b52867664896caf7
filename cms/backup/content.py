"""The content hash: one short text that two databases share if they hold the same.

Each row is written as JSON with its columns in one order, hashed, and the hashes of a table are
hashed in their own order: where a row lies, and what a sequence counted, makes no difference.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cms.backup.tables import MOVING_COLUMNS, moves
from cms.database.engine import fetch

PLAIN_FORMS = "SET timezone = 'UTC'; SET datestyle = 'ISO'; SET extra_float_digits = 1;"
"""Values are written alike by every session that says so."""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"


@dataclass(frozen=True)
class TableContent:
    """How many rows a table has, and the hash of them all."""

    rows: int
    hash: str


Content = Mapping[str, TableContent]


def hashed_tables(found: Iterable[str]) -> list[str]:
    """Those of the tables that do not change by themselves."""
    return sorted(name for name in found if not moves(name))


def statement(tables: Sequence[str]) -> str:
    """A statement with a row for each of the tables: its name, its rows, its hash."""
    return "\nUNION ALL ".join(map(_of, tables))


def _of(table: str) -> str:
    left_out = ", ".join(f"'{name}'" for name in MOVING_COLUMNS.get(table, ()))
    quoted = table.replace('"', '""')
    named = table.replace("'", "''")
    return (
        f"SELECT '{named}' AS name, count(*) AS rows,"  # noqa: S608 - names of tables, quoted
        " encode(sha256(coalesce(string_agg(one, ''::bytea ORDER BY one), ''::bytea)), 'hex') AS hash"
        f" FROM (SELECT sha256(convert_to((to_jsonb(t) - ARRAY[{left_out}]::text[])::text, 'UTF8'))"
        f' AS one FROM public."{quoted}" t) listed'
    )


def content_hash(content: Content) -> str:
    """The hash of all tables together."""
    lines = [f"{name} {one.rows} {one.hash}\n" for name, one in sorted(content.items())]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def differing(one: Content, other: Content) -> list[str]:
    """The tables in which two contents differ."""
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


async def content() -> Content:
    """What the database holds now, by table."""
    tables = hashed_tables([row["tablename"] for row in await fetch(TABLES)])
    if not tables:
        return {}
    rows = await fetch(statement(tables))
    return {row["name"]: TableContent(row["rows"], row["hash"]) for row in rows}
