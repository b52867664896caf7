"""The arguments of `cms webhooks`."""

from typing import Any

from cms import commands as loaded
from cms.commands.terminal import add_actions, add_json
from cms.settings import settings
from cms.translation.interface.catalogues import gettext

_Commands = Any  # argparse names no public type for what add_subparsers returns


def add_webhooks(commands: _Commands, here: str) -> None:
    """Add `webhooks` and all it does; ``here`` is the terminal's language."""
    actions = add_actions(
        commands, "webhooks", gettext("programs that are told what the public reads", here)
    )
    listing = actions.add_parser("list", help=gettext("every webhook, and what waits for it", here))
    add_json(listing, here)
    listing.set_defaults(
        run=lambda asked: loaded.webhooks.run_list(settings, as_json=asked.json, locale=here)
    )
    _add_test(actions, here)
    _add_replay(actions, here)


def _add_test(actions: _Commands, here: str) -> None:
    test = actions.add_parser("test", help=gettext("send a test now; 1 if it was not taken", here))
    _add_name(test, here)
    about = gettext("about this entry; without it about what was published last", here)
    test.add_argument("--uid", default="", metavar="UID", help=about)
    add_json(test, here)
    test.set_defaults(
        run=lambda asked: loaded.webhooks.run_test(
            settings, asked.name, asked.uid, as_json=asked.json, locale=here
        )
    )


def _add_replay(actions: _Commands, here: str) -> None:
    replay = actions.add_parser(
        "replay", help=gettext("deliver anew what was delivered or given up", here)
    )
    _add_name(replay, here)
    which = replay.add_mutually_exclusive_group(required=True)
    since = gettext(
        "all since then: 2026-11-22T20:00, in the site's zone unless it names one", here
    )
    which.add_argument("--since", metavar="MOMENT", help=since)
    which.add_argument("--id", metavar="ID", help=gettext("one delivery", here))
    add_json(replay, here)
    replay.set_defaults(
        run=lambda asked: loaded.webhooks.run_replay(
            settings, asked.name, asked.since, asked.id, as_json=asked.json, locale=here
        )
    )


def _add_name(command: Any, here: str) -> None:
    command.add_argument("name", help=gettext("the webhook's name", here))
