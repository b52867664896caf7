"""`cms user`: people who may log in to the editors' panel, and what they are."""

import getpass
import json
import secrets
import sys
from collections.abc import Sequence

from cms.access import accounts
from cms.access.accounts import Account
from cms.access.actors import system
from cms.access.roles import Given, Role
from cms.access.users import ensure_user
from cms.commands.databases import written_on
from cms.commands.terminal import show, tell, worded
from cms.errors import N_, NotFound
from cms.settings import Settings

ACTOR = system("cms user")
OF_NEW = (Given(Role.EDITOR),)


def run_add(settings: Settings, name: str, roles: Sequence[Given]) -> int:
    """Add a person, or give one a new password: asked for at a terminal, else made and printed.

    ``roles`` replace those that the person has; without them a new one becomes an editor.
    """
    asking = worded(N_("Password for {name} (empty: make one): "), name=name)
    typed = getpass.getpass(asking) if sys.stdin.isatty() else ""
    password = typed or secrets.token_urlsafe(12)
    made = written_on(settings, lambda: _add(name, password, roles))
    address = f"{settings.public_url}/admin/"
    tell(
        N_("{name} ({roles}) may log in at {address}"),
        name=name, roles=_roles(made), address=address,
    )  # fmt: skip
    if not typed:
        sys.stdout.write(password + "\n")
    return 0


async def _add(name: str, password: str, roles: Sequence[Given]) -> Account:
    is_new = await _is_new(name)
    await ensure_user(name, password, replace=True, by=ACTOR.name)
    account = await accounts.account_named(name)
    wanted = roles or (OF_NEW if is_new else account.roles)
    await accounts.set_roles(ACTOR, account.id, wanted)
    return await accounts.account(account.id)


async def _is_new(name: str) -> bool:
    try:
        await accounts.account_named(name)
    except NotFound:
        return True
    return False


def run_list(settings: Settings, *, as_json: bool) -> int:
    """Everybody who may log in, or could until they were deactivated."""
    found = written_on(settings, _list)
    if as_json:
        print(json.dumps([_as_json(one) for one in found], ensure_ascii=False, indent=2))  # noqa: T201
        return 0
    show(_line(one) for one in found)
    return 0


async def _list() -> list[Account]:
    return await accounts.accounts()


def _line(account: Account) -> str:
    inactive = worded(N_("inactive"))
    state = "" if account.active else f"  ({inactive})"
    groups = f"  [{', '.join(account.groups)}]" if account.groups else ""
    return f"{account.name}: {_roles(account)}{groups}{state}"


def _roles(account: Account) -> str:
    return ", ".join(str(one) for one in account.roles) or worded(N_("no role"))


def _as_json(account: Account) -> dict[str, object]:
    last = account.last_login
    return {
        "name": account.name,
        "active": account.active,
        "roles": [str(one) for one in account.roles],
        "groups": list(account.groups),
        "lastLogin": last.isoformat() if last else None,
    }
