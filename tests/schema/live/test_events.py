"""Server-sent events: the protocol's distinct connections, through the cache that stands in front."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from cms.database.engine import execute, writing
from cms.reading import previews
from cms.schema.live import events
from tests.builders import change, make, make_published
from tests.people import someone
from tests.schema.live.serving import CHANGES, Site, hear, site, subscribe, subscribed, until

WATCH = (
    'subscription { preview(path: "/nl/proef-nl") { ... on ContentRoute { content { summary } } } }'
)


@pytest.fixture
async def served(database: None) -> AsyncIterator[Site]:
    async with site() as made:
        yield made


async def test_changes_are_told_to_several_at_once(served: Site) -> None:
    async with served.told(CHANGES) as one, served.told(CHANGES) as two:
        await subscribed(served, 2)
        assert one.answer.status_code == 200
        assert one.answer.headers["content-type"].startswith("text/event-stream")
        assert one.answer.headers["cache-control"] == "no-store"
        assert "content-encoding" not in one.answer.headers
        await make_published("page", "Een")
        kind, told = await one.event()
        assert kind == "next"
        assert told["data"]["contentChanged"]["kind"] == "PUBLISHED"
        assert await two.event() == (kind, told)
    await until(lambda: not served.graphql.streams.listeners)


async def test_a_get_and_a_query_are_answered_too(served: Site) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        headers = {"accept": "text/event-stream"}
        answer = await client.get(
            served.url, params={"query": "{ site { locales } }"}, headers=headers
        )
    assert answer.status_code == 200
    assert answer.text.replace(":\n\n", "").startswith('event: next\ndata: {"data":{"site":')
    assert answer.text.endswith("event: complete\ndata:\n\n")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("subscription {", "graphql_parse_failed"),
        ("subscription { nothing }", "unknown_field"),
        (WATCH, "preview_needed"),
        ("", "bad_request"),
    ],
)
async def test_what_is_wrong_is_told_by_events(served: Site, query: str, code: str) -> None:
    async with served.told(query) as stream:
        kind, told = await stream.event()
        assert (kind, told["errors"][0]["extensions"]["code"]) == ("next", code)
        assert await stream.event() == ("complete", None)


async def test_a_token_that_is_wrong_is_told_and_not_cached(served: Site) -> None:
    async with served.told(CHANGES, authorization="Bearer x") as stream:
        assert stream.answer.headers["cache-control"] == "private, no-store"
        _, told = await stream.event()
        assert told["errors"][0]["extensions"]["code"] == "bad_token"


async def test_who_wants_json_is_told_how_to_subscribe(served: Site) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(served.url, json={"query": CHANGES})
    assert answer.json()["errors"][0]["extensions"]["code"] == "unsupported_operation"


async def test_a_quiet_stream_stays_alive(served: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "ALIVE_SECONDS", 0.05)
    async with served.told(CHANGES) as stream:
        found = [await anext(stream.lines) for _ in range(6)]
    assert found == [":", ""] * 3


async def test_the_server_says_that_it_goes(served: Site) -> None:
    async with served.told(CHANGES) as stream:
        await subscribed(served)
        stopping = asyncio.create_task(served.graphql.streams.stop())
        _, told = await stream.event()
        assert told["errors"][0]["extensions"]["code"] == "stopping"
        assert (await stream.event())[0] == "complete"
        await stopping


async def preview_token() -> str:
    rik = await someone("rik", "reader")
    async with writing():
        return (await previews.make(rik))[0]


async def test_a_preview_follows_what_is_saved_in_any_process(served: Site) -> None:
    page = (await make("page", "Proef", summary_nl="Goed", summary_en="Good")).uid
    token = await preview_token()
    async with site() as other, other.told(WATCH, **{"cms-preview": token}) as stream:

        async def summary() -> str:
            _, told = await stream.event()
            return str(told["data"]["preview"]["content"]["summary"])

        assert await summary() == "Goed"
        await change("page", page, summary_nl="Beter")
        assert await summary() == "Beter"
        await make("page", "Elders")
        await change("page", page, summary_nl="Best")
        assert await summary() == "Best"  # and nothing of what is not selected
        await execute("UPDATE preview SET revoked_at = now()")
        await change("page", page, summary_nl="Geheim")
        _, told = await stream.event()
        assert told["errors"][0]["extensions"]["code"] == "preview_revoked"
        assert (await stream.event())[0] == "complete"


async def test_a_preview_by_websocket(served: Site) -> None:
    page = (await make("page", "Proef", summary_nl="Goed", summary_en="Good")).uid
    async with served.begun(**{"Cms-Preview": await preview_token()}) as connection:
        await subscribe(connection, WATCH)
        assert (await hear(connection))["payload"]["data"]["preview"]["content"][
            "summary"
        ] == "Goed"
        await change("page", page, summary_nl="Beter")
        assert (await hear(connection))["payload"]["data"]["preview"]["content"][
            "summary"
        ] == "Beter"
