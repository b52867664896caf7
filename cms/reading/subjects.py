"""The tags that the public meets, and how many entries carry each."""

from collections.abc import Iterable

from cms.content.discovery import installed
from cms.editing.checks import tag_names
from cms.reading.statement import Statement
from cms.reading.view import View


async def tags_in(view: View) -> list[str]:
    """The keys of the tags that an entry which the view serves carries, by key."""
    to = Statement(view)
    rows = await to.rows(
        f'SELECT DISTINCT carried.key COLLATE "C" AS key {_carrying(to)} ORDER BY key'
    )
    return [row["key"] for row in rows]


async def numbers_of(keys: Iterable[str], view: View) -> dict[str, int]:
    """How many entries that the view serves carry each of these tags."""
    to = Statement(view)
    rows = await to.rows(
        f"SELECT carried.key, count(DISTINCT p.uid) AS number {_carrying(to)}"
        f" AND carried.key = ANY({to.bind(list(keys), 'text[]')}) GROUP BY carried.key"
    )
    return {row["key"]: row["number"] for row in rows}


def tags_sql(to: Statement, *, counted: bool) -> str:
    """The statement of each tag that is carried and, if asked, by how many entries."""
    number = ", count(DISTINCT p.uid) AS number" if counted else ""
    return f"SELECT carried.key{number} {_carrying(to)} GROUP BY carried.key"


def _carrying(to: Statement) -> str:
    every = " || ".join(f"coalesce(p.data->'{name}', '[]')" for name in tag_names())
    return (
        f"FROM {to.table} p, jsonb_array_elements_text({every}) carried (key)"
        f" WHERE carried.key IS NOT NULL AND {to.served('p')}"
        f" AND p.content_type = ANY({to.bind(list(installed()), 'text[]')})"
    )
