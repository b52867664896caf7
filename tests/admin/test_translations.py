"""The translation board: counts by stage, filters in the address, and who sees what."""

import re

import httpx
import pytest
from starlette.applications import Starlette

from cms.translation.interface.catalogues import ngettext
from tests.admin.conftest import log_in
from tests.builders import make_home, make_published
from tests.people import give, make_user


def lines(page: str) -> list[str]:
    """The entries to go on with."""
    return re.findall(r"translations/([0-9a-z]+)/en/\?show", page)


async def test_what_is_missing_is_counted_and_listed(editor: httpx.AsyncClient) -> None:
    await make_home()
    await make_published("event", title_nl="Vertaald", title_en="Translated")
    lacking = await make_published(
        "event", title_nl="Onvertaald", title_en="", locales=("nl",), slug_en="x"
    )

    board = (await editor.get("translations/?type=event")).text

    assert "Van Nederlands naar Engels" in board
    assert lines(board) == [lacking.uid]
    assert "1 stuk<" in board


async def test_a_filter_leaves_what_fits(editor: httpx.AsyncClient) -> None:
    await make_home()
    section = await make_published("page", title_nl="Deel", title_en="Part")
    inside = await make_published(
        "event", title_nl="Erin", title_en="", locales=("nl",), parent=section.uid
    )
    outside = await make_published("page", title_nl="Erbuiten", title_en="", locales=("nl",))

    every = lines((await editor.get("translations/")).text)
    branch = lines((await editor.get(f"translations/?branch={section.uid}")).text)
    kind = lines((await editor.get("translations/?type=page")).text)
    stage = lines((await editor.get("translations/?stage=stale")).text)
    language = lines((await editor.get("translations/?language=nl")).text)

    assert {inside.uid, outside.uid} <= set(every)
    assert branch == [inside.uid]
    assert outside.uid in kind
    assert inside.uid not in kind
    assert stage == []
    assert language == []


async def test_only_what_one_may_translate(app: Starlette, stranger: httpx.AsyncClient) -> None:
    await make_home()
    mine = await make_published("event", title_nl="Van mij", title_en="", locales=("nl",))
    await make_published("event", title_nl="Niet van mij", title_en="", locales=("nl",))
    user_id = await make_user("lokaal")
    await give("translator:en", user_id=user_id, uid=mine.uid)
    await log_in(stranger, user_id)

    board = (await stranger.get("translations/")).text

    assert lines(board) == [mine.uid]
    assert "Niet van mij" not in board


async def test_whoever_translates_nothing_sees_how_far_it_is(
    app: Starlette, stranger: httpx.AsyncClient
) -> None:
    await make_home()
    seen = await make_published("event", title_nl="Te zien", title_en="", locales=("nl",))
    await make_published("event", title_nl="Niet te zien", title_en="", locales=("nl",))
    user_id = await make_user("lezer")
    await give("reader", user_id=user_id, uid=seen.uid)
    await log_in(stranger, user_id)

    assert lines((await stranger.get("translations/")).text) == [seen.uid]


@pytest.mark.parametrize(
    "asked", ["from=²", "from=999999", "stage=x&type=x&language=x&branch=%00", "branch=%27--"]
)
async def test_made_up_addresses(editor: httpx.AsyncClient, asked: str) -> None:
    assert (await editor.get(f"translations/?{asked}")).status_code == 200


@pytest.mark.parametrize(("locale", "one"), [("en", "1 word"), ("nl", "1 woord")])
def test_one_word_is_a_word(locale: str, one: str) -> None:
    assert ngettext("{number} word", "{number} words", 1, locale) == one
