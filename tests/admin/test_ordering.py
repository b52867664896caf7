"""What stands under an entry, put in order on a page of its own."""

import re

import httpx

from cms.database.engine import fetch, writing
from cms.editing import siblings
from cms.publishing.tree import moving
from tests.admin.conftest import log_in
from tests.builders import ACTOR, make, make_published
from tests.people import make_user


async def three() -> tuple[str, list[str]]:
    above = await make_published("page", "Boven", locales=())
    return above.uid, [
        (await make("page", name, parent=above.uid)).uid for name in ("Aap", "Noot", "Zus")
    ]


async def order(uid: str) -> list[str]:
    return [one.uid for one in await siblings.children(uid)]


async def sent(
    client: httpx.AsyncClient, above: str, wanted: list[str], seen: list[str]
) -> httpx.Response:
    data = {"csrftoken": "token", "order": " ".join(wanted), "seen": " ".join(seen)}
    return await client.post(f"tree/{above}/order/", data=data)


def listed(page: str) -> list[str]:
    return re.findall(r'data-uid="(\w+)"', page)


async def test_an_order_is_saved_at_once_and_undone(editor: httpx.AsyncClient) -> None:
    above, uids = await three()
    page = await editor.get(f"tree/{above}/order/")

    saved = await sent(editor, above, uids[::-1], uids)
    now = await order(above)
    shown = await editor.get(saved.headers["location"].removeprefix("/admin/"))
    [token] = re.findall(r'name="token" value="([^"]+)"', shown.text)
    back = {"csrftoken": "token", "token": token, "back": f"tree/{above}/order/"}
    undone = await editor.post("undo/here/", data=back)

    assert listed(page.text) == uids
    assert saved.headers["location"] == f"/admin/tree/{above}/order/?said=saved"
    assert now == uids[::-1]
    assert undone.headers["location"] == f"/admin/tree/{above}/order/?said=undone"
    assert await order(above) == uids


async def test_an_order_that_changed_meanwhile_is_shown_beside_mine(
    editor: httpx.AsyncClient,
) -> None:
    above, uids = await three()
    first, second, third = uids
    async with writing():
        await moving.reorder(above, [second, first, third], actor=ACTOR)
    new = (await make("page", "Nieuw", parent=above)).uid
    now = await order(above)

    refused = await sent(editor, above, [third, second, first], uids)

    assert refused.status_code == 409
    assert "Zoals het nu is" in refused.text
    assert listed(refused.text) == [third, second, first, new]
    assert await order(above) == now
    [seen] = re.findall(r'name="seen" value="([^"]*)"', refused.text)
    again = await sent(editor, above, listed(refused.text), seen.split())
    assert again.status_code == 303
    assert await order(above) == [third, second, first, new]


async def test_rubbish_is_an_order_that_is_not_theirs(editor: httpx.AsyncClient) -> None:
    above, uids = await three()
    assert (await sent(editor, above, ["\x00", "x"], uids)).status_code == 409
    assert (await sent(editor, above, uids * 2, uids)).status_code == 409
    assert await order(above) == uids


async def test_what_one_may_not_see_is_not_there(stranger: httpx.AsyncClient) -> None:
    above, uids = await three()
    await log_in(stranger, await make_user("iemand"))
    assert (await stranger.get(f"tree/{above}/order/")).status_code == 404
    assert (await sent(stranger, above, uids[::-1], uids)).status_code == 404
    assert (await stranger.get("tree/%00/order/")).status_code in (400, 404)


async def test_the_bar_leads_there(editor: httpx.AsyncClient) -> None:
    above, uids = await three()
    assert (await editor.get(f"entries/{above}/")).json()["orders"] is True
    assert (await editor.get(f"entries/{uids[0]}/")).json()["orders"] is False


async def test_events_are_dated_by_when_they_begin(editor: httpx.AsyncClient) -> None:
    above = (await make_published("page", "Boven", locales=())).uid
    await make("event", "Lezing", parent=above)
    await make("page", "Pagina", parent=above)

    page = (await editor.get(f"tree/{above}/order/")).text

    today = (await fetch("SELECT (now() AT TIME ZONE 'Europe/Amsterdam')::date AS day"))[0]["day"]
    assert set(re.findall(r'data-date="([^"]+)"', page)) == {"2009-12-04", str(today)}
