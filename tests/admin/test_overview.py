"""The dashboard and its lists, as a page."""

import re

import httpx
import pytest
from starlette.applications import Starlette

from cms.community.reports import reports
from cms.community.reports.reports import Written
from cms.database.engine import execute, writing
from tests.admin.conftest import log_in
from tests.builders import make, make_published
from tests.community.comments.talk import open_on, say
from tests.people import make_user

WAITING_PROPOSAL = """
INSERT INTO proposal (state, kind, locale, name, organisation, email, event, place_name,
    place_address, place_city, given_name, prefix, family_name, message, consent, confirmed_at)
VALUES ('waiting', 'place', 'nl', 'Hanna', '', 'h@example.org', '', 'Atrium', '', '', '', '', '',
    '', '', now())
"""


async def test_every_list_has_words_in_both_languages(editor: httpx.AsyncClient) -> None:
    await make_published("page", "Over ons", locales=("nl",))

    dutch = (await editor.get("overview/")).text
    editor.cookies.set("cms_lang", "en")
    english = (await editor.get("overview/")).text

    assert "Te beoordelen" in dutch
    assert "Nog niet openbaar in het Engels" in dutch
    assert "Over ons nl" in dutch
    assert "To review" in english
    assert "Nothing waits for a review." in english
    assert "Not public yet in English" in english


async def test_all_of_a_list_a_page_at_a_time(
    editor: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("admin.overview.A_PAGE", 2)
    for name in ("Een", "Twee", "Drie"):
        await make("page", name)

    first = (await editor.get("overview/recent/")).text
    assert 'rel="next"' in first
    address = first.split('rel="next"')[0].rsplit('href="/admin/', 1)[1].split('"')[0]
    second = (await editor.get(address.replace("&amp;", "&"))).text

    assert "Drie nl" in first
    assert "Een nl" in second
    assert 'rel="next"' not in second


async def test_an_editor_who_cannot_review_sees_no_list_to_review(
    app: Starlette, stranger: httpx.AsyncClient
) -> None:
    await log_in(stranger, await make_user("els", "editor"))

    assert "Te beoordelen" not in (await stranger.get("overview/")).text


async def test_what_visitors_sent_is_told_to_who_decides(
    app: Starlette, stranger: httpx.AsyncClient, editor: httpx.AsyncClient
) -> None:
    page, session = await make_published("page", "Praat"), await make_published("session", "Zit")
    async with writing():
        await reports.add(session.uid, Written("nl", "Bo", "Verslag", "Tekst", "", ""))
    await open_on(page.uid)
    for name in ("Een", "Twee"):
        await say(page.uid, name)
    await execute(WAITING_PROPOSAL)

    told = (await editor.get("overview/")).text
    assert "Van bezoekers" in told
    shown = {
        path: int(number)
        for path, number in re.findall(
            r'href="/admin/([a-z-]+/)">[^<]+</a> <span class="count">(\d+)<', told
        )
    }
    assert shown == {"comments/": 2, "reports/": 1, "proposals/": 1}

    await log_in(stranger, await make_user("els", "editor"))
    assert "Van bezoekers" not in (await stranger.get("overview/")).text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("overview/secret/", 404),
        ("overview/recent/?after=yesterday", 400),
        ("overview/recent/?language=xx", 200),
        ("overview/recent/?after=%00", 400),
    ],
)
async def test_made_up_addresses(editor: httpx.AsyncClient, address: str, status: int) -> None:
    assert (await editor.get(address)).status_code == status


async def test_whoever_is_not_logged_in_goes_to_log_in(stranger: httpx.AsyncClient) -> None:
    assert (await stranger.get("overview/")).status_code == 303


async def test_who_has_no_role_is_told_so(stranger: httpx.AsyncClient) -> None:
    await log_in(stranger, await make_user("nieuw"))

    dutch = (await stranger.get("overview/")).text
    stranger.cookies.set("cms_lang", "en")
    english = (await stranger.get("overview/")).text

    assert "Je hebt nog geen rol. Vraag een beheerder." in dutch
    assert "You have no role yet. Ask an administrator." in english
    assert "up to date" not in english
    assert (await stranger.get("entries/")).json()["roleless"] is True
