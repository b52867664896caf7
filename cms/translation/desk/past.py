"""What a segment once said: texts that were replaced, refused, or lost a choice."""

from dataclasses import dataclass
from datetime import datetime

from cms.access.actors import Actor
from cms.access.permissions import require
from cms.access.roles import Permission
from cms.database.engine import fetch
from cms.editing.units import Place, parse_key
from cms.errors import N_, InvalidInput, Message, Problem

MOST = 200

_EVERY = """
SELECT field, item, seg, text, base, why, actor, at FROM (
    SELECT *, row_number() OVER (PARTITION BY field, item, seg ORDER BY at DESC, id DESC) AS place
    FROM kept_text WHERE uid = $1 AND locale = $2) k
WHERE place <= $3 ORDER BY place
"""
_KEPT = """
SELECT text, base, why, actor, at FROM kept_text
WHERE (uid, field, item, seg, locale) = ($1, $2, $3, $4, $5) ORDER BY at DESC, id DESC LIMIT $6
"""


@dataclass(frozen=True)
class Past:
    """A text that is no longer shown, or never was; ``base`` is the source text that it was made from.

    ``why``: replaced, refused, conflict, settled (a conflict that somebody resolved), cleared,
    rewritten (stored in other characters), purged.
    """

    text: str
    base: str
    why: str
    actor: str
    at: datetime


async def history(actor: Actor, uid: str, locale: str, key: str) -> list[Past]:
    """The texts that were kept aside of one segment, the newest first.

    What an editor replaced in the form is in the entry's versions as well. Raises `NotFound`, and
    `InvalidInput` for a key of another entry.
    """
    await require(actor, Permission.VIEW, uid)
    found = parse_key(key)
    if found is None or found.uid != uid:
        text = Message(N_("There is no such place in the content."))
        raise InvalidInput([Problem("unknown_segment", text, "key")])
    rows = await fetch(_KEPT, uid, *found.place, found.seg, locale, MOST)
    return [Past(**row) for row in rows]


async def histories(
    actor: Actor, uid: str, locale: str, most: int = MOST
) -> dict[tuple[Place, str], list[Past]]:
    """The texts that were kept aside of every segment, by place and segment. Raises `NotFound`."""
    await require(actor, Permission.VIEW, uid)
    found: dict[tuple[Place, str], list[Past]] = {}
    for row in await fetch(_EVERY, uid, locale, most):
        past = Past(row["text"], row["base"], row["why"], row["actor"], row["at"])
        found.setdefault((Place(row["field"], row["item"]), row["seg"]), []).append(past)
    return found
