"""What `cms export` and `cms import` take."""

from pathlib import Path
from typing import Any

from cms import commands as loaded
from cms.commands.terminal import add_json
from cms.settings import settings
from cms.translation.interface.catalogues import gettext


def add_portability(commands: Any, here: str) -> None:
    """Add the two commands; ``here`` is the terminal's language."""
    _add_export(commands, here)
    sources = commands.add_parser(
        "import", help=gettext("take in readable files, all of them or nothing", here)
    ).add_subparsers(dest="source", required=True, metavar="SOURCE")
    _add_own(sources, here)
    _add_plone(sources, here)
    _add_markdown(sources, here)


def _add_export(commands: Any, here: str) -> None:
    export = commands.add_parser(
        "export",
        help=gettext("write the content as readable files", here),
        description=gettext(
            "Write an entry a file, the library beside them; no people, rights or secrets."
            " An export that is in FOLDER becomes this one.",
            here,
        ),
    )
    export.add_argument("folder", type=Path, metavar="FOLDER")
    branch = gettext("an entry and all below it, instead of the whole site", here)
    export.add_argument("--branch", default="", metavar="PATH|UID", help=branch)
    types = gettext("only entries of this type, such as event; more than once for more", here)
    export.add_argument("--type", action="append", default=[], dest="types", metavar="TYPE",
                        help=types)  # fmt: skip
    versions = gettext("every version, instead of those that were published", here)
    export.add_argument("--versions", action="store_true", help=versions)
    add_json(export, here)
    export.set_defaults(run=lambda asked: loaded.portability.run_export(settings, asked, here))


def _add_own(sources: Any, here: str) -> None:
    own = sources.add_parser("folder", help=gettext("what `cms export` wrote", here))
    _add_common(own, here)
    own.set_defaults(
        run=lambda asked: loaded.portability.run_import(
            settings, asked.folder, overwrite=asked.overwrite, dry_run=asked.dry_run,
            as_json=asked.json, locale=here,
        )
    )  # fmt: skip


def _add_plone(sources: Any, here: str) -> None:
    plone = sources.add_parser(
        "plone",
        help=gettext("an export of plone.exportimport, or of collective.exportimport", here),
        description=gettext(
            "Only what is published there is public here. FOLDER may be a JSON file too.", here
        ),
    )
    _add_common(plone, here)
    _add_place(plone, here)
    plone.set_defaults(run=lambda asked: loaded.portability.run_plone(settings, asked, here))


def _add_markdown(sources: Any, here: str) -> None:
    markdown = sources.add_parser(
        "markdown", help=gettext("a folder of Markdown files, or of a wiki", here)
    )
    _add_common(markdown, here)
    _add_place(markdown, here)
    named = gettext("names the folder wherever it lies: same name, same pages", here)
    markdown.add_argument("--source", default="", metavar="NAME", help=named)
    publish = gettext("publish what is no draft; without it all are drafts", here)
    markdown.add_argument("--publish", action="store_true", help=publish)
    markdown.set_defaults(run=lambda asked: loaded.portability.run_markdown(settings, asked, here))


def _add_place(parser: Any, here: str) -> None:
    below = gettext("the entry below which it comes; the home page if nothing is said", here)
    parser.add_argument("--under", default="", metavar="PATH|UID", help=below)
    parser.add_argument("--locale", choices=settings.locales, default=settings.locales[0],
                        dest="language", help=gettext("of what names no language", here))  # fmt: skip


def _add_common(parser: Any, here: str) -> None:
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--overwrite", action="store_true",
                        help=gettext("even what is in conflict with what is here", here))  # fmt: skip
    parser.add_argument("--dry-run", action="store_true",
                        help=gettext("show what differs, change nothing", here))  # fmt: skip
    add_json(parser, here)
