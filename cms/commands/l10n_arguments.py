"""The arguments of `cms l10n`."""

from pathlib import Path
from typing import Any

from cms import commands as loaded
from cms.commands.terminal import add_actions, add_dry_run, add_json, amount
from cms.content.discovery import installed
from cms.settings import settings
from cms.translation.interface.catalogues import gettext

_Commands = Any  # argparse names no public type for what add_subparsers returns


def add_l10n(commands: _Commands, here: str) -> None:
    """Add `l10n` and all it does; ``here`` is the terminal's language."""
    actions = add_actions(commands, "l10n", gettext("translation", here))
    _add_interface(actions, here)
    _add_export(actions, here)
    _add_import(actions, here)
    _add_purge(actions, here)
    _add_sync(actions, here)
    _add_check(actions, here)
    _add_counts(actions, here)
    _add_merging(actions, here)


def _add_interface(actions: _Commands, here: str) -> None:
    extract = actions.add_parser(
        "extract", help=gettext("collect the texts of the code and the types", here)
    )
    extract.add_argument("--check", action="store_true",
                         help=gettext("fail when a file is behind the code", here))  # fmt: skip
    extract.set_defaults(run=lambda asked: loaded.l10n.run_extract(here, check=asked.check))
    update = actions.add_parser(
        "update", help=gettext("renew the interface's templates and catalogues", here)
    )
    update.set_defaults(run=lambda _asked: loaded.l10n.run_update())
    pseudo = actions.add_parser(
        "pseudo",
        help=gettext("write an English that shows what cannot be translated", here),
        description=gettext(
            "Write catalogues (en-XA) in which every text has accents and brackets and is a"
            " third longer. A server that reads them shows at a glance what is written in the code.",
            here,
        ),
    )
    pseudo.add_argument("folder", nargs="?", type=Path, default=settings.var / "pseudo",
                        metavar="FOLDER",
                        help=gettext("where to; var/pseudo if none is named", here))  # fmt: skip
    pseudo.set_defaults(run=lambda asked: loaded.l10n_files.run_pseudo(asked.folder))


def _add_export(actions: _Commands, here: str) -> None:
    export = actions.add_parser(
        "export", help=gettext("write the content's texts to PO files", here)
    )
    _add_locale(export, here)
    export.add_argument("--type", choices=tuple(installed()),
                        help=gettext("of this content type only", here))  # fmt: skip
    export.add_argument("--overwrite", action="store_true",
                        help=gettext("replace texts that were never imported too", here))  # fmt: skip
    export.set_defaults(
        run=lambda asked: loaded.l10n.run_export(
            settings,
            locale=asked.locale,
            type_name=asked.type,
            overwrite=asked.overwrite,
            shown=here,
        )
    )


def _add_locale(command: Any, here: str) -> None:
    command.add_argument(
        "--locale", choices=settings.locales, help=gettext("into this language only", here)
    )


def _add_import(actions: _Commands, here: str) -> None:
    importing = actions.add_parser("import", help=gettext("take translations from PO files", here))
    importing.add_argument("files", nargs="+", type=Path, metavar="FILE")
    importing.add_argument("--dry-run", action="store_true",
                           help=gettext("report, and change nothing", here))  # fmt: skip
    importing.add_argument("--partial", action="store_true",
                           help=gettext("take the good messages of a file with errors", here))  # fmt: skip
    importing.add_argument("--clear", action="append", default=[], metavar="KEY",
                           help=gettext("take this translation away if the file has none", here))  # fmt: skip
    add_json(importing, here)
    importing.set_defaults(
        run=lambda asked: loaded.l10n.run_import(
            settings,
            loaded.l10n.Asked(
                asked.files, asked.dry_run, asked.partial, asked.json, here, asked.clear
            ),
        )
    )


def _add_purge(actions: _Commands, here: str) -> None:
    purge = actions.add_parser(
        "purge", help=gettext("let go of translations of texts that were removed", here)
    )
    purge.add_argument("--older-than", type=amount, required=True, metavar="DAYS",
                       help=gettext("whose source text was removed that long ago", here))  # fmt: skip
    add_dry_run(purge, here)
    purge.set_defaults(
        run=lambda asked: loaded.l10n.run_purge(
            settings, older_than=asked.older_than, dry_run=asked.dry_run
        )
    )


def _add_sync(actions: _Commands, here: str) -> None:
    sync = actions.add_parser(
        "sync",
        help=gettext("bring database, files and git together", here),
        description=gettext(
            "Import the files of content, write them anew, and count. With --git: merge what"
            " upstream has first, and commit and push what changed. 0 all is well, 1 a file was refused,"
            " 2 a text was changed on both sides.",
            here,
        ),
    )
    sync.add_argument("--git", action="store_true",
                      help=gettext("pull before, commit and push after", here))  # fmt: skip
    sync.set_defaults(
        run=lambda asked: loaded.l10n_sync.run_sync(settings, with_git=asked.git, shown=here)
    )


def _add_check(actions: _Commands, here: str) -> None:
    check = actions.add_parser(
        "check", help=gettext("what must hold of the files under locales/", here)
    )
    check.add_argument("--release", action="store_true",
                       help=gettext("and nothing is left to translate", here))  # fmt: skip
    check.add_argument("--strict", action="store_true",
                       help=gettext("and nothing deserves a second look", here))  # fmt: skip
    check.add_argument("--database", action="store_true",
                       help=gettext("and nothing is public that was never approved", here))  # fmt: skip
    check.set_defaults(
        run=lambda asked: loaded.l10n.run_check(
            settings,
            here,
            release=asked.release,
            strict=asked.strict,
            with_database=asked.database,
        )
    )


def _add_counts(actions: _Commands, here: str) -> None:
    stats = actions.add_parser(
        "stats", help=gettext("count what is translated, in locales/coverage.json", here)
    )
    add_json(stats, here)
    stats.add_argument("--svg", type=Path, metavar="FILE",
                       help=gettext("draw it here as well", here))  # fmt: skip
    stats.add_argument("--check", action="store_true",
                       help=gettext("only fail when the counts are stale", here))  # fmt: skip
    drafts = gettext("and what waits in drafts, which the files do not have yet", here)
    stats.add_argument("--database", action="store_true", help=drafts)
    stats.set_defaults(
        run=lambda asked: (
            loaded.l10n_files.run_stats_check()
            if asked.check
            else loaded.l10n_files.run_stats(
                settings, here, as_json=asked.json, svg=asked.svg, with_database=asked.database
            )
        )
    )
    stale = actions.add_parser(
        "stale", help=gettext("translations of a source that changed, word by word", here)
    )
    _add_locale(stale, here)
    add_json(stale, here)
    stale.set_defaults(
        run=lambda asked: loaded.l10n_files.run_stale(settings, asked.locale, as_json=asked.json)
    )


def _add_merging(actions: _Commands, here: str) -> None:
    driver = actions.add_parser(
        "merge-driver",
        help=gettext("merge two copies of a PO file; git runs it", here),
        description=gettext(
            "Merge THEIRS into OURS by message. 1 if a message has two texts now, of which"
            " somebody must choose.",
            here,
        ),
    )
    for name in ("base", "ours", "theirs"):
        driver.add_argument(name, type=Path, metavar=name.upper())
    driver.set_defaults(
        run=lambda asked: loaded.l10n_files.run_merge_driver(
            asked.base, asked.ours, asked.theirs, here
        )
    )
    install = actions.add_parser(
        "install-merge-driver",
        help=gettext("have git merge PO files by message in this checkout", here),
    )
    install.set_defaults(run=lambda _asked: loaded.l10n_sync.run_install())
