"""The arguments of what an operator looks after: `cms history`, `bin`, `links`, `media` and `aliases`."""

from pathlib import Path
from typing import Any

from cms import commands as loaded
from cms.commands.terminal import add_actions, add_dry_run, add_json, amount
from cms.settings import settings
from cms.translation.interface.catalogues import gettext

_Commands = Any  # argparse names no public type for what add_subparsers returns


def add_upkeep(commands: _Commands, here: str) -> None:
    """Add the five; ``here`` is the terminal's language."""
    _add_history(commands, here)
    _add_bin(commands, here)
    _add_links(commands, here)
    _add_aliases(commands, here)
    _add_media(commands, here)


def _add_history(commands: _Commands, here: str) -> None:
    past = add_actions(commands, "history", gettext("versions of entries", here))
    prune = past.add_parser(
        "prune",
        help=gettext("remove old versions", here),
        description=gettext(
            "Remove versions that are neither among the last of their entry nor recent."
            " The newest, those that were ever published, those with a name and those that something"
            " else goes by always stay.",
            here,
        ),
    )
    prune.add_argument("--keep-last", type=amount, required=True, metavar="N",
                       help=gettext("keep the last N versions of each entry", here))  # fmt: skip
    prune.add_argument("--keep-days", type=amount, required=True, metavar="D",
                       help=gettext("keep what was replaced in the last D days", here))  # fmt: skip
    add_dry_run(prune, here)
    add_json(prune, here)
    prune.set_defaults(
        run=lambda asked: loaded.history.run_prune(
            settings,
            keep_last=asked.keep_last,
            keep_days=asked.keep_days,
            dry_run=asked.dry_run,
            as_json=asked.json,
        )
    )


def _add_bin(commands: _Commands, here: str) -> None:
    kept = add_actions(commands, "bin", gettext("what was deleted", here))
    purge = kept.add_parser(
        "purge", help=gettext("forget what is past its time; the server does so too", here)
    )
    add_dry_run(purge, here)
    add_json(purge, here)
    purge.set_defaults(
        run=lambda asked: loaded.upkeep.run_purge(
            settings, dry_run=asked.dry_run, as_json=asked.json
        )
    )


def _add_links(commands: _Commands, here: str) -> None:
    links = add_actions(commands, "links", gettext("links and relations", here))
    check = links.add_parser(
        "check", help=gettext("list those that lead visitors nowhere; 1 if any does", here)
    )
    add_json(check, here)
    check.set_defaults(run=lambda asked: loaded.upkeep.run_links(settings, as_json=asked.json))


def _add_media(commands: _Commands, here: str) -> None:
    files = add_actions(commands, "media", gettext("files of the library", here))
    check = files.add_parser(
        "check", help=gettext("find files that are missing, and bytes of no file", here)
    )
    add_json(check, here)
    check.set_defaults(run=lambda asked: loaded.media.run_check(settings, as_json=asked.json))
    clean = files.add_parser(
        "clean", help=gettext("remove what nobody needs; the server does so too", here)
    )
    hours = gettext("only what is there for H hours, 24 if nothing is said", here)
    clean.add_argument("--hours", type=amount, default=24, metavar="H", help=hours)
    add_dry_run(clean, here)
    add_json(clean, here)
    clean.set_defaults(
        run=lambda asked: loaded.media.run_clean(
            settings, hours=asked.hours, dry_run=asked.dry_run, as_json=asked.json
        )
    )


def _add_aliases(commands: _Commands, here: str) -> None:
    by_hand = add_actions(commands, "aliases", gettext("addresses written by hand", here))
    export = by_hand.add_parser("export", help=gettext("write them as CSV", here))
    export.add_argument("file", nargs="?", type=Path, metavar="FILE")
    export.set_defaults(run=lambda asked: loaded.upkeep.run_export(settings, asked.file))
    importing = by_hand.add_parser(
        "import", help=gettext("take in a CSV file, all of it or nothing", here)
    )
    importing.add_argument("file", type=Path, metavar="FILE")
    importing.add_argument("--dry-run", action="store_true",
                           help=gettext("report, and change nothing", here))  # fmt: skip
    add_json(importing, here)
    importing.set_defaults(
        run=lambda asked: loaded.upkeep.run_import(
            settings, asked.file, dry_run=asked.dry_run, as_json=asked.json, locale=here
        )
    )
