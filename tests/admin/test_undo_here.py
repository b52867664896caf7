"""The way back on our own pages: offered once, on the next page, to whoever did it."""

import re

import httpx
import pytest

from cms.access import sharing
from cms.database.engine import fetch
from cms.editing.working_copy import content_type_of, load
from tests.admin.conftest import log_in
from tests.builders import change, make, remove
from tests.people import EDITOR, make_user

UNDO = "undo/here/"


async def send(client: httpx.AsyncClient, path: str, /, **fields: object) -> httpx.Response:
    return await client.post(path, data={"csrftoken": "token"} | fields)


async def after(client: httpx.AsyncClient, done: httpx.Response) -> httpx.Response:
    """The page that a form leads to."""
    return await client.get(done.headers["location"].removeprefix("/admin/"))


def offered(page: httpx.Response) -> dict[str, str]:
    """The fields of the form that undoes; none of them is in an address."""
    found = dict(re.findall(r'name="(token|back)" value="([^"]*)"', page.text))
    assert found.get("token", "none") not in str(page.url)
    return found


async def test_a_revert_is_undone_from_the_page_after_it(editor: httpx.AsyncClient) -> None:
    saved = await make("page", "Klok")
    await change("page", saved.uid, title_nl="Uurwerk")
    editor.headers.pop("X-CSRFToken")

    done = await send(editor, f"history/{saved.uid}/revert/1/", revision=2)
    first = await after(editor, done)
    second = await after(editor, done)
    undone = await send(editor, UNDO, **offered(first))
    again = await send(editor, UNDO, **offered(first))

    assert offered(first)["back"] == f"history/{saved.uid}/"
    assert offered(second) == {}
    assert undone.headers["location"] == f"/admin/history/{saved.uid}/?said=undone"
    assert (again.status_code, "meer ongedaan" in again.text) == (404, True)
    values = await load(await content_type_of(saved.uid), saved.uid)
    assert values["title_nl"] == "Uurwerk"


async def test_sharing_is_undone_from_the_page_after_it(editor: httpx.AsyncClient) -> None:
    saved = await make("page")
    await make_user("piet")
    editor.headers.pop("X-CSRFToken")
    path = f"sharing/{saved.uid}/"

    done = await send(editor, f"{path}roles/", principal="user:piet", role=["reader"])
    given = await sharing.shares(saved.uid)
    undone = await send(editor, UNDO, **offered(await after(editor, done)))
    blocked = await send(editor, f"{path}blocked/", blocked="yes")
    back = await send(editor, UNDO, **offered(await after(editor, blocked)))

    assert len(given) == 1
    assert undone.status_code == back.status_code == 303
    assert await sharing.shares(saved.uid) == []
    assert not await sharing.is_blocked(saved.uid)


async def test_an_alias_is_undone_from_the_page_after_it(editor: httpx.AsyncClient) -> None:
    said = {"path": "/oud", "target": "https://example.org/", "status": "301"}
    await send(editor, "aliases/", **said)
    (number,) = [one["id"] for one in await fetch("SELECT id FROM alias")]
    path = f"aliases/{number}/"

    changed = await send(editor, path, **said | {"path": "/ouder"})
    await send(editor, UNDO, **offered(await after(editor, changed)))
    once = await fetch("SELECT path FROM alias")
    deleted = await send(editor, f"{path}delete/")
    undone = await send(editor, UNDO, **offered(await after(editor, deleted)))
    twice = await fetch("SELECT path FROM alias")

    assert once == twice == [{"path": "/oud"}]
    assert undone.headers["location"] == "/admin/aliases/?said=undone"


async def test_a_restoration_is_undone_from_the_bin(editor: httpx.AsyncClient) -> None:
    saved = await make("page")
    (gone,) = await remove(saved.uid)

    done = await send(editor, f"bin/{gone.bin_id}/restore/")
    undone = await send(editor, UNDO, **offered(await after(editor, done)))

    assert undone.headers["location"] == "/admin/bin/?said=undone"
    assert await fetch("SELECT FROM node WHERE uid = $1", saved.uid) == []
    assert len(await fetch("SELECT FROM binned_branch")) == 1


@pytest.mark.parametrize(
    "back", ["//evil.example/", "https://evil.example", "history/x/../../", "history/x/?y", ""]
)
async def test_undoing_leads_nowhere_else(editor: httpx.AsyncClient, back: str) -> None:
    saved = await make("page")
    deleted = await editor.post("bin/delete/", json={"uids": [saved.uid]})

    undone = await send(editor, UNDO, token=deleted.json()["undo"], back=back)

    assert undone.headers["location"] == f"/admin/uid/{saved.uid}?said=undone"


async def test_what_was_deleted_together_comes_back_together(editor: httpx.AsyncClient) -> None:
    uids = [(await make("page", name)).uid for name in ("Een", "Twee")]

    deleted = (await editor.post("bin/delete/", json={"uids": uids})).json()
    undone = await editor.post("undo/", json={"token": deleted["undo"]})

    assert deleted["message"] == "Verwijderd."
    assert undone.status_code == 200
    assert len(await fetch("SELECT FROM node WHERE uid = ANY($1::text[])", uids)) == 2


async def test_nobody_else_undoes_it(editor: httpx.AsyncClient) -> None:
    saved = await make("page")
    deleted = (await editor.post("bin/delete/", json={"uids": [saved.uid]})).json()
    await log_in(editor, await make_user(f"{EDITOR}2", superuser=True))

    answer = await send(editor, UNDO, token=deleted["undo"], back="")

    assert answer.status_code == 404
    assert await fetch("SELECT FROM node WHERE uid = $1", saved.uid) == []


@pytest.mark.parametrize(
    "headers", [{"X-CSRFToken": "another"}, {"Origin": "https://evil.example"}]
)
async def test_no_other_site_undoes_it(editor: httpx.AsyncClient, headers: dict[str, str]) -> None:
    answer = await editor.post(UNDO, data={"token": "x"}, headers=headers)

    assert answer.status_code == 403
