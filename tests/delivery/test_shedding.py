"""More is asked than can be answered: some are turned away at once, and the others are answered."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from time import monotonic
from typing import Any

import asyncpg
import httpx
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from cms.delivery.hot.cache import Cache
from cms.delivery.hot.front import Front
from cms.delivery.public_files import VARIES as FILES_VARY
from cms.delivery.public_files import public_files
from cms.delivery.shedding import HELD_SECONDS, InLine, Shedding, file_refused, graphql_refused
from cms.http import line
from cms.http.addresses import is_file
from cms.http.line import Line
from cms.operation.attending import Attended
from cms.publishing.feed import Feed
from cms.schema.http.endpoint import graphql_app
from cms.schema.http.negotiation import VARIES
from cms.settings import Settings
from cms.translation.interface.catalogues import edition, read_ahead
from tests.builders import make_published
from tests.delivery.hot.serving import until
from tests.schema.live.processes import database_url
from tests.schema.live.serving import token_of

TITLE = "query ($uid: ID!) { entry(uid: $uid, locale: NL) { title } }"
MOST = 2
WAITING = line.BURST * MOST
"""So many may wait in a line that began just now."""
SAME = "x-same-connection"
EVENTS = {"accept": "text/event-stream"}


class Site:
    """The public's side of the application, which works on two questions at once.

    Each request comes on a connection of its own, unless `SAME` names one.
    """

    def __init__(self, app: ASGIApp, uid: str) -> None:
        ports = count(10_000)

        async def connected(scope: Scope, receive: Receive, send: Send) -> None:
            named = [int(value) for name, value in scope["headers"] if name == SAME.encode()]
            client = ("127.0.0.1", named[0] if named else next(ports))
            await app({**scope, "client": client}, receive, send)

        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=connected), base_url="http://testserver"
        )
        self.uid = uid

    async def ask(self, query: str = TITLE, **headers: str) -> httpx.Response:
        sent = {"query": query, "variables": {"uid": self.uid}}
        return await self.client.post("/graphql", json=sent, headers=headers)

    def asking(self, number: int, since: int = 0, **headers: str) -> list[asyncio.Task[Any]]:
        """So many different questions, under way."""
        queries = [TITLE.replace("title", f"t{since + one}: title") for one in range(number)]
        return [asyncio.create_task(self.ask(query, **headers)) for query in queries]


@pytest.fixture
async def site(database: None) -> AsyncIterator[Site]:
    page = await make_published("page", "Huis")
    read_ahead()  # as a process does that has begun
    place, feed = Line(MOST), Feed()
    cache = Cache(feed)
    graphql = graphql_app(Settings(graphql_budget=0), feed, place)
    files = Shedding(InLine(public_files(Settings()), place), place, file_refused)
    inner = Front(files, files, cache, is_file, FILES_VARY, edition, files.turns_away)
    asked = Shedding(graphql, place, graphql_refused)
    covers = "/graphql".__eq__
    front = Front(inner, asked, cache, covers, VARIES, edition, asked.turns_away)
    made = Site(Attended(front), page.uid)
    async with feed.running(), cache.running(), made.client:
        await until(lambda: cache.works)
        yield made


@asynccontextmanager
async def nothing_is_read() -> AsyncIterator[None]:
    """The database keeps all who read publications waiting."""
    connection = await asyncpg.connect(database_url())
    try:
        async with connection.transaction():
            await connection.execute("LOCK publication IN ACCESS EXCLUSIVE MODE")
            yield
    finally:
        await connection.close()


async def overloaded(site: Site, since: int = 0) -> list[asyncio.Task[Any]]:
    """As many as are worked on, and as many as may wait."""
    tasks = site.asking(MOST + WAITING, since)
    await asyncio.sleep(0.1)
    return tasks


async def all_but(number: int, tasks: list[asyncio.Task[Any]]) -> None:
    """Until no more than so many are under way: the others have waited too long."""
    while sum(not task.done() for task in tasks) > number:  # noqa: ASYNC110 - nobody says it
        await asyncio.sleep(0.01)


async def test_who_comes_too_late_is_told_at_once(site: Site) -> None:
    async with nothing_is_read():
        tasks = await overloaded(site)
        since = monotonic()
        late = await site.ask(**{"accept-language": "nl"})
        assert monotonic() - since < 0.1
        assert late.status_code == 503
        assert late.headers["retry-after"] == "2"
        [error] = late.json()["errors"]
        assert error["extensions"]["code"] == "overloaded"
        assert error["message"].startswith("Er wordt")
        file = await site.client.get("/nl/feed.xml", headers={"accept-language": "en"})
        assert (file.status_code, file.headers["retry-after"]) == (503, "2")
        await all_but(MOST, tasks)
    codes = sorted([(await task).status_code for task in tasks])
    assert codes == [200] * MOST + [503] * WAITING
    assert (await site.ask()).status_code == 200


async def test_a_line_that_stands_is_shorter_than_a_burst(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "LONGEST_WAIT", 20.0)
    async with nothing_is_read():
        tasks = site.asking(MOST + 1)
        await asyncio.sleep(1.5 * line.STANDING_SECONDS)
        late = site.asking(WAITING, 100)
        async with asyncio.timeout(line.LONGEST_WAIT / 2):
            await all_but(2 * MOST, [*tasks, *late])
    codes = sorted([(await task).status_code for task in [*tasks, *late]])
    assert codes == [200] * 2 * MOST + [503] * (WAITING - MOST + 1)

    burst = [(await task).status_code for task in site.asking(MOST + WAITING, 300)]
    assert burst == [200] * (MOST + WAITING)


async def test_who_asks_again_too_soon_is_held_until_there_is_room(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "LONGEST_WAIT", 10.0)
    same = {SAME: "1"}
    async with nothing_is_read():
        tasks = await overloaded(site)
        times = []
        for _ in range(2):
            since = monotonic()
            assert (await site.ask(**same)).status_code == 503
            times.append(monotonic() - since)
        assert times[0] < HELD_SECONDS <= times[1]
        again = asyncio.create_task(site.ask(**same))
        await asyncio.sleep(HELD_SECONDS / 5)
    assert (await again).status_code == 200
    assert [(await task).status_code for task in tasks] == [200] * (MOST + WAITING)


async def test_many_who_are_turned_away_are_one_line_of_the_log(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with nothing_is_read():
        tasks = await overloaded(site)
        asked = await asyncio.gather(*site.asking(40, 100))
        assert {one.status_code for one in asked} == {503}
        await all_but(MOST, tasks)
        told = [one.name for one in caplog.records if one.name in ("cms.requests", line.__name__)]
        assert told == [line.__name__]
    await asyncio.gather(*tasks)


async def test_what_is_kept_is_sent_all_the_same(site: Site) -> None:
    for _ in range(3):
        answer = await site.ask()
    async with nothing_is_read():
        tasks = await overloaded(site)
        assert (await site.ask()).content == answer.content
    await asyncio.gather(*tasks)


async def test_who_was_turned_away_may_be_kept_later(site: Site) -> None:
    await site.ask()
    async with nothing_is_read():
        tasks = await overloaded(site)
        assert (await site.ask()).status_code == 503
    await asyncio.gather(*tasks)
    for _ in range(2):
        answer = await site.ask()
    async with nothing_is_read():
        assert (await site.ask()).content == answer.content


async def test_a_header_that_anybody_can_send_opens_nothing(site: Site) -> None:
    async with nothing_is_read():
        tasks = await overloaded(site)
        for headers in (
            {"authorization": "Bearer made-up"},
            {"authorization": "Basic YTpi"},
            {"cms-preview": "made-up"},
            {"cookie": "id=1"},
            {"cms-explain": "cost"},
            {"x-forwarded-for": "127.0.0.1"},
            EVENTS,
        ):
            assert (await site.ask(**headers)).status_code == 503, headers
    await asyncio.gather(*tasks)


async def test_whoever_is_known_stands_in_no_line(site: Site) -> None:
    bearer = {"authorization": f"Bearer {await token_of('eva')}"}
    assert (await site.ask(**bearer)).status_code == 200
    async with nothing_is_read():
        tasks = await overloaded(site)
        known = site.asking(3 * MOST, 100, **bearer)
        await asyncio.sleep(line.LONGEST_WAIT)
    await asyncio.gather(*tasks)
    assert [(await task).status_code for task in known] == [200] * 3 * MOST


async def test_events_stand_in_the_same_line(site: Site) -> None:
    async with nothing_is_read():
        tasks = site.asking(3 * MOST + WAITING, **EVENTS)
        await all_but(MOST, tasks)
    answers = [(await task).text for task in tasks]
    assert sum("overloaded" in one for one in answers) == 2 * MOST + WAITING
