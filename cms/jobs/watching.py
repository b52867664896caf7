"""What the queue holds: what waits, what is being done, what failed for good and why; and trying again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson

from cms.database.engine import as_json, execute, fetch
from cms.errors import Message
from cms.jobs.task import LATER


class Stage(StrEnum):
    """What became of a job. One that was done is not kept."""

    WAITING = "waiting"
    RUNNING = "running"
    DEAD = "dead"


LANES = 2
"""So many workers of the library each process has: one for what needs us alone, one for others' servers."""
_STAGE = "CASE j.status WHEN 'todo' THEN 'waiting' WHEN 'doing' THEN 'running' ELSE 'dead' END"
_LISTED = f"""
SELECT j.id, j.task_name AS task, j.args AS arguments, coalesce(j.lock, '') AS lock, j.attempts,
    j.scheduled_at AS due_at, coalesce(f.reason, '') AS reason, f.params, f.at AS failed_at,
    (SELECT min(e.at) FROM procrastinate_events e WHERE e.job_id = j.id AND e.type = 'deferred')
        AS written_at, {_STAGE} AS stage
FROM procrastinate_jobs j LEFT JOIN job_failure f ON f.job_id = j.id
WHERE ($1 = '' OR {_STAGE} = $1) AND ($2::bigint IS NULL OR j.id < $2)
    AND j.status IN ('todo', 'doing', 'failed')
ORDER BY j.id DESC LIMIT $3
"""  # noqa: S608 - our own text
_COUNTED = f"""
SELECT {_STAGE} AS stage, count(*) AS number FROM procrastinate_jobs j
WHERE j.status IN ('todo', 'doing', 'failed') GROUP BY 1
"""  # noqa: S608
# What a lock holds back is not late: the first of its lock is, or waits for its own moment.
# Only the oldest are looked at that nothing holds back which runs or waits for its moment.
_STANDING = """
WITH holding AS (
    SELECT lock, min(id) AS id FROM procrastinate_jobs
    WHERE lock IS NOT NULL AND (status = 'todo' AND scheduled_at > clock_timestamp()
        OR status = 'doing' AND worker_id IS NOT NULL)
    GROUP BY lock),
due AS (
    SELECT j.id, j.lock, j.scheduled_at
    FROM procrastinate_jobs j LEFT JOIN holding h ON h.lock = j.lock
    WHERE j.status = 'todo' AND coalesce(j.scheduled_at, now()) <= clock_timestamp()
        AND (h.id IS NULL OR j.id < h.id)
    ORDER BY j.priority DESC, j.id LIMIT 5000),
heads AS (
    SELECT DISTINCT ON (lock, CASE WHEN lock IS NULL THEN id END) id, scheduled_at
    FROM due ORDER BY lock, CASE WHEN lock IS NULL THEN id END, id),
first AS (
    SELECT min(scheduled_at) AS planned, min(id) FILTER (WHERE scheduled_at IS NULL) AS id
    FROM heads)
SELECT greatest(0, extract(epoch FROM clock_timestamp() - least(planned, (
        SELECT min(e.at) FROM procrastinate_events e
        WHERE e.job_id = first.id AND e.type = 'deferred'))))::float8 AS late_seconds,
    (SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed') AS dead,
    (SELECT ceil(count(*) / $1::float8)::int FROM procrastinate_workers
        WHERE last_heartbeat > clock_timestamp() - interval '1 minute') AS workers
FROM first
"""
_RETRY = """
WITH found AS (
    SELECT id, task_name FROM procrastinate_jobs
    WHERE status = 'failed' AND ($1::bigint IS NULL OR id = $1) ORDER BY id FOR UPDATE),
again AS (
    UPDATE procrastinate_jobs j SET status = 'todo', attempts = 0, scheduled_at = now()
    FROM found WHERE j.id = found.id RETURNING j.id, j.queue_name)
SELECT id, pg_notify('procrastinate_queue_v1#' || queue_name,
    json_build_object('type', 'job_inserted', 'job_id', id)::text) FROM again
"""
_DISCARD = "DELETE FROM procrastinate_jobs WHERE id = $1 AND status = 'failed' RETURNING id"
_FORGET = """
DELETE FROM procrastinate_jobs WHERE status = 'failed' AND task_name = $1 AND args = $2::jsonb
"""
_FORGET_OLD = """
DELETE FROM procrastinate_jobs j WHERE j.status IN ('failed', 'cancelled', 'aborted', 'succeeded')
    AND NOT EXISTS (
        SELECT FROM procrastinate_events e
        WHERE e.job_id = j.id AND e.at > now() - make_interval(days => $1))
"""


@dataclass(frozen=True)
class Seen:
    """A job in the queue; ``reason`` is why it failed when it was last tried."""

    id: int
    task: str
    arguments: Mapping[str, Any]
    lock: str
    attempts: int
    due_at: datetime | None
    reason: Message | None
    failed_at: datetime | None
    written_at: datetime
    stage: str

    @property
    def meant(self) -> tuple[str, Mapping[str, Any]]:
        """The task that is meant, with its arguments: of a job that only begins another, the other."""
        if self.task == LATER:
            return self.arguments["task"], self.arguments["arguments"]
        return self.task, self.arguments


async def seen(stage: str, before: int | None, most: int) -> list[Seen]:
    """Jobs, the newest first: of one stage or, if that is empty, all; with smaller ids than ``before``."""
    return [_seen(row) for row in await fetch(_LISTED, stage, before, most)]


async def numbers() -> Mapping[str, int]:
    """How many jobs there are at each stage."""
    counted = {row["stage"]: row["number"] for row in await fetch(_COUNTED)}
    return {stage: counted.get(stage, 0) for stage in Stage}


@dataclass(frozen=True)
class Standing:
    """How the queue is doing: for how long the oldest job is due that nothing holds back, 0 if none is.

    ``workers`` are processes that do jobs, on all hosts.
    """

    late_seconds: float
    dead: int
    workers: int


async def standing() -> Standing:
    """Whether what is due is done, how many dead letters there are, and how many workers live."""
    row = (await fetch(_STANDING, LANES))[0]
    return Standing(row["late_seconds"] or 0.0, row["dead"], row["workers"])


async def retry(job: int | None) -> list[int]:
    """Try a dead letter anew, or all of them; the ids of those. Call it inside `writing()`."""
    return [row["id"] for row in await fetch(_RETRY, job)]


async def discard(job: int) -> bool:
    """Forget a dead letter; whether there was one. Call it inside `writing()`."""
    return bool(await fetch(_DISCARD, job))


async def forget_dead(task: str, arguments: Mapping[str, Any]) -> None:
    """Forget the dead letters of what was begun anew in another way. Call it inside `writing()`."""
    await execute(_FORGET, task, as_json(arguments))


async def forget_old(days: int) -> None:
    """Erase dead letters that nobody looked after for so long."""
    await execute(_FORGET_OLD, days)


def _seen(row: Mapping[str, Any]) -> Seen:
    params = orjson.loads(row["params"] or "{}")
    reason = Message(row["reason"], params) if row["reason"] else None
    values = {name: row[name] for name in row if name not in ("params", "reason", "arguments")}
    return Seen(reason=reason, arguments=orjson.loads(row["arguments"]), **values)
