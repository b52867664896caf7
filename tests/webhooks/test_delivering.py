"""Whoever is told misses nothing, hears of each entry in order, and can tell that it is us."""

import asyncio
import hashlib
import hmac
import random
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cms.content.discovery import installed
from cms.database.engine import execute, fetch, writing
from cms.http.targets import Allowed
from cms.publishing.publishing import publish, retract
from cms.webhooks.matching import match
from cms.webhooks.means import Means
from cms.webhooks.sending import send_due
from tests.builders import ACTOR, change, make_published
from tests.receivers import BROKEN, OK, Received, receiving
from tests.webhooks.means import MEANS, add, told, waiting

pytestmark = pytest.mark.usefixtures("database")


async def matched() -> list[int]:
    """Make deliveries of all that is in the outbox; its ids."""
    rows = await fetch("SELECT id FROM outbox WHERE kind <> 'told' ORDER BY id")
    for row in rows:
        await match(row["id"])
    return [row["id"] for row in rows]


async def deliver(webhook: int, means: Means = MEANS) -> None:
    """Deliver until nothing waits."""
    async with asyncio.timeout(60):
        at = await send_due(webhook, means)
        while at:
            await asyncio.sleep(max(0.0, (at - datetime.now(UTC)).total_seconds()))
            at = await send_due(webhook, means)


async def once_again(uid: str, number: int) -> None:
    await change("page", uid, title_nl=f"Nummer {number}")
    async with writing():
        await publish(installed()["page"], uid, "nl", actor=ACTOR)


@pytest.mark.parametrize(
    ("entries", "times"), [(6, 6), pytest.param(15, 25, marks=pytest.mark.slow)]
)
async def test_a_receiver_that_fails_half_the_time_misses_nothing_and_hears_in_order(
    entries: int, times: int
) -> None:
    chance = random.Random(7)
    failed: list[Received] = []

    def half(received: Received) -> bytes:
        if chance.random() < 0.5:
            failed.append(received)
            return BROKEN
        return OK

    pages = [
        (await make_published("page", f"Blad {number}", locales=("nl",))).uid
        for number in range(entries)
    ]
    async with receiving(half) as receiver:
        webhook, _ = await add(receiver.url, types=["page"], locales=["nl"])
        for number in range(times):
            for uid in pages:
                await once_again(uid, number)
        await matched()
        await deliver(webhook)

    took = [one for one in receiver.received if one not in failed]
    heard: dict[str, list[str]] = defaultdict(list)
    for one in took:
        said = told(one)
        heard[said["uid"]].append(said["data"]["entry"]["title"])
    assert heard == {uid: [f"Nummer {number}" for number in range(times)] for uid in pages}
    assert len(failed) > entries * times / 4
    assert len({one.headers["klankbord-delivery"] for one in receiver.received}) == entries * times
    bodies: dict[str, set[bytes]] = defaultdict(set)
    for one in receiver.received:
        bodies[one.headers["klankbord-delivery"]].add(one.body)
    assert {len(same) for same in bodies.values()} == {1}


async def test_a_long_line_is_delivered_once_each_and_in_order() -> None:
    async with receiving() as receiver:
        webhook, _ = await add(receiver.url)
        await execute(
            "INSERT INTO webhook_delivery"
            " (webhook, change, event, uid, locale, content_type, at, body)"
            " SELECT $1, n, 'published', 'blad' || n % 20, 'nl', 'page', now(), n::text"
            " FROM generate_series(1, 60) n",
            webhook,
        )
        await deliver(webhook)

    heard = [int(one.body) for one in receiver.received]
    assert sorted(heard) == list(range(1, 61))
    for entry in range(20):
        assert [n for n in heard if n % 20 == entry] == [n for n in range(1, 61) if n % 20 == entry]


async def test_the_signature_is_over_the_time_and_the_body() -> None:
    async with receiving() as receiver:
        webhook, secret = await add(receiver.url)
        await make_published("page", locales=("nl",))
        await matched()
        await deliver(webhook)

    one = receiver.received[-1]
    parts = dict(part.split("=") for part in one.headers["klankbord-signature"].split(","))
    signed = parts["t"].encode() + b"." + one.body
    assert parts["v1"] == hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    assert told(one)["id"] == one.headers["klankbord-delivery"]
    assert told(one)["event"] == one.headers["klankbord-event"] == "published"


