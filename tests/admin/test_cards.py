"""What an entry looks like where another refers to it."""

import httpx
from starlette.applications import Starlette

from tests.admin.conftest import a_client, log_in
from tests.builders import make, make_asset, make_published
from tests.people import make_user


async def test_title_summary_states_and_picture(editor: httpx.AsyncClient) -> None:
    picture = await make_asset("foto.jpg")
    page = await make_published("page", "Klok", summary_nl="x" * 300, image=picture)
    book = await make("book", "Boek")
    asked = [("uid", page.uid), ("uid", book.uid), ("uid", "nergens"), ("uid", "'")]

    cards = (await editor.get("cards/", params=asked)).json()

    assert cards.keys() == {page.uid, book.uid}
    card = cards[page.uid]
    assert (card["title"], card["type"], card["table"]) == ("Klok nl", "Pagina", "page")
    assert (len(card["summary"]), card["image"].startswith("/media/")) == (201, True)
    assert [one["key"] for one in card["states"]] == ["published", "published"]
    assert cards[book.uid]["image"] is None


async def test_nothing_of_what_may_not_be_seen(stranger: httpx.AsyncClient, app: Starlette) -> None:
    page = await make("page", "Klok")
    assert (await stranger.get(f"cards/?uid={page.uid}")).status_code == 401

    async with a_client(app) as client:
        await log_in(client, await make_user("nele"))
        assert (await client.get(f"cards/?uid={page.uid}")).json() == {}
