"""The arguments of `cms documents`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from cms import commands as loaded
from cms.settings import settings

_Commands = Any  # argparse names no public type for what add_subparsers returns
_Locale = Callable[[], str]


def add_documents(commands: _Commands, locale: _Locale) -> None:
    """Add `documents` and all it does; ``locale`` answers the terminal's language."""
    actions = commands.add_parser(
        "documents", help="what frontends ask: checked, registered, reported"
    ).add_subparsers(dest="action", required=True, metavar="ACTION")
    _add_check(actions, locale)
    _add_register(actions, locale)
    _add_list(actions)
    _add_retire(actions)
    _add_report(actions)


def _add_check(actions: _Commands, locale: _Locale) -> None:
    check = actions.add_parser(
        "check",
        help="compare documents with the schema; 1 if one does not fit",
        description="Each fault is told as FILE:LINE: CODE message. Fragments may stand in any of the"
        " files. No database is needed.",
    )
    _add_files(check)
    check.set_defaults(
        run=lambda asked: loaded.documents.run_check(
            asked.files, as_json=asked.json, locale=locale()
        )
    )


def _add_register(actions: _Commands, locale: _Locale) -> None:
    register = actions.add_parser(
        "register", help="check documents and register all of them, or none; tells their ids"
    )
    _add_client(register)
    _add_files(register)
    register.set_defaults(
        run=lambda asked: loaded.documents.run_register(
            settings, asked.client, asked.files, as_json=asked.json, locale=locale()
        )
    )


def _add_list(actions: _Commands) -> None:
    listing = actions.add_parser("list", help="the documents in use")
    listing.add_argument("--client", metavar="NAME", help="of this frontend only")
    listing.add_argument("--retired", action="store_true", help="those that were in use too")
    listing.add_argument("--json", action="store_true", help="for a program")
    listing.set_defaults(
        run=lambda asked: loaded.documents.run_list(
            settings, asked.client, retired=asked.retired, as_json=asked.json
        )
    )


def _add_retire(actions: _Commands) -> None:
    retire = actions.add_parser("retire", help="take documents out of use")
    _add_client(retire)
    which = retire.add_mutually_exclusive_group(required=True)
    which.add_argument("--id", action="append", default=[], dest="ids", metavar="ID",
                       help="this one; may be repeated")  # fmt: skip
    which.add_argument("--all-but", nargs="+", type=Path, default=[], metavar="FILE", dest="keep",
                       help="all but those that stand in these files or folders")  # fmt: skip
    retire.add_argument("--json", action="store_true", help="for a program")
    retire.set_defaults(
        run=lambda asked: loaded.documents.run_retire(
            settings, asked.client, asked.ids, asked.keep, as_json=asked.json
        )
    )


def _add_report(actions: _Commands) -> None:
    report = actions.add_parser("report", help="fields that nobody asks, and what will end")
    report.add_argument("--client", metavar="NAME", help="as this frontend asks only")
    report.add_argument("--json", action="store_true", help="for a program")
    report.set_defaults(
        run=lambda asked: loaded.documents.run_report(settings, asked.client, as_json=asked.json)
    )


def _add_client(command: Any) -> None:
    command.add_argument("--client", required=True, metavar="NAME", help="the frontend's name")


def _add_files(command: Any) -> None:
    command.add_argument("files", nargs="+", type=Path, metavar="FILE",
                         help="a .graphql file, or a folder of them")  # fmt: skip
    command.add_argument("--json", action="store_true", help="for a program")
