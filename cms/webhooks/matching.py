"""From a change to deliveries: one for each webhook that wants to hear of it, exactly once."""

from cms.database.engine import fetch, writing
from cms.jobs.queue import defer
from cms.publishing.handing_on import Kept
from cms.webhooks.events import EVENTS

MATCH = "webhooks.match"
"""The task that makes deliveries of a change."""
SEND = "webhooks.send"
"""The task that delivers what waits for one webhook."""

# An entry belongs to a branch if it stands below it just before the moment or from then on: so who
# follows a branch hears of what leaves it, too.
_MATCH = """
WITH RECURSIVE event AS (SELECT id, kind, uid, locale, at FROM outbox WHERE id = $1),
touching AS (
    SELECT p.uid, p.parent_uid, p.content_type, p.path, p.valid FROM publication p, event e
    WHERE p.locale = e.locale AND lower(p.valid) <= e.at
        AND (upper(p.valid) IS NULL OR upper(p.valid) >= e.at)),
up AS (
    SELECT t.uid, t.parent_uid FROM touching t JOIN event e ON e.uid = t.uid
    UNION SELECT t.uid, t.parent_uid FROM up JOIN touching t ON t.uid = up.parent_uid),
told AS (
    SELECT e.*,
        coalesce((SELECT p.content_type FROM publication p WHERE p.uid = e.uid LIMIT 1), '')
            AS content_type,
        (SELECT t.path FROM touching t WHERE t.uid = e.uid AND t.valid @> e.at LIMIT 1) AS path,
        (SELECT t.path FROM touching t WHERE t.uid = e.uid AND upper(t.valid) = e.at LIMIT 1)
            AS old_path
    FROM event e)
INSERT INTO webhook_delivery
    (webhook, change, event, uid, locale, content_type, at, path, old_path)
SELECT w.id, t.id, t.kind, t.uid, t.locale, t.content_type, t.at, t.path, t.old_path
FROM told t JOIN webhook w
    ON w.active AND w.since <= t.at AND t.kind = ANY(w.events)
    AND (w.types = '{}' OR t.content_type = ANY(w.types))
    AND (w.locales = '{}' OR t.locale = ANY(w.locales))
    AND (w.branch = '' OR EXISTS (SELECT FROM up WHERE up.uid = w.branch))
ORDER BY w.id
ON CONFLICT (webhook, change) DO NOTHING
RETURNING webhook
"""
_OVERDUE = """
SELECT DISTINCT d.webhook FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook
WHERE d.state = 'waiting' AND d.due_at <= now() AND w.active
    AND coalesce(w.resting_until <= now(), true)
"""


def wants(change: Kept) -> bool:
    """Whether a change is one that webhooks can be told."""
    return change.kind in EVENTS


async def match(change: int) -> None:
    """Make deliveries of a change of the outbox, and have them sent. Doing so again adds nothing."""
    async with writing():
        for row in await fetch(_MATCH, change):
            await wake(row["webhook"])


async def wake(webhook: int) -> None:
    """Have what waits for a webhook sent once this transaction is committed."""
    name = f"{SEND} {webhook}"
    await defer(SEND, {"webhook": webhook}, lock=name, once=name)


async def wake_overdue() -> None:
    """Have sent what waits without a job: nothing should, but nothing may be lost."""
    async with writing():
        for row in await fetch(_OVERDUE):
            await wake(row["webhook"])
