"""The spool: letters are kept in the transaction of what they tell of, and sent from here.

A letter is taken by moving the moment at which it is due again; so whoever dies with it in hand has
only put it off. It is sent at least once, with the same Message-ID each time. What could not be sent
for days is given up, and told to administrators.
"""

import logging
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from anyio import CancelScope

from cms.database.engine import execute, fetch
from cms.mail.letter import Letter
from cms.mail.sending import NotSent, send
from cms.settings import Settings

SENT_DAYS, FAILED_DAYS, PATIENCE_DAYS = 14, 30, 3
"""So long the spool remembers a letter after it was sent or given up, and so long it is tried."""
_FIELDS = ("to", "subject", "text", "html", "reply_to", "unsubscribe", "locale")
_POST = """
INSERT INTO mail (recipient, subject, text, html, reply_to, unsubscribe, locale)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
# After two minutes, four, eight … and at most four hours.
_TAKE = """
UPDATE mail SET attempts = attempts + 1,
    due_at = clock_timestamp() + interval '2 minutes' * power(2, least(attempts, 7))
WHERE id = (
    SELECT id FROM mail WHERE sent_at IS NULL AND failed_at IS NULL AND due_at <= clock_timestamp()
    ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, recipient AS to, subject, text, html, reply_to, unsubscribe, locale,
    since < now() - make_interval(days => $1) AS late
"""
# Links in letters open doors: what was said is nobody's business any more.
_SENT = "UPDATE mail SET sent_at = now(), text = '', html = '', unsubscribe = '', reason = '' WHERE id = $1"
_NOT_SENT = "UPDATE mail SET reason = $2, failed_at = CASE WHEN $3 THEN now() END WHERE id = $1"
_FORGET = """
DELETE FROM mail WHERE sent_at < now() - make_interval(days => $1)
    OR failed_at < now() - make_interval(days => $2)
"""
logger = logging.getLogger(__name__)


async def post(letter: Letter) -> None:
    """Have a letter sent once what it tells of is kept. Call it inside `writing()`."""
    values = asdict(letter)
    await execute(_POST, *(values[name] for name in _FIELDS))


async def send_due(settings: Settings) -> int:
    """Send all that is due now; how many left. Several processes may do so side by side."""
    sent = 0
    while found := await fetch(_TAKE, PATIENCE_DAYS):
        with CancelScope(shield=True):  # what is in hand is finished: else it would be sent twice
            sent += await _sent(found[0], settings)
    return sent


async def forget_old() -> None:
    """Erase what was sent or given up long ago."""
    await execute(_FORGET, SENT_DAYS, FAILED_DAYS)


async def _sent(row: Mapping[str, Any], settings: Settings) -> bool:
    try:
        letter = Letter(**{name: row[name] for name in _FIELDS})
        await send(letter, settings, str(row["id"]))
    except NotSent as error:
        await _not_sent(row, error.reason, given_up=error.refused or row["late"])
        return False
    except Exception as error:  # whatever is wrong with one letter, the others go
        logger.exception("mail %s", row["id"])
        await _not_sent(row, type(error).__name__, given_up=row["late"])
        return False
    await execute(_SENT, row["id"])
    return True


async def _not_sent(row: Mapping[str, Any], reason: str, *, given_up: bool) -> None:
    if given_up:
        logger.error("mail %s was given up: %s", row["id"], reason)
    await execute(_NOT_SENT, row["id"], reason, given_up)
