"""The log of deliveries, for administrators: what each webhook was told, how often it was tried."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from cms.access import audit
from cms.access.actors import Actor
from cms.database.engine import execute, fetch
from cms.errors import N_, NotFound
from cms.webhooks import hooks
from cms.webhooks.matching import wake


class State(StrEnum):
    """What became of a delivery."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"


_COLUMNS = """
number, d.id, event, uid, locale, content_type, at, path, old_path, state, attempts, ended_at,
    greatest(due_at, w.resting_until) AS due_at,
    state = 'waiting' AND EXISTS (SELECT FROM webhook_delivery e
        WHERE e.webhook = d.webhook AND e.uid = d.uid AND e.number < d.number
            AND e.state = 'waiting') AS held
"""
_OF = "FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook"
_LISTED = f"""
SELECT {_COLUMNS}, a.status, a.milliseconds, coalesce(a.reason, '') AS reason
{_OF} LEFT JOIN LATERAL (
    SELECT status, milliseconds, reason FROM webhook_attempt
    WHERE delivery = d.number ORDER BY at DESC LIMIT 1) a ON true
WHERE webhook = $1 AND ($2 = '' OR state = $2) AND ($3::bigint IS NULL OR number < $3)
ORDER BY number DESC LIMIT $4
"""  # noqa: S608 - our own text
_NUMBERS = (
    "SELECT state, count(*) AS number FROM webhook_delivery WHERE webhook = $1 GROUP BY state"
)
_ONE = f"SELECT {_COLUMNS}, body {_OF} WHERE webhook = $1 AND d.id = $2"
_NEXT = """
SELECT CASE WHEN count(*) > 0 THEN
    greatest(min(head.due_at), (SELECT resting_until FROM webhook WHERE id = $1)) END AS at
FROM (
    SELECT DISTINCT ON (uid) due_at FROM webhook_delivery
    WHERE webhook = $1 AND state = 'waiting' ORDER BY uid, number) head
"""
_ATTEMPTS = """
SELECT a.at, a.status, a.milliseconds, a.reason FROM webhook_attempt a
WHERE a.delivery = $1 ORDER BY a.at
"""
# In the order of writing, as they came the first time: the older goes first within an entry.
_AGAIN = """
UPDATE webhook_delivery SET state = 'waiting', attempts = 0, due_at = now(), ended_at = NULL
WHERE webhook = $1 AND state <> 'waiting' AND ($2::uuid IS NULL OR id = $2)
    AND ($3::timestamptz IS NULL OR at >= $3)
RETURNING id
"""
_FORGET = "DELETE FROM webhook_delivery WHERE ended_at < now() - make_interval(days => $1)"


@dataclass(frozen=True)
class Attempt:
    """One try: the status that came, if an answer came at all, and else why not."""

    at: datetime
    status: int | None
    milliseconds: int
    reason: str


@dataclass(frozen=True)
class Delivery:
    """An event for a webhook; ``status``, ``milliseconds`` and ``reason`` are those of the last attempt.

    It is not tried before ``due_at``, which is when its receiver has rested too. One that is ``held``
    waits until the one before of its entry was taken or given up.
    """

    number: int
    id: UUID
    event: str
    uid: str
    locale: str
    content_type: str
    at: datetime
    path: str | None
    old_path: str | None
    state: str
    attempts: int
    due_at: datetime
    ended_at: datetime | None
    held: bool
    status: int | None = None
    milliseconds: int | None = None
    reason: str = ""
    body: str | None = None


async def deliveries(
    asker: Actor, webhook: int, state: str, before: int | None, most: int
) -> tuple[list[Delivery], Mapping[str, int]]:
    """A page of the log, the newest first, and how many there are in each state.

    Of one ``state`` or, if that is empty, of all; with smaller numbers than ``before``. Raises
    `Denied` and `NotFound`.
    """
    await hooks.webhook(asker, webhook)
    rows = await fetch(_LISTED, webhook, state, before, most)
    return [Delivery(**row) for row in rows], await numbers(webhook)


async def numbers(webhook: int) -> Mapping[str, int]:
    """How many deliveries of a webhook there are in each state."""
    counted = {row["state"]: row["number"] for row in await fetch(_NUMBERS, webhook)}
    return {one: counted.get(one, 0) for one in State}


async def next_at(webhook: int) -> datetime | None:
    """When a webhook is tried next; none if nothing waits for it."""
    rows = await fetch(_NEXT, webhook)
    at: datetime | None = rows[0]["at"]
    return at


async def delivery(asker: Actor, webhook: int, id_: UUID) -> tuple[Delivery, list[Attempt]]:
    """One delivery with its body, and all its attempts. Raises `Denied` and `NotFound`."""
    await hooks.webhook(asker, webhook)
    rows = await fetch(_ONE, webhook, id_)
    if not rows:
        raise NotFound(N_("There is no such delivery."))
    found = Delivery(**rows[0])
    return found, [Attempt(**row) for row in await fetch(_ATTEMPTS, found.number)]


async def replay(
    asker: Actor, webhook: int, *, id_: UUID | None = None, since: datetime | None = None
) -> int:
    """Deliver anew what was delivered or given up: one, or all since a moment; how many those are.

    Each has its id and its body again. Raises `Denied` and `NotFound`. Call it inside `writing()`.
    """
    hook = await hooks.webhook(asker, webhook)
    number = len(await fetch(_AGAIN, webhook, id_, since))
    if id_ and not number:
        raise NotFound(N_("There is no such delivery that ended."))
    if number:
        told: dict[str, Any] = {"deliveries": number}
        await audit.note(asker.name, "webhook.replay", hook.name, **told)
        await wake(webhook)
    return number


async def forget_old(days: int) -> None:
    """Erase what was delivered or given up so long ago, with its attempts."""
    await execute(_FORGET, days)
