"""Sessions as those who sign up meet them: what the public reads now, in whichever language is newest."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from cms.content import DEFAULT_LOCALE, LOCALES
from cms.content_types.session import SignUpMode
from cms.database.engine import fetch, read_rows
from cms.errors import N_, NotFound

_PUBLIC = """
FROM publication WHERE uid {of} AND content_type = 'session' AND valid @> statement_timestamp()
ORDER BY uid, revision DESC, published_at DESC
"""
_LIVE = f"""
SELECT uid, locale, path, title, data, statement_timestamp() AS now
{_PUBLIC.format(of="= ANY($1::text[])")}
"""


class State(StrEnum):
    """Whether one can sign up. Full: whoever signs up now waits for a seat."""

    NONE = "none"
    OPEN = "open"
    FULL = "full"
    CLOSED = "closed"


@dataclass(frozen=True)
class Shown:
    """What a session is called in one language, where it is held, and where the site tells of it."""

    title: str
    path: str
    place: str


@dataclass(frozen=True)
class Rules:
    """What decides who can sign up, and until when."""

    mode: SignUpMode = SignUpMode.NONE
    capacity: int | None = None
    closes_at: datetime | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    timezone: str = "UTC"

    @property
    def over_at(self) -> datetime | None:
        """When there is nothing to sit in on any more, if that is known."""
        return self.ends_at or self.starts_at

    def takes_sign_ups(self, now: datetime) -> bool:
        """Whether whoever confirms at a moment gets a seat, or a place in the line."""
        return self.mode is SignUpMode.OPEN and (self.closes_at is None or now < self.closes_at)

    def seats_people(self, now: datetime) -> bool:
        """Whether seats that come free at a moment go to those who wait."""
        return self.mode is not SignUpMode.NONE and (self.over_at is None or now < self.over_at)

    def seats_left(self, seated: int) -> int | None:
        """How many more can be seated; none if there is no limit."""
        return None if self.capacity is None else max(0, self.capacity - seated)

    def state(self, now: datetime, seated: int, waiting: int) -> State:
        """What somebody who wants to sign up is told."""
        if self.mode is SignUpMode.NONE:
            return State.NONE
        if not self.takes_sign_ups(now):
            return State.CLOSED
        return State.FULL if waiting or self.seats_left(seated) == 0 else State.OPEN


@dataclass(frozen=True)
class Session:
    """A public session, and the database's clock when it was read."""

    uid: str
    rules: Rules
    shown: Mapping[str, Shown]
    now: datetime

    def language(self, locale: str) -> str:
        """This language, or else another in which it is public."""
        possible = (locale, DEFAULT_LOCALE, *LOCALES)
        return next(one for one in possible if one in self.shown)

    def in_language(self, locale: str) -> Shown:
        """As it is called in a language, or else in another in which it is public."""
        return self.shown[self.language(locale)]


class NoSession(NotFound):
    """No such session is public."""

    def __init__(self) -> None:
        super().__init__(N_("There is no such session."))


async def public(uids: Iterable[str], *, writing: bool = True) -> dict[str, Session]:
    """Those of the sessions that are public now. Unless ``writing``, no transaction is needed."""
    read = fetch if writing else _read
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in await read(_LIVE, [*uids]):
        found.setdefault(row["uid"], []).append(row)
    return {uid: _session(uid, rows) for uid, rows in found.items()}


async def one(uid: str) -> Session:
    """A public session. Raises `NoSession`."""
    found = (await public([uid])).get(uid)
    if found is None:
        raise NoSession
    return found


async def _read(sql: str, uids: list[str]) -> Sequence[Mapping[str, Any]]:
    return await read_rows(sql, [uids])


def _session(uid: str, rows: Sequence[Mapping[str, Any]]) -> Session:
    shown = {row["locale"]: _shown(row) for row in rows}
    return Session(uid, rules_of(_data(rows[0])), shown, rows[0]["now"])


def data_sql(uid: str) -> str:
    """The short fields that `rules_of` takes the rules of a public session from; ``uid`` is SQL."""
    return f"(SELECT data {_PUBLIC.format(of=f'= {uid}')} LIMIT 1)"


def _data(row: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(row["data"])
    return found


def _shown(row: Mapping[str, Any]) -> Shown:
    place = _data(row).get("place") or {}
    parts = (place.get(name) for name in ("name", "address", "city"))
    return Shown(row["title"], row["path"], ", ".join(filter(None, parts)))


def rules_of(data: Mapping[str, Any]) -> Rules:
    """The rules that a session has, by its short fields as they are published."""
    starts_at = _moment(data.get("starts_at"))
    return Rules(
        mode=SignUpMode(data.get("sign_up_mode") or SignUpMode.NONE),
        capacity=data.get("capacity"),
        closes_at=_moment(data.get("sign_up_closes")) or starts_at,
        starts_at=starts_at,
        ends_at=_moment(data.get("ends_at")),
        timezone=data.get("timezone") or "UTC",
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
