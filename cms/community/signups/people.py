"""Those who signed up: each is a row, which keeps who somebody is for no longer than it must."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from cms.content.identity import mint_uid
from cms.database.engine import execute, fetch
from cms.errors import N_, NotFound

_COLUMNS = """
uid, session, state, name, email, locale, added_by, created_at, mailed_at, confirmed_at, seated_at,
    cancelled_at, erased_at
"""
_ADD = f"""
INSERT INTO sign_up (uid, session, state, name, email, locale, consent, added_by)
VALUES ($1, $2, 'unconfirmed', $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING {_COLUMNS}
"""
_HELD = f"""
SELECT {_COLUMNS} FROM sign_up WHERE session = $1 AND lower(email) = lower($2) AND email <> ''
    AND state IN ('unconfirmed', 'seated', 'waiting') FOR UPDATE
"""
_AGAIN = """
UPDATE sign_up SET name = $2, email = $3, locale = $4, consent = $5 WHERE uid = $1
"""
_LOAD = f"SELECT {_COLUMNS} FROM sign_up WHERE uid = $1"
_LOAD_ALL = f"SELECT {_COLUMNS} FROM sign_up WHERE uid = ANY($1::text[])"
_LIST = f"""
SELECT {_COLUMNS} FROM sign_up WHERE session = $1
ORDER BY array_position(ARRAY['seated', 'waiting', 'unconfirmed', 'cancelled', 'erased'], state::text),
    place, coalesce(seated_at, cancelled_at, created_at), uid
"""
_ERASE = """
UPDATE sign_up SET name = '', email = '', erased_at = now(),
    state = CASE WHEN $2 THEN 'erased' ELSE state END
WHERE uid = $1
"""


class Stage(StrEnum):
    """How far somebody has come. Unconfirmed holds no seat, and is forgotten after a day."""

    UNCONFIRMED = "unconfirmed"
    SEATED = "seated"
    WAITING = "waiting"
    CANCELLED = "cancelled"
    ERASED = "erased"


STAYING = frozenset({Stage.SEATED, Stage.WAITING})
"""Those who are to hear of what becomes of the session."""


@dataclass(frozen=True)
class Person:
    """Somebody who signed up for a session. ``name`` and ``email`` are empty once they are erased."""

    uid: str
    session: str
    state: Stage
    name: str
    email: str
    locale: str
    added_by: str
    created_at: datetime
    mailed_at: datetime | None
    confirmed_at: datetime | None
    seated_at: datetime | None
    cancelled_at: datetime | None
    erased_at: datetime | None


@dataclass(frozen=True)
class Given:
    """What somebody gives of themselves; ``consent`` is the version of the text they agreed to."""

    name: str
    email: str
    locale: str
    consent: str = ""
    added_by: str = ""


class NobodyThere(NotFound):
    """Nobody signed up by that name."""

    def __init__(self) -> None:
        super().__init__(N_("There is no such sign-up."))


async def add(session: str, given: Given) -> tuple[Person, bool]:
    """Somebody new, unconfirmed, or whoever has this address in the session already; whether new.

    Who has not confirmed yet may have given another name meanwhile: the last one counts.
    """
    rows = await fetch(
        _ADD,
        mint_uid(),
        session,
        given.name,
        given.email,
        given.locale,
        given.consent,
        given.added_by,
    )
    if rows:
        return _person(rows[0]), True
    held = await fetch(_HELD, session, given.email)
    if not held:  # they left in this very moment
        return await add(session, given)
    found = _person(held[0])
    if found.state is Stage.UNCONFIRMED:
        await execute(_AGAIN, found.uid, given.name, given.email, given.locale, given.consent)
        found = await load(found.uid)
    return found, False


async def load(uid: str) -> Person:
    """Somebody who signed up. Raises `NobodyThere`."""
    rows = await fetch(_LOAD, uid)
    if not rows:
        raise NobodyThere
    return _person(rows[0])


async def load_all(uids: Sequence[str]) -> list[Person]:
    """Some who signed up, in the order in which they are named."""
    found = {row["uid"]: _person(row) for row in await fetch(_LOAD_ALL, uids)}
    return [found[uid] for uid in uids if uid in found]


async def of_session(session: str) -> list[Person]:
    """All who signed up: those with a seat, then the line in its order, then the others."""
    return [_person(row) for row in await fetch(_LIST, session)]


async def mailed(uid: str) -> None:
    """Note that somebody was sent a mail now."""
    await execute("UPDATE sign_up SET mailed_at = now() WHERE uid = $1", uid)


async def erase(uid: str, *, on_request: bool) -> None:
    """Forget who somebody is. On request nothing is left of them; else how far they came is counted."""
    await execute(_ERASE, uid, on_request)


def _person(row: Mapping[str, Any]) -> Person:
    return Person(**{**row, "state": Stage(row["state"])})
