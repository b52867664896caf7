"""The arguments of `cms l10n`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from cms import commands as loaded
from cms.commands.terminal import amount
from cms.content.discovery import installed
from cms.settings import settings

_Commands = Any  # argparse names no public type for what add_subparsers returns
_Locale = Callable[[], str]


def add_l10n(commands: _Commands, locale: _Locale) -> None:
    """Add `l10n` and all it does; ``locale`` answers the terminal's language."""
    actions = commands.add_parser("l10n", help="translation").add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
    _add_interface(actions, locale)
    _add_exchange(actions, locale)
    _add_sync(actions, locale)
    _add_checks(actions, locale)
    _add_merging(actions, locale)


def _add_interface(actions: _Commands, locale: _Locale) -> None:
    extract = actions.add_parser("extract", help="collect the texts of the code and the types")
    extract.add_argument("--check", action="store_true", help="fail when a file is behind the code")
    extract.set_defaults(run=lambda asked: loaded.l10n.run_extract(locale(), check=asked.check))
    update = actions.add_parser("update", help="renew the interface's templates and catalogues")
    update.set_defaults(run=lambda _asked: loaded.l10n.run_update())
    pseudo = actions.add_parser(
        "pseudo",
        help="write an English that shows what cannot be translated",
        description="Write catalogues (en-XA) in which every text has accents and brackets and is a"
        " third longer. A server that reads them shows at a glance what is written in the code.",
    )
    pseudo.add_argument("folder", nargs="?", type=Path, default=settings.var / "pseudo",
                        metavar="FOLDER", help="where to; var/pseudo if none is named")  # fmt: skip
    pseudo.set_defaults(run=lambda asked: loaded.l10n_files.run_pseudo(asked.folder))


def _add_exchange(actions: _Commands, locale: _Locale) -> None:
    export = actions.add_parser("export", help="write the content's texts to PO files")
    export.add_argument("--locale", choices=settings.locales, help="into this language only")
    export.add_argument("--type", choices=tuple(installed()), help="of this content type only")
    export.add_argument(
        "--overwrite", action="store_true", help="replace texts that were never imported too"
    )
    export.set_defaults(
        run=lambda asked: loaded.l10n.run_export(
            settings,
            locale=asked.locale,
            type_name=asked.type,
            overwrite=asked.overwrite,
            shown=locale(),
        )
    )
    importing = actions.add_parser("import", help="take translations from PO files")
    importing.add_argument("files", nargs="+", type=Path, metavar="FILE")
    importing.add_argument("--dry-run", action="store_true", help="report, and change nothing")
    importing.add_argument(
        "--partial", action="store_true", help="take the good messages of a file with errors"
    )
    importing.add_argument("--clear", action="append", default=[], metavar="KEY",
                           help="take this translation away if the file has none")  # fmt: skip
    importing.add_argument("--json", action="store_true", help="for a program")
    importing.set_defaults(
        run=lambda asked: loaded.l10n.run_import(
            settings,
            loaded.l10n.Asked(
                asked.files, asked.dry_run, asked.partial, asked.json, locale(), asked.clear
            ),
        )
    )
    _add_purge(actions)


def _add_purge(actions: _Commands) -> None:
    purge = actions.add_parser("purge", help="let go of translations of texts that were removed")
    purge.add_argument("--older-than", type=amount, required=True, metavar="DAYS",
                       help="whose source text was removed that long ago")  # fmt: skip
    purge.add_argument("--dry-run", action="store_true", help="count, and change nothing")
    purge.set_defaults(
        run=lambda asked: loaded.l10n.run_purge(
            settings, older_than=asked.older_than, dry_run=asked.dry_run
        )
    )


def _add_sync(actions: _Commands, locale: _Locale) -> None:
    sync = actions.add_parser(
        "sync",
        help="bring database, files and git together",
        description="Import the files of content, write them anew, and count. With --git: merge what"
        " upstream has first, and commit and push what changed. 0 all is well, 1 a file was refused,"
        " 2 a text was changed on both sides.",
    )
    sync.add_argument("--git", action="store_true", help="pull before, commit and push after")
    sync.set_defaults(
        run=lambda asked: loaded.l10n_sync.run_sync(settings, with_git=asked.git, shown=locale())
    )


def _add_checks(actions: _Commands, locale: _Locale) -> None:
    check = actions.add_parser("check", help="what must hold of the files under locales/")
    check.add_argument("--release", action="store_true", help="and nothing is left to translate")
    check.add_argument("--strict", action="store_true", help="and nothing deserves a second look")
    check.add_argument("--database", action="store_true",
                       help="and nothing is public that was never approved")  # fmt: skip
    check.set_defaults(
        run=lambda asked: loaded.l10n.run_check(
            settings,
            locale(),
            release=asked.release,
            strict=asked.strict,
            with_database=asked.database,
        )
    )
    stats = actions.add_parser("stats", help="count what is translated, in locales/coverage.json")
    stats.add_argument("--json", action="store_true", help="for a program")
    stats.add_argument("--svg", type=Path, metavar="FILE", help="draw it here as well")
    stats.add_argument("--check", action="store_true", help="only fail when the counts are stale")
    stats.add_argument("--database", action="store_true",
                       help="and what waits in drafts, which the files do not have yet")  # fmt: skip
    stats.set_defaults(
        run=lambda asked: (
            loaded.l10n_files.run_stats_check()
            if asked.check
            else loaded.l10n_files.run_stats(
                settings, as_json=asked.json, svg=asked.svg, with_database=asked.database
            )
        )
    )
    stale = actions.add_parser("stale", help="translations of a source that changed, word by word")
    stale.add_argument("--locale", choices=settings.locales, help="into this language only")
    stale.add_argument("--json", action="store_true", help="for a program")
    stale.set_defaults(
        run=lambda asked: loaded.l10n_files.run_stale(settings, asked.locale, as_json=asked.json)
    )


def _add_merging(actions: _Commands, locale: _Locale) -> None:
    driver = actions.add_parser(
        "merge-driver",
        help="merge two copies of a PO file; git runs it",
        description="Merge THEIRS into OURS by message. 1 if a message has two texts now, of which"
        " somebody must choose.",
    )
    for name in ("base", "ours", "theirs"):
        driver.add_argument(name, type=Path, metavar=name.upper())
    driver.set_defaults(
        run=lambda asked: loaded.l10n_files.run_merge_driver(
            asked.base, asked.ours, asked.theirs, locale()
        )
    )
    install = actions.add_parser(
        "install-merge-driver", help="have git merge PO files by message in this checkout"
    )
    install.set_defaults(run=lambda _asked: loaded.l10n_sync.run_install())
