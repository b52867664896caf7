"""What `cms backup` and `cms restore` take."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from cms import commands as loaded
from cms.settings import settings


def add_backup(commands: Any, locale: Callable[[], str]) -> None:
    """Add the two commands."""
    actions = commands.add_parser("backup", help="the whole site in one file").add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
    create = actions.add_parser(
        "create",
        help="write one, while the site goes on",
        description="Write the database and every file of the library, as they are at one moment,"
        " to FILE. It holds addresses of people and digests of passwords: keep it where those may be.",
    )
    create.add_argument("file", type=Path, metavar="FILE")
    create.add_argument("--json", action="store_true", help="for a program")
    create.set_defaults(
        run=lambda asked: loaded.backup.run_create(
            settings, asked.file, as_json=asked.json, locale=locale()
        )
    )
    verify = actions.add_parser("verify", help="read one whole and compare it with its own sums")
    verify.add_argument("file", type=Path, metavar="FILE")
    verify.add_argument("--json", action="store_true", help="for a program")
    verify.set_defaults(
        run=lambda asked: loaded.backup.run_verify(asked.file, as_json=asked.json, locale=locale())
    )
    hashing = actions.add_parser("hash", help="the content hash of the site as it is now")
    hashing.add_argument("--json", action="store_true", help="by table too, for a program")
    hashing.set_defaults(run=lambda asked: loaded.backup.run_hash(settings, as_json=asked.json))
    restore = commands.add_parser(
        "restore",
        help="bring back what a backup holds",
        description="Stop the server first. All of it happens, or nothing."
        " A backup runs what is in it as the owner of the database: restore only your own.",
    )
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--replace", action="store_true",
                         help="in the place of the site that is there")  # fmt: skip
    restore.add_argument("--json", action="store_true", help="for a program")
    restore.set_defaults(
        run=lambda asked: loaded.backup.run_restore(
            settings, asked.file, replace=asked.replace, as_json=asked.json, locale=locale()
        )
    )
