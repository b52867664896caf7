"""What subscribers are told: each change of what is public, by any process, and nothing hidden."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from cms.access.actors import load_actor
from cms.content.discovery import installed
from cms.database.engine import execute, writing
from cms.publishing import publishing
from cms.publishing.plans import moment
from cms.publishing.tree import moving
from cms.schema.live import broadcasts
from tests.builders import ACTOR, change, make, make_published, remove
from tests.schema.live.serving import (
    CHANGES,
    Site,
    hear,
    nothing,
    site,
    subscribe,
    subscribed,
    token_of,
)


@pytest.fixture
async def served(database: None) -> AsyncIterator[Site]:
    async with site() as made:
        yield made


async def publish(type_name: str, uid: str, locale: str = "nl") -> None:
    async with writing():
        await publishing.publish(installed()[type_name], uid, locale, actor=ACTOR)


async def retract(type_name: str, uid: str, locale: str = "nl") -> None:
    async with writing():
        await publishing.retract(installed()[type_name], uid, locale, actor=ACTOR)


def asking(arguments: str) -> str:
    return f"subscription {{ contentChanged({arguments}) {{ kind uid type locale path }} }}"


async def test_each_kind_of_change_is_told(served: Site) -> None:
    page = (await make_published("page", "Aan")).uid
    other = (await make_published("page", "Ander")).uid
    async with served.begun() as connection:
        await subscribe(connection, CHANGES.replace("contentChanged", "contentChanged(locale: NL)"))
        await subscribed(served)

        async def told() -> tuple[str, str, str | None]:
            found = (await hear(connection))["payload"]["data"]["contentChanged"]
            return found["kind"], found["uid"], (found["content"] or {}).get("title")

        await change("page", page, title_nl="Anders")
        assert await nothing(connection)
        await publish("page", page)
        assert await told() == ("CHANGED", page, "Anders")
        async with writing():
            await moving.move(page, other, actor=ACTOR)
        assert await told() == ("MOVED", page, "Anders")
        await retract("page", page)
        assert await told() == ("WITHDRAWN", page, None)
        await publish("page", page)
        assert await told() == ("PUBLISHED", page, "Anders")
        await remove(page)
        assert await told() == ("WITHDRAWN", page, None)
        assert await nothing(connection)


async def test_another_process_tells_what_this_one_did(served: Site) -> None:
    async with site() as other, other.begun() as there, served.begun() as here:
        await subscribe(here, CHANGES)
        await subscribe(there, CHANGES)
        await subscribed(served)
        await subscribed(other)
        uid = (await make_published("page", "Hier")).uid
        for connection in (here, there):
            found = {
                (await hear(connection))["payload"]["data"]["contentChanged"]["uid"] for _ in "1234"
            }
            assert uid in found


async def test_only_what_was_asked_for_is_told(served: Site) -> None:
    branch = (await make_published("page", "Tak")).uid
    async with served.begun() as connection:
        asked = {
            "type": "types: [BOOK]", "path": 'under: "/en/tak-en"', "uid": f'under: "{branch}"',
            "locale": "locale: EN, types: [PAGE]",
        }  # fmt: skip
        for name, arguments in asked.items():
            await subscribe(connection, asking(arguments), name)
        await subscribed(served, 4)
        page = (await make_published("page", "Blad", parent=branch)).uid
        heard: dict[str, list[tuple[str, str]]] = {name: [] for name in asked}
        while not all(heard[name] for name in ("path", "uid", "locale")) or len(heard["uid"]) < 2:
            found = await hear(connection)
            told = found["payload"]["data"]["contentChanged"]
            heard[found["id"]].append((told["uid"], told["locale"]))
        assert await nothing(connection)
    assert heard == {
        "type": [], "path": [(page, "EN")], "uid": [(page, "NL"), (page, "EN")],
        "locale": [(page, "EN")],
    }  # fmt: skip


async def test_a_branch_that_is_withdrawn_is_told_below_too(served: Site) -> None:
    branch = (await make_published("page", "Tak")).uid
    page = (await make_published("page", "Blad", parent=branch)).uid
    async with served.begun() as connection:
        await subscribe(connection, asking(f'under: "{branch}", locale: NL'))
        await subscribed(served)
        await remove(branch)
        found = (await hear(connection))["payload"]["data"]["contentChanged"]
        assert (found["kind"], found["uid"], found["path"]) == (
            "WITHDRAWN",
            page,
            "/nl/tak-nl/blad-nl",
        )
        assert await nothing(connection)


async def test_nothing_hidden_is_told(served: Site) -> None:
    await make_published("page", "Openbaar")
    hidden = (await make("page", "Verborgen")).uid
    async with served.begun() as connection:
        await subscribe(connection, CHANGES, "all")
        await subscribe(connection, asking(f'under: "{hidden}"'), "under")
        await subscribed(served, 2)
        await change("page", hidden, title_nl="Nog verborgen")
        child = (await make("page", "Kind", parent=hidden)).uid
        async with writing():
            await publishing.publish(
                installed()["page"],
                hidden,
                "nl",
                actor=ACTOR,
                at=await moment() + timedelta(hours=1),
            )
        await remove(child)
        assert await nothing(connection)


async def test_what_is_asked_alike_is_executed_once(served: Site) -> None:
    async with served.begun() as one, served.begun() as two:
        await subscribe(one, CHANGES)
        await subscribe(two, CHANGES)
        await subscribed(served, 2)
        assert len(served.graphql.streams.broadcasts.running) == 1
        await make_published("page", "Een")
        assert (await hear(one))["payload"] == (await hear(two))["payload"]


async def test_a_revoked_token_ends_its_stream(served: Site) -> None:
    token = await token_of("eva", "reader")
    async with served.begun(Authorization=f"Bearer {token}") as connection:
        await subscribe(connection, CHANGES)
        await subscribed(served)
        await make_published("page", "Een")
        assert (await hear(connection))["type"] == "next"
        await execute("UPDATE api_token SET revoked_at = now()")
        await make_published("page", "Twee")
        found = await hear(connection)
        while found["type"] == "next":
            found = await hear(connection)
        assert found["type"] == "error"
        assert found["payload"][0]["extensions"]["code"] == "token_revoked"
    assert (await load_actor("eva")).name == "eva"


async def test_what_may_have_been_missed_is_said(served: Site) -> None:
    async with served.begun() as connection:
        await subscribe(connection, CHANGES)
        await subscribed(served)
        served.feed._listener.connection.terminate()
        found = await hear(connection)
        assert found["payload"][0]["extensions"]["code"] == "changes_missed"


async def test_who_does_not_read_is_told_no_more(
    served: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broadcasts, "MOST_WAITING", 3)
    async with served.begun() as connection:
        await subscribe(connection, CHANGES)
        await subscribed(served)
        [listener] = served.graphql.streams.listeners
        for _ in range(5):
            listener.hear(broadcasts.Event(b"{}"))
        assert await asyncio.wait_for(hear(connection), 5)
        found = await hear(connection) if listener in served.graphql.streams.listeners else None
        assert found is None or found["payload"][0]["extensions"]["code"] == "too_slow"


async def test_a_client_pays_for_each_event(served: Site) -> None:
    async with served.begun() as connection:
        await subscribe(connection, CHANGES)
        await subscribed(served)
        budgets = served.graphql.answering.budgets
        budgets.buckets.add("127.0.0.1", budgets.most + 1_000_000)
        await make_published("page", "Een")
        found = await hear(connection)
        assert found["payload"][0]["extensions"]["code"] == "over_budget"


async def test_seats_are_told_at_once_and_when_they_change(served: Site) -> None:
    session = (await make_published("session", "Gesprek", capacity=10)).uid
    async with served.begun() as connection:
        await subscribe(connection, f'subscription {{ seats(session: "{session}") }}')
        assert (await hear(connection))["payload"]["data"] == {"seats": 10}
        await publish("session", session)
        assert await nothing(connection)
        await change("session", session, capacity=12)
        assert await nothing(connection)
        for locale in ("nl", "en"):
            await publish("session", session, locale)
        assert (await hear(connection))["payload"]["data"] == {"seats": 12}
        await remove(session)
        assert (await hear(connection))["payload"][0]["extensions"]["code"] == "not_found"
