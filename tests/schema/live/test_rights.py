"""Who asks is looked at for each event: what was theirs to see when they subscribed may not be any more."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection

from cms.access.actors import load_actor
from cms.content.discovery import installed
from cms.database.engine import engine, execute, writing
from cms.publishing import publishing
from cms.reading import previews
from cms.schema.http.answering import PUBLIC_SECONDS
from tests.builders import ACTOR, change, make, make_published
from tests.people import give, make_user
from tests.schema.live.serving import (
    CHANGES,
    Site,
    hear,
    site,
    subscribe,
    subscribed,
    token_of,
    until,
)

HISTORY = """subscription { contentChanged(locale: NL) {
    uid content { history(first: 1) { nodes { at } } viewer { edit } } } }"""
LOCK = "LOCK TABLE publication IN ACCESS EXCLUSIVE MODE"
WATCH = (
    'subscription { preview(path: "/nl/proef-nl") { ... on ContentRoute { content { summary } } } }'
)


@pytest.fixture
async def served(database: None) -> AsyncIterator[Site]:
    async with site() as made:
        yield made


async def publish(uid: str) -> None:
    async with writing():
        await publishing.publish(installed()["page"], uid, "nl", actor=ACTOR)


async def edited(uid: str, title: str) -> None:
    await change("page", uid, title_nl=title)
    await publish(uid)


async def data(connection: ClientConnection) -> Any:
    return (await hear(connection))["payload"]["data"]


async def ending(connection: ClientConnection) -> str:
    """The code with which a subscription ends."""
    found = await hear(connection)
    while found["type"] == "next":
        found = await hear(connection)
    assert found["type"] == "error", found
    return str(found["payload"][0]["extensions"]["code"])


async def test_a_role_that_is_taken_away_is_gone_with_the_next_event(served: Site) -> None:
    page = (await make_published("page", "Proef")).uid
    token = await token_of("eva", "editor")
    async with served.begun(Authorization=f"Bearer {token}") as connection:
        await subscribe(connection, HISTORY)
        await subscribed(served)
        await edited(page, "Een")
        before = (await data(connection))["contentChanged"]["content"]
        assert before["history"]["nodes"]
        assert before["viewer"]["edit"] is True
        await execute("DELETE FROM role_grant")
        await edited(page, "Twee")
        after = (await data(connection))["contentChanged"]["content"]
        assert after == {"history": None, "viewer": {"edit": False}}


async def test_a_role_that_is_given_counts_with_the_next_event(served: Site) -> None:
    page = (await make_published("page", "Proef")).uid
    token = await token_of("eva")
    async with served.begun(Authorization=f"Bearer {token}") as connection:
        await subscribe(connection, HISTORY)
        await subscribed(served)
        await edited(page, "Een")
        assert (await data(connection))["contentChanged"]["content"]["history"] is None
        await give("reader", user_id=(await load_actor("eva")).user_id)
        await edited(page, "Twee")
        assert (await data(connection))["contentChanged"]["content"]["history"]["nodes"]


async def test_a_preview_ends_with_what_its_maker_may_see(served: Site) -> None:
    page = (await make("page", "Proef", summary_nl="Goed", summary_en="Good")).uid
    user = await make_user("rik", "reader")
    async with writing():
        token = (await previews.make(await load_actor("rik")))[0]
    async with served.begun(**{"Cms-Preview": token}) as connection:
        await subscribe(connection, WATCH)
        assert (await data(connection))["preview"]["content"]["summary"] == "Goed"
        await execute("DELETE FROM role_grant WHERE user_id = $1", user)
        await change("page", page, summary_nl="Geheim")
        assert await ending(connection) == "preview_revoked"


async def test_ones_own_drafts_are_those_that_one_may_see_now(served: Site) -> None:
    page = (await make("page", "Proef", summary_nl="Goed", summary_en="Good")).uid
    mine = {"Authorization": f"Bearer {await token_of('eva', 'reader')}", "Cms-Preview": "drafts"}
    async with served.begun(**mine) as connection:
        await subscribe(connection, WATCH)
        assert (await data(connection))["preview"]["content"]["summary"] == "Goed"
        await execute("DELETE FROM role_grant")
        await change("page", page, summary_nl="Geheim")
        payload = (await hear(connection))["payload"]
        assert payload["data"] is None
        assert payload["errors"][0]["extensions"]["code"] == "not_found"
        await give("reader", user_id=(await load_actor("eva")).user_id)
        await change("page", page, summary_nl="Weer")
        assert (await data(connection))["preview"]["content"]["summary"] == "Weer"


@pytest.mark.parametrize("query", [CHANGES, WATCH])
@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ("UPDATE api_token SET revoked_at = now()", "token_revoked"),
        ("UPDATE api_token SET expires_at = now()", "token_expired"),
        ("UPDATE piccolo_user SET active = false", "token_revoked"),
    ],
)
async def test_who_hears_nothing_is_looked_at_too(
    served: Site, query: str, wrong: str, code: str
) -> None:
    served.graphql.streams.quiet_seconds = 0.3
    await make("page", "Proef")
    token = await token_of("eva", "reader")
    mine = {"Authorization": f"Bearer {token}", "Cms-Preview": "drafts"}
    async with served.begun(**mine) as connection:
        await subscribe(connection, query)
        await subscribed(served)
        await execute(wrong)
        assert await asyncio.wait_for(ending(connection), 2) == code
        await until(lambda: not served.graphql.streams.listeners)


@asynccontextmanager
async def hanging(uid: str) -> AsyncIterator[None]:
    """A page is published, and whoever reads of it waits for the block to end."""
    await change("page", uid, title_nl="Anders")
    locking = await engine.get_new_connection()
    try:
        async with writing():
            await publish(uid)
            locked = asyncio.create_task(locking.execute(f"BEGIN; {LOCK}"))
            await asyncio.sleep(0.1)  # it waits for us, and the event will for it
        await locked
        yield
    finally:
        await locking.close()


async def test_an_event_that_takes_too_long_ends_the_stream(served: Site) -> None:
    assert served.graphql.streams.public_seconds == PUBLIC_SECONDS
    served.graphql.streams.public_seconds = 0.3
    async with served.begun() as connection:
        await subscribe(connection, CHANGES)
        await subscribed(served)
        page = await make_published("page", "Proef")
        for _ in range(4):
            assert (await hear(connection))["type"] == "next"
        async with hanging(page.uid):
            assert await asyncio.wait_for(ending(connection), 3) == "timeout"
        await subscribe(connection, CHANGES)
        await subscribed(served)
        await edited(page.uid, "Weer anders")
        assert (await data(connection))["contentChanged"]["content"]["title"] == "Weer anders"


async def test_who_wants_events_explained_has_no_more_time(served: Site) -> None:
    served.graphql.streams.public_seconds = 0.3
    page = await make_published("page", "Proef")
    async with served.told(CHANGES, **{"Cms-Explain": "cost"}) as stream:
        await subscribed(served)
        async with hanging(page.uid), asyncio.timeout(3):
            _, told = await stream.event()
    assert told["errors"][0]["extensions"]["code"] == "timeout"


async def test_while_the_database_is_away_nobody_can_subscribe(served: Site) -> None:
    served.feed.live = False
    async with served.begun() as connection, served.told(CHANGES) as stream:
        await subscribe(connection, CHANGES)
        assert await ending(connection) == "unavailable"
        _, told = await stream.event()
        assert told["errors"][0]["extensions"]["code"] == "unavailable"


async def test_what_tells_how_things_are_goes_on_after_the_database_was_lost(served: Site) -> None:
    session = (await make_published("session", "Gesprek", capacity=10)).uid
    async with served.begun() as connection:
        await subscribe(connection, f'subscription {{ seats(session: "{session}") }}')
        assert await data(connection) == {"seats": 10}
        served.feed._listener.connection.terminate()
        await until(lambda: not served.feed.live)
        await change("session", session, capacity=12)
        async with writing():
            for locale in ("nl", "en"):
                await publishing.publish(installed()["session"], session, locale, actor=ACTOR)
        await until(lambda: served.feed.live)
        assert await data(connection) == {"seats": 12}
