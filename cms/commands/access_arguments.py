"""The arguments of `cms user`, `cms token` and `cms audit`."""

from typing import Any

from cms import commands as loaded
from cms.access.roles import Permission, Role, all_given, read_given
from cms.commands.terminal import add_actions, add_json
from cms.settings import settings
from cms.translation.interface.catalogues import gettext

_Commands = Any  # argparse names no public type for what add_subparsers returns


def add_access(commands: _Commands, here: str) -> None:
    """Add the three; ``here`` is the terminal's language."""
    people = add_actions(commands, "user", gettext("people who may log in", here))
    _add_user(people, here)
    _add_links(people, here)
    _add_list(people, here)
    _add_token(commands, here)
    _add_audit(commands, here)


def _add_user(people: _Commands, here: str) -> None:
    add = people.add_parser("add", help=gettext("add somebody, or give them a new password", here))
    add.add_argument("name")
    roles = gettext(
        "what they are from now on, instead of what they were: {roles}; may be repeated;"
        " somebody new is an editor",
        here,
    )
    add.add_argument(
        "--role", action="append", default=[], metavar="ROLE", dest="roles",
        help=roles.format(roles=", ".join(map(str, all_given(Role)))),
    )  # fmt: skip
    add.add_argument(
        "--admin", action="append_const", const="administrator", dest="roles",
        help=gettext("the same as --role administrator", here),
    )  # fmt: skip
    add.set_defaults(
        run=lambda asked: loaded.users.run_add(
            settings, asked.name, list(map(read_given, asked.roles))
        )
    )


def _add_links(people: _Commands, here: str) -> None:
    invite = people.add_parser(
        "invite", help=gettext("send somebody a link to choose a password", here)
    )
    invite.add_argument("name")
    invite.add_argument("email")
    invite.add_argument("--role", action="append", default=[], metavar="ROLE", dest="roles",
                        help=gettext("as for add", here))  # fmt: skip
    invite.set_defaults(
        run=lambda asked: loaded.invitations.run_invite(
            settings, asked.name, asked.email, list(map(read_given, asked.roles)), here
        )
    )
    reset = people.add_parser(
        "reset", help=gettext("send somebody a link to choose another password", here)
    )
    reset.add_argument("name")
    reset.set_defaults(run=lambda asked: loaded.invitations.run_reset(settings, asked.name, here))


def _add_list(people: _Commands, here: str) -> None:
    listing = people.add_parser("list", help=gettext("everybody with their roles and groups", here))
    add_json(listing, here)
    listing.set_defaults(run=lambda asked: loaded.users.run_list(settings, as_json=asked.json))


def _add_token(commands: _Commands, here: str) -> None:
    actions = add_actions(
        commands, "token", gettext("keys with which programs act for people", here)
    )
    create = actions.add_parser(
        "create", help=gettext("make a token for somebody; it is shown once", here)
    )
    create.add_argument("user")
    create.add_argument("name", help=gettext("what it is for", here))
    create.add_argument("--scope", action="append", required=True, dest="scopes",
                        type=Permission, choices=tuple(Permission), metavar="SCOPE",
                        help="; ".join(Permission))  # fmt: skip
    create.add_argument("--days", type=int, default=90,
                        help=gettext("how long it works, at most 366", here))  # fmt: skip
    create.set_defaults(
        run=lambda asked: loaded.tokens.run_create(
            settings, asked.user, asked.name, asked.scopes, asked.days
        )
    )
    listing = actions.add_parser("list", help=gettext("every token, without its text", here))
    add_json(listing, here)
    listing.set_defaults(run=lambda asked: loaded.tokens.run_list(settings, as_json=asked.json))
    revoke = actions.add_parser("revoke", help=gettext("end a token", here))
    revoke.add_argument("id", type=int)
    revoke.set_defaults(run=lambda asked: loaded.tokens.run_revoke(settings, asked.id))


def _add_audit(commands: _Commands, here: str) -> None:
    actions = add_actions(commands, "audit", gettext("who did what that took a privilege", here))
    export = actions.add_parser(
        "export", help=gettext("write the whole log to standard output", here)
    )
    export.add_argument("--format", choices=("csv", "jsonl"), default="jsonl", dest="form")
    export.set_defaults(run=lambda asked: loaded.audit.run_export(settings, asked.form))
