"""Kept answers: sent again until something concerns them, and never after that."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import monotonic

import pytest

from cms.access.actors import system
from cms.content.discovery import installed
from cms.database.engine import fetch, writing
from cms.editing import saving
from cms.publishing import publishing, tags
from cms.publishing.aliases import aliases
from cms.publishing.plans import moment
from cms.publishing.tree import moving
from cms.reading.surrogates import Reads
from cms.schema.registered import registry
from tests import owner
from tests.builders import ACTOR, make, make_home, make_published
from tests.delivery.hot.serving import API, Process, process, until, until_it_works
from tests.schema.registered.frontend import HOME, registered

EVENT = installed()["event"]
TITLE = "query($uid: ID!) { entry(uid: $uid, locale: NL) { title } }"
EVENTS = "{ events(locale: NL) { nodes { title } totalCount } }"
ROUTE = """query($path: String!) { content(path: $path) {
    __typename ... on ContentRoute { content { title } } ... on Redirect { to } } }"""


@pytest.fixture
async def one(database: None) -> AsyncIterator[Process]:
    await make_home()
    async with process() as made:
        yield made


async def rename(uid: str, title: str, type_name: str = "event") -> None:
    """Publish another title in Dutch."""
    content_type = installed()[type_name]
    rows = await fetch(f"SELECT revision FROM {type_name} WHERE uid = $1", uid)
    async with writing():
        revision = rows[0]["revision"]
        values = {"title_nl": title}
        await saving.save(content_type, uid, values, revision=revision, actor=ACTOR)
        await publishing.publish(content_type, uid, "nl", actor=ACTOR)


async def test_what_was_asked_twice_is_sent_again_until_it_changes(one: Process) -> None:
    event = await make_published("event", "Feest")
    other = await make_published("event", "Ander")
    await one.warm(TITLE, uid=event.uid)
    asked = one.asked
    assert (await one.ask(TITLE, uid=event.uid))["entry"]["title"] == "Feest nl"
    await rename(other.uid, "Iets anders")
    await one.heard()
    assert (await one.ask(TITLE, uid=event.uid))["entry"]["title"] == "Feest nl"
    assert one.asked == asked

    await rename(event.uid, "Groot feest")
    await one.heard()

    assert (await one.ask(TITLE, uid=event.uid))["entry"]["title"] == "Groot feest"


async def test_a_field_that_is_not_shown_drops_nothing(one: Process) -> None:
    event = await make_published("event", "Feest")
    await one.warm(TITLE, uid=event.uid)
    asked = one.asked
    async with writing():
        values = {"summary_nl": "Kom ook"}
        await saving.save(EVENT, event.uid, values, revision=1, actor=ACTOR)
        await publishing.publish(EVENT, event.uid, "nl", actor=ACTOR)
    await one.heard()

    await one.ask(TITLE, uid=event.uid)

    assert one.asked == asked


async def test_what_appears_and_goes_drops_lists_and_addresses(one: Process) -> None:
    page = await make_published("page", "Boven")
    event = await make("event", "Feest", parent=page.uid)
    path = "/nl/boven-nl/feest-nl"
    assert (await one.warm(EVENTS))["events"]["totalCount"] == 0
    assert (await one.warm(ROUTE, path=path))["content"] is None
    assert (await one.warm(TITLE, uid=event.uid))["entry"] is None
    async with writing():
        await publishing.publish(EVENT, event.uid, "nl", actor=ACTOR)
    await one.heard()
    assert (await one.warm(EVENTS))["events"]["totalCount"] == 1
    assert (await one.warm(ROUTE, path=path))["content"]["content"]["title"] == "Feest nl"
    assert (await one.warm(TITLE, uid=event.uid))["entry"]
    async with writing():
        await moving.rename(page.uid, "nl", "elders", actor=ACTOR)
    await one.heard()
    assert (await one.warm(ROUTE, path=path))["content"] == {
        "__typename": "Redirect",
        "to": "/nl/elders/feest-nl",
    }
    async with writing():
        await publishing.retract(EVENT, event.uid, "nl", actor=ACTOR)
    await one.heard()
    assert (await one.ask(EVENTS))["events"]["totalCount"] == 0
    assert (await one.ask(ROUTE, path=path))["content"] == {"__typename": "Gone"}


async def test_aliases_and_what_they_lead_to(one: Process) -> None:
    event = await make_published("event", "Feest")
    actor = system(ACTOR)
    path = "/nl/kort"
    assert (await one.warm(ROUTE, path=path))["content"] is None
    async with writing():
        typed = {"path": path, "target": f"uid:{event.uid}", "locale": "nl", "status": "301"}
        kept = await aliases.save(actor, typed)
    await one.heard()
    assert (await one.warm(ROUTE, path=path))["content"]["to"] == "/nl/feest-nl"
    async with writing():
        await moving.rename(event.uid, "nl", "fuif", actor=ACTOR)
    await one.heard()
    assert (await one.warm(ROUTE, path=path))["content"]["to"] == "/nl/fuif"
    async with writing():
        await aliases.delete(actor, kept.id)
    await one.heard()
    assert (await one.ask(ROUTE, path=path))["content"] is None


async def test_labels_of_tags(one: Process) -> None:
    async with writing():
        await tags.create_tag("koffie", {"label_nl": "Koffie"})
    event = await make_published("event", "Feest", tags=["koffie"])
    query = "query($uid: ID!) { entry(uid: $uid, locale: NL) { tags { label } } }"
    await one.warm(query, uid=event.uid)
    async with writing():
        await tags.save_tag("koffie", {"label_nl": "Espresso"})
    await one.heard()

    assert (await one.ask(query, uid=event.uid))["entry"]["tags"] == [{"label": "Espresso"}]


async def test_a_planned_moment_is_never_late(one: Process) -> None:
    event = await make("event", "Feest")
    await make_published("page", "Iets")
    await one.warm(EVENTS)
    at = await moment() + timedelta(seconds=1.5)
    async with writing():
        await publishing.publish(EVENT, event.uid, "nl", actor=ACTOR, at=at)
    await one.heard()
    assert (await one.warm(EVENTS))["events"]["totalCount"] == 0

    late = []
    while await moment() < at + timedelta(seconds=0.4):
        before = await moment()
        seen = (await one.ask(EVENTS))["events"]["totalCount"]
        late += [before] if before >= at and seen == 0 else []
    assert late == []
    assert (await one.ask(EVENTS))["events"]["totalCount"] == 1


async def test_how_long_an_answer_stays_true(one: Process) -> None:
    event = await make_published("event", "Feest")
    other = await make_published("page", "Anders")
    at = await moment() + timedelta(seconds=60)
    async with writing():
        await publishing.retract(EVENT, event.uid, "nl", actor=ACTOR, at=at)
    await one.heard()
    await until_it_works(one)
    await asyncio.sleep(0.2)
    seconds = {}
    for uid in (event.uid, other.uid):
        await one.warm(TITLE, uid=uid)
    for kept in one.cache.store._answers.values():
        for uid in (event.uid, other.uid):
            if f"{uid}.nl" in kept.keys:
                seconds[uid] = one.cache.fresh_for(Reads(set(kept.keys), kept.fields))

    assert 50 < seconds[event.uid] <= 60
    assert seconds[other.uid] is None


async def test_an_answer_from_before_a_change_is_not_kept_after_it(one: Process) -> None:
    event = await make_published("event", "Feest")
    await one.ask(TITLE, uid=event.uid)
    one.gate = asyncio.Event()
    slow = asyncio.create_task(one.ask(TITLE, uid=event.uid))
    await until(lambda: one.asked == 2)
    await asyncio.sleep(0.3)  # it has been read, and waits to be sent
    await rename(event.uid, "Groot feest")
    await one.heard()
    one.gate.set()
    one.gate = None
    assert (await slow)["entry"]["title"] == "Feest nl"

    assert (await one.ask(TITLE, uid=event.uid))["entry"]["title"] == "Groot feest"


async def test_many_who_ask_the_same_at_once_ask_once(one: Process) -> None:
    event = await make_published("event", "Feest")
    await one.ask(TITLE, uid=event.uid)
    asked = one.asked

    found = await asyncio.gather(*(one.ask(TITLE, uid=event.uid) for _ in range(50)))

    assert [each["entry"]["title"] for each in found] == ["Feest nl"] * 50
    assert one.asked == asked + 1


async def test_who_asks_after_a_change_does_not_wait_for_an_older_answer(one: Process) -> None:
    event = await make_published("event", "Feest")
    await one.ask(TITLE, uid=event.uid)
    gate = one.gate = asyncio.Event()
    slow = asyncio.create_task(one.ask(TITLE, uid=event.uid))
    await until(lambda: one.asked == 2)
    await asyncio.sleep(0.3)
    await rename(event.uid, "Groot feest")
    await one.heard()
    one.gate = None

    assert (await one.ask(TITLE, uid=event.uid))["entry"]["title"] == "Groot feest"

    gate.set()
    await slow


async def test_a_lost_feed_empties_the_cache_until_it_is_back(one: Process) -> None:
    event = await make_published("event", "Feest")
    await one.warm(TITLE, uid=event.uid)
    assert len(one.cache.store) == 1
    await owner.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ILIKE '%pg_notify%'"
        " AND pid <> pg_backend_pid() AND datname = current_database()"
    )
    await until(lambda: not one.cache.works)
    assert len(one.cache.store) == 0
    await rename(event.uid, "Groot feest")
    assert (await one.ask(TITLE, uid=event.uid))["entry"]["title"] == "Groot feest"
    assert len(one.cache.store) == 0

    await until_it_works(one)

    await one.warm(TITLE, uid=event.uid)
    assert len(one.cache.store) == 1


async def test_the_memory_is_bounded(database: None) -> None:
    await make_home()
    event = await make_published("event", "Feest")
    most = 60_000
    async with process(most) as one:
        for number in range(60):
            await one.warm(TITLE + f" # {number}", uid=event.uid)
            assert one.cache.store.bytes <= most
        assert 5 < len(one.cache.store) < 60
        asked = one.asked
        await one.ask(TITLE + " # 59", uid=event.uid)
        assert one.asked == asked
        await one.ask(TITLE + " # 0", uid=event.uid)
        assert one.asked == asked + 1


@pytest.mark.parametrize(
    ("headers", "query"),
    [
        ({"authorization": "Bearer nonsense"}, EVENTS),
        ({"cms-preview": "nonsense"}, EVENTS),
        ({}, "mutation { __typename }"),
        ({}, "{ events(first: -1) { totalCount } }"),
        ({}, "{ me { name } }"),
        ({}, "{ nonsense }"),
    ],
)
async def test_what_is_for_somebody_or_went_wrong_is_never_kept(
    one: Process, headers: dict[str, str], query: str
) -> None:
    for _ in range(3):
        await one.send(json={"query": query}, headers=headers)
    assert one.asked == 3
    assert len(one.cache.store) == 0


async def test_what_can_change_an_answer_is_part_of_its_key(one: Process) -> None:
    await make_published("event", "Feest")
    variants = [
        {},
        {"headers": {"accept": "application/graphql-response+json"}},
        {"headers": {"accept-encoding": "gzip"}},
    ]
    for _ in range(2):
        for each in variants:
            await one.send(json={"query": EVENTS}, **each)
    await one.send("GET", params={"query": EVENTS})
    asked = one.asked
    answers = [await one.send(json={"query": EVENTS}, **each) for each in variants]

    assert one.asked == asked
    assert answers[1].headers["content-type"].startswith("application/graphql-response+json")


async def test_a_publication_is_soon_seen_in_another_process(database: None) -> None:
    await make_home()
    event = await make_published("event", "Feest")
    async with process() as here, process() as there:
        took = []
        for number in range(15):
            for each in (here, there):
                await each.warm(TITLE, uid=event.uid)
            await rename(event.uid, f"Feest {number}")
            since = monotonic()
            while (await there.ask(TITLE, uid=event.uid))["entry"]["title"] != f"Feest {number}":  # noqa: ASYNC110
                await asyncio.sleep(0)
            took.append(monotonic() - since)
        assert median(took) <= 0.1


async def test_the_keys_are_told_to_other_caches(one: Process) -> None:
    event = await make_published("event", "Feest")
    asked = {"query": f'{{ entry(uid: "{event.uid}", locale: NL) {{ title }} }}'}
    for _ in range(3):
        answer = await one.send("GET", params=asked)
        assert answer.headers["surrogate-key"] == f"{event.uid}.nl"
        assert "extensions" not in answer.json()
    with_tags = await one.send("GET", params=asked, headers={"cms-tags": "1"})
    assert with_tags.json()["extensions"]["tags"] == [f"{event.uid}.nl"]
    same = await one.send("GET", params=asked, headers={"if-none-match": answer.headers["etag"]})
    assert same.status_code == 304
    assert "surrogate-key" not in same.headers
    personal = await one.send("GET", params=asked, headers={"cms-preview": "nonsense"})
    assert "surrogate-key" not in personal.headers


async def test_a_document_that_is_retired_is_no_longer_answered(
    one: Process, tmp_path: Path
) -> None:
    (home, other) = await registered(
        tmp_path, home=HOME, other="query Site { site(locale: NL) { url } }"
    )
    with one.feed.heard_by(API.documents.registered.hear):
        for method, part in (("POST", "json"), ("GET", "params")):
            for _ in range(3):
                for document in (home, other):
                    answer = await one.send(method, **{part: {"documentId": document.digest}})
                    assert "data" in answer.json()
            if method == "GET":
                assert f"document.{other.digest}" in answer.headers["surrogate-key"].split()
        kept = len(one.cache.store)
        async with writing():
            await registry.retire(system("test"), "site", [home.digest])
        await one.heard()

        assert len(one.cache.store) == kept - 2
        for method, part in (("POST", "json"), ("GET", "params")):
            answer = await one.send(method, **{part: {"documentId": home.digest}})
            assert answer.status_code == 404
            answer = await one.send(method, **{part: {"documentId": other.digest}})
            assert "data" in answer.json()


async def test_who_has_the_same_bytes_of_something_else_is_told_its_keys(one: Process) -> None:
    """A 304 says no keys: a cache that has an answer has its keys, and purges by them."""
    tags = []
    for _ in range(2):
        event = await make_published("event", "Feest")
        asked = {"query": f'{{ entry(uid: "{event.uid}", locale: NL) {{ title }} }}'}
        tags.append((await one.send("GET", params=asked)).headers["etag"])

    assert tags[0] != tags[1]


async def test_what_is_only_asked_by_clients_that_have_it_is_kept_too(one: Process) -> None:
    event = await make_published("event", "Feest")
    asked = {"query": f'{{ entry(uid: "{event.uid}", locale: NL) {{ title }} }}'}
    etag = (await one.send("GET", params=asked)).headers["etag"]
    for _ in range(3):
        same = await one.send("GET", params=asked, headers={"if-none-match": etag})
        assert same.status_code == 304
        assert same.content == b""
    assert one.asked == 2
    assert (await one.send("GET", params=asked)).json()["data"]["entry"]["title"] == "Feest nl"
    assert one.asked == 2
