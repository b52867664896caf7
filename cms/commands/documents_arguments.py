"""The arguments of `cms documents`."""

from pathlib import Path
from typing import Any

from cms import commands as loaded
from cms.commands.terminal import add_actions, add_json
from cms.settings import settings
from cms.translation.interface.catalogues import gettext

_Commands = Any  # argparse names no public type for what add_subparsers returns


def add_documents(commands: _Commands, here: str) -> None:
    """Add `documents` and all it does; ``here`` is the terminal's language."""
    actions = add_actions(
        commands, "documents", gettext("what frontends ask: checked, registered, reported", here)
    )
    _add_check(actions, here)
    _add_register(actions, here)
    _add_list(actions, here)
    _add_retire(actions, here)
    _add_report(actions, here)


def _add_check(actions: _Commands, here: str) -> None:
    check = actions.add_parser(
        "check",
        help=gettext("compare documents with the schema; 1 if one does not fit", here),
        description=gettext(
            "Each fault is told as FILE:LINE: CODE message. Fragments may stand in any of the"
            " files. No database is needed.",
            here,
        ),
    )
    _add_files(check, here)
    check.set_defaults(
        run=lambda asked: loaded.documents.run_check(asked.files, as_json=asked.json, locale=here)
    )


def _add_register(actions: _Commands, here: str) -> None:
    register = actions.add_parser(
        "register",
        help=gettext("check documents and register all of them, or none; tells their ids", here),
    )
    _add_client(register, here)
    _add_files(register, here)
    register.set_defaults(
        run=lambda asked: loaded.documents.run_register(
            settings, asked.client, asked.files, as_json=asked.json, locale=here
        )
    )


def _add_list(actions: _Commands, here: str) -> None:
    listing = actions.add_parser("list", help=gettext("the documents in use", here))
    listing.add_argument("--client", metavar="NAME", help=gettext("of this frontend only", here))
    listing.add_argument("--retired", action="store_true",
                         help=gettext("those that were in use too", here))  # fmt: skip
    add_json(listing, here)
    listing.set_defaults(
        run=lambda asked: loaded.documents.run_list(
            settings, asked.client, retired=asked.retired, as_json=asked.json
        )
    )


def _add_retire(actions: _Commands, here: str) -> None:
    retire = actions.add_parser("retire", help=gettext("take documents out of use", here))
    _add_client(retire, here)
    which = retire.add_mutually_exclusive_group(required=True)
    which.add_argument("--id", action="append", default=[], dest="ids", metavar="ID",
                       help=gettext("this one; may be repeated", here))  # fmt: skip
    kept = gettext("all but those that stand in these files or folders", here)
    which.add_argument("--all-but", nargs="+", type=Path, default=[], metavar="FILE", dest="keep",
                       help=kept)  # fmt: skip
    add_json(retire, here)
    retire.set_defaults(
        run=lambda asked: loaded.documents.run_retire(
            settings, asked.client, asked.ids, asked.keep, as_json=asked.json
        )
    )


def _add_report(actions: _Commands, here: str) -> None:
    report = actions.add_parser(
        "report", help=gettext("fields that nobody asks, and what will end", here)
    )
    report.add_argument("--client", metavar="NAME",
                        help=gettext("as this frontend asks only", here))  # fmt: skip
    add_json(report, here)
    report.set_defaults(
        run=lambda asked: loaded.documents.run_report(
            settings, asked.client, here, as_json=asked.json
        )
    )


def _add_client(command: Any, here: str) -> None:
    command.add_argument(
        "--client", required=True, metavar="NAME", help=gettext("the frontend's name", here)
    )


def _add_files(command: Any, here: str) -> None:
    command.add_argument("files", nargs="+", type=Path, metavar="FILE",
                         help=gettext("a .graphql file, or a folder of them", here))  # fmt: skip
    add_json(command, here)
