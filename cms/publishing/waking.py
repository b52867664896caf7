"""Jobs for the moments that are planned: one a moment, written when it is near.

What is planned is kept with the publications themselves. Were there a job for each moment from the
day on which it was planned, a queue would hold years of them.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from cms.jobs.queue import defer

FIRE = "boundaries.fire"
"""The task that notes the moments that have come."""
AHEAD = timedelta(minutes=2)
"""Moments nearer than this have their job; the task looks for others every minute."""


async def wake_at(moments: Iterable[datetime]) -> None:
    """Write a job for each of these moments. Call it inside `writing()`.

    They have no lock: with one, whatever waits for a later moment would hold off what was written after it.
    """
    for at in sorted(set(moments)):
        await defer(FIRE, {}, once=f"{FIRE} {at.isoformat()}", at=at)


async def wake_soon(moments: Iterable[datetime], now: datetime) -> None:
    """The same of those that are near."""
    await wake_at(at for at in moments if at <= now + AHEAD)
