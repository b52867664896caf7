"""Answers that tell what comes next end when it is over."""

import asyncio
from datetime import UTC, datetime, timedelta

from tests.builders import make_home, make_published
from tests.delivery.hot.serving import process

EVENTS = "{ events(locale: NL) { nodes { title } totalCount } }"


async def test_what_comes_next_is_another_when_it_is_over(database: None) -> None:
    await make_home()
    async with process() as one:
        query = "{ events(locale: NL, order: [{nextOccurrence: ASC}]) { nodes { uid next { startsAt } } } }"
        begun, end = (
            datetime.now(UTC) - timedelta(hours=1),
            datetime.now(UTC) + timedelta(seconds=3),
        )
        goes_on = await make_published("event", "Bezig", starts_at=begun, ends_at=end)
        later = await make_published("event", "Morgen", starts_at=end + timedelta(days=1))
        await one.heard()

        before = (await one.warm(query))["events"]["nodes"]
        asked = one.asked
        assert await one.ask(query) == {"events": {"nodes": before}}
        assert one.asked == asked, "it is kept until then"
        fresh = await one.send("GET", params={"query": query})
        assert fresh.headers["cache-control"] in (
            "public, no-cache",
            "public, max-age=1",
            "public, max-age=2",
        )
        others = await one.send("GET", params={"query": EVENTS})
        assert others.headers["cache-control"].startswith("public, max-age=10,")
        await asyncio.sleep((end - datetime.now(UTC)).total_seconds() + 0.2)
        after = (await one.ask(query))["events"]["nodes"]

        assert [node["uid"] for node in before] == [goes_on.uid, later.uid]
        assert [(node["uid"], bool(node["next"])) for node in after] == [
            (later.uid, True),
            (goes_on.uid, False),
        ]
