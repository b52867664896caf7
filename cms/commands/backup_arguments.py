"""What `cms backup` and `cms restore` take."""

from pathlib import Path
from typing import Any

from cms import commands as loaded
from cms.commands.terminal import add_actions, add_json
from cms.settings import settings
from cms.translation.interface.catalogues import gettext


def add_backup(commands: Any, here: str) -> None:
    """Add the two commands; ``here`` is the terminal's language."""
    actions = add_actions(commands, "backup", gettext("the whole site in one file", here))
    _add_create(actions, here)
    verify = actions.add_parser(
        "verify", help=gettext("read one whole and compare it with its own sums", here)
    )
    verify.add_argument("file", type=Path, metavar="FILE")
    add_json(verify, here)
    verify.set_defaults(
        run=lambda asked: loaded.backup.run_verify(asked.file, as_json=asked.json, locale=here)
    )
    hashing = actions.add_parser(
        "hash", help=gettext("the content hash of the site as it is now", here)
    )
    hashing.add_argument("--json", action="store_true",
                         help=gettext("by table too, for a program", here))  # fmt: skip
    hashing.set_defaults(run=lambda asked: loaded.backup.run_hash(settings, as_json=asked.json))
    _add_restore(commands, here)


def _add_create(actions: Any, here: str) -> None:
    create = actions.add_parser(
        "create",
        help=gettext("write one, while the site goes on", here),
        description=gettext(
            "Write the database and every file of the library, as they are at one moment,"
            " to FILE. It holds addresses of people and digests of passwords: keep it where those may be.",
            here,
        ),
    )
    create.add_argument("file", type=Path, metavar="FILE")
    add_json(create, here)
    create.set_defaults(
        run=lambda asked: loaded.backup.run_create(
            settings, asked.file, as_json=asked.json, locale=here
        )
    )


def _add_restore(commands: Any, here: str) -> None:
    restore = commands.add_parser(
        "restore",
        help=gettext("bring back what a backup holds", here),
        description=gettext(
            "Stop the server first. All of it happens, or nothing."
            " A backup runs what is in it as the owner of the database: restore only your own.",
            here,
        ),
    )
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--replace", action="store_true",
                         help=gettext("in the place of the site that is there", here))  # fmt: skip
    add_json(restore, here)
    restore.set_defaults(
        run=lambda asked: loaded.backup.run_restore(
            settings, asked.file, replace=asked.replace, as_json=asked.json, locale=here
        )
    )
