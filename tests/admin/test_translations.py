"""The translation board: counts by stage, the work behind them, and who sees what."""

import httpx
import pytest
from starlette.applications import Starlette

from tests.admin.conftest import log_in
from tests.builders import make_home, make_published
from tests.people import give, make_user


async def test_what_is_missing_is_counted_and_listed(editor: httpx.AsyncClient) -> None:
    await make_published("event", title_nl="Vertaald", title_en="Translated")
    lacking = await make_published(
        "event", title_nl="Onvertaald", title_en="", locales=("nl",), slug_en="x"
    )

    board = (await editor.get("translations/")).text
    work = (await editor.get("translations/en/nl/event/")).text

    assert "Van Nederlands naar Engels" in board
    assert "translations/en/nl/event/" in board
    assert f"#/event/{lacking.uid}/" in work
    assert "Vertaald<" not in work.replace("Onvertaald<", "")


async def test_only_what_may_be_seen(app: Starlette, stranger: httpx.AsyncClient) -> None:
    await make_home()
    seen = await make_published("event", title_nl="Te zien", title_en="", locales=("nl",))
    await make_published("event", title_nl="Niet te zien", title_en="", locales=("nl",))
    user_id = await make_user("lokaal")
    await give("reader", user_id=user_id, uid=seen.uid)
    await log_in(stranger, user_id)

    work = (await stranger.get("translations/en/nl/event/")).text

    assert "Te zien" in work
    assert "Niet te zien" not in work
    assert "Te doen: 1" in work


@pytest.mark.parametrize("path", ["nl/nl/page/", "en/nl/secret/", "xx/nl/page/"])
async def test_made_up_files(editor: httpx.AsyncClient, path: str) -> None:
    assert (await editor.get(f"translations/{path}")).status_code == 404


async def test_made_up_pages(editor: httpx.AsyncClient) -> None:
    assert (await editor.get("translations/en/nl/page/?from=²")).status_code == 200
    assert (await editor.get("translations/en/nl/page/?from=999999")).status_code == 200
