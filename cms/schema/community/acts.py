"""Doing what anybody asks: limited by address, once a key, and in one transaction.

No token is asked for, and one that is sent changes nothing. Pages of any site may ask: there is no
cookie, so nobody can be made to do something as somebody.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from typing import Any

import strawberry

from cms.community.idempotency import Outcome, once
from cms.community.limits import ACTS, by_address, charge
from cms.database.buckets import Counted
from cms.database.clashing import whole
from cms.database.engine import writing
from cms.schema.community.outcomes import PublicTeller
from cms.schema.context import Info
from cms.schema.editing.acts import SECONDS, told
from cms.schema.enums import Locale

Do = Callable[[], Awaitable[Outcome]]
"""Does it, in the transaction; what it returns is kept with the key for a day."""


@strawberry.input(description="What every public form sends.")
class PublicInput:
    """To be inherited by the inputs of public mutations."""

    idempotency_key: strawberry.ID = strawberry.field(
        description="Of your choice, new for each form that somebody fills in: 8 to 200 letters, figures"
        " or signs. Whoever sends the same again within a day is told what came of it the first time."
    )
    locale: Locale = strawberry.field(description="The language of the mails that follow.")
    website: str = strawberry.field(
        default="",
        description="Leave it empty, and hide it from people: programs that fill in everything do not.",
    )


async def performed(
    info: Info,
    given: PublicInput,
    do: Do,
    made: Callable[[Outcome], Any],
    *,
    decoy: Outcome,
    counted: Sequence[Counted] = (),
) -> Any:
    """What ``made`` makes of the outcome of ``do``, or the outcome of what was raised.

    It is counted in `ACTS` by address, and in ``counted``. A form that a program filled in is told that
    ``decoy`` came of it, and nothing is done.
    """

    async def act() -> Any:
        await charge(by_address(ACTS, info.context.address), *counted)
        if given.website.strip():
            return made(decoy)
        values = asdict(given)
        key = values.pop("idempotency_key")
        return made(await _transacted(lambda: once(info.field_name, key, values, do)))

    return await told(info, PublicTeller(info.context.reader), act)


async def opened(info: Info, do: Callable[[], Awaitable[Any]]) -> Any:
    """What ``do`` returns, or the outcome of what it raised: an act with the token of a personal link.

    The token says who asks; the link itself says whether it was used.
    """

    async def act() -> Any:
        await charge(by_address(ACTS, info.context.address))
        return await _transacted(do)

    return await told(info, PublicTeller(info.context.reader), act)


async def _transacted(do: Callable[[], Awaitable[Any]]) -> Any:
    async def once_through() -> Any:
        async with writing():
            return await do()

    async with asyncio.timeout(SECONDS):
        return await whole(once_through)
