"""Webhooks as administrators set them up: who is told of what, and the secret that proves it is us.

A secret is made here, shown once, and kept as it is, since it signs (decision 18 says why that is so).
No list, form, version or file has it. A new one counts beside the old one for `OVERLAP_HOURS`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cms.access import audit
from cms.access.actors import Actor
from cms.access.permissions import require
from cms.access.roles import Permission
from cms.database.engine import fetch
from cms.errors import N_, InvalidInput, NotFound
from cms.http.targets import read_target
from cms.webhooks.means import Means
from cms.webhooks.signing import make_secret
from cms.webhooks.typed import Typed, read_webhook

OVERLAP_HOURS = 24

_COLUMNS = """
id, name, url, events, types, locales, branch, document, active, failures, resting_until, changed_by,
changed_at, former_until > now() AS overlapping
"""
_ALL = f"""
SELECT {_COLUMNS},
    (SELECT count(*) FROM webhook_delivery d WHERE d.webhook = w.id AND d.state = 'waiting') AS waiting,
    (SELECT count(*) FROM webhook_delivery d WHERE d.webhook = w.id AND d.state = 'dead') AS dead
FROM webhook w WHERE $1::int IS NULL OR id = $1 ORDER BY name
"""  # noqa: S608 - our own text
_ADD = """
INSERT INTO webhook (name, url, events, types, locales, branch, document, active, secret, changed_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id
"""
_CHANGE = """
UPDATE webhook SET name = $2, url = $3, events = $4, types = $5, locales = $6, branch = $7,
    document = $8, active = $9, changed_by = $10, changed_at = now(),
    failures = 0, rests = 0, resting_until = NULL
WHERE id = $1
"""
_DELETE = "DELETE FROM webhook WHERE id = $1"
_ROTATE = """
UPDATE webhook SET former_secret = secret, former_until = now() + make_interval(hours => $3),
    secret = $2, changed_by = $4, changed_at = now()
WHERE id = $1
"""
_KEYS = """
SELECT secret, CASE WHEN former_until > now() THEN former_secret END AS former
FROM webhook WHERE id = $1
"""
_NAMED = "SELECT FROM webhook WHERE name = $1 AND id IS DISTINCT FROM $2::int"


@dataclass(frozen=True)
class Webhook:
    """A receiver. Of ``types`` and ``locales`` none means all, ``branch`` empty the whole site.

    ``failures`` are those in a row; ``resting_until`` is when it is tried again after many. ``waiting``
    and ``dead`` are how many deliveries wait, and were given up. ``overlapping`` says that its former
    secret still counts.
    """

    id: int
    name: str
    url: str
    events: Sequence[str]
    types: Sequence[str]
    locales: Sequence[str]
    branch: str
    document: str
    active: bool
    failures: int
    resting_until: datetime | None
    changed_by: str
    changed_at: datetime
    overlapping: bool
    waiting: int
    dead: int

    @property
    def typed(self) -> Typed:
        """The same as somebody types it."""
        return Typed(
            self.name, self.url, tuple(self.events), tuple(self.types), tuple(self.locales),
            self.branch, self.document, self.active,
        )  # fmt: skip


async def webhooks(asker: Actor) -> list[Webhook]:
    """All of them, by name. Raises `Denied`."""
    await require(asker, Permission.ADMINISTER)
    return [_webhook(row) for row in await fetch(_ALL, None)]


async def webhook(asker: Actor, number: int) -> Webhook:
    """One of them. Raises `Denied` and `NotFound`."""
    await require(asker, Permission.ADMINISTER)
    return await found(number)


async def found(number: int) -> Webhook:
    """One of them, whoever asks. Raises `NotFound`."""
    rows = await fetch(_ALL, number)
    if not rows:
        raise NotFound(N_("There is no such webhook."))
    return _webhook(rows[0])


async def add(asker: Actor, typed: Typed, means: Means) -> tuple[int, str]:
    """A new one: its number, and its secret, which is shown this once.

    Raises `Denied`, and `InvalidInput` for what cannot be. Call it inside `writing()`.
    """
    await require(asker, Permission.ADMINISTER)
    wanted = await _checked(typed, means, None)
    secret = make_secret()
    rows = await fetch(_ADD, *_values(wanted), secret, asker.name)
    await audit.note(asker.name, "webhook.add", wanted.name, host=_host(wanted.url))
    return int(rows[0]["id"]), secret


async def change(asker: Actor, number: int, typed: Typed, means: Means) -> None:
    """Let it say something else from now on; a receiver that rested is tried at once.

    Raises `Denied`, `NotFound` and `InvalidInput`. Call it inside `writing()`.
    """
    await webhook(asker, number)
    wanted = await _checked(typed, means, number)
    await fetch(_CHANGE, number, *_values(wanted), asker.name)
    await audit.note(asker.name, "webhook.change", wanted.name, host=_host(wanted.url))


async def delete(asker: Actor, number: int) -> None:
    """Forget it, and what it would deliver. Raises `Denied` and `NotFound`. Inside `writing()`."""
    gone = await webhook(asker, number)
    await fetch(_DELETE, number)
    await audit.note(asker.name, "webhook.delete", gone.name, host=_host(gone.url))


async def rotate(asker: Actor, number: int) -> str:
    """A new secret, shown this once; the one before counts beside it for `OVERLAP_HOURS`.

    Raises `Denied` and `NotFound`. Call it inside `writing()`.
    """
    changed = await webhook(asker, number)
    secret = make_secret()
    await fetch(_ROTATE, number, secret, OVERLAP_HOURS, asker.name)
    await audit.note(asker.name, "webhook.rotate", changed.name)
    return secret


async def keys(number: int) -> list[str]:
    """The secrets that sign what it is sent, the newest first."""
    rows = await fetch(_KEYS, number)
    return [one for row in rows for one in (row["secret"], row["former"]) if one]


async def _checked(typed: Typed, means: Means, number: int | None) -> Typed:
    taken = bool(await fetch(_NAMED, typed.name.strip(), number))
    wanted, problems = await read_webhook(typed, means, taken=taken)
    if problems:
        raise InvalidInput(problems)
    return wanted


def _host(url: str) -> str:
    """What the audit log keeps of an address: the rest of it may be what opens the receiver's door."""
    return read_target(url).host


def _values(wanted: Typed) -> tuple[Any, ...]:
    return (
        wanted.name, wanted.url, list(wanted.events), list(wanted.types), list(wanted.locales),
        wanted.branch, wanted.document, wanted.active,
    )  # fmt: skip


def _webhook(row: Mapping[str, Any]) -> Webhook:
    return Webhook(**{**row, "overlapping": bool(row["overlapping"])})
