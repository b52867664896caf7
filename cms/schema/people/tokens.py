"""Making and revoking API tokens with an API token, which is the most that they can be."""

from datetime import datetime
from typing import Annotated

import strawberry

from cms.access import api_tokens
from cms.access.roles import Permission
from cms.errors import N_, NotFound
from cms.schema.context import Info
from cms.schema.editing import outcomes
from cms.schema.editing.acts import performed
from cms.schema.editing.outcomes import Teller
from cms.schema.people.reading import ApiToken, token_of


@strawberry.type(description="A new token. Keep `text` now: it is shown this once.")
class TokenCreated:
    text: str
    token: ApiToken


@strawberry.type(description="A token that opens nothing any more, nor does what it made.")
class TokenRevoked:
    token: ApiToken


CreateTokenResult = Annotated[
    TokenCreated | outcomes.Always,
    strawberry.union("CreateTokenResult", description="What came of making a token."),
]
RevokeTokenResult = Annotated[
    TokenRevoked | outcomes.Always,
    strawberry.union("RevokeTokenResult", description="What came of revoking a token."),
]


async def create_api_token(
    info: Info, name: str, scopes: list[Permission], expires: datetime
) -> CreateTokenResult:
    """Make yourself a token, at most like the one you send: no further scopes, no later end."""

    async def act() -> TokenCreated:
        actor = info.context.actor
        text = await api_tokens.create(actor, name, scopes, expires)
        made = await api_tokens.actor_of(text)
        return TokenCreated(text=text, token=await _token(info, made.token_id))

    found: CreateTokenResult = await performed(info, Teller(info.context.reader), act)
    return found


async def revoke_api_token(
    info: Info,
    id: strawberry.ID,  # noqa: A002 - its name in GraphQL
) -> RevokeTokenResult:
    """End a token of your own that may do no more than the one you send, and all that it made.

    Whoever manages users revokes those of others too.
    """

    async def act() -> TokenRevoked:
        number = int(id) if id.isascii() and id.isdigit() and len(id) < 10 else 0
        await api_tokens.revoke(info.context.actor, number)
        return TokenRevoked(token=await _token(info, number))

    found: RevokeTokenResult = await performed(info, Teller(info.context.reader), act)
    return found


async def _token(info: Info, number: int | None) -> ApiToken:
    actor = info.context.actor
    for one in await api_tokens.tokens(actor):
        if one.id == number:
            return token_of(one, actor.token_id)
    raise NotFound(N_("There is no such token."))
