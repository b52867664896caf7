"""Delivering what waits for a webhook: in order for each entry, again after each failure.

No transaction is open while a receiver is waited for. Of each entry the first delivery that waits is
tried; the next one waits until it was taken or given up. Entries do not wait for each other, and
webhooks neither: each has a job of its own, which ends soon and comes again. A receiver that failed
often in a row rests, and is then tried with one delivery until it takes one.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cms.database.engine import execute, fetch, writing
from cms.database.outages import Unavailable, is_outage
from cms.errors import CmsError, NotFound, Unexpected
from cms.http.outgoing import CallFailed, send
from cms.operation.metrics import ATTEMPTS, result_of
from cms.webhooks import deliveries, hooks
from cms.webhooks.hooks import Webhook
from cms.webhooks.means import Means, Pace
from cms.webhooks.requests import Event, body_of, request

AT_ONCE = 8
LOOKED_UP = 200
"""So many deliveries are looked up at once: to find the first of each entry all that waits is read."""
PASS_SECONDS = 5.0
"""So long a job begins new requests; then it makes place for others, and comes again."""
MANY_FAILURES = 5
DOCUMENT = "document"
"""The reason of a delivery whose document cannot be answered."""


_HEADS = """
SELECT * FROM (
    SELECT DISTINCT ON (uid) number, id::text AS id, event, uid, locale, content_type, at, path,
        old_path, body, attempts, due_at
    FROM webhook_delivery WHERE webhook = $1 AND state = 'waiting' ORDER BY uid, number) head
WHERE due_at <= clock_timestamp() ORDER BY due_at, number LIMIT $2
"""
_SHAPED = "UPDATE webhook_delivery SET body = $2 WHERE number = $1"
_TRIED = """
INSERT INTO webhook_attempt (delivery, status, milliseconds, reason)
SELECT number, $2::int, $3::int, $4::varchar FROM webhook_delivery WHERE number = $1
"""
_TAKEN = """
UPDATE webhook_delivery SET state = 'delivered', attempts = attempts + 1, ended_at = now()
WHERE number = $1 AND state = 'waiting'
"""
_FAILED = """
UPDATE webhook_delivery SET attempts = attempts + 1,
    state = CASE WHEN $2::float IS NULL THEN 'dead' ELSE 'waiting' END,
    ended_at = CASE WHEN $2::float IS NULL THEN now() END,
    due_at = clock_timestamp() + make_interval(secs => coalesce($2::float, 0))
WHERE number = $1 AND state = 'waiting'
"""
_WELL = "UPDATE webhook SET failures = 0, rests = 0, resting_until = NULL WHERE id = $1 AND failures > 0"
_AT_ONCE = """
UPDATE webhook_delivery SET due_at = now()
WHERE webhook = $1 AND state = 'waiting' AND due_at > now()
"""
_WORSE = "UPDATE webhook SET failures = failures + $2 WHERE id = $1 RETURNING failures, rests"
_REST = """
UPDATE webhook SET rests = rests + 1,
    resting_until = clock_timestamp() + make_interval(secs => $2::float)
WHERE id = $1
"""
_RESTS = "SELECT FROM webhook WHERE id = $1 AND resting_until > clock_timestamp()"


async def send_due(webhook: int, means: Means) -> datetime | None:
    """Deliver what is due to a webhook, for a while; when there is more to do, or none if nothing waits."""
    began = time.monotonic()
    try:
        hook = await hooks.found(webhook)
    except NotFound:
        return None
    heads: list[dict[str, Any]] = []
    while hook.active and time.monotonic() - began < PASS_SECONDS:
        if await fetch(_RESTS, webhook):
            break
        heads = heads or await fetch(_HEADS, webhook, LOOKED_UP)
        if not heads:
            break
        most = 1 if hook.failures >= MANY_FAILURES else AT_ONCE
        now, heads = heads[:most], heads[most:]
        await _deliver(hook, now, means)
        hook = await hooks.found(webhook)
    if not hook.active:
        return None
    return await deliveries.next_at(webhook)


async def _deliver(hook: Webhook, heads: Sequence[Mapping[str, Any]], means: Means) -> None:
    keys = await hooks.keys(hook.id)
    sent = [_sent(hook, keys, head, means) for head in heads]
    done = await asyncio.gather(*sent, return_exceptions=True)
    # What came of the others is known, whatever befell one.
    async with writing():
        await _note(hook, [one for one in done if isinstance(one, bool)], means.pace)
    for one in done:
        if isinstance(one, BaseException):
            raise one


async def _note(hook: Webhook, taken: Sequence[bool], pace: Pace) -> None:
    """Keep how the receiver is: once it is back, all that waits is due."""
    if any(taken):
        await execute(_WELL, hook.id)
        if hook.failures >= MANY_FAILURES:
            await execute(_AT_ONCE, hook.id)
    elif taken:
        for row in await fetch(_WORSE, hook.id, len(taken)):
            if row["failures"] >= MANY_FAILURES:
                await execute(_REST, hook.id, pace.resting(row["rests"]))


async def _sent(hook: Webhook, keys: Sequence[str], head: Mapping[str, Any], means: Means) -> bool:
    """Try a delivery once, and keep what came of it; whether the receiver took it."""
    began, status, reason, taken = time.monotonic(), None, "", False
    try:
        event = _event(head)
        body = head["body"] or await _shaped(hook, head, event, means)
        answer = await send(
            request(hook.url, keys, event, body, head["attempts"] + 1), means.allowed
        )
        status, taken = answer.status, answer.taken
    except CallFailed as error:
        reason = str(error.reason)
    except Exception as error:
        if isinstance(error, Unavailable) or is_outage(error):
            raise
        if not isinstance(error, CmsError):
            Unexpected(error, "webhook")  # told in the log; it is tried and given up as any other
        reason = DOCUMENT
    ATTEMPTS.labels(result_of(status, taken=taken)).inc()
    milliseconds = int((time.monotonic() - began) * 1_000)
    async with writing():
        await execute(_TRIED, head["number"], status, milliseconds, reason)
        if taken:
            await execute(_TAKEN, head["number"])
        else:
            await execute(_FAILED, head["number"], means.pace.pause(head["attempts"] + 1))
    return taken


async def _shaped(hook: Webhook, head: Mapping[str, Any], event: Event, means: Means) -> str:
    """What is sent, made once and kept: each attempt sends the same."""
    body = await body_of(event, hook.document, means.shaping)
    await execute(_SHAPED, head["number"], body)
    return body


def _event(row: Mapping[str, Any]) -> Event:
    return Event(**{name: row[name] for name in Event.__dataclass_fields__})
