"""The pages for the audit log and for who may do what."""

import json
import re

import httpx
import pytest

from cms.access import audit
from cms.access.explaining import explain_access
from cms.access.permissions import Denied
from cms.access.roles import Permission
from cms.database.engine import fetch
from cms.errors import NotFound
from tests.admin.conftest import log_in
from tests.admin.test_people import send
from tests.builders import make
from tests.people import give, make_user, someone


@pytest.fixture
async def administrator(stranger: httpx.AsyncClient) -> httpx.AsyncClient:
    await log_in(stranger, await make_user("ada", superuser=True))
    stranger.cookies.set("cms_lang", "en")
    return stranger


async def test_acts_are_listed_in_words_and_narrowed_down(
    administrator: httpx.AsyncClient,
) -> None:
    page = await make("page", "Blad")
    await audit.note("eva", "role.give", "piet", role="translator:en")
    await audit.note("rik", "publish", page.uid)
    await audit.note("rik", "something.new", "x")

    everything = await administrator.get("audit/")
    narrowed = await administrator.get("audit/?actor=eva&since=2026-01-01")
    nothing = await administrator.get("audit/?until=2001-01-01")

    assert "gave a role" in everything.text
    assert "Translator (English)" in everything.text
    assert "Blad" in everything.text
    assert "something.new" in everything.text
    assert "piet" in narrowed.text
    assert "Blad" not in narrowed.text
    assert "Nothing was kept" in nothing.text


async def test_details_are_in_the_readers_language(administrator: httpx.AsyncClient) -> None:
    administrator.cookies.set("cms_lang", "nl")
    details = {"locale": "en", "until": "2026-12-01T08:00:00+00:00", "entries": 0, "path": "/x"}
    await audit.note("rik", "rename", "x", **details)
    await audit.note("rik", "token.create", "rik", scopes=["edit"], until="once")

    shown = (await administrator.get("audit/")).text

    assert "hernoemde in adressen" in shown
    assert "adres: /x · tot: 1 december 2026, 9.00 uur · taal: Engels" in shown
    assert "tot: once · rechten: bewerken" in shown


async def test_it_is_paged(administrator: httpx.AsyncClient) -> None:
    for number in range(60):
        await audit.note("eva", "publish", f"entry{number}.")

    first = await administrator.get("audit/?actor=eva")
    found = re.search(r'href="/admin/(audit/\?[^"]*)" rel="next"', first.text)
    assert found
    second = await administrator.get(found[1].replace("&amp;", "&"))

    listed = [set(re.findall(r"entry\d+\.", one.text)) for one in (first, second)]
    assert [len(one) for one in listed] == [50, 10]
    assert not listed[0] & listed[1]


@pytest.mark.parametrize(
    "query", ["since=soon", "until=0001-01-01", "since=9999-12-31", "before=x&actor=%00", "before=-1",
              "before=99999999999999999999", "act=%27"],
)  # fmt: skip
async def test_strange_questions_are_the_askers_fault(
    administrator: httpx.AsyncClient, query: str
) -> None:
    assert (await administrator.get(f"audit/?{query}")).status_code in (200, 422)


async def test_it_is_exported(administrator: httpx.AsyncClient) -> None:
    await audit.note("=eva", "publish", "x")
    await audit.note("rik", "publish", "y")

    table = await send(administrator, "audit/export.csv?actor=%3Deva")
    lines = await send(administrator, "audit/export.jsonl")
    other = await send(administrator, "audit/export.exe")
    by_link = await administrator.get("audit/export.csv")

    assert table.headers["content-disposition"] == 'attachment; filename="audit.csv"'
    assert "'=eva" in table.text
    assert "rik" not in table.text
    assert {json.loads(line)["actor"] for line in lines.text.splitlines()} == {"=eva", "rik", "ada"}
    assert (other.status_code, by_link.status_code) == (404, 405)


@pytest.mark.parametrize("role", ["reader", "editor", "reviewer"])
async def test_only_administrators_read_it(stranger: httpx.AsyncClient, role: str) -> None:
    await log_in(stranger, await make_user("eva", role))

    answers = [await stranger.get("audit/"), await send(stranger, "audit/export.csv")]

    assert {one.status_code for one in answers} == {403}
    assert await fetch("SELECT FROM audit WHERE act = 'audit.export'") == []


async def test_failed_logins_are_noted(administrator: httpx.AsyncClient) -> None:
    for name in ("ada", "nobody"):
        await administrator.post("public/login/", json={"username": name, "password": "wrong"})

    page = await administrator.get("audit/?act=login.failed")

    assert page.text.count("could not log in") == 3  # two acts, one choice
    assert "nobody" not in page.text
    assert "192.0.2.1" in page.text


async def test_why_somebody_may_or_not(administrator: httpx.AsyncClient) -> None:
    branch = await make("page", "Tak")
    leaf = await make("page", "Blad", parent=branch.uid)
    eva = await make_user("eva", "translator:en")
    await give("reviewer", user_id=eva, uid=branch.uid)

    found = await administrator.get("access/?user=eva&entry=Blad")
    dutch = await administrator.get(f"access/?user=eva&entry={leaf.uid}&language=nl")
    several = await administrator.get("access/?user=eva&entry=a")
    site = await administrator.get("access/?user=eva")

    assert "Role Reviewer" in found.text
    assert "given on “Tak" in found.text
    assert f'sharing/{branch.uid}/">' in found.text
    assert "No role gives this permission here" in found.text
    assert "in its own language only" in dutch.text
    assert "Which one?" in several.text
    assert "Role Translator" in site.text
    assert (await administrator.get("access/?user=%00&entry=%00a&language=x")).status_code == 200
    unknown = await administrator.get("access/?user=nobody")
    assert (unknown.status_code, (await administrator.get("access/?entry=zz")).status_code) == (
        404,
        200,
    )


async def test_whom_one_may_ask_about(stranger: httpx.AsyncClient) -> None:
    page = await make("page", "Blad")
    await make_user("anna", "reader")
    await log_in(stranger, await make_user("eva", "contributor"))

    own = await stranger.get(f"access/?user=eva&entry={page.uid}")
    others = await stranger.get(f"access/?user=anna&entry={page.uid}")
    site = await stranger.get("access/?user=anna")

    assert (own.status_code, others.status_code, site.status_code) == (200, 403, 403)
    assert "anna" not in own.text


async def test_the_answer_for_programs(database: None) -> None:
    page = await make("page", "Blad")
    sharer, reader = await someone("eva", "editor"), await someone("anna", "reader")
    outsider = await someone("mo")
    await make_user("slaapt", "editor", active=False)

    allowed = await explain_access(sharer, page.uid, "anna", Permission.VIEW)
    refused = await explain_access(sharer, page.uid, "anna", Permission.PUBLISH)
    asleep = await explain_access(sharer, page.uid, "slaapt", Permission.VIEW)

    assert (allowed.allowed, refused.allowed, asleep.allowed) == (True, False, False)
    assert "log in" in asleep.reason.text
    with pytest.raises(Denied):
        await explain_access(reader, page.uid, "eva", Permission.VIEW)
    with pytest.raises(NotFound):
        await explain_access(outsider, page.uid, "eva", Permission.VIEW)
    with pytest.raises(NotFound):
        await explain_access(sharer, page.uid, "nobody", Permission.VIEW)