async def test_the_data_are_what_the_public_read_at_the_moment_of_the_event() -> None:
    async with receiving() as receiver:
        webhook, _ = await add(receiver.url, locales=["nl"])
        uid = (await make_published("page", title_nl="Eerst", locales=("nl",))).uid
        await once_again(uid, 2)
        await change("page", uid, title_nl="Nog een concept")
        async with writing():
            await retract(installed()["page"], uid, "nl", actor=ACTOR)
        await matched()
        await deliver(webhook)

    said = [told(one) for one in receiver.received if told(one)["uid"] == uid]
    titles = [one["data"]["entry"] and one["data"]["entry"]["title"] for one in said]
    assert [one["event"] for one in said] == ["published", "changed", "retracted"]
    assert titles == ["Eerst", "Nummer 2", None]
    assert all(one["path"] == "/nl/voorbeeld-nl" or one["path"] for one in said)


async def test_each_is_told_of_its_types_its_branch_its_languages_and_events() -> None:
    async with receiving() as receiver:
        above = (await make_published("page", "Boven")).uid
        typed = {
            "books": {"types": ["book"]},
            "branch": {"branch": above},
            "english": {"locales": ["en"], "types": ["page"]},
            "retracted": {"events": ["retracted"]},
            "off": {"active": False},
        }
        for name, one in typed.items():
            await add(f"{receiver.url}/{name}", name=name, **one)
        below = (await make_published("page", "Onder", parent=above)).uid
        beside = (await make_published("page", "Naast")).uid
        async with writing():
            await retract(installed()["page"], beside, "nl", actor=ACTOR)
        await matched()
        for webhook in await waiting():
            await deliver(webhook)

    heard = defaultdict(set)
    for one in receiver.received:
        said = told(one)
        heard[one.path.rpartition("/")[2]].add((said["event"], said["uid"], said["locale"]))
    assert heard == {
        "branch": {("published", below, "nl"), ("published", below, "en")},
        "english": {("published", below, "en"), ("published", beside, "en")},
        "retracted": {("retracted", beside, "nl")},
    }


async def test_a_change_makes_one_delivery_however_often_it_is_handed_on() -> None:
    async with receiving() as receiver:
        webhook, _ = await add(receiver.url)
        await make_published("page")
        for _ in range(3):
            await matched()
        await deliver(webhook)
        changes = await matched()
        await deliver(webhook)
    assert len(receiver.received) == len(changes)


async def test_who_gives_up_lets_the_next_one_go() -> None:
    means = replace(MEANS, pace=replace(MEANS.pace, most=3))
    refused = []

    def refuse(received: Received) -> bytes:
        if told(received)["event"] == "published" and told(received)["uid"] == uid:
            refused.append(received)
            return BROKEN
        return OK

    async with receiving(refuse) as receiver:
        webhook, _ = await add(receiver.url, types=["page"], locales=["nl"])
        uid = (await make_published("page", locales=("nl",))).uid
        await once_again(uid, 1)
        await matched()
        await deliver(webhook, means)
    assert len(refused) == 3
    assert told(receiver.received[-1])["event"] == "changed"
    states = await fetch(
        "SELECT state, attempts FROM webhook_delivery WHERE uid = $1 ORDER BY number", uid
    )
    assert [(one["state"], one["attempts"]) for one in states] == [("dead", 3), ("delivered", 1)]


async def test_a_receiver_that_is_away_rests_and_is_told_everything_when_it_is_back() -> None:
    up = False
    async with receiving(lambda _one: OK if up else BROKEN) as receiver:
        webhook, _ = await add(receiver.url, types=["page"], locales=["nl"])
        for number in range(10):
            await make_published("page", f"Blad {number}", locales=("nl",))
        await matched()
        began = await send_due(webhook, MEANS)
        assert began
        tried = len(receiver.received)
        up = True
        await deliver(webhook)
    assert tried < 20
    states = await fetch("SELECT DISTINCT state FROM webhook_delivery")
    assert [one["state"] for one in states] == ["delivered"]


async def test_a_hook_at_an_internal_address_reaches_nothing() -> None:
    async with receiving() as receiver:
        webhook, _ = await add(receiver.url)
        await make_published("page", locales=("nl",))
        await matched()
        for allowed in (Allowed(), Allowed.read(["10.0.0.0/8", "example.org"])):
            means = Means(MEANS.shaping, allowed, MEANS.pace)
            assert await send_due(webhook, means)
        assert not receiver.connected
    reasons = await fetch("SELECT DISTINCT reason, status FROM webhook_attempt")
    assert [(one["reason"], one["status"]) for one in reasons] == [("inside", None)]
