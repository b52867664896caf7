"""The queue of jobs, for administrators: what waits, what failed for good, and what to do about it."""

from collections.abc import Mapping

from cms.access import audit
from cms.access.actors import Actor
from cms.access.permissions import require
from cms.access.roles import Permission
from cms.errors import N_, NotFound
from cms.jobs import watching
from cms.jobs.watching import Seen


async def jobs(
    asker: Actor, stage: str, before: int | None, most: int
) -> tuple[list[Seen], Mapping[str, int]]:
    """A page of the jobs, as `watching.seen`, and how many there are. Raises `Denied`."""
    await require(asker, Permission.ADMINISTER)
    return await watching.seen(stage, before, most), await watching.numbers()


async def retry(asker: Actor, job: int | None) -> int:
    """Try one anew that failed for good, or all; how many. Raises `Denied` and `NotFound`.

    Call it inside `writing()`.
    """
    await require(asker, Permission.ADMINISTER)
    found = await watching.retry(job)
    if not found:
        raise _unknown()
    for one in found:
        await audit.note(asker.name, "job.retry", str(one))
    return len(found)


async def discard(asker: Actor, job: int) -> None:
    """Forget one that failed for good. Raises `Denied` and `NotFound`. Call it inside `writing()`."""
    await require(asker, Permission.ADMINISTER)
    if not await watching.discard(job):
        raise _unknown()
    await audit.note(asker.name, "job.discard", str(job))


def _unknown() -> NotFound:
    return NotFound(N_("There is no such job that failed for good."))
