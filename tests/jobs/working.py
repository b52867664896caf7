"""Workers for tests: run until nothing is due, or beside a test until it ends."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from cms.database.background import in_background
from cms.database.engine import execute, fetch
from cms.jobs.task import Job, Retry, Task
from cms.jobs.worker import work

_DUE = """
SELECT FROM procrastinate_jobs WHERE task_name = ANY($1) AND status = 'todo'
    AND coalesce(scheduled_at, now()) <= now() AND NOT EXISTS (
        SELECT FROM procrastinate_jobs b WHERE b.lock = procrastinate_jobs.lock
            AND b.id < procrastinate_jobs.id AND b.status IN ('todo', 'doing'))
"""
SOON = Retry(most=3, first=0.05, longest=0.05)


def task(act: Callable[[Job], Awaitable[object]], name: str = "test", **more: Any) -> Task:
    """A task for a test."""
    return Task(name, "Test", act, **({"retry": SOON} | more))


async def worked_off(*tasks: Task) -> None:
    """Do what is due, and what follows from it, until there is nothing more."""
    names = [one.name for one in tasks]
    await work(tasks, until_idle=True)
    while await fetch(_DUE, names):
        await work(tasks, until_idle=True)


@asynccontextmanager
async def working(*tasks: Task) -> AsyncIterator[None]:
    """A worker beside the block."""
    async with in_background(lambda: work(tasks)):
        yield


async def queued() -> list[Mapping[str, Any]]:
    """The jobs that are in the queue, in the order in which they were written."""
    return await fetch(
        "SELECT id, task_name AS task, status::text AS status, attempts, lock, scheduled_at AS at,"
        " args::text AS arguments FROM procrastinate_jobs ORDER BY id"
    )


async def all_due() -> None:
    """Let whatever waits for a moment be due now."""
    await execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")
