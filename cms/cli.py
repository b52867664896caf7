"""The command line: parse, call one command, turn what went wrong into one line and an exit status."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from cms.commands import developing, serving, users
from cms.errors import CmsError, InvalidInput
from cms.settings import settings
from cms.translation.catalogues import render

Command = Callable[[argparse.Namespace], int]
_Commands = Any  # argparse names no public type for what add_subparsers returns


def _locale() -> str:
    """The terminal's language: English unless its locale says Dutch."""
    named = (
        os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    )
    language = named.partition("_")[0].partition(".")[0].lower()
    return language if language in settings.locales else "en"


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    top = argparse.ArgumentParser(prog="cms", description="Klankbord, a headless CMS.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="serve the site; migrates first")
    serve.add_argument(
        "--demo", action="store_true", help="load the demo site if there is no content"
    )
    serve.set_defaults(run=lambda asked: serving.run_serve(settings, demo=asked.demo))
    migrate = commands.add_parser("migrate", help="bring the database up to this version")
    migrate.set_defaults(run=lambda _asked: serving.run_migrate(settings))
    demo = commands.add_parser("demo", help="load what is missing of the demo site")
    demo.set_defaults(run=lambda _asked: serving.run_demo(settings))
    _add_user(commands)
    _add_developing(commands)
    return top


def _add_user(commands: _Commands) -> None:
    user = commands.add_parser("user", help="people who may log in").add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
    add = user.add_parser("add", help="add an editor, or give one a new password")
    add.add_argument("name")
    add.add_argument("--admin", action="store_true", help="may also manage the other users")
    add.set_defaults(run=lambda asked: users.run_add(settings, asked.name, superuser=asked.admin))


def _add_developing(commands: _Commands) -> None:
    schema = commands.add_parser("schema", help="the GraphQL schema").add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
    printing = schema.add_parser("print", help="write schema.graphql")
    printing.set_defaults(run=lambda _asked: developing.run_schema_print())
    check = schema.add_parser("check", help="fail when schema.graphql is stale")
    check.set_defaults(run=lambda _asked: developing.run_schema_check())
    migration = commands.add_parser("migration", help="migrations").add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
    new = migration.add_parser("new", help="write the migration that the tables ask for")
    new.add_argument("name", nargs="?", default="")
    new.set_defaults(run=lambda asked: developing.run_migration_new(settings, asked.name))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Exit status: 0 done, 1 refused or failed, 2 wrong usage."""
    asked = parser().parse_args(arguments)
    run: Command = asked.run
    try:
        return run(asked)
    except CmsError as error:
        _complain(error)
        return 1
    except KeyboardInterrupt:
        return 130


def _complain(error: CmsError) -> None:
    locale = _locale()
    lines = [f"cms: {render(error.message, locale)} [{error.code}]"]
    if isinstance(error, InvalidInput):
        lines += [
            f"  {one.field}: {render(one.message, locale)} [{one.code}]" for one in error.problems
        ]
    sys.stderr.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
