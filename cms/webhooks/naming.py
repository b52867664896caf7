"""Which webhook a job is for, by the name that administrators gave it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cms.database.engine import fetch
from cms.jobs.watching import Seen
from cms.webhooks.matching import SEND

_NAMES = "SELECT id, name FROM webhook WHERE id = ANY($1::int[])"


@dataclass(frozen=True)
class Named:
    """A webhook by its number and its name."""

    id: int
    name: str


async def named(jobs: Iterable[Seen]) -> Mapping[int, Named]:
    """The webhooks of those jobs that deliver to one, now or later, by the ids of the jobs."""
    wanted = {
        job.id: int(arguments["webhook"])
        for job in jobs
        for task, arguments in [job.meant]
        if task == SEND
    }
    if not wanted:
        return {}
    rows = await fetch(_NAMES, sorted(set(wanted.values())))
    found = {row["id"]: Named(row["id"], row["name"]) for row in rows}
    return {job: found[webhook] for job, webhook in wanted.items() if webhook in found}
