"""The arguments of `cms webhooks`."""

from collections.abc import Callable
from typing import Any

from cms import commands as loaded
from cms.settings import settings

_Commands = Any  # argparse names no public type for what add_subparsers returns
_Locale = Callable[[], str]


def add_webhooks(commands: _Commands, locale: _Locale) -> None:
    """Add `webhooks` and all it does; ``locale`` answers the terminal's language."""
    actions = commands.add_parser(
        "webhooks", help="programs that are told what the public reads"
    ).add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="every webhook, and what waits for it")
    listing.add_argument("--json", action="store_true", help="for a program")
    listing.set_defaults(
        run=lambda asked: loaded.webhooks.run_list(settings, as_json=asked.json, locale=locale())
    )
    test = actions.add_parser("test", help="send a test now; 1 if it was not taken")
    test.add_argument("name", help="the webhook's name")
    test.add_argument("--uid", default="", metavar="UID",
                      help="about this entry; without it about what was published last")  # fmt: skip
    test.add_argument("--json", action="store_true", help="for a program")
    test.set_defaults(
        run=lambda asked: loaded.webhooks.run_test(
            settings, asked.name, asked.uid, as_json=asked.json, locale=locale()
        )
    )
    replay = actions.add_parser("replay", help="deliver anew what was delivered or given up")
    replay.add_argument("name", help="the webhook's name")
    which = replay.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "--since",
        metavar="MOMENT",
        help="all since then: 2026-11-22T20:00, in the site's zone unless it names one",
    )
    which.add_argument("--id", metavar="ID", help="one delivery")
    replay.add_argument("--json", action="store_true", help="for a program")
    replay.set_defaults(
        run=lambda asked: loaded.webhooks.run_replay(
            settings, asked.name, asked.since, asked.id, as_json=asked.json, locale=locale()
        )
    )
