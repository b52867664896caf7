"""All that jobs do: what follows from changes, and what comes again by itself.

Who wants to be told of changes is in `consumers`.
"""

from collections.abc import Awaitable, Callable
from functools import partial

from cms import outside
from cms.access import api_tokens, one_time, sessions
from cms.access.actors import system
from cms.community import asking, idempotency, links
from cms.community.comments import keeping as keeping_comments
from cms.community.reports.reports import forget_old as forget_old_reports
from cms.community.signups import keeping as sign_ups
from cms.database import buckets
from cms.database.engine import writing
from cms.editing import undo
from cms.errors import N_
from cms.jobs import watching
from cms.jobs.task import Act, Job, Retry, Task
from cms.mail import spool
from cms.publishing import boundaries, handing_on, waking
from cms.publishing.bin.recycle_bin import purge_old
from cms.publishing.handing_on import Consumer
from cms.publishing.library import janitor
from cms.publishing.outbox import HAND_ON
from cms.publishing.pruning import prune
from cms.publishing.series import upkeep
from cms.reading import previews
from cms.settings import Settings

MINUTELY = "* * * * *"
NIGHTLY = "12 2 * * *"
SOON = Retry(most=8, first=1, longest=60)
REPEATED = Retry(most=4, first=5, longest=60)
"""For what comes again anyway: soon it is a dead letter, which is gone when it comes again and works."""
LETTER = Retry(most=60, first=120)
"""The spool knows when a letter is tried again, and when it is given up."""
OVERDUE_SECONDS = 600
OUTBOX_DAYS, DEAD_DAYS = 30, 90
_SCHEDULE = system("schedule")
_DOORS = (
    *(sessions.forget_ended, api_tokens.forget_ended, one_time.forget_ended, links.forget_ended),
    *(previews.forget_ended, undo.forget_ended, idempotency.forget_ended, buckets.forget_empty),
)


def consumers(settings: Settings) -> tuple[Consumer, ...]:
    """Who is told of what changes for the public; a job for each of them, in order for each entry."""
    return outside.consumers(settings)


def tasks(settings: Settings) -> tuple[Task, ...]:
    """All tasks that a process with these settings knows."""
    return (*_following(settings), *outside.tasks(settings), *_coming_again(settings))


def titles(settings: Settings) -> dict[str, str]:
    """What people read instead of the tasks' names."""
    return {one.name: one.title for one in tasks(settings)}


def _following(settings: Settings) -> tuple[Task, ...]:
    """What is done because of something."""
    return (
        Task(HAND_ON, N_("Tell what changed"), _given(partial(_hand_on, settings)), SOON,
             every=MINUTELY),
        Task(waking.FIRE, N_("Planned moments"), _given(_fire), SOON, every=MINUTELY),
        Task(spool.SEND, N_("A letter"), partial(spool.send_one, settings), LETTER, outside=True),
    )  # fmt: skip


def _coming_again(settings: Settings) -> tuple[Task, ...]:
    """What is done every minute, hourly at different minutes, or at night."""

    def again(name: str, title: str, every: str, act: Callable[[], Awaitable[object]]) -> Task:
        return Task(name, title, _given(act), REPEATED, every=every)

    requests = partial(asking.forget_old, settings.request_days)
    people = partial(sign_ups.forget_old, settings.sign_up_days)
    bin_ = partial(purge_old, _SCHEDULE, settings.bin_days)
    return (
        again("requests.remind", N_("Reminders of requests"), MINUTELY, asking.remind_all),
        again("comments.tell", N_("Telling moderators"), MINUTELY, keeping_comments.tell_moderators),
        again("mail.overdue", N_("Letters without a job"), "*/10 * * * *",
              partial(spool.send_due, settings, OVERDUE_SECONDS)),
        again("calendar.renew", N_("The calendar"), "3 * * * *", _renew_calendar),
        again("bin.purge", N_("The bin"), "9 * * * *", kept(bin_)),
        again("library.clean", N_("Files of the library that nothing names"), "15 * * * *", janitor.clean),
        again("mail.forget", N_("Old mail"), "21 * * * *", spool.forget_old),
        again("sign_ups.forget", N_("Old sign-ups"), "27 * * * *", kept(people)),
        again("reports.forget", N_("Old reports"), "33 * * * *", kept(forget_old_reports)),
        again("comments.forget", N_("Old comments"), "39 * * * *", kept(keeping_comments.forget_old)),
        again("requests.forget", N_("Old requests"), "45 * * * *", requests),
        again("doors.forget", N_("Old sessions and links"), "51 * * * *", _forget_doors),
        again("queue.forget", N_("Old changes and dead letters"), "57 * * * *", _forget_queue),
        again("versions.forget", N_("Old versions"), NIGHTLY, partial(_forget_versions, settings)),
    )  # fmt: skip


def kept(act: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
    """The same, in a transaction."""

    async def acted() -> None:
        async with writing():
            await act()

    return acted


def _given(act: Callable[[], Awaitable[object]]) -> Act:
    """An act that need not know its job."""

    async def acted(_job: Job) -> None:
        await act()

    return acted


async def _hand_on(settings: Settings) -> None:
    await handing_on.hand_on(consumers(settings))


async def _fire() -> None:
    async with writing():
        await boundaries.fire()


async def _renew_calendar() -> None:
    """Let series reach the horizon, and forget those that nothing names."""
    whole = False
    while not whole:
        async with writing():
            whole = (await upkeep.renew()).whole
    async with writing():
        await upkeep.prune()


async def _forget_doors() -> None:
    """Forget what opened a door and does so no more: sessions, tokens, links, previews, and the like."""
    for forget in _DOORS:
        async with writing():
            await forget()


async def _forget_queue() -> None:
    await handing_on.forget_old(OUTBOX_DAYS)
    await watching.forget_old(DEAD_DAYS)


async def _forget_versions(settings: Settings) -> None:
    """Forget old versions where it was said when they are; in transactions of its own."""
    if settings.version_days:
        last, days = settings.version_last, settings.version_days
        await prune(_SCHEDULE.name, keep_last=last, keep_days=days)
