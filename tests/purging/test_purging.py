"""A cache in front is told what to forget: after the change, in its own words, and once more later."""

from dataclasses import replace
from typing import Any

import pytest

from cms.content.discovery import installed
from cms.database.engine import execute, fetch, rehearsing, writing
from cms.publishing.publishing import publish
from cms.purging.template import calls
from cms.settings import BadSetting, Settings, read_settings
from cms.tasks import tasks
from tests.builders import ACTOR, change, make_published
from tests.jobs.working import all_due, worked_off
from tests.receivers import BROKEN, OK, Receiver, receiving

FASTLY = Settings(
    purge_url="https://api.fastly.com/service/x/purge",
    purge_headers=(("Fastly-Key", "geheim"), ("Surrogate-Key", "{tags}")),
    purge_batch=2,
)


def told_by(receiver: Receiver) -> set[str]:
    return {tag for one in receiver.received for tag in one.headers["surrogate-key"].split()}


def at(receiver: Receiver) -> Settings:
    return replace(FASTLY, purge_url=receiver.url, purge_batch=100)


async def publish_again(uid: str, title: str) -> None:
    await change("page", uid, title_nl=title)
    async with writing():
        await publish(installed()["page"], uid, "nl", actor=ACTOR)


async def work_off(settings: Settings) -> None:
    await worked_off(*tasks(settings))


@pytest.mark.usefixtures("database")
async def test_what_changed_is_forgotten_and_once_more_a_little_later() -> None:
    async with receiving() as receiver:
        settings = at(receiver)
        uid = (await make_published("page", locales=("nl",))).uid
        await work_off(settings)
        receiver.received.clear()
        await publish_again(uid, "Anders")
        await work_off(settings)
        first, number = told_by(receiver), len(receiver.received)
        receiver.received.clear()
        await work_off(settings)
        assert not receiver.received
        await execute("UPDATE purge SET due_at = now()")
        await all_due()
        await work_off(settings)
        again = told_by(receiver)
    assert {f"{uid}.nl", "page.nl.title", "page.nl.*", "entries.nl", "site"} <= first
    assert number == 1
    assert again >= first
    assert not await fetch("SELECT FROM purge")


@pytest.mark.usefixtures("database")
async def test_when_it_is_told_the_new_is_there() -> None:
    titles: list[Any] = []

    async def look(_: object) -> bytes:
        rows = await fetch("SELECT title FROM publication WHERE uid = $1 AND valid @> now()", uid)
        titles.append([row["title"] for row in rows])
        return OK

    async with receiving(look) as receiver:
        uid = (await make_published("page", locales=("nl",))).uid
        await publish_again(uid, "Nieuw")
        async with rehearsing():
            await publish_again(uid, "Nooit")
        await work_off(at(receiver))
    assert titles == [["Nieuw"]]


@pytest.mark.slow
@pytest.mark.usefixtures("database")
async def test_a_cache_that_is_away_is_told_all_of_it_when_it_is_back() -> None:
    up = False
    async with receiving(lambda _one: OK if up else BROKEN) as receiver:
        settings = at(receiver)
        one = (await make_published("page", "Een", locales=("nl",))).uid
        await work_off(settings)
        two = (await make_published("page", "Twee", locales=("nl",))).uid
        await work_off(settings)
        assert await fetch("SELECT FROM purge")
        up = True
        receiver.received.clear()
        await all_due()
        await work_off(settings)
    assert {f"{one}.nl", f"{two}.nl"} <= told_by(receiver)


@pytest.mark.usefixtures("database")
async def test_without_a_cache_nothing_is_kept() -> None:
    await make_published("page")
    await work_off(Settings())
    assert not await fetch("SELECT FROM purge")


@pytest.mark.usefixtures("database")
async def test_a_cache_that_knows_addresses_is_told_addresses() -> None:
    async with receiving() as receiver:
        url = receiver.url.replace("/hook", "{path}")
        settings = Settings(purge_url=url, purge_method="PURGE")
        await make_published("page", "Café", slug_nl="kafe", locales=("nl",))
        await work_off(settings)
    assert {(one.method, one.path) for one in receiver.received} >= {("PURGE", "/nl/kafe")}


def test_requests_are_as_the_makers_document_them() -> None:
    fastly = list(calls(FASTLY, ["a.nl", "b.nl", "c.nl"], []))
    assert [one.headers["Surrogate-Key"] for one in fastly] == ["a.nl b.nl", "c.nl"]
    ban = Settings(
        purge_url="http://varnish:6081/",
        purge_method="BAN",
        purge_headers=(("ban-keys", "{tags_regex}"),),
        purge_body='{"tags": {tags_json}}',
    )
    [one] = calls(ban, ["page.nl.*", "at./nl"], [])
    assert one.method == "BAN"
    assert one.headers["ban-keys"] == r"(^|\s)(page\.nl\.\*|at\./nl)(\s|$)"
    assert one.body == b'{"tags": ["page.nl.*", "at./nl"]}'
    query = Settings(purge_url="https://cache.example.org/?keys={tags_comma}")
    assert [one.url for one in calls(query, ["a.nl", "b*"], [])] == [
        "https://cache.example.org/?keys=a.nl%2Cb%2A"
    ]


def test_what_cannot_be_a_setting_is_refused_without_being_shown() -> None:
    for name, value in {
        "CMS_PURGE_URL": "https://{tags}.example.org/",
        "CMS_PURGE_HEADERS": "hunter2",
        "CMS_PURGE_METHOD": "TRACE",
        "CMS_OUTGOING_ALLOW": "http://x",
    }.items():
        with pytest.raises(BadSetting) as refused:
            read_settings({name: value})
        assert "hunter2" not in str(refused.value)
    assert "geheim" not in repr(FASTLY)
