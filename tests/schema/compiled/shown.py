"""Whether an answer shows entries of which it does not tell that it follows from them."""

from collections.abc import Awaitable, Callable, Collection, Set
from typing import Any

from cms.database.engine import execute, fetch
from cms.publishing.changes import Change
from cms.publishing.concerns import concern
from cms.reading.surrogates import ANY
from cms.schema.noticing import SEARCH

_TABLES = ("publication", "draft")
_SUMMARY = "data = coalesce(jsonb_set(data, '{{summary}}', to_jsonb({}), false), data)"
_EDITS = {
    "title": ("title = title || '~'", "title = left(title, -1)"),
    "summary": (
        _SUMMARY.format("(data->>'summary') || '~'"),
        _SUMMARY.format("left(data->>'summary', -1)"),
    ),
    "updated_at": (
        "updated_at = updated_at + interval '1 day'",
        "updated_at = updated_at - interval '1 day'",
    ),
}
"""How an entry comes to say something else, and how it says the same again."""


async def shown(
    entries: Collection[str], keys: Set[str], answered: Callable[[], Awaitable[bytes]]
) -> list[str]:
    """Which fields of some entries, by their keys, an answer shows that would stay as it is.

    ``keys`` are those it was told to follow from, and ``answered`` answers anew. An entry may have
    been read for its number, or for a place in a list, and shown nowhere.
    """
    if not entries:
        return []
    before = await answered()
    found = []
    for name in _EDITS:
        stale = [one for one in await _there(entries) if not _concerns(one, name, keys)]
        if stale and await _edited(name, stale, answered) != before:
            found.append(f"{name} of {stale}")
    return found


async def _there(entries: Collection[str]) -> list[tuple[str, str, str]]:
    rows: list[dict[str, Any]] = []
    for table in _TABLES:
        rows += await fetch(
            f"SELECT DISTINCT uid, content_type, locale FROM {table}"
            " WHERE uid || '.' || locale = ANY($1)",
            list(entries),
        )
    return sorted({(row["uid"], row["content_type"], row["locale"]) for row in rows})


def _concerns(one: tuple[str, str, str], name: str, keys: Set[str]) -> bool:
    change = Change("changed", *one, fields=[name, SEARCH])  # its words are others too
    return concern(change).concerns(keys, frozenset({ANY}))


async def _edited(
    name: str, some: list[tuple[str, str, str]], answered: Callable[[], Awaitable[bytes]]
) -> bytes:
    """The answer while entries say something else in one field."""
    there, back = _EDITS[name]
    await _edit(there, some)
    try:
        return await answered()
    finally:
        await _edit(back, some)


async def _edit(change: str, some: list[tuple[str, str, str]]) -> None:
    keys = [f"{uid}.{locale}" for uid, _, locale in some]
    for table in _TABLES:
        await execute(f"UPDATE {table} SET {change} WHERE uid || '.' || locale = ANY($1)", keys)
