"""What others are told: webhooks and the cache in front, as consumers of changes and as tasks."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from cms.database.engine import writing
from cms.errors import N_
from cms.http.targets import Allowed
from cms.jobs.queue import defer
from cms.jobs.task import LATER, Job, Retry, Task
from cms.publishing.handing_on import Consumer
from cms.purging import purges
from cms.schema.payloads import payloads
from cms.settings import Settings
from cms.webhooks import deliveries, matching
from cms.webhooks.means import Means
from cms.webhooks.sending import send_due

SOON = Retry(most=10, first=1, longest=60)
FOR_DAYS = Retry(most=2_880, first=2, longest=60)
"""A cache in front that is away is told for two days; it is told all of it at once then."""


def consumers(settings: Settings) -> tuple[Consumer, ...]:
    """Who wants to know of changes."""
    return (
        Consumer("webhooks", matching.wants, matching.MATCH),
        Consumer("purging", partial(purges.wants, settings), purges.NOTE),
    )


def tasks(settings: Settings) -> tuple[Task, ...]:
    """What follows from changes outside this site."""
    return (
        Task(matching.MATCH, N_("Which webhooks are told"), _match, SOON),
        Task(matching.SEND, N_("Webhooks"), partial(_deliver, settings), SOON, outside=True),
        Task(LATER, N_("What is tried again"), _begin, SOON),
        Task("webhooks.overdue", N_("Deliveries without a job"), _wake, SOON, every="* * * * *"),
        Task("webhooks.forget", N_("Old deliveries"), partial(_forget, settings), SOON,
             every="41 * * * *"),
        Task(purges.NOTE, N_("What the cache in front forgets"), partial(_note, settings), SOON),
        Task(purges.SEND, N_("Telling the cache in front"), partial(_purge, settings), FOR_DAYS,
             outside=True),
    )  # fmt: skip


def means_of(settings: Settings) -> Means:
    """What webhooks of this site work with."""
    return Means(payloads(settings), Allowed.read(settings.outgoing_allow))


async def _match(job: Job) -> None:
    await matching.match(job.arguments["change"])


async def _deliver(settings: Settings, job: Job) -> None:
    webhook: int = job.arguments["webhook"]
    await _later(matching.SEND, job, partial(send_due, webhook, means_of(settings)))


async def _wake(_job: Job) -> None:
    await matching.wake_overdue()


async def _forget(settings: Settings, _job: Job) -> None:
    async with writing():
        await deliveries.forget_old(settings.webhook_days)


async def _note(settings: Settings, job: Job) -> None:
    await purges.note(job.arguments["change"], settings)


async def _purge(settings: Settings, job: Job) -> None:
    await _later(purges.SEND, job, partial(purges.send_due, settings))


async def _later(task: str, job: Job, act: Callable[[], Awaitable[datetime | None]]) -> None:
    """Do it, and come again when it says that there is more to do."""
    at = await act()
    if at is None:
        return
    told = {"task": task, "arguments": job.arguments}
    async with writing():
        await defer(LATER, told, once=f"{_lock(task, job.arguments)} {int(at.timestamp())}", at=at)


async def _begin(job: Job) -> None:
    """Begin now what was to be begun at this moment.

    It has no lock while it waits: what is written in the meantime with the same lock would wait too.
    """
    task, arguments = job.arguments["task"], job.arguments["arguments"]
    lock = _lock(task, arguments)
    async with writing():
        await defer(task, arguments, lock=lock, once=lock)


def _lock(task: str, arguments: Mapping[str, Any]) -> str:
    return " ".join([task, *map(str, arguments.values())])
