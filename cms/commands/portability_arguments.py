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
    export.add_argument("--type", action="append", default=[], dest="types", metavar="TYPE",
                        help="only entries of this type, such as event; more than once for more")  # fmt: skip
    export.add_argument("--versions", action="store_true",
                        help="every version, instead of those that were published")  # fmt: skip
    export.add_argument("--json", action="store_true", help="for a program")
    export.set_defaults(run=lambda asked: loaded.portability.run_export(settings, asked, locale()))
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
    plone = sources.add_parser(
        "plone",
        help="an export of plone.exportimport, or of collective.exportimport",
        description="Only what is published there is public here. FOLDER may be a JSON file too.",
    )
    _add_common(plone)
    _add_place(plone)
    plone.set_defaults(run=lambda asked: loaded.portability.run_plone(settings, asked, locale()))
    markdown = sources.add_parser("markdown", help="a folder of Markdown files, or of a wiki")
    _add_common(markdown)
    _add_place(markdown)
    markdown.add_argument("--source", default="", metavar="NAME",
                          help="names the folder wherever it lies: same name, same pages")  # fmt: skip
    markdown.add_argument("--publish", action="store_true",
                          help="publish what is no draft; without it all are drafts")  # fmt: skip
    markdown.set_defaults(
        run=lambda asked: loaded.portability.run_markdown(settings, asked, locale())
    )


def _add_place(parser: Any) -> None:
    parser.add_argument("--under", default="", metavar="PATH|UID",
                        help="the entry below which it comes; the home page if nothing is said")  # fmt: skip
    parser.add_argument("--locale", choices=settings.locales, default=settings.locales[0],
                        dest="language", help="of what names no language")  # fmt: skip


def _add_common(parser: Any) -> None:
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--overwrite", action="store_true",
                        help="even what was changed here since")  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help="show what differs, change nothing")
    parser.add_argument("--json", action="store_true", help="for a program")
