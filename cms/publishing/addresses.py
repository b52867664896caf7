"""Addresses: /language/slug/slug. What is public always stands under what is public."""

from dataclasses import dataclass

from cms.content import Values, localised
from cms.database.engine import fetch
from cms.errors import N_, Message, Problem

_BELOW = """
WITH RECURSIVE below AS (
    SELECT id, uid, path, title FROM publication
    WHERE parent_uid = $1 AND locale = $2 AND valid @> statement_timestamp()
    UNION
    SELECT p.id, p.uid, p.path, p.title FROM publication p JOIN below b ON p.parent_uid = b.uid
    WHERE p.locale = $2 AND p.valid @> statement_timestamp())
SELECT * FROM below ORDER BY path
"""


@dataclass(frozen=True)
class Standing:
    """A live publication: its row, and where the public reads it."""

    id: int
    uid: str
    path: str
    title: str


@dataclass(frozen=True)
class Moving:
    """A live publication that gets another address because what it stands under moves."""

    standing: Standing
    path: str


async def standing(uid: str, locale: str) -> Standing | None:
    """Where the public reads the entry now."""
    found = await fetch(
        "SELECT id, uid, path, title FROM publication"
        " WHERE uid = $1 AND locale = $2 AND valid @> statement_timestamp()",
        uid,
        locale,
    )
    return Standing(**found[0]) if found else None


async def standing_below(uid: str, locale: str) -> list[Standing]:
    """The live entries under an entry, at any depth: they follow its address."""
    return [Standing(**row) for row in await fetch(_BELOW, uid, locale)]


async def path_of(values: Values, locale: str) -> str | Problem:
    """The address an entry gets in ``locale``, or why it can have none."""
    parent, slug = values["parent"], values[localised("slug", locale)]
    if parent is None:
        return f"/{locale}"
    if not slug:
        text = N_("It needs a short name in this language.")
        return Problem("slug_missing", Message(text), localised("slug", locale))
    above = await standing(parent, locale)
    if above is None:
        text = N_("What it stands under is not public in this language. Publish that first.")
        return Problem("parent_not_published", Message(text), "parent")
    return f"{above.path}/{slug}"


def moved(below: list[Standing], old: str, new: str) -> tuple[Moving, ...]:
    """What happens to the entries under one that goes from ``old`` to ``new``."""
    return tuple(Moving(one, new + one.path.removeprefix(old)) for one in below)


async def taken(paths: list[str], locale: str, ours: list[str]) -> list[str]:
    """Which of these addresses another entry than ``ours`` holds now."""
    found = await fetch(
        "SELECT path FROM publication WHERE locale = $1 AND path = ANY($2) AND uid <> ALL($3)"
        " AND valid @> statement_timestamp() ORDER BY path",
        locale,
        paths,
        ours,
    )
    return [row["path"] for row in found]
