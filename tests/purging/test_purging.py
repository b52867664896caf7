"""A cache in front is told what to forget: after the change, in its own words, and once more later."""

import re
import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cms.content.discovery import installed
from cms.database.engine import execute, fetch, rehearsing, writing
from cms.publishing.publishing import publish
from cms.purging.template import allowed, calls
from cms.settings import BadSetting, Settings, read_settings
from cms.tasks import tasks
from tests.builders import ACTOR, change, make_published
from tests.jobs.working import all_due, worked_off
from tests.receivers import BROKEN, OK, Receiver, receiving

PAGE = (Path(__file__).parents[2] / "docs/how-to/purge-a-cdn.md").read_text("utf-8")
EXAMPLES = dict(re.findall(r"^\*\*(.+?)\*\*[^\n]*\n\n```sh\n(.*?)```", PAGE, re.M | re.S))
"""What the page has one set, by the name of the cache."""
OTHERS = re.search(r"^\*\*Others\*\*.*?\n\n", PAGE, re.M | re.S)
SECRET = "geheim"


def set_as(example: str) -> Settings:
    """The settings that a shell makes of an example, with a key that is nowhere else."""
    lines = shlex.split(example.replace("KEY", SECRET))
    return read_settings(dict(line.split("=", 1) for line in lines))


FASTLY, XKEY, BANS = map(set_as, EXAMPLES.values())


def told_by(receiver: Receiver) -> set[str]:
    return {tag for one in receiver.received for tag in one.headers["surrogate-key"].split()}


def at(receiver: Receiver, settings: Settings = FASTLY) -> Settings:
    return replace(settings, purge_url=receiver.url)


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


@pytest.mark.parametrize(
    ("example", "method", "header"),
    [(FASTLY, "POST", "surrogate-key"), (XKEY, "PURGE", "xkey-purge"), (BANS, "BAN", "ban-keys")],
    ids=list(EXAMPLES),
)
@pytest.mark.usefixtures("database")
async def test_each_cache_of_the_page_is_told_in_its_own_words(
    example: Settings, method: str, header: str
) -> None:
    async with receiving() as receiver:
        uid = (await make_published("page", locales=("nl",))).uid
        await work_off(at(receiver, example))
    assert {one.method for one in receiver.received} == {method}
    told = " ".join(one.headers[header] for one in receiver.received)
    assert re.search(rf"(^|[ (|]){uid}\\?\.nl($|[ )|])", told)


@pytest.mark.usefixtures("database")
async def test_a_cache_that_knows_addresses_is_told_addresses() -> None:
    _, *addressed = others()
    async with receiving() as receiver:
        url = receiver.url.replace("/hook", "{path}")
        settings = set_as("\n".join(addressed).replace("https://cache.example.org{path}", url))
        await make_published("page", "Café", slug_nl="kafe", locales=("nl",))
        await work_off(settings)
    assert {(one.method, one.path) for one in receiver.received} >= {("PURGE", "/nl/kafe")}


def others() -> list[str]:
    """What the page has one set for any other cache: a body, or an address and a method."""
    assert OTHERS
    return re.findall(r"`(CMS_\w+=[^`]+)`", OTHERS[0])


def test_requests_are_as_the_page_says() -> None:
    tags = ["page.nl.*", "at./nl", *(f"{number}.nl" for number in range(255))]
    fastly = [one.headers for one in calls(FASTLY, tags, [])]
    assert fastly == [
        {"Fastly-Key": SECRET, "Surrogate-Key": " ".join(some)} for some in (tags[:256], tags[256:])
    ]
    [one] = calls(XKEY, tags[:100], [])
    assert (one.url, one.method) == ("http://varnish:6081/", "PURGE")
    assert one.headers == {"xkey-purge": " ".join(tags[:100])}
    [one] = calls(BANS, tags[:2], [])
    assert (one.url, one.method) == ("http://varnish:6081/", "BAN")
    assert one.headers == {"ban-keys": r"(^|\s)(page\.nl\.\*|at\./nl)(\s|$)"}
    assert len(list(calls(BANS, tags[:41], []))) == 2

    body, *addressed = others()
    [one] = calls(set_as("CMS_PURGE_URL=https://cache.example.org/ " + body), tags[:2], [])
    assert one.body == b'{"tags": ["page.nl.*", "at./nl"]}'
    by_path = set_as(" ".join(addressed))
    assert allowed(by_path).hosts == {"cache.example.org"}
    [one] = calls(by_path, [], ["/nl/kafé"])
    assert (one.url, one.method) == ("https://cache.example.org/nl/kaf%C3%A9", "PURGE")


def test_a_cache_is_asked_to_read_the_header_that_it_is_sent() -> None:
    for name, settings in zip(EXAMPLES, (FASTLY, XKEY, BANS), strict=True):
        told = re.search(rf"^\*\*{re.escape(name)}\*\*.*$", PAGE, re.M)
        assert told
        read = set(re.findall(r"req\.http\.([\w-]+)", told[0]))
        assert read <= {header for header, _ in settings.purge_headers}
        assert bool(read) == name.startswith("Varnish")


def test_places_in_an_address_are_filled_in_as_it_spells_them() -> None:
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
    assert SECRET not in repr(FASTLY)
