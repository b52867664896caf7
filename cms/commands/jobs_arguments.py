"""The arguments of `cms jobs`."""

from typing import Any

from cms import commands as loaded
from cms.commands.terminal import add_actions, add_json
from cms.jobs.watching import Stage
from cms.settings import settings
from cms.translation.interface.catalogues import gettext

_Commands = Any  # argparse names no public type for what add_subparsers returns


def add_jobs(commands: _Commands, here: str) -> None:
    """Add `jobs` and all it does; ``here`` is the terminal's language."""
    actions = add_actions(
        commands,
        "jobs",
        gettext("what is done beside answering: mail, planned moments, cleaning", here),
    )
    _add_run(actions, here)
    _add_list(actions, here)
    _add_retry(actions, here)


def _add_run(actions: _Commands, here: str) -> None:
    run = actions.add_parser(
        "run",
        help=gettext("do jobs until stopped", here),
        description=gettext(
            "Do jobs until stopped; with CMS_JOBS=apart the processes that serve do none."
            " It waits for the database, and for its migrations: `cms migrate` or `cms serve` applies"
            " them. Told to stop, it finishes what it began within some seconds, or puts it back.",
            here,
        ),
    )
    run.set_defaults(run=lambda _asked: loaded.jobs.run_run(settings, here))


def _add_list(actions: _Commands, here: str) -> None:
    listing = actions.add_parser(
        "list", help=gettext("jobs that wait, that go on, and that failed for good", here)
    )
    stage = listing.add_mutually_exclusive_group()
    for one, told in (
        (Stage.DEAD, gettext("those that failed for good", here)),
        (Stage.WAITING, gettext("those that wait", here)),
        (Stage.RUNNING, gettext("those that go on", here)),
    ):
        stage.add_argument(f"--{one}", action="store_const", const=one, dest="stage", help=told)
    add_json(listing, here)
    listing.set_defaults(
        run=lambda asked: loaded.jobs.run_list(
            settings, asked.stage or "", here, as_json=asked.json
        )
    )


def _add_retry(actions: _Commands, here: str) -> None:
    retry = actions.add_parser(
        "retry", help=gettext("try anew what failed for good; 1 if there is none", here)
    )
    which = retry.add_mutually_exclusive_group(required=True)
    which.add_argument("id", type=int, nargs="?", help=gettext("the number of the job", here))
    which.add_argument("--all-dead", action="store_true", help=gettext("all of them", here))
    retry.set_defaults(
        run=lambda asked: loaded.jobs.run_retry(
            settings, None if asked.all_dead else asked.id, here
        )
    )
