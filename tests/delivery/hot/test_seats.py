"""Kept answers about seats: until somebody takes or leaves one, and until sign-up closes."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from cms.publishing.plans import moment
from cms.reading.surrogates import Reads
from tests.builders import make_home
from tests.community.signups import acts as signups
from tests.delivery.hot.serving import Process, process, until

SEATS = """query ($uid: ID!) { entry(uid: $uid, locale: NL) { ... on Session {
    seatsLeft signUp { state } } } }"""


@pytest.fixture
async def one(database: None) -> AsyncIterator[Process]:
    await make_home()
    async with process() as made:
        yield made


async def test_seats_are_those_of_this_moment_until_sign_up_closes(one: Process) -> None:
    other = await signups.make_session(capacity=3)
    await signups.come(
        other, "eva@example.org"
    )  # the catalogues are read when they are first needed
    closes = (await moment() + timedelta(seconds=3)).replace(microsecond=0)
    session = await signups.make_session(capacity=2, sign_up_closes=closes.isoformat())
    await one.heard()
    await until(lambda: one.cache.works and one.cache.schedule.knows_ends)
    read = await one.warm(SEATS, uid=session)
    await one.warm(SEATS, uid=other)
    asked = one.asked
    assert await one.ask(SEATS, uid=session) == read
    assert one.asked == asked
    assert read["entry"]["signUp"] == {"state": "OPEN"}
    assert 0 < (one.cache.fresh_for(Reads(until=closes)) or 0) <= 3

    await signups.come(session, "ada@example.org")
    await one.heard()
    assert (await one.warm(SEATS, uid=session))["entry"]["seatsLeft"] == 1
    await asyncio.sleep((closes - await moment()).total_seconds() + 0.05)
    assert (await one.ask(SEATS, uid=session))["entry"]["signUp"] == {"state": "CLOSED"}
    asked = one.asked
    assert (await one.ask(SEATS, uid=other))["entry"]["seatsLeft"] == 2  # nothing happened to it
    assert one.asked == asked
