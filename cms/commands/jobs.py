"""`cms jobs run`, `cms jobs list` and `cms jobs retry`."""

import asyncio
import json
import signal
from collections.abc import Mapping
from contextlib import AsyncExitStack
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from cms.access import audit
from cms.access.actors import system
from cms.commands.databases import database, written_on
from cms.commands.terminal import say, show
from cms.database.background import in_background
from cms.database.embedded import let_go
from cms.database.engine import pool
from cms.database.migrations import pending
from cms.database.outages import is_outage
from cms.errors import N_, Message, NotFound
from cms.jobs import watching
from cms.jobs.watching import Seen, Stage
from cms.operation.ending import end_in_time
from cms.operation.logs import configure
from cms.operation.tracing import tracing
from cms.processes import Duty, database_duties, queue_duties
from cms.scraping.process import Process
from cms.scraping.siblings import Siblings
from cms.settings import Settings
from cms.tasks import titles
from cms.translation.interface.catalogues import render
from cms.webhooks.naming import Named, named

MOST = 1_000
PATIENCE_SECONDS = 1.0
DONE_HERE = N_("Jobs are done here.")
WAITS = N_(
    "Waiting for the database, and for its migrations: cms migrate or cms serve applies them."
)
STAGES: Mapping[str, str] = {
    Stage.WAITING: N_("waits"),
    Stage.RUNNING: N_("goes on"),
    Stage.DEAD: N_("failed for good"),
}
TRIED = N_("To be tried anew: {number}.")
ATTEMPTS = N_("attempt {number}")
NEXT = N_("next attempt: {moment}")


def run_run(settings: Settings, locale: str) -> int:
    """Do jobs until the process is told to stop."""
    configure(settings)
    with database(settings), tracing(settings):
        asyncio.run(_run(settings, locale))
    return 0


def run_list(settings: Settings, stage: str, locale: str, *, as_json: bool) -> int:
    """List jobs, the newest first, at most `MOST`."""

    async def look() -> tuple[list[Seen], Mapping[int, Named]]:
        jobs = await watching.seen(stage, None, MOST)
        return jobs, await named(jobs)

    found, webhooks = written_on(settings, look)
    if as_json:
        print(json.dumps([_plain(one) for one in found], ensure_ascii=False))  # noqa: T201
        return 0
    called, zone = titles(settings), ZoneInfo(settings.timezone)
    show(
        _line(one, called.get(one.meant[0], one.meant[0]), webhooks.get(one.id), zone, locale)
        for one in found
    )
    return 0


def run_retry(settings: Settings, job: int | None, locale: str) -> int:
    """Try one dead letter anew, or all. Raises `NotFound` for a number that is not among them."""

    async def again() -> list[int]:
        found = await watching.retry(job)
        if job is not None and not found:
            raise NotFound(N_("There is no such job that failed for good."))
        for one in found:
            await audit.note(system("cms jobs").name, "job.retry", str(one))
        return found

    number = len(written_on(settings, again))
    say(render(Message(TRIED, {"number": number}), locale))
    return 0 if number else 1


async def _run(settings: Settings, locale: str) -> None:
    stop = asyncio.Event()

    def told() -> None:
        end_in_time(let_go)
        stop.set()

    for sent in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sent, told)
    ways = [asyncio.create_task(one) for one in (_work(settings, locale), stop.wait())]
    try:
        done, _ = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for one in done:
            one.result()  # what is wrong for good ends the process
    finally:
        for one in ways:
            one.cancel()
        await asyncio.gather(*ways, return_exceptions=True)


async def _work(settings: Settings, locale: str) -> None:
    await _ready(locale)
    telling: Duty = partial(Siblings(settings.var / "metrics").keep_writing, Process())
    async with pool(), AsyncExitStack() as going:
        for duty in (*database_duties(settings), *queue_duties(settings), telling):
            await going.enter_async_context(in_background(duty))
        say(render(Message(DONE_HERE), locale))
        await asyncio.Event().wait()


async def _ready(locale: str) -> None:
    """Return when the database answers and has every migration."""
    told = False
    while await _lacks():
        if not told:
            say(render(Message(WAITS), locale))
        told = True
        await asyncio.sleep(PATIENCE_SECONDS)


async def _lacks() -> bool:
    try:
        return bool(await pending())
    except Exception as error:
        if is_outage(error):
            return True
        raise


def _plain(one: Seen) -> dict[str, Any]:
    return {
        "id": one.id,
        "task": one.task,
        "stage": one.stage,
        "arguments": one.arguments,
        "lock": one.lock,
        "attempts": one.attempts,
        "written": one.written_at.isoformat(),
        "due": one.due_at.isoformat() if one.due_at else None,
        "reason": str(one.reason) if one.reason else None,
    }


def _line(one: Seen, title: str, webhook: Named | None, zone: ZoneInfo, locale: str) -> str:
    reason = f": {render(one.reason, locale)}" if one.reason else ""
    attempts = render(Message(ATTEMPTS, {"number": one.attempts}), locale)
    told = f", {attempts}" if one.attempts else ""
    if one.stage == Stage.WAITING and one.due_at:
        moment = one.due_at.astimezone(zone).isoformat(timespec="seconds")
        told += f", {render(Message(NEXT, {'moment': moment}), locale)}"
    stage, named = (render(Message(text), locale) for text in (STAGES[one.stage], title))
    whose = f": {webhook.name}" if webhook else ""
    return f"{one.id}  {stage}  {one.task} ({named}{whose}){told}{reason}"
