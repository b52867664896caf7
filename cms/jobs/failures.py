"""Why jobs failed when they were last tried: kept beside the queue, which does not keep it."""

from cms.database.engine import as_json, execute
from cms.errors import Message

_NOTE = """
INSERT INTO job_failure (job_id, reason, params)
SELECT id, $2, $3::jsonb FROM procrastinate_jobs WHERE id = $1
ON CONFLICT (job_id) DO UPDATE SET at = now(), reason = excluded.reason, params = excluded.params
"""
_BEGIN = "UPDATE procrastinate_jobs SET queueing_lock = NULL WHERE id = $1"
_SUPERSEDE = """
DELETE FROM procrastinate_jobs WHERE task_name = $1 AND status = 'failed' AND id < $2
"""


async def note(job: int, reason: Message) -> None:
    """Keep why a job failed this time."""
    params = {name: str(value) for name, value in reason.params.items()}
    await execute(_NOTE, job, reason.text, as_json(params))


async def begin(job: int) -> None:
    """Let another job of the same ``once`` be written from now on, also when this one waits again."""
    await execute(_BEGIN, job)


async def supersede(task: str, job: int) -> None:
    """Forget the dead letters of what comes again by itself: it has come again."""
    await execute(_SUPERSEDE, task, job)
