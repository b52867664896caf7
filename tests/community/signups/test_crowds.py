"""Many at once: never is a seat sold twice, the line has no gaps, and what was said holds after a crash."""

import asyncio
import random
from collections import Counter
from typing import Any

import pytest

from cms.community.signups import keeping, people
from cms.community.signups.people import Stage
from cms.community.signups.signing_up import Standing
from cms.database.engine import fetch, writing
from tests.community.signups.acts import (
    cancel,
    confirm,
    mails,
    make_session,
    republish,
    sign_up,
)
from tests.community.signups.serving import CONFIRM, served

pytestmark = pytest.mark.usefixtures("database")


async def crowd(session: str, number: int) -> list[str]:
    """The tokens of so many who want to come."""
    return [await sign_up(session, f"p{one}@example.org") for one in range(number)]


async def check(session: str, seats: int, number: int) -> None:
    """So many are seated and the others wait; what is counted is what there is."""
    everybody = await people.of_session(session)
    stages = Counter(one.state for one in everybody)
    assert stages[Stage.SEATED] == min(seats, number)
    assert stages[Stage.WAITING] == number - min(seats, number)
    [counted] = await fetch("SELECT seated, waiting FROM seating WHERE session = $1", session)
    assert tuple(counted.values()) == (stages[Stage.SEATED], stages[Stage.WAITING])


async def all_confirm(seats: int, number: int) -> None:
    session = await make_session(capacity=seats)
    tokens = await crowd(session, number)
    random.Random(number).shuffle(tokens)

    stood: list[Standing] = await asyncio.gather(*map(confirm, tokens))

    await check(session, seats, number)
    assert sorted(one.place for one in stood if one.place) == [*range(1, number - seats + 1)]
    line = [one.uid for one in await people.of_session(session) if one.state is Stage.WAITING]
    assert line == [one.person.uid for one in sorted(stood, key=lambda one: one.place) if one.place]


async def test_as_many_are_seated_as_there_are_seats() -> None:
    await all_confirm(seats=10, number=100)


@pytest.mark.slow
async def test_a_thousand_for_fifty_seats() -> None:
    await all_confirm(seats=50, number=1_000)


async def test_those_who_come_leave_and_are_moved_up_at_once() -> None:
    session = await make_session(capacity=5)
    tokens = await crowd(session, 40)
    await asyncio.gather(*map(confirm, tokens[:20]))
    owners = {one.to: one.tokens[-1] for one in await mails()}

    await asyncio.gather(
        *map(confirm, tokens[20:]),
        *(cancel(owners[f"p{one}@example.org"]) for one in range(0, 20, 2)),
        republish(session, capacity=7),
    )
    async with writing():
        await keeping.follow(session)

    left = [one for one in await people.of_session(session) if one.state is not Stage.CANCELLED]
    assert len(left) == 30
    await check(session, 7, 30)


async def asked(tokens: list[str], answers: dict[str, Any], stop_after: int = 0) -> None:
    """Confirm all at once through the public door, until the process dies after some answers."""
    async with served() as server:

        async def ask(number: int, token: str) -> None:
            data = await server.ask(number, CONFIRM, token=token)
            if data:
                answers[token] = data["confirmSignUp"]
            if len(answers) == stop_after:
                server.kill()

        await asyncio.gather(*(ask(*pair) for pair in enumerate(tokens)))


async def test_a_server_that_is_killed_forgets_nobody_whom_it_answered() -> None:
    session = await make_session(capacity=8)
    tokens = await crowd(session, 50)
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}

    await asked(tokens, before, stop_after=20)
    assert 20 <= len(before) < 50
    await asked(tokens, after)

    assert {token: after[token] for token in before} == before
    assert Counter(one["__typename"] for one in after.values()) == {"SignedUp": 8, "WaitListed": 42}
    assert sorted(one.get("place", 0) for one in after.values())[8:] == [*range(1, 43)]
    await check(session, 8, 50)
    told = Counter(one.to for one in await mails())
    assert set(told.values()) == {2}  # the question, and once how they stand
