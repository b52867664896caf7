"""Where entries stand for the public, beside what their workflow says: live, planned, ended."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from cms.database.engine import fetch

_ROWS = """
SELECT p.uid, p.locale, lower(p.valid) AS since, upper(p.valid) AS until, p.published_at AS act,
    p.path, lower(p.valid) <= statement_timestamp() AS begun,
    upper(p.valid) <= statement_timestamp() AS over
FROM publication p WHERE p.uid = ANY($1::text[]) AND NOT isempty(p.valid) AND (
    p.valid && tstzrange(statement_timestamp(), NULL) OR p.id = (
        SELECT l.id FROM publication l WHERE l.uid = p.uid AND l.locale = p.locale
            AND upper(l.valid) <= statement_timestamp() ORDER BY upper(l.valid) DESC LIMIT 1))
ORDER BY p.uid, p.locale, lower(p.valid)
"""


@dataclass(frozen=True)
class Stand:
    """What the public reads of an entry in one language, and what is planned.

    ``path`` is the live address, ``until`` its end, if there is one. ``begins`` is when it will be
    public, or will be again; ``changes`` when what is live is replaced. ``ended`` is when it was
    public last, of what is neither public nor planned.
    """

    path: str | None = None
    until: datetime | None = None
    begins: datetime | None = None
    changes: datetime | None = None
    ended: datetime | None = None


NOWHERE = Stand()
"""Never public, and not planned."""


async def standings(uids: Iterable[str]) -> dict[str, dict[str, Stand]]:
    """By uid and language; an entry that never was public in a language is absent there."""
    found: dict[str, dict[str, Stand]] = {}
    rows = await fetch(_ROWS, list(uids))
    for (uid, locale), group in groupby(rows, key=lambda row: (row["uid"], row["locale"])):
        found.setdefault(uid, {})[locale] = _stand(list(group))
    return found


def _stand(rows: list[dict[str, Any]]) -> Stand:
    ahead = [row for row in rows if not row["over"]]
    if not ahead:
        return Stand(ended=rows[-1]["until"])
    first, *later = ahead
    until, after = _reach(first, later)
    if not first["begun"]:
        return Stand(begins=first["since"], until=until)
    changes = next((row["since"] for row in later if row["act"] != first["act"]), None)
    again = after["since"] if after else None
    return Stand(first["path"], until, again, changes if changes != again else None)


def _reach(
    first: Mapping[str, Any], later: list[dict[str, Any]]
) -> tuple[datetime | None, Mapping[str, Any] | None]:
    """Until when it is public without a break, and what comes after the break."""
    until: datetime | None = first["until"]
    for row in later:
        if row["since"] != until:
            return until, row
        until = row["until"]
    return until, None
