"""The seats of a session, told to all who watch as they are taken and come free."""

from collections.abc import AsyncIterator

import pytest

from cms.community.signups import keeping
from cms.database.engine import writing
from tests.community.signups.acts import cancel, come, mails, make_session, republish
from tests.schema.live.serving import Site, hear, nothing, site, subscribe


@pytest.fixture
async def served(database: None) -> AsyncIterator[Site]:
    async with site() as made:
        yield made


async def test_seats_are_told_as_they_are_taken(served: Site) -> None:
    session = await make_session(capacity=1)
    async with served.begun() as one, served.begun() as other:
        for connection in (one, other):
            await subscribe(connection, f'subscription {{ seats(session: "{session}") }}')
            assert (await hear(connection))["payload"]["data"] == {"seats": 1}
        assert len(served.graphql.streams.broadcasts.running) == 1

        await come(session, "a@example.org")
        for connection in (one, other):
            assert (await hear(connection))["payload"]["data"] == {"seats": 0}
        await come(session, "b@example.org")  # waits
        assert await nothing(one)
        await republish(session, capacity=3)
        assert (await hear(one))["payload"]["data"] == {"seats": 2}
        async with writing():
            await keeping.follow(session)
        assert (await hear(one))["payload"]["data"] == {"seats": 1}
        await cancel((await mails("a@example.org"))[-1].tokens[-1])
        assert (await hear(one))["payload"]["data"] == {"seats": 2}
