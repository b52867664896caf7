"""The worker: takes jobs, does them, and says what became of each. It outlives its database."""

import asyncio
import logging
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from procrastinate import App, BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.jobs import Job as QueuedJob

from cms.database.engine import execute
from cms.database.outages import is_outage
from cms.errors import CmsError
from cms.jobs import failures
from cms.jobs.connecting import queue_app
from cms.jobs.queue import PARENT
from cms.jobs.task import DIED, Again, GiveUp, Job, Task, reason_of
from cms.jobs.watching import LANES
from cms.operation import tracing
from cms.operation.ending import FINISH_SECONDS

AT_ONCE, OUTSIDE_AT_ONCE = 4, 8
"""So many jobs at once that only need us, and that wait for others' servers."""
POLL_SECONDS = 1.0
"""What was planned begins within this time. What is new is heard of at once."""
BEAT_SECONDS, DEAD_SECONDS = 3.0, 15.0
"""A worker tells so often that it lives; what it held is another's after so long without."""
STOP_SECONDS = FINISH_SECONDS
"""So long a job may take to finish once the process is told to stop; then it is put back."""
PUT_BACK_SECONDS = 1.0
"""And so long to take notice of that; then it is left, and found again as that of a dead worker."""
AGAIN_SECONDS = 1.0
LOOK_BACK_SECONDS = 24 * 3_600
"""What comes by itself and was missed for less than this is done at the start, once."""

_BURY = "DELETE FROM procrastinate_workers WHERE last_heartbeat < now() - make_interval(secs => $1)"
_RECOVER = """
WITH found AS (
    UPDATE procrastinate_jobs
    SET status = 'todo', attempts = attempts + 1, scheduled_at = now(), queueing_lock = NULL
    WHERE status = 'doing' AND worker_id IS NULL RETURNING id, queue_name)
SELECT pg_notify('procrastinate_queue_v1#' || queue_name,
    json_build_object('type', 'job_inserted', 'job_id', id)::text) FROM found
"""
logger = logging.getLogger(__name__)
# What the library says of each job, its arguments among it, we say ourselves, and shorter.
logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
logging.getLogger("psycopg.pool").setLevel(logging.ERROR)


async def work(tasks: Sequence[Task], *, until_idle: bool = False) -> None:
    """Do jobs of these tasks until cancelled; then finish what was begun.

    With ``until_idle`` it returns when none is due. In the engine's `pool` alone.
    """
    while True:
        try:
            await _work(tasks, wait=not until_idle)
        except Exception as error:  # a worker that ends is followed by another one
            if not is_outage(error):
                logger.warning("The worker ended, and begins again: %s", type(error).__name__)
        if until_idle:
            return
        await asyncio.sleep(AGAIN_SECONDS)


async def recover() -> None:
    """Put back what workers held that died."""
    await execute(_BURY, DEAD_SECONDS)
    await execute(_RECOVER)


async def _work(tasks: Sequence[Task], *, wait: bool) -> None:
    app = await queue_app()
    for task in tasks:
        _register(app, task)
    inside = [one.name for one in tasks if not one.outside]
    outside = [one.name for one in tasks if one.outside]
    async with app.open_async():
        await recover()
        lanes = [(inside, AT_ONCE), (outside, OUTSIDE_AT_ONCE)]
        assert len(lanes) == LANES
        running = [_run(app, queues, most, wait=wait) for queues, most in lanes if queues]
        await _together([*running, _keep_recovering()] if wait else running, all_of_them=not wait)


async def _together(works: list[Any], *, all_of_them: bool) -> None:
    """Until one ends, or all do; what still goes on then is stopped, and has stopped or takes no notice."""
    going = [asyncio.create_task(one) for one in works]
    when = asyncio.ALL_COMPLETED if all_of_them else asyncio.FIRST_COMPLETED
    try:
        done, _ = await asyncio.wait(going, return_when=when)
        for one in done:
            one.result()
    finally:
        for one in going:
            one.cancel()
        stopping = asyncio.gather(*going, return_exceptions=True)
        told = asyncio.current_task()
        stops = told is not None and told.cancelling() > 0  # else nothing presses: all of them end
        await asyncio.wait([stopping], timeout=STOP_SECONDS + PUT_BACK_SECONDS if stops else None)


async def _run(app: App, queues: list[str], at_once: int, *, wait: bool) -> None:
    await app.run_worker_async(
        queues=queues,
        concurrency=at_once,
        wait=wait,
        fetch_job_polling_interval=POLL_SECONDS,
        shutdown_graceful_timeout=STOP_SECONDS,
        delete_jobs="successful",
        install_signal_handlers=False,
        update_heartbeat_interval=BEAT_SECONDS,
        stalled_worker_timeout=DEAD_SECONDS,
    )


async def _keep_recovering() -> None:
    while True:
        await asyncio.sleep(BEAT_SECONDS)
        await recover()


def _register(app: App, task: Task) -> None:
    async def act(context: JobContext, /, **arguments: Any) -> None:
        await _done(task, context.job, arguments)

    registered = app.task(name=task.name, queue=task.name, pass_context=True, retry=_BackOff(task))(
        act
    )
    if task.every:
        app.periodic_defaults["max_delay"] = LOOK_BACK_SECONDS
        again = app.periodic(cron=task.every, lock=task.name, queueing_lock=task.name)
        again(cast("Any", registered))


async def _done(task: Task, queued: QueuedJob, arguments: dict[str, Any]) -> None:
    """Do a job. What goes wrong is told in the log and kept for the panel, without what it was about."""
    assert queued.id is not None
    parent = str(arguments.pop(PARENT, ""))
    job = Job(queued.id, queued.attempts + 1, arguments)
    if queued.queueing_lock:
        await failures.begin(job.id)
    try:
        if job.attempt > task.retry.most:
            raise GiveUp(DIED)
        with tracing.span(f"job {task.name}", parent, **{"klankbord.attempt": job.attempt}):
            await task.act(job)
    except Exception as error:
        await _told(task, job, error)
        raise
    if task.every:
        await failures.supersede(task.name, job.id)


async def _told(task: Task, job: Job, error: Exception) -> None:
    reason = reason_of(error, outage=is_outage(error))
    last = _next(task, job, error) is None
    expected = isinstance(error, CmsError) or is_outage(error)
    level = logging.ERROR if last or not expected else logging.WARNING
    logger.log(level, "%s, job %s, attempt %s%s: %s", task.name, job.id, job.attempt,
               ", given up" if last else "", reason, exc_info=None if expected else error)  # fmt: skip
    await failures.note(job.id, reason)
    if task.every and last:
        await failures.supersede(task.name, job.id)


def _next(task: Task, job: Job, error: BaseException) -> datetime | None:
    """When a job is tried again after this; none: never."""
    if isinstance(error, GiveUp):
        return None
    now = datetime.now(UTC)
    if isinstance(error, asyncio.CancelledError):  # the process stops: the next one begins anew
        return now
    seconds = task.retry.seconds(job.attempt)
    if seconds is None:
        return None
    if isinstance(error, Again) and error.at:
        return error.at
    jitter = random.uniform(0.9, 1.1)  # noqa: S311 - so that not all come back at once
    return now + timedelta(seconds=seconds * jitter)


class _BackOff(BaseRetryStrategy):
    def __init__(self, task: Task) -> None:
        self.task = task

    def get_retry_decision(
        self, *, exception: BaseException, job: QueuedJob
    ) -> RetryDecision | None:
        at = _next(self.task, Job(job.id or 0, job.attempts + 1), exception)
        return RetryDecision(retry_at=at) if at else None
