"""Writing jobs: in the transaction of what they follow from, so that both are kept or neither is.

Arguments are plain values and no secrets: administrators read them, and logs may have them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import asyncpg

from cms.database.engine import as_json, attempting, execute, fetch, writing

# The queue has the name of the task: so a process is never given what it does not know.
_DEFER = """
SELECT unnest(procrastinate_defer_jobs_v1(ARRAY(
    SELECT ROW(task, task, 0, nullif(lock, ''), nullif(once, ''), arguments, at)
        ::procrastinate_job_to_defer_v1
    FROM unnest($1::text[], $2::text[], $3::text[], $4::jsonb[], $5::timestamptz[])
        WITH ORDINALITY one (task, lock, once, arguments, at, number)
    ORDER BY number))) AS id
"""
# A worker passes over what is locked: whoever finds a job that waits is sure that it runs after them.
_WAITING = """
SELECT id FROM procrastinate_jobs WHERE queueing_lock = $1 AND status = 'todo' FOR SHARE
"""
_WAKE = """
SELECT pg_notify('procrastinate_queue_v1#' || $1,
    json_build_object('type', 'job_inserted', 'job_id', $2::bigint)::text)
"""


@dataclass(frozen=True)
class Deferred:
    """A job that is to be written. Jobs of one ``lock`` run one at a time, in the order of writing.

    It runs as soon as it can, or ``at`` a moment.
    """

    task: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    lock: str = ""
    at: datetime | None = None


async def defer(
    task: str,
    arguments: Mapping[str, Any],
    *,
    lock: str = "",
    once: str = "",
    at: datetime | None = None,
) -> int:
    """Have a task done once this transaction is committed; the job's id. Call it inside `writing()`.

    While a job with the same ``once`` still waits there is no second one: it will see what this
    transaction did, at the moment that was said first.
    """
    async with writing():
        if once:
            return await _defer_once(Deferred(task, arguments, lock, at), once)
        return (await defer_all([Deferred(task, arguments, lock, at)]))[0]


async def defer_all(jobs: Sequence[Deferred]) -> list[int]:
    """The same of many jobs; their ids in the same order."""
    return await _write(jobs, "") if jobs else []


async def _defer_once(job: Deferred, once: str) -> int:
    while True:  # each time round, another one has written it or begun it
        waiting = await fetch(_WAITING, once)
        if waiting:
            await execute(_WAKE, job.task, waiting[0]["id"])
            return int(waiting[0]["id"])
        try:
            async with attempting():
                return (await _write([job], once))[0]
        except asyncpg.UniqueViolationError:
            continue


async def _write(jobs: Sequence[Deferred], once: str) -> list[int]:
    rows = await fetch(
        _DEFER,
        [one.task for one in jobs],
        [one.lock for one in jobs],
        [once] * len(jobs),
        [as_json(one.arguments) for one in jobs],
        [one.at for one in jobs],
    )
    return [int(row["id"]) for row in rows]
