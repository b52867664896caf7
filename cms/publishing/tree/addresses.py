"""Where the public reads entries: standing, and addresses that others hold."""

from collections.abc import Sequence
from dataclasses import dataclass

from cms.database.engine import fetch
from cms.errors import N_, Message, Problem
from cms.publishing.timeline import FOREVER, Piece


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


_TAKEN = """
SELECT DISTINCT p.path FROM publication p
JOIN unnest($2::text[], $3::timestamptz[], $4::timestamptz[]) w (path, since, until)
ON p.path = w.path AND p.valid && tstzrange(w.since, w.until)
WHERE p.locale = $1 AND p.uid <> ALL($5::text[]) ORDER BY p.path
"""


async def taken(pieces: Sequence[Piece], locale: str, ours: Sequence[str]) -> list[str]:
    """Which of these addresses another entry than ``ours`` holds, or will hold, at the same time."""
    if not pieces:
        return []
    paths = [one.path for one in pieces]
    since = [one.since for one in pieces]
    until = [None if one.until == FOREVER else one.until for one in pieces]
    found = await fetch(_TAKEN, locale, paths, since, until, list(ours))
    return [row["path"] for row in found]


def address_taken(path: str, field: str) -> Problem:
    """The problem of two entries at one address."""
    text = Message(N_("The address {path} is taken by another entry."), {"path": path})
    return Problem("address_taken", text, field)
