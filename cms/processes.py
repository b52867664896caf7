"""What each process that serves does for itself, beside answering: what no other can do for it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from functools import partial
from typing import Any, TypeVar

from cms.community.signups.following import Following
from cms.database.embedded import ensure
from cms.database.engine import pulse
from cms.database.outages import Unavailable, is_outage
from cms.database.ownership import DatabaseUnavailable
from cms.jobs.worker import work
from cms.publishing.feed import Feed
from cms.settings import Settings
from cms.settings.groups.jobs import INSIDE
from cms.tasks import tasks

SOON = 2
logger = logging.getLogger(__name__)
Result = TypeVar("Result")
Duty = Callable[[], Coroutine[Any, Any, None]]


def duties(settings: Settings, feed: Feed) -> Iterator[Duty]:
    """What a server begins by itself; each goes on until it is cancelled."""
    yield partial(_keep_seats, feed)
    yield from queue_duties(settings) if settings.jobs == INSIDE else ()


def queue_duties(settings: Settings) -> Iterator[Duty]:
    """Doing jobs."""
    yield partial(work, tasks(settings))


def database_duties(settings: Settings) -> Iterator[Duty]:
    """Letting go of a database that hangs; starting the embedded server again, if that is ours.

    To be begun before all else and ended after it: what ends needs its database.
    """
    yield pulse.keep
    if not settings.database_url:
        yield partial(_keep_running, settings)


async def attempted(duty: str, act: Callable[[], Awaitable[Result]]) -> Result | None:
    """What an act brings, or nothing: one that fails is told in the log, and comes again."""
    try:
        return await act()
    except Exception as error:
        if is_outage(error) or isinstance(error, Unavailable):
            logger.warning("%s: %s", duty, type(error).__name__)
        else:
            logger.exception("%s", duty)
        return None


async def _keep_running(settings: Settings) -> None:
    """Start the embedded server again whenever it was killed under us."""
    while True:
        await asyncio.sleep(SOON)
        try:
            await asyncio.to_thread(ensure, settings.var)
        except DatabaseUnavailable as error:
            logger.warning("%s", error)


async def _keep_seats(feed: Feed) -> None:
    """Seat those who wait whenever what is published has seats for them."""
    following = Following()
    with feed.heard_by(following.hear):
        while True:
            if await attempted("Seats wait", following.follow) is None:
                await asyncio.sleep(SOON)
