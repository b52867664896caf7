"""Purges that wait, and sending them: after the change is public, and once more a little later.

What is to be forgotten is written down by a job, which exists only once the change is committed: a
purge never overtakes its change. Yet a cache may be filled once more with what is old: by an answer
that was begun before, or by a process that had not heard of the change. Both end within ten seconds
(answers by their time limit, processes by the beat of their listener); so the same is forgotten again
after `purge_again_seconds`, and from then on no old answer can come.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from cms.database.engine import as_json, execute, fetch, writing
from cms.errors import N_, Message
from cms.http.outgoing import CallFailed, send
from cms.jobs.queue import defer
from cms.jobs.task import Again
from cms.operation.metrics import PURGE_ATTEMPTS, result_of
from cms.publishing.changes import Change
from cms.publishing.concerns import purged
from cms.publishing.handing_on import Kept, kept
from cms.publishing.outbox import TOLD
from cms.purging.template import allowed, calls, names_paths
from cms.settings import Settings

NOTE, SEND = "purges.note", "purges.send"
"""The tasks: writing down what a change concerns, and telling the cache."""
MOST = 2_000
NOT_TAKEN = N_("The cache in front answered {status}.")

_NOTE = "INSERT INTO purge (value, again) SELECT value, true FROM unnest($1::text[]) value"
_DUE = "SELECT id, value, again FROM purge WHERE due_at <= clock_timestamp() ORDER BY id LIMIT $1"
_DONE = "DELETE FROM purge WHERE id = ANY($1::bigint[])"
_LATER = """
INSERT INTO purge (value, again, due_at)
SELECT value, false, clock_timestamp() + make_interval(secs => $2) FROM unnest($1::text[]) value
"""
_NEXT = "SELECT min(due_at) AS at FROM purge"


def wants(settings: Settings, change: Kept) -> bool:
    """Whether a cache is told of a change: there is one, and it is of what everybody reads."""
    return bool(settings.purge_url) and change.kind == TOLD


async def note(change: int, settings: Settings) -> None:
    """Write down what a row of the outbox concerns. Doing so again only purges once more."""
    found = await kept(change)
    if found is None:
        return
    values = sorted(_values((Change.read(as_json(one)) for one in found.data["changes"]), settings))
    async with writing():
        await execute(_NOTE, values)
        await defer(SEND, {}, lock=SEND, once=SEND)


async def send_due(settings: Settings) -> datetime | None:
    """Tell the cache all that is due; when there is more, or none. Raises `Again` if it did not take it."""
    while rows := await fetch(_DUE, MOST):
        values = sorted({row["value"] for row in rows})
        await tell(settings, values)
        async with writing():
            await execute(_DONE, [row["id"] for row in rows])
            later = sorted({row["value"] for row in rows if row["again"]})
            if settings.purge_again_seconds:
                await execute(_LATER, later, float(settings.purge_again_seconds))
    at: datetime | None = (await fetch(_NEXT))[0]["at"]
    return at


async def tell(settings: Settings, values: Sequence[str]) -> int:
    """Tell the cache what to forget; in how many requests. Raises `Again`."""
    number = 0
    for call in calls(settings, values, values):
        try:
            answer = await send(call, allowed(settings))
        except CallFailed as error:
            PURGE_ATTEMPTS.labels(result_of(None, taken=False)).inc()
            raise Again(error.message) from None
        PURGE_ATTEMPTS.labels(result_of(answer.status, taken=answer.taken)).inc()
        if not answer.taken:
            raise Again(Message(NOT_TAKEN, {"status": answer.status}))
        number += 1
    return number


def _values(changes: Iterable[Change], settings: Settings) -> set[str]:
    """The tags, or the paths, of all that looks different."""
    if not names_paths(settings):
        return {tag for one in changes for tag in purged(one)}
    return {path for one in changes for path in (*(one.paths or ()), one.path, one.old) if path}
