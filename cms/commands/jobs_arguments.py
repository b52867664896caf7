"""The arguments of `cms jobs`."""

from collections.abc import Callable
from typing import Any

from cms import commands as loaded
from cms.jobs.watching import Stage
from cms.settings import settings

_Commands = Any  # argparse names no public type for what add_subparsers returns
_Locale = Callable[[], str]


def add_jobs(commands: _Commands, locale: _Locale) -> None:
    """Add `jobs` and all it does; ``locale`` answers the terminal's language."""
    actions = commands.add_parser(
        "jobs", help="what is done beside answering: mail, planned moments, cleaning"
    ).add_subparsers(dest="action", required=True, metavar="ACTION")
    _add_run(actions, locale)
    _add_list(actions, locale)
    _add_retry(actions, locale)


def _add_run(actions: _Commands, locale: _Locale) -> None:
    run = actions.add_parser(
        "run",
        help="do jobs until stopped",
        description="Do jobs until stopped; with CMS_JOBS=apart the processes that serve do none."
        " It waits for the database, and for its migrations: `cms migrate` or `cms serve` applies"
        " them. Told to stop, it finishes what it began within some seconds, or puts it back.",
    )
    run.set_defaults(run=lambda _asked: loaded.jobs.run_run(settings, locale()))


def _add_list(actions: _Commands, locale: _Locale) -> None:
    listing = actions.add_parser(
        "list", help="jobs that wait, that go on, and that failed for good"
    )
    stage = listing.add_mutually_exclusive_group()
    for one, told in (
        (Stage.DEAD, "those that failed for good"),
        (Stage.WAITING, "those that wait"),
        (Stage.RUNNING, "those that go on"),
    ):
        stage.add_argument(f"--{one}", action="store_const", const=one, dest="stage", help=told)
    listing.add_argument("--json", action="store_true", help="for a program")
    listing.set_defaults(
        run=lambda asked: loaded.jobs.run_list(
            settings, asked.stage or "", locale(), as_json=asked.json
        )
    )


def _add_retry(actions: _Commands, locale: _Locale) -> None:
    retry = actions.add_parser("retry", help="try anew what failed for good; 1 if there is none")
    which = retry.add_mutually_exclusive_group(required=True)
    which.add_argument("id", type=int, nargs="?", help="the number of the job")
    which.add_argument("--all-dead", action="store_true", help="all of them")
    retry.set_defaults(
        run=lambda asked: loaded.jobs.run_retry(
            settings, None if asked.all_dead else asked.id, locale()
        )
    )
