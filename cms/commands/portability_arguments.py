"""What `cms export` and `cms import` take."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from cms import commands as loaded
from cms.settings import settings


def add_portability(commands: Any, locale: Callable[[], str]) -> None:
    """Add the two commands."""
    export = commands.add_parser(
        "export",
        help="write the content as readable files",
        description="Write an entry a file, the library beside them; no people, rights or secrets."
        " An export that is in FOLDER becomes this one.",
    )
    export.add_argument("folder", type=Path, metavar="FOLDER")
    export.add_argument("--branch", default="", metavar="PATH|UID",
                        help="an entry and all below it, instead of the whole site")  # fmt: skip
    export.add_argument("--versions", action="store_true",
                        help="every version, instead of those that were published")  # fmt: skip
    export.add_argument("--json", action="store_true", help="for a program")
    export.set_defaults(
        run=lambda asked: loaded.portability.run_export(
            settings, asked.folder, branch=asked.branch, versions=asked.versions,
            as_json=asked.json, locale=locale(),
        )
    )  # fmt: skip
    _add_import(commands, locale)


def _add_import(commands: Any, locale: Callable[[], str]) -> None:
    sources = commands.add_parser(
        "import", help="take in readable files, all of them or nothing"
    ).add_subparsers(dest="source", required=True, metavar="SOURCE")
    own = sources.add_parser("folder", help="what `cms export` wrote")
    _add_common(own)
    own.set_defaults(
        run=lambda asked: loaded.portability.run_import(
            settings, asked.folder, overwrite=asked.overwrite, dry_run=asked.dry_run,
            as_json=asked.json, locale=locale(),
        )
    )  # fmt: skip


def _add_common(parser: Any) -> None:
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--overwrite", action="store_true",
                        help="even what was changed here since")  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help="show what differs, change nothing")
    parser.add_argument("--json", action="store_true", help="for a program")
