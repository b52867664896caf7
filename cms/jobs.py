"""What the server does by itself, beside answering: each job again and again, as long as it runs."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from functools import partial
from typing import Any, TypeVar

from cms.access.actors import system
from cms.community import asking
from cms.community.comments import keeping as keeping_comments
from cms.community.reports.reports import forget_old as forget_old_reports
from cms.community.signups import keeping as sign_ups
from cms.community.signups.following import Following
from cms.database.embedded import ensure
from cms.database.engine import writing
from cms.database.outages import is_outage
from cms.database.ownership import DatabaseUnavailable
from cms.mail.spool import forget_old, send_due
from cms.publishing import boundaries
from cms.publishing.bin.recycle_bin import purge_old
from cms.publishing.feed import Feed
from cms.publishing.library import janitor
from cms.publishing.series import upkeep
from cms.settings import Settings

SOON = 2
A_MINUTE = 60
AN_HOUR = 3_600
MOST_SECONDS = 30  # another process may plan something in the meantime
logger = logging.getLogger(__name__)
Result = TypeVar("Result")
Job = Callable[[], Coroutine[Any, Any, None]]


def jobs(settings: Settings, feed: Feed) -> Iterator[Job]:
    """All that must go on while the server runs; each goes on until it is cancelled."""
    yield _keep_time
    yield every(SOON, "Mail waits", partial(send_due, settings))
    yield partial(_keep_seats, feed)
    yield every(A_MINUTE, "Reminders wait", asking.remind_all)
    yield every(A_MINUTE, "Moderators wait", keeping_comments.tell_moderators)
    yield every(AN_HOUR, "The calendar waits", _renew_calendar)
    yield every(AN_HOUR, "The bin waits", partial(_purge_bin, settings.bin_days))
    yield every(AN_HOUR, "The library's janitor waits", janitor.clean)
    yield every(AN_HOUR, "Old mail waits", forget_old)
    yield every(AN_HOUR, "Old sign-ups wait", partial(_forget_sign_ups, settings.sign_up_days))
    yield every(AN_HOUR, "Old reports wait", _forget_reports)
    yield every(AN_HOUR, "Old comments wait", _forget_comments)
    yield every(AN_HOUR, "Old requests wait", partial(asking.forget_old, settings.request_days))
    if not settings.database_url:
        yield partial(_keep_running, settings)


def every(seconds: float, name: str, act: Callable[[], Awaitable[object]]) -> Job:
    """A job that acts at the start, and then again whenever so many seconds have passed."""

    async def job() -> None:
        while True:
            await attempted(name, act)
            await asyncio.sleep(seconds)

    return job


async def attempted(job: str, act: Callable[[], Awaitable[Result]]) -> Result | None:
    """What a job brings, or nothing: one that fails is told in the log, and comes again."""
    try:
        return await act()
    except Exception as error:
        if is_outage(error):
            logger.warning("%s: %s", job, type(error).__name__)
        else:
            logger.exception("%s", job)
        return None


async def _keep_running(settings: Settings) -> None:
    """Start the embedded server again whenever it was killed under us."""
    while True:
        await asyncio.sleep(SOON)
        try:
            await asyncio.to_thread(ensure, settings.var)
        except DatabaseUnavailable as error:
            logger.warning("%s", error)


async def _keep_time() -> None:
    """Notice planned moments as they come, and at first those that came while nothing ran."""
    while True:
        left = await attempted("Planned moments wait", _fire)
        await asyncio.sleep(MOST_SECONDS if left is None else max(0.0, min(MOST_SECONDS, left)))


async def _fire() -> float | None:
    async with writing():
        await boundaries.fire()
    return await boundaries.seconds_left()


async def _keep_seats(feed: Feed) -> None:
    """Seat those who wait whenever what is published has seats for them."""
    following = Following()
    with feed.heard_by(following.hear):
        while True:
            if await attempted("Seats wait", following.follow) is None:
                await asyncio.sleep(SOON)


async def _renew_calendar() -> None:
    """Let series reach the horizon, and forget those that nothing names."""
    whole = False
    while not whole:
        async with writing():
            whole = (await upkeep.renew()).whole
    async with writing():
        await upkeep.prune()


async def _purge_bin(days: int) -> None:
    """Forget what was in the bin for its time."""
    async with writing():
        await purge_old(system("schedule"), days)


async def _forget_sign_ups(days: int) -> None:
    """Forget who signed up for what is long over, and who never confirmed."""
    async with writing():
        await sign_ups.forget_old(days)


async def _forget_reports() -> None:
    """Forget reports that nobody kept."""
    async with writing():
        await forget_old_reports()


async def _forget_comments() -> None:
    """Forget what comments keep of visitors, in its time."""
    async with writing():
        await keeping_comments.forget_old()
