"""The bin in the panel: what is asked before, what comes back, whom it is for."""

import html

import httpx
import pytest

from cms.database.engine import fetch
from cms.publishing.bin.deleting import Deleted
from tests.admin.conftest import log_in
from tests.builders import make, make_home, make_published, remove
from tests.people import give, make_user


@pytest.fixture
async def ada(stranger: httpx.AsyncClient) -> httpx.AsyncClient:
    """A browser of administrator Ada, in English."""
    await log_in(stranger, await make_user("ada", superuser=True))
    stranger.cookies.set("cms_lang", "en")
    return stranger


async def send(client: httpx.AsyncClient, path: str, **fields: object) -> httpx.Response:
    return await client.post(path, data={"csrftoken": "token"} | fields)


async def binned(*uids: str) -> Deleted:
    (done,) = await remove(*uids)
    return done


async def test_the_question_says_what_it_comes_to(ada: httpx.AsyncClient) -> None:
    top = await make_published("page", "Boven")
    await make("page", "Onder", parent=top.uid)
    await make("page", "Wijzer", body_nl=f'<p><a href="uid:{top.uid}">x</a></p>')

    asked = (await ada.post("bin/question/", json={"uids": [top.uid]})).json()
    english = asked["question"]
    ada.cookies.set("cms_lang", "nl")
    dutch = (await ada.post("bin/question/", json={"uids": [top.uid]})).json()["question"]

    assert "2 entries go to the bin" in english
    assert "1 of them is public" in english
    assert "“Wijzer nl”" in english
    assert "30 days" in english
    assert asked["breaks"] is True
    assert "2 items gaan naar de prullenbak" in dutch
    assert await fetch("SELECT FROM binned_branch") == []


async def test_what_was_agreed_on_goes_at_once_or_not_at_all(ada: httpx.AsyncClient) -> None:
    one, other = await make("page", "Een"), await make("page", "Ander")
    await make("page", "Wijzer", body_nl=f'<p><a href="uid:{other.uid}">x</a></p>')
    uids = [one.uid, other.uid]

    refused = await ada.post("bin/delete/", json={"uids": uids})
    assert await fetch("SELECT FROM binned_branch") == []
    done = await ada.post("bin/delete/", json={"uids": uids, "break_links": True})

    assert (refused.status_code, done.status_code) == (409, 200)
    assert len(await fetch("SELECT FROM binned_branch")) == 2


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"uids": 1}', b'{"uids": [1]}', b'{"uids": ["\\u0000"]}', b"\xff"]
)
async def test_bad_questions_are_the_senders_fault(ada: httpx.AsyncClient, body: bytes) -> None:
    answers = [await ada.post(f"bin/{path}/", content=body) for path in ("question", "delete")]

    assert {answer.status_code // 100 for answer in answers} == {4}


async def test_too_many_at_once_are_refused(ada: httpx.AsyncClient) -> None:
    answer = await ada.post("bin/question/", json={"uids": ["x"] * 501})

    assert answer.status_code == 422


async def test_the_bin_shows_what_comes_back(ada: httpx.AsyncClient) -> None:
    above = await make("page", "Boven")
    page = await make("page", "Tekst", parent=above.uid, slug_nl="tekst")
    done = await binned(page.uid)
    await remove(above.uid)

    listed = html.unescape((await ada.get("bin/")).text)
    asked = html.unescape((await ada.get(f"bin/{done.bin_id}/")).text)
    restored = await send(ada, f"bin/{done.bin_id}/restore/")

    assert "Tekst en" in listed
    assert "/nl/boven-nl/tekst" in listed
    assert "stood under is gone" in asked
    assert "under “Home en”" in asked
    assert restored.headers["location"] == f"/admin/bin/?said=restored&uid={page.uid}"
    after = await ada.get(f"bin/?said=restored&uid={page.uid}")
    assert f'href="/admin/uid/{page.uid}"' in after.text
    assert await fetch("SELECT FROM node WHERE uid = $1", page.uid)


async def test_another_place_is_found_and_chosen(ada: httpx.AsyncClient) -> None:
    other, page = await make("page", "Elders"), await make("page", "Tekst")
    done = await binned(page.uid)

    found = await ada.get(f"bin/{done.bin_id}/", params={"find": "elders"})
    asked = await ada.get(f"bin/{done.bin_id}/", params={"parent": other.uid})
    nowhere = await ada.get(f"bin/{done.bin_id}/", params={"parent": "nope"})
    await send(ada, f"bin/{done.bin_id}/restore/", parent=other.uid)

    assert f"parent={other.uid}" in found.text
    assert "Elders en" in asked.text
    assert "is gone" in nowhere.text
    assert await fetch("SELECT FROM node WHERE uid = $1 AND parent = $2", page.uid, other.uid)


async def test_what_is_forgotten_is_gone(ada: httpx.AsyncClient) -> None:
    done = await binned((await make("page", "Tekst")).uid)

    purged = await send(ada, f"bin/{done.bin_id}/purge/")
    again = await ada.get(f"bin/{done.bin_id}/")

    assert (purged.status_code, again.status_code) == (303, 404)
    assert "Tekst" not in (await ada.get("bin/")).text


async def test_each_finds_only_what_they_may(stranger: httpx.AsyncClient) -> None:
    branch = await make("page", "Tak")
    inside = await make("page", "Binnen", parent=branch.uid)
    outside = await make("page", "Geheim")
    mine, not_mine = await binned(inside.uid), await binned(outside.uid)
    mo = await make_user("mo")
    await give("editor", user_id=mo, uid=branch.uid)
    await log_in(stranger, mo)

    listed = await stranger.get("bin/")
    answers = [
        await stranger.get(f"bin/{not_mine.bin_id}/"),
        await send(stranger, f"bin/{not_mine.bin_id}/restore/"),
        await stranger.post("bin/question/", json={"uids": [await make_home()]}),
    ]
    purge = await send(stranger, f"bin/{mine.bin_id}/purge/")

    assert "Binnen" in listed.text
    assert "Geheim" not in listed.text + "".join(one.text for one in answers)
    assert [one.status_code for one in answers] == [404, 404, 404]
    assert purge.status_code == 403


async def test_retracting_says_which_links_break(ada: httpx.AsyncClient) -> None:
    page = await make_published("page", "Doel")
    await make_published("page", "Wijzer", body_nl=f'<p><a href="uid:{page.uid}">x</a></p>')

    refused = await ada.post(f"entries/{page.uid}/retire/nl/", json={})
    other = await ada.post(f"entries/{page.uid}/retire/en/", json={})
    done = await ada.post(f"entries/{page.uid}/retire/nl/", json={"break_links": True})

    assert "Wijzer" in refused.text
    assert [one.status_code for one in (refused, other, done)] == [409, 200, 200]
