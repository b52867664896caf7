"""The command line: parse, call one command, turn what went wrong into one line and an exit status."""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import asyncpg

from cms import commands as loaded
from cms.commands.access_arguments import add_access
from cms.commands.backup_arguments import add_backup
from cms.commands.doctor_arguments import add_doctor
from cms.commands.documents_arguments import add_documents
from cms.commands.jobs_arguments import add_jobs
from cms.commands.l10n_arguments import add_l10n
from cms.commands.mcp_arguments import add_mcp
from cms.commands.own_words import argparse_in
from cms.commands.portability_arguments import add_portability
from cms.commands.terminal import ENGLISH, add_actions, amount, language, plain
from cms.commands.upkeep_arguments import add_upkeep
from cms.commands.webhooks_arguments import add_webhooks
from cms.content.declaration import BadDeclaration
from cms.database.embedded import let_go
from cms.errors import N_, CmsError, InvalidInput
from cms.operation.ending import end_in_time
from cms.settings import settings
from cms.translation.interface.catalogues import gettext, render

Command = Callable[[argparse.Namespace], int]
PIPE_CLOSED = 128 + signal.SIGPIPE
TERMINATED = 128 + signal.SIGTERM
SERVING = {("serve", ""), ("jobs", "run")}
"""What goes on until it is told to stop: then it has done what it should. Other commands have not."""
_Commands = Any  # argparse names no public type for what add_subparsers returns


class DatabaseUnreachable(CmsError):
    """The server that CMS_DATABASE_URL names does not answer, or not as asked."""

    code = "database_unreachable"

    def __init__(self, reason: Exception) -> None:
        super().__init__(
            N_("The database of CMS_DATABASE_URL cannot be used: {reason}"), reason=str(reason)
        )


class FileUnusable(CmsError):
    """The system lets us not read or write a file that a command was given."""

    code = "file_unusable"

    def __init__(self, file: object, reason: str) -> None:
        super().__init__(N_("{file} cannot be used: {reason}."), file=file, reason=reason)


def _serves(asked: argparse.Namespace) -> bool:
    return (asked.command, getattr(asked, "action", "")) in SERVING


def parser(here: str = ENGLISH) -> argparse.ArgumentParser:
    """All commands with their options, told in ``here``; each answers in that language too."""
    top = argparse.ArgumentParser(
        prog="cms", description=gettext("Klankbord, a headless CMS.", here)
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_serving(commands, here)
    add_access(commands, here)
    _add_developing(commands, here)
    add_documents(commands, here)
    add_jobs(commands, here)
    add_l10n(commands, here)
    add_mcp(commands, here)
    add_doctor(commands, here)
    add_upkeep(commands, here)
    add_backup(commands, here)
    add_portability(commands, here)
    add_webhooks(commands, here)
    return top


def _add_serving(commands: _Commands, here: str) -> None:
    serve = commands.add_parser("serve", help=gettext("serve the site; migrates first", here))
    serve.add_argument("--demo", action="store_true",
                       help=gettext("load the demo site if there is no content", here))  # fmt: skip
    processes = gettext("how many processes serve; CMS_PROCESSES if nothing is said", here)
    serve.add_argument("--processes", type=amount, metavar="N", help=processes)
    serve.add_argument("--seat", help=argparse.SUPPRESS)  # what a supervisor gives its processes
    serve.set_defaults(run=_serve)
    migrate = commands.add_parser(
        "migrate", help=gettext("bring the database up to this version", here)
    )
    breaking = gettext("even if registered documents break; the audit log keeps which", here)
    migrate.add_argument("--break-documents", action="store_true", help=breaking)
    migrate.set_defaults(
        run=lambda asked: loaded.serving.run_migrate(
            settings, break_documents=asked.break_documents
        )
    )
    demo = commands.add_parser("demo", help=gettext("load what is missing of the demo site", here))
    demo.set_defaults(run=lambda _asked: loaded.serving.run_demo(settings))


def _serve(asked: argparse.Namespace) -> int:
    if asked.seat:
        return loaded.serving.run_seat(settings, asked.seat)
    return loaded.serving.run_serve(settings, demo=asked.demo, processes=asked.processes)


def _add_developing(commands: _Commands, here: str) -> None:
    schema = add_actions(commands, "schema", gettext("the GraphQL schema", here))
    printing = schema.add_parser(
        "print", help=gettext("write schema.graphql and rich-text.schema.json", here)
    )
    printing.set_defaults(run=lambda _asked: loaded.developing.run_schema_print())
    check = schema.add_parser("check", help=gettext("fail when one of these is stale", here))
    check.set_defaults(run=lambda _asked: loaded.developing.run_schema_check())
    _add_diff(schema, here)
    migration = add_actions(commands, "migration", gettext("migrations", here))
    new = migration.add_parser(
        "new", help=gettext("write the migration that the tables ask for", here)
    )
    new.add_argument("name", nargs="?", default="")
    new.set_defaults(run=lambda asked: loaded.developing.run_migration_new(settings, asked.name))


def _add_diff(schema: _Commands, here: str) -> None:
    diff = schema.add_parser(
        "diff",
        help=gettext(
            "what breaks, may break and is safe; 1 if CHANGELOG.md is silent on what breaks", here
        ),
        description=gettext(
            "OLD and NEW are files or git revisions. Without them what was committed last,"
            " or the commit before if that is the same, is compared with schema.graphql.",
            here,
        ),
    )
    diff.add_argument("old", nargs="?", metavar="OLD")
    diff.add_argument("new", nargs="?", metavar="NEW")
    diff.add_argument("--words", action="store_true",
                      help=gettext("changed descriptions too", here))  # fmt: skip
    diff.set_defaults(
        run=lambda asked: loaded.comparing.run_schema_diff(asked.old, asked.new, words=asked.words)
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Exit status: 0 done, 1 refused or failed, 2 wrong usage, 143 told to stop."""
    here = language()
    try:
        with argparse_in(here):
            asked = parser(here).parse_args(arguments)  # its choices are those of the declarations
    except BadDeclaration as error:
        _complain(error)
        return 1
    signal.signal(signal.SIGTERM, partial(_stop, _serves(asked)))
    run: Command = asked.run
    try:
        status = run(asked)
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        # Who read along had enough, as `| head` does; what is left must not be written at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except CmsError as error:
        _complain(error)
        return 1
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        _complain(_refusal(error))
        return 1
    except KeyboardInterrupt:
        return 130


def _stop(serves: bool, *_signal: Any) -> None:
    """By the door, so that what was started is stopped."""
    if serves:
        end_in_time(let_go)
    sys.exit(0 if serves else TERMINATED)


def _refusal(error: Exception) -> CmsError:
    """What went wrong outside, as it is told. Raises what cannot be, which is a mistake of ours."""
    if isinstance(error, OSError) and error.filename is not None:
        return FileUnusable(error.filename, error.strerror or "")
    if not settings.database_url:
        raise error
    return DatabaseUnreachable(error)


def _complain(error: CmsError) -> None:
    locale = language()
    lines = [f"cms: {render(error.message, locale)} [{error.code}]"]
    if isinstance(error, InvalidInput):
        lines += [
            plain(f"  {one.field}: {render(one.message, locale)} [{one.code}]")
            for one in error.problems
        ]
    sys.stderr.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
