"""A server that runs by itself, and a receiver that refuses half of what comes: it hears all the same."""

import asyncio
import random
from collections import defaultdict
from pathlib import Path

import pytest

from cms.content.discovery import installed
from cms.database.engine import fetch, writing
from cms.publishing.publishing import publish
from tests.builders import ACTOR, change, make_published
from tests.receivers import BROKEN, OK, Received, receiving
from tests.schema.live.processes import process
from tests.webhooks.means import add, told

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.usefixtures("database"),
]
PAGES, TIMES = 5, 4
SECONDS = 600
"""Each failure of a delivery doubles the pause before it is tried again, from five seconds."""
_DELIVERED = (
    "SELECT count(*) AS n FROM webhook_delivery WHERE state = 'delivered' AND uid = ANY($1)"
)


def title(of: Received) -> str:
    """What an entry was called when it happened."""
    return str(told(of)["data"]["entry"]["title"])


def refused(one: Received) -> bool:
    """Whether an attempt is of the half that is refused: the same half each time the test runs."""
    return random.Random(f"{title(one)}, {one.headers['klankbord-attempt']}").random() < 0.5


async def happen() -> dict[str, list[tuple[str, str]]]:
    """Some pages are published, and then changed and published again; what happened to each, in order."""
    happened = {}
    for page in range(PAGES):
        saved = await make_published("page", title_nl=f"Lezing {page}, 0", locales=("nl",))
        happened[saved.uid] = [("published", f"Lezing {page}, 0")]
    for number in range(1, TIMES):
        for page, (uid, events) in enumerate(happened.items()):
            await change("page", uid, title_nl=f"Lezing {page}, {number}")
            async with writing():
                await publish(installed()["page"], uid, "nl", actor=ACTOR)
            events.append(("changed", f"Lezing {page}, {number}"))
    return happened


async def settled(uids: list[str]) -> None:
    """Wait until all that happened to these was delivered."""
    async with asyncio.timeout(SECONDS):
        while (await fetch(_DELIVERED, uids))[0]["n"] < PAGES * TIMES:  # noqa: ASYNC110 - nobody says it
            await asyncio.sleep(0.2)


async def test_all_that_happens_is_heard_in_order_though_half_of_it_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CMS_OUTGOING_ALLOW", "127.0.0.1")
    async with (
        receiving(lambda one: BROKEN if refused(one) else OK) as receiver,
        process(tmp_path),
    ):
        await add(receiver.url, types=["page"], locales=["nl"])
        happened = await happen()
        await settled([*happened])

    of_pages = [one for one in receiver.received if told(one)["uid"] in happened]
    heard: dict[str, list[tuple[str, str]]] = defaultdict(list)
    attempts: dict[tuple[str, str], list[Received]] = defaultdict(list)
    for one in of_pages:
        said = told(one)
        attempts[said["uid"], title(one)].append(one)
        if not refused(one):
            heard[said["uid"]].append((said["event"], title(one)))
    assert heard == happened
    assert sum(map(refused, of_pages)) >= len(of_pages) / 3
    for tried in attempts.values():
        assert len({one.headers["klankbord-delivery"] for one in tried}) == 1
        assert len({one.body for one in tried}) == 1
        assert [*map(refused, tried)] == [True] * (len(tried) - 1) + [False]
    assert len({one.headers["klankbord-delivery"] for one in of_pages}) == PAGES * TIMES
