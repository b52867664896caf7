"""A save that came too late, who is editing, what was typed, and the way back, in the panel."""

from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from cms.content.discovery import installed
from cms.database.engine import fetch, writing
from cms.editing import saving
from cms.editing.working_copy import load
from tests.admin.conftest import a_client, log_in
from tests.builders import make, make_home, make_published
from tests.people import make_user

PAGE = installed()["page"]
DRAFT = "tab00001"


async def theirs(uid: str, revision: int, **values: Any) -> None:
    async with writing():
        await saving.save(PAGE, uid, values, revision=revision, actor="bas")


@pytest.fixture
async def colleague(editor: httpx.AsyncClient, app: Starlette) -> httpx.AsyncClient:
    client = a_client(app)
    await log_in(client, await make_user("bas", "editor"))
    return client


async def test_a_late_save_is_told_both_sides(editor: httpx.AsyncClient) -> None:
    saved = await make("page", "Klok", body_nl="<p>Oud</p>")
    await theirs(saved.uid, 1, title_nl="Haar <b>titel</b>", summary_nl="Van haar")

    body = {"revision": 1, "title_nl": "Zijn titel", "body_nl": "<p>Van hem</p>"}
    answer = await editor.patch(f"api/tables/page/{saved.uid}/", json=body)

    assert answer.status_code == 409
    told = answer.json()
    assert "Er is niets overschreven" in told["detail"]
    conflict = told["conflict"]
    assert (conflict["revision"], conflict["by"], conflict["known"]) == (2, "bas", True)
    assert conflict["taken"] == ["Samenvatting (NL)", "Korte naam (NL)"]
    [field] = conflict["fields"]
    assert (field["name"], field["label"]) == ("title_nl", "Titel (NL)")
    assert "<ins>" in field["theirs"]
    assert "&lt;b&gt;" in field["theirs"]
    assert "Zijn" in field["mine"]
    assert conflict["merged"]["summary_nl"] == "Van haar"
    assert conflict["merged"]["body_nl"] == "<p>Van hem</p>"
    assert conflict["mine"]["title_nl"] == "Zijn titel"

    names = ("title_nl", "body_nl", "summary_nl", "parent", "menus")
    chosen = {name: conflict["merged"][name] for name in names}
    again = chosen | {"revision": 2, "title_nl": conflict["mine"]["title_nl"]}
    assert (await editor.patch(f"api/tables/page/{saved.uid}/", json=again)).status_code == 200
    values = await load(PAGE, saved.uid)
    assert (values["title_nl"], values["summary_nl"]) == ("Zijn titel", "Van haar")


async def test_a_translator_whose_form_is_late_is_told_and_not_refused(
    stranger: httpx.AsyncClient,
) -> None:
    saved = await make("page", "Klok")
    await log_in(stranger, await make_user("anna", "translator:en"))
    await theirs(saved.uid, 1, title_nl="Uurwerk")

    body = {"revision": 1, "title_nl": "Klok nl", "title_en": "Clock"}
    answer = await stranger.patch(f"api/tables/page/{saved.uid}/", json=body)

    assert answer.status_code == 409
    assert answer.json()["conflict"]["fields"] == []
    assert answer.json()["conflict"]["merged"]["title_en"] == "Clock"


async def test_a_reader_whose_form_is_late_is_refused(stranger: httpx.AsyncClient) -> None:
    saved = await make("page", "Klok")
    await log_in(stranger, await make_user("rob", "reader"))
    body = {"revision": 0, "title_nl": "x"}
    answer = await stranger.patch(f"api/tables/page/{saved.uid}/", json=body)
    assert answer.status_code == 403


async def test_an_empty_form_makes_no_entry(editor: httpx.AsyncClient) -> None:
    await make_home()
    fresh = (await editor.get("api/tables/page/new/")).json()
    sent = {name: value for name, value in fresh.items() if not name.endswith("_readable")}
    answer = await editor.post("api/tables/page/", json=sent)

    assert answer.status_code == 422
    assert "nog niets ingevuld" in answer.text
    assert len(await fetch("SELECT FROM page")) == 1


async def test_who_is_editing(editor: httpx.AsyncClient, colleague: httpx.AsyncClient) -> None:
    uid = (await make("page")).uid
    mine = (await editor.post(f"locks/{uid}/take/", json={})).json()
    assert mine["state"] == "mine"

    other = (await colleague.post(f"locks/{uid}/take/", json={})).json()
    assert other["state"] == "theirs"
    assert "eva is hiermee bezig sinds" in other["message"]
    assert "token" not in other
    listed = (await colleague.get("api/tables/page/")).json()["rows"]
    assert "eva" in next(row for row in listed if row["uid"] == uid)["editing"]

    assert (await colleague.post(f"locks/{uid}/steal/", json={})).json()["state"] == "mine"
    lost = (await editor.post(f"locks/{uid}/renew/", json={"token": mine["token"]})).json()
    assert lost["state"] == "theirs"
    assert "bas heeft dit" in lost["message"]


async def test_a_form_gives_its_lock_back_as_it_leaves(editor: httpx.AsyncClient) -> None:
    uid = (await make("page")).uid
    token = (await editor.post(f"locks/{uid}/take/", json={})).json()["token"]
    del editor.headers["X-CSRFToken"]  # as a beacon: it has no headers of its own

    sent = {"token": token, "csrftoken": "token"}
    assert (await editor.post(f"locks/{uid}/release/", data=sent)).status_code == 204
    assert await fetch("SELECT FROM edit_lock") == []


