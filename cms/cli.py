"""The command line: parse, call one command, turn what went wrong into one line and an exit status."""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import asyncpg

from cms import commands as loaded
from cms.access.roles import Permission, Role, all_given, read_given
from cms.commands.backup_arguments import add_backup
from cms.commands.doctor_arguments import add_doctor
from cms.commands.documents_arguments import add_documents
from cms.commands.jobs_arguments import add_jobs
from cms.commands.l10n_arguments import add_l10n
from cms.commands.mcp_arguments import add_mcp
from cms.commands.portability_arguments import add_portability
from cms.commands.terminal import amount, language
from cms.commands.webhooks_arguments import add_webhooks
from cms.content.declaration import BadDeclaration
from cms.errors import N_, CmsError, InvalidInput
from cms.settings import settings
from cms.translation.interface.catalogues import render

Command = Callable[[argparse.Namespace], int]
PIPE_CLOSED = 128 + signal.SIGPIPE
TERMINATED = 128 + signal.SIGTERM
SERVING = {"serve", "jobs"}
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


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    top = argparse.ArgumentParser(prog="cms", description="Klankbord, a headless CMS.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="serve the site; migrates first")
    serve.add_argument(
        "--demo", action="store_true", help="load the demo site if there is no content"
    )
    serve.add_argument("--processes", type=amount, metavar="N",
                       help="how many processes serve; CMS_PROCESSES if nothing is said")  # fmt: skip
    serve.add_argument("--seat", help=argparse.SUPPRESS)  # what a supervisor gives its processes
    serve.set_defaults(run=_serve)
    migrate = commands.add_parser("migrate", help="bring the database up to this version")
    migrate.add_argument("--break-documents", action="store_true",
                         help="even if registered documents break; the audit log keeps which")  # fmt: skip
    migrate.set_defaults(
        run=lambda asked: loaded.serving.run_migrate(
            settings, break_documents=asked.break_documents
        )
    )
    demo = commands.add_parser("demo", help="load what is missing of the demo site")
    demo.set_defaults(run=lambda _asked: loaded.serving.run_demo(settings))
    _add_user(commands)
    _add_token(commands)
    _add_audit(commands)
    _add_developing(commands)
    add_documents(commands, language)
    add_jobs(commands, language)
    add_l10n(commands, language)
    add_mcp(commands, language)
    add_doctor(commands, language)
    _add_history(commands)
    _add_upkeep(commands)
    _add_aliases(commands)
    _add_media(commands)
    add_backup(commands, language)
    add_portability(commands, language)
    add_webhooks(commands, language)
    return top


def _serve(asked: argparse.Namespace) -> int:
    if asked.seat:
        return loaded.serving.run_seat(settings, asked.seat)
    return loaded.serving.run_serve(settings, demo=asked.demo, processes=asked.processes)


def _add_user(commands: _Commands) -> None:
    user = commands.add_parser("user", help="people who may log in").add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
    add = user.add_parser("add", help="add somebody, or give them a new password")
    add.add_argument("name")
    add.add_argument(
        "--role",
        action="append",
        default=[],
        metavar="ROLE",
        dest="roles",
        help="what they are from now on, instead of what they were: "
        f"{', '.join(map(str, all_given(Role)))}; may be repeated; somebody new is an editor",
    )
    add.add_argument(
        "--admin", action="append_const", const="administrator", dest="roles",
        help="the same as --role administrator",
    )  # fmt: skip
    add.set_defaults(
        run=lambda asked: loaded.users.run_add(
            settings, asked.name, list(map(read_given, asked.roles))
        )
    )
    invite = user.add_parser("invite", help="send somebody a link to choose a password")
    invite.add_argument("name")
    invite.add_argument("email")
    invite.add_argument("--role", action="append", default=[], metavar="ROLE", dest="roles",
                        help="as for add")  # fmt: skip
    invite.set_defaults(
        run=lambda asked: loaded.invitations.run_invite(
            settings, asked.name, asked.email, list(map(read_given, asked.roles)), language()
        )
    )
    reset = user.add_parser("reset", help="send somebody a link to choose another password")
    reset.add_argument("name")
    reset.set_defaults(
        run=lambda asked: loaded.invitations.run_reset(settings, asked.name, language())
    )
    listing = user.add_parser("list", help="everybody with their roles and groups")
    listing.add_argument("--json", action="store_true", help="for a program")
    listing.set_defaults(run=lambda asked: loaded.users.run_list(settings, as_json=asked.json))


def _add_audit(commands: _Commands) -> None:
    log = commands.add_parser("audit", help="who did what that took a privilege")
    actions = log.add_subparsers(dest="action", required=True, metavar="ACTION")
    export = actions.add_parser("export", help="write the whole log to standard output")
    export.add_argument("--format", choices=("csv", "jsonl"), default="jsonl", dest="form")
    export.set_defaults(run=lambda asked: loaded.audit.run_export(settings, asked.form))


def _add_token(commands: _Commands) -> None:
    token = commands.add_parser("token", help="keys with which programs act for people")
    actions = token.add_subparsers(dest="action", required=True, metavar="ACTION")
    create = actions.add_parser("create", help="make a token for somebody; it is shown once")
    create.add_argument("user")
    create.add_argument("name", help="what it is for")
    create.add_argument("--scope", action="append", required=True, dest="scopes",
                        type=Permission, choices=tuple(Permission), metavar="SCOPE",
                        help="; ".join(Permission))  # fmt: skip
    create.add_argument("--days", type=int, default=90, help="how long it works, at most 366")
    create.set_defaults(
        run=lambda asked: loaded.tokens.run_create(
            settings, asked.user, asked.name, asked.scopes, asked.days
        )
    )
    listing = actions.add_parser("list", help="every token, without its text")
    listing.add_argument("--json", action="store_true", help="for a program")
    listing.set_defaults(run=lambda asked: loaded.tokens.run_list(settings, as_json=asked.json))
    revoke = actions.add_parser("revoke", help="end a token")
    revoke.add_argument("id", type=int)
    revoke.set_defaults(run=lambda asked: loaded.tokens.run_revoke(settings, asked.id))


def _add_developing(commands: _Commands) -> None:
    schema = commands.add_parser("schema", help="the GraphQL schema").add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
    printing = schema.add_parser("print", help="write schema.graphql and rich-text.schema.json")
    printing.set_defaults(run=lambda _asked: loaded.developing.run_schema_print())
    check = schema.add_parser("check", help="fail when one of these is stale")
    check.set_defaults(run=lambda _asked: loaded.developing.run_schema_check())
    diff = schema.add_parser(
        "diff",
        help="what breaks, may break and is safe; 1 if CHANGELOG.md is silent on what breaks",
        description="OLD and NEW are files or git revisions. Without them what was committed last,"
        " or the commit before if that is the same, is compared with schema.graphql.",
    )
    diff.add_argument("old", nargs="?", metavar="OLD")
    diff.add_argument("new", nargs="?", metavar="NEW")
    diff.add_argument("--words", action="store_true", help="changed descriptions too")
    diff.set_defaults(
        run=lambda asked: loaded.comparing.run_schema_diff(asked.old, asked.new, words=asked.words)
    )
    migration = commands.add_parser("migration", help="migrations").add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
    new = migration.add_parser("new", help="write the migration that the tables ask for")
    new.add_argument("name", nargs="?", default="")
    new.set_defaults(run=lambda asked: loaded.developing.run_migration_new(settings, asked.name))


def _add_history(commands: _Commands) -> None:
    past = commands.add_parser("history", help="versions of entries").add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
    prune = past.add_parser(
        "prune",
        help="remove old versions",
        description="Remove versions that are neither among the last of their entry nor recent."
        " The newest, those that were ever published, those with a name and those that something else"
        " goes by always stay.",
    )
    prune.add_argument("--keep-last", type=amount, required=True, metavar="N",
                       help="keep the last N versions of each entry")  # fmt: skip
    prune.add_argument("--keep-days", type=amount, required=True, metavar="D",
                       help="keep what was replaced in the last D days")  # fmt: skip
    prune.add_argument("--dry-run", action="store_true", help="count, and change nothing")
    prune.add_argument("--json", action="store_true", help="for a program")
    prune.set_defaults(
        run=lambda asked: loaded.history.run_prune(
            settings,
            keep_last=asked.keep_last,
            keep_days=asked.keep_days,
            dry_run=asked.dry_run,
            as_json=asked.json,
        )
    )


def _add_upkeep(commands: _Commands) -> None:
    kept = commands.add_parser("bin", help="what was deleted").add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
    purge = kept.add_parser("purge", help="forget what is past its time; the server does so too")
    purge.add_argument("--dry-run", action="store_true", help="count, and change nothing")
    purge.add_argument("--json", action="store_true", help="for a program")
    purge.set_defaults(
        run=lambda asked: loaded.upkeep.run_purge(
            settings, dry_run=asked.dry_run, as_json=asked.json
        )
    )
    links = commands.add_parser("links", help="links and relations").add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
    check = links.add_parser("check", help="list those that lead visitors nowhere; 1 if any does")
    check.add_argument("--json", action="store_true", help="for a program")
    check.set_defaults(run=lambda asked: loaded.upkeep.run_links(settings, as_json=asked.json))


def _add_media(commands: _Commands) -> None:
    files = commands.add_parser("media", help="files of the library").add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
    check = files.add_parser("check", help="find files that are missing, and bytes of no file")
    check.add_argument("--json", action="store_true", help="for a program")
    check.set_defaults(run=lambda asked: loaded.media.run_check(settings, as_json=asked.json))
    clean = files.add_parser("clean", help="remove what nobody needs; the server does so too")
    clean.add_argument("--hours", type=amount, default=24, metavar="H",
                       help="only what is there for H hours, 24 if nothing is said")  # fmt: skip
    clean.add_argument("--dry-run", action="store_true", help="count, and change nothing")
    clean.add_argument("--json", action="store_true", help="for a program")
    clean.set_defaults(
        run=lambda asked: loaded.media.run_clean(
            settings, hours=asked.hours, dry_run=asked.dry_run, as_json=asked.json
        )
    )


def _add_aliases(commands: _Commands) -> None:
    by_hand = commands.add_parser("aliases", help="addresses written by hand").add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
    export = by_hand.add_parser("export", help="write them as CSV")
    export.add_argument("file", nargs="?", type=Path, metavar="FILE")
    export.set_defaults(run=lambda asked: loaded.upkeep.run_export(settings, asked.file))
    importing = by_hand.add_parser("import", help="take in a CSV file, all of it or nothing")
    importing.add_argument("file", type=Path, metavar="FILE")
    importing.add_argument("--dry-run", action="store_true", help="report, and change nothing")
    importing.add_argument("--json", action="store_true", help="for a program")
    importing.set_defaults(
        run=lambda asked: loaded.upkeep.run_import(
            settings,
            asked.file,
            dry_run=asked.dry_run,
            as_json=asked.json,
            locale=language(),
        )
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Exit status: 0 done, 1 refused or failed, 2 wrong usage, 143 told to stop."""
    try:
        asked = parser().parse_args(arguments)  # its choices are those of the declarations
    except BadDeclaration as error:
        _complain(error)
        return 1
    ended = 0 if asked.command in SERVING else TERMINATED
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(ended))  # by the door: stop what was started
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
            f"  {one.field}: {render(one.message, locale)} [{one.code}]" for one in error.problems
        ]
    sys.stderr.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
