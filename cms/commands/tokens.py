"""`cms token`: the API tokens with which programs act for people."""

import json
import sys
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from cms.access import api_tokens
from cms.access.actors import system
from cms.access.api_tokens import Token
from cms.access.roles import Permission
from cms.commands.databases import written_on
from cms.commands.terminal import language, show, tell, worded
from cms.errors import N_
from cms.settings import Settings
from cms.translation.interface.catalogues import ngettext

ACTOR = system("cms token")


def run_create(
    settings: Settings, owner: str, name: str, scopes: Collection[Permission], days: int
) -> int:
    """Make a token for somebody and print its text, which is never shown again."""
    made = written_on(settings, lambda: _create(owner, name, scopes, days))
    time = ngettext("{number} day", "{number} days", days, language())
    text = N_("{owner}: {name}, for {time}. Keep it safe: it is not shown again.")
    tell(text, owner=owner, name=name, time=time)
    sys.stdout.write(made + "\n")
    return 0


async def _create(owner: str, name: str, scopes: Collection[Permission], days: int) -> str:
    expires = datetime.now(UTC) + timedelta(days=days)
    return await api_tokens.create(ACTOR, name, scopes, expires, owner=owner)


def run_list(settings: Settings, *, as_json: bool) -> int:
    """Every token, also those that ended; never their text."""
    found = written_on(settings, _list)
    if as_json:
        print(json.dumps([_as_json(one) for one in found], ensure_ascii=False, indent=2))  # noqa: T201
        return 0
    show(_line(one) for one in found)
    return 0


async def _list() -> list[Token]:
    return await api_tokens.tokens(ACTOR)


def run_revoke(settings: Settings, token_id: int) -> int:
    """End a token."""
    written_on(settings, lambda: _revoke(token_id))
    tell(N_("Token {id} is revoked."), id=token_id)
    return 0


async def _revoke(token_id: int) -> None:
    await api_tokens.revoke(ACTOR, token_id)


def _line(token: Token) -> str:
    scopes, until = ", ".join(sorted(token.scopes)), token.expires_at.date().isoformat()
    state = worded(N_("ended")) if token.ended else worded(N_("until {day}"), day=until)
    return f"{token.id}  {token.owner}: {token.name} ({token.hint}…)  {scopes}  {state}"


def _as_json(token: Token) -> dict[str, object]:
    used, revoked = token.last_used_at, token.revoked_at
    return {
        "id": token.id,
        "owner": token.owner,
        "name": token.name,
        "hint": token.hint,
        "scopes": sorted(token.scopes),
        "createdAt": token.created_at.isoformat(),
        "expiresAt": token.expires_at.isoformat(),
        "lastUsedAt": used.isoformat() if used else None,
        "revokedAt": revoked.isoformat() if revoked else None,
    }
