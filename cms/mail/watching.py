"""What waits in the spool, what left it, and what could not: never what a letter says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from cms.database.engine import fetch
from cms.jobs.watching import forget_dead
from cms.mail.spool import SEND, queue


class Stage(StrEnum):
    """What became of a letter."""

    WAITING = "waiting"
    FAILED = "failed"
    SENT = "sent"


_STAGE = (
    "CASE WHEN sent_at IS NOT NULL THEN 'sent' WHEN failed_at IS NOT NULL THEN 'failed'"
    " ELSE 'waiting' END"
)
_LISTED = f"""
SELECT id, recipient, subject, posted_at, due_at, attempts, reason, sent_at, failed_at,
    {_STAGE} AS stage
FROM mail WHERE ($1 = '' OR {_STAGE} = $1) AND ($2::timestamptz IS NULL OR posted_at < $2)
ORDER BY posted_at DESC, id LIMIT $3
"""  # noqa: S608 - our own text
_COUNTED = f"SELECT {_STAGE} AS stage, count(*) AS number FROM mail GROUP BY 1"  # noqa: S608
_AGAIN = """
UPDATE mail SET failed_at = NULL, attempts = 0, due_at = now(), since = now()
WHERE id = $1 AND failed_at IS NOT NULL RETURNING id
"""


@dataclass(frozen=True)
class Outgoing:
    """A letter in the spool; ``reason`` is why it did not leave when it was last tried."""

    id: UUID
    recipient: str
    subject: str
    posted_at: datetime
    due_at: datetime
    attempts: int
    reason: str
    sent_at: datetime | None
    failed_at: datetime | None
    stage: str


async def outgoing(stage: str, before: datetime | None, most: int) -> list[Outgoing]:
    """Letters, the newest first: of one stage or, if that is empty, all; posted before a moment."""
    return [Outgoing(**row) for row in await fetch(_LISTED, stage, before, most)]


async def numbers() -> Mapping[str, int]:
    """How many letters there are at each stage."""
    counted = {row["stage"]: row["number"] for row in await fetch(_COUNTED)}
    return {stage: counted.get(stage, 0) for stage in Stage}


async def again(letter: UUID) -> bool:
    """Try a letter anew that was given up; whether there is one. Call it inside `writing()`."""
    found = bool(await fetch(_AGAIN, letter))
    if found:
        await forget_dead(SEND, {"letter": str(letter)})
        await queue(letter)
    return found
