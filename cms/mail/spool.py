"""The spool: letters are kept in the transaction of what they tell of, each with a job that sends it.

A letter is taken by moving the moment at which it is due again; so whoever dies with it in hand has
only put it off. It is sent at least once, with the same Message-ID each time. What could not be sent
for days is given up, and told to administrators. The job knows the letter's number alone.
"""

import logging
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from anyio import CancelScope

from cms.database.engine import execute, fetch
from cms.errors import N_, Message
from cms.jobs.queue import defer
from cms.jobs.task import Again, GiveUp, Job
from cms.mail.letter import Letter
from cms.mail.sending import NotSent, send
from cms.settings import Settings

SENT_DAYS, FAILED_DAYS, PATIENCE_DAYS = 14, 30, 3
"""So long the spool remembers a letter after it was sent or given up, and so long it is tried."""
_FIELDS = ("to", "subject", "text", "html", "reply_to", "unsubscribe", "locale")
_POST = """
INSERT INTO mail (recipient, subject, text, html, reply_to, unsubscribe, locale)
VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
"""
# After two minutes, four, eight … and at most four hours.
_TAKE = """
UPDATE mail SET attempts = attempts + 1, failed_at = NULL,
    due_at = clock_timestamp() + interval '2 minutes' * power(2, least(attempts, 7))
WHERE id = ({chosen} FOR UPDATE SKIP LOCKED)
RETURNING id, recipient AS to, subject, text, html, reply_to, unsubscribe, locale, due_at,
    since < now() - make_interval(days => $1) AS late
"""
_TAKE_DUE = _TAKE.format(
    chosen="""
    SELECT id FROM mail WHERE sent_at IS NULL AND failed_at IS NULL
        AND due_at <= clock_timestamp() - make_interval(secs => $2)
    ORDER BY due_at LIMIT 1"""
)
# One that was given up is tried whenever somebody says so.
_TAKE_ONE = _TAKE.format(
    chosen="""
    SELECT id FROM mail WHERE id = $2 AND sent_at IS NULL
        AND (due_at <= clock_timestamp() OR failed_at IS NOT NULL)"""
)
_DUE = "SELECT due_at FROM mail WHERE id = $1 AND sent_at IS NULL"
# Links in letters open doors: what was said is nobody's business any more.
_SENT = "UPDATE mail SET sent_at = now(), text = '', html = '', unsubscribe = '', reason = '' WHERE id = $1"
_NOT_SENT = "UPDATE mail SET reason = $2, failed_at = CASE WHEN $3 THEN now() END WHERE id = $1"
_FORGET = """
DELETE FROM mail WHERE sent_at < now() - make_interval(days => $1)
    OR failed_at < now() - make_interval(days => $2)
"""
SEND = "mail.send"
"""The task that sends one letter."""
NOT_TAKEN = N_("The mail server did not take it: {reason}.")
logger = logging.getLogger(__name__)


async def post(letter: Letter) -> None:
    """Have a letter sent once what it tells of is kept. Call it inside `writing()`."""
    values = asdict(letter)
    [row] = await fetch(_POST, *(values[name] for name in _FIELDS))
    await queue(row["id"])


async def queue(letter: UUID) -> None:
    """Write the job that sends a letter. Call it inside `writing()`."""
    await defer(SEND, {"letter": str(letter)})


async def send_one(settings: Settings, job: Job) -> None:
    """Send the letter of a job. Raises `Again` with the moment for it, and `GiveUp`."""
    letter = UUID(job.arguments["letter"])
    found = await fetch(_TAKE_ONE, PATIENCE_DAYS, letter)
    if not found:
        waiting = await fetch(_DUE, letter)
        if waiting:  # somebody has it in hand, or had it and died
            raise Again(Message(N_("It is tried again later.")), waiting[0]["due_at"])
        return
    with CancelScope(shield=True):  # what is in hand is finished: else it would be sent twice
        failed = await _failed(found[0], settings)
    if failed:
        raise failed


async def send_due(settings: Settings, overdue: float = 0) -> int:
    """Send all that has been due for so many seconds; how many left.

    Several processes may do so side by side. Each letter has its job; what a release before this one
    left, or what was restored without its jobs, leaves so.
    """
    sent = 0
    while found := await fetch(_TAKE_DUE, PATIENCE_DAYS, overdue):
        with CancelScope(shield=True):
            sent += await _failed(found[0], settings) is None
    return sent


async def forget_old() -> None:
    """Erase what was sent or given up long ago."""
    await execute(_FORGET, SENT_DAYS, FAILED_DAYS)


async def _failed(row: Mapping[str, Any], settings: Settings) -> Again | GiveUp | None:
    """Send a letter that was taken; what became of it if it did not leave."""
    try:
        letter = Letter(**{name: row[name] for name in _FIELDS})
        await send(letter, settings, str(row["id"]))
    except NotSent as error:
        return await _not_sent(row, error.reason, given_up=error.refused or row["late"])
    except Exception as error:  # whatever is wrong with one letter, the others go
        logger.exception("mail %s", row["id"])
        return await _not_sent(row, type(error).__name__, given_up=row["late"])
    await execute(_SENT, row["id"])
    return None


async def _not_sent(row: Mapping[str, Any], reason: str, *, given_up: bool) -> Again | GiveUp:
    await execute(_NOT_SENT, row["id"], reason, given_up)
    said = Message(NOT_TAKEN, {"reason": reason})
    if given_up:
        logger.error("mail %s was given up: %s", row["id"], reason)
        return GiveUp(said)
    return Again(said, row["due_at"])