async def keep(client: httpx.AsyncClient, place: str, **typed: Any) -> httpx.Response:
    body = {"revision": 1, "typed": typed}
    return await client.post(f"autosave/page/{place}/{DRAFT}/", json=body)


async def test_what_was_typed_is_offered_to_whoever_typed_it(
    editor: httpx.AsyncClient, colleague: httpx.AsyncClient
) -> None:
    uid = (await make("page", "Klok")).uid
    kept = await keep(editor, uid, title_nl="Uurwerk", position="geen getal", revision=9, uid="x")
    assert kept.status_code == 200

    [offered] = (await editor.get(f"autosave/page/{uid}/")).json()["kept"]
    assert offered["typed"]["title_nl"] == "Uurwerk"
    assert not {"revision", "uid"} & offered["typed"].keys()
    assert [one["label"] for one in offered["changes"]] == ["Titel (NL)"]
    assert "Uurwerk" in offered["changes"][0]["html"]
    assert (await colleague.get(f"autosave/page/{uid}/")).json()["kept"] == []

    body = {"revision": 1, "title_nl": "Uurwerk", "draft": DRAFT}
    assert (await editor.patch(f"api/tables/page/{uid}/", json=body)).status_code == 200
    assert await fetch("SELECT FROM autosave") == []


async def test_a_new_entry_that_was_not_saved(editor: httpx.AsyncClient) -> None:
    await make_home()
    await keep(editor, "add", title_nl="Nieuw")
    [offered] = (await editor.get("autosave/page/add/")).json()["kept"]
    assert offered["draft"] == DRAFT

    body = {"title_nl": "Nieuw", "draft": DRAFT}
    assert (await editor.post("api/tables/page/", json=body)).status_code == 201
    assert (await editor.get("autosave/page/add/")).json()["kept"] == []


async def test_nothing_is_offered_that_would_change_nothing(editor: httpx.AsyncClient) -> None:
    uid = (await make("page", "Klok")).uid
    await keep(editor, uid, title_nl="Klok nl")
    assert (await editor.get(f"autosave/page/{uid}/")).json()["kept"] == []


async def test_typing_is_thrown_away(editor: httpx.AsyncClient) -> None:
    uid = (await make("page", "Klok")).uid
    await keep(editor, uid, title_nl="Uurwerk")
    answer = await editor.post(f"autosave/page/{uid}/{DRAFT}/discard/", json={})
    assert answer.status_code == 204
    assert await fetch("SELECT FROM autosave") == []


@pytest.mark.parametrize("path", ["nothing/add", "page/unknown", "book/{uid}"])
async def test_of_what_is_not_there_nothing_is_kept(editor: httpx.AsyncClient, path: str) -> None:
    uid = (await make("page", "Klok")).uid
    answer = await editor.post(
        f"autosave/{path.format(uid=uid)}/{DRAFT}/", json={"typed": {"title_nl": "x"}}
    )
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b'{"typed": 1}', b'{"typed": {}, "revision": "x"}', b'{"typed": {}, "at": "x"}',
     b'{"typed": {"title_nl": "\\u0000"}}', b'{"typed": {"title_nl": "\\ud800"}}'],
)  # fmt: skip
async def test_what_makes_no_sense_is_refused(editor: httpx.AsyncClient, body: bytes) -> None:
    answer = await editor.post(f"autosave/page/add/{DRAFT}/", content=body)
    assert answer.status_code == 400


async def test_a_save_and_a_publication_are_undone(editor: httpx.AsyncClient) -> None:
    uid = (await make_published("page", "Klok", locales=())).uid
    answer = await editor.post(f"entries/{uid}/publish/nl/", json={"revision": 1})
    published = answer.json()["undo"]
    body = {"revision": 1, "title_nl": "Uurwerk"}
    saved = (await editor.patch(f"api/tables/page/{uid}/", json=body)).json()["undo"]

    for token in (saved, published):
        assert (await editor.post("undo/", json={"token": token})).status_code == 200
    again = await editor.post("undo/", json={"token": saved})

    values = await load(PAGE, uid)
    assert (values["title_nl"], values["state_nl"], values["revision"]) == ("Klok nl", "private", 3)
    assert again.status_code == 404
    assert "al teruggedraaid" in again.text


async def test_a_move_and_a_deletion_are_undone(editor: httpx.AsyncClient) -> None:
    top, saved = await make("page", "Boven"), await make("page", "Klok")
    home = saved.values["parent"]
    moved = await editor.post("tree/data/move/", json={"uid": saved.uid, "parent": top.uid})
    assert (await load(PAGE, saved.uid))["parent"] == top.uid
    answer = await editor.post("undo/", json={"token": moved.json()["undo"]})
    assert answer.status_code == 200
    assert (await load(PAGE, saved.uid))["parent"] == home

    gone = await editor.delete(f"api/tables/page/{saved.uid}/")
    answer = await editor.post("undo/", json={"token": gone.headers["cms-undo"]})
    assert answer.status_code == 200
    assert (await load(PAGE, saved.uid))["title_nl"] == "Klok nl"
