"""The tree's page and what its script asks: levels, moves, names, copies."""

from typing import Any

import httpx
import pytest

from admin import tree_levels
from cms.content.discovery import installed
from cms.database.engine import fetch, writing
from cms.editing import siblings
from cms.publishing.publishing import publish, retract
from tests.admin.conftest import log_in
from tests.builders import ACTOR, make, make_home, make_published
from tests.people import give, make_user

PAGE = installed()["page"]


async def level(client: httpx.AsyncClient, uid: str, **query: Any) -> dict[str, Any]:
    answer = await client.get(f"tree/data/level/{uid}/", params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def act(client: httpx.AsyncClient, what: str, **body: Any) -> httpx.Response:
    return await client.post(f"tree/data/{what}/", json=body)


async def order(uid: str) -> list[str]:
    return [one.uid for one in await siblings.children(uid)]


async def test_the_page_in_both_languages(editor: httpx.AsyncClient) -> None:
    dutch = (await editor.get("tree/")).text
    editor.cookies.set("cms_lang", "en")
    english = (await editor.get("tree/")).text

    assert ("Boom</h1>" in dutch, "Tree</h1>" in english) == (True, True)
    assert 'role="tree"' in dutch


async def test_a_stranger_is_sent_to_the_login(stranger: httpx.AsyncClient) -> None:
    assert (await stranger.get("tree/")).status_code == 303
    assert (await stranger.get("tree/data/level/top/")).status_code == 401


async def test_a_level_tells_the_state_in_each_language(editor: httpx.AsyncClient) -> None:
    home = await make_home()
    saved = await make_published("page", "Klok", locales=("nl",))
    soon = await make("page", "Later")
    ended = await make_published("page", "Oud")
    [times] = await fetch("SELECT now() + interval '1 day' AS at, now() AS now")
    async with writing():
        await publish(PAGE, soon.uid, "nl", actor=ACTOR, at=times["at"])
        await retract(PAGE, ended.uid, "en", actor=ACTOR)

    top = await level(editor, "top")
    found = await level(editor, home)

    assert [one["uid"] for one in top["entries"]] == [home]
    assert (top["entries"][0]["below"], top["entries"][0]["home"]) == (True, True)
    states = {one["uid"]: [state["state"] for state in one["states"]] for one in found["entries"]}
    assert states == {
        saved.uid: ["published", "private"],
        soon.uid: ["scheduled", "private"],
        ended.uid: ["published", "retired"],
    }
    words = found["entries"][0]["states"][0]
    assert (words["language"], words["label"]) == ("Nederlands", "Gepubliceerd")


async def test_a_large_level_comes_in_parts(
    editor: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = await make_home()
    uids = [(await make("page", f"P{number}")).uid for number in range(3)]
    monkeypatch.setattr(tree_levels, "AT_ONCE", 2)

    first, rest = await level(editor, home), await level(editor, home, offset=2)

    assert first["order"] == rest["order"] == uids
    assert [one["uid"] for one in first["entries"] + rest["entries"]] == uids


async def test_whoever_sees_a_branch_only_begins_there(stranger: httpx.AsyncClient) -> None:
    home = await make_home()
    branch = await make("page", "Tak")
    inside = await make("page", "Blad", parent=branch.uid)
    user = await make_user("tak")
    await give("editor", user_id=user, uid=branch.uid)
    await log_in(stranger, user)

    assert (await level(stranger, "top"))["order"] == [branch.uid]
    assert (await level(stranger, branch.uid))["order"] == [inside.uid]
    assert (await stranger.get(f"tree/data/level/{home}/")).status_code == 404
    assert (await stranger.get(f"tree/data/way/{inside.uid}/")).json() == [branch.uid, inside.uid]
    assert (await stranger.get(f"tree/data/way/{home}/")).status_code == 404


async def test_a_draft_moves_at_once(editor: httpx.AsyncClient) -> None:
    home = await make_home()
    one, other = await make("page", "Een"), await make("page", "Twee")

    answer = await act(
        editor, "move", uid=other.uid, parent=home, position=0, order=[one.uid, other.uid]
    )

    assert answer.json()["said"] == "“Twee nl” staat nu op een andere plek onder “Home nl”."
    assert await order(home) == [other.uid, one.uid]


async def test_a_public_entry_moves_once_that_is_agreed_to(editor: httpx.AsyncClient) -> None:
    above, saved = await make_published("page", "Boven"), await make_published("page", "Top")
    before = await fetch("SELECT * FROM publication ORDER BY id")

    asked = (await act(editor, "move", uid=saved.uid, parent=above.uid)).json()["ask"]
    assert await fetch("SELECT * FROM publication ORDER BY id") == before
    done = await act(editor, "move", uid=saved.uid, parent=above.uid, sure=True)

    assert (asked["moved"]["total"], asked["moved"]["hidden"]) == (2, 0)
    assert asked["moved"]["items"][1] == {
        "title": "Top nl", "language": "Nederlands",
        "old": "/nl/top-nl", "new": "/nl/boven-nl/top-nl",
    }  # fmt: skip
    assert done.json()["said"] == "“Top nl” staat nu onder “Boven nl”."


async def test_an_order_of_before_is_refused(editor: httpx.AsyncClient) -> None:
    home = await make_home()
    one, other = await make("page", "Een"), await make("page", "Twee")

    answer = await act(
        editor, "move", uid=other.uid, parent=home, position=0, order=[other.uid, one.uid]
    )

    assert answer.status_code == 409
    assert "volgorde is veranderd" in answer.text
    assert await order(home) == [one.uid, other.uid]


async def test_a_rename_and_a_copy(editor: httpx.AsyncClient) -> None:
    home = await make_home()
    saved = await make("page", "Klok")

    renamed = await act(editor, "rename", uid=saved.uid, locale="en", slug="hour")
    copied = await act(editor, "copy", uid=saved.uid, parent=home)

    assert renamed.json()["said"] == "“Klok nl” heet nu hour in adressen (Engels)."
    assert copied.json()["said"] == "1 als concept gekopieerd onder “Home nl”."
    assert await order(home) == [saved.uid, copied.json()["uid"]]


async def test_each_act_can_be_undone(editor: httpx.AsyncClient) -> None:
    home = await make_home()
    one, other = await make("page", "Een"), await make("page", "Twee")
    acts: list[tuple[str, dict[str, Any]]] = [
        ("move", {"uid": other.uid, "parent": one.uid}),
        ("move", {"uid": other.uid, "parent": home, "position": 0}),
        ("rename", {"uid": one.uid, "locale": "nl", "slug": "anders"}),
        ("copy", {"uid": one.uid, "parent": home}),
    ]

    for what, body in acts:
        token = (await act(editor, what, **body)).json()["undo"]
        assert (await editor.post("undo/", json={"token": token})).status_code == 200
        assert await order(home) == [one.uid, other.uid]

    [row] = await fetch("SELECT slug_nl FROM node WHERE uid = $1", one.uid)
    assert row["slug_nl"] == "een-nl"


BAD: list[tuple[str, Any]] = [
    ("move", []),
    ("move", {}),
    ("move", {"uid": "weg", "parent": "ook"}),
    ("move", {"uid": "'; --", "parent": "x"}),
    ("move", {"uid": "HERE", "parent": "HERE", "position": -1}),
    ("move", {"uid": "HERE", "parent": "HERE", "position": 2**40}),
    ("move", {"uid": "HERE", "parent": "HERE", "position": True}),
    ("move", {"uid": "HERE", "parent": "HERE", "order": [1]}),
    ("move", {"uid": "HERE", "parent": "HERE", "order": "x"}),
    ("move", {"uid": "HERE", "parent": "HERE"}),
    ("rename", {"uid": "HERE", "locale": "xx", "slug": "a"}),
    ("rename", {"uid": "HERE", "locale": "nl", "slug": "Nee Nee"}),
    ("rename", {"uid": "HERE", "locale": "nl", "slug": "a\0b"}),
    ("rename", {"uid": "HERE", "locale": "nl", "slug": "a" * 150}),
    ("copy", {"uid": "HERE", "parent": "weg"}),
]


@pytest.mark.parametrize(("what", "body"), BAD)
async def test_bad_requests_are_refused_in_words(
    editor: httpx.AsyncClient, what: str, body: Any
) -> None:
    saved = await make("page", "Klok")
    before = await fetch("SELECT * FROM node ORDER BY uid")
    if isinstance(body, dict):
        body = {name: saved.uid if value == "HERE" else value for name, value in body.items()}

    answer = await editor.post(f"tree/data/{what}/", json=body)

    assert 400 <= answer.status_code < 500, answer.text
    assert await fetch("SELECT * FROM node ORDER BY uid") == before


async def test_a_branch_is_copied_once_that_was_agreed_to(editor: httpx.AsyncClient) -> None:
    home = await make_home()
    above = await make("page", "Boven")
    await make("page", "Onder", parent=above.uid)
    body = {"uid": above.uid, "parent": home}

    asked = await editor.post("tree/data/copy/", json=body)
    before = await fetch("SELECT FROM node")
    done = await editor.post("tree/data/copy/", json=body | {"sure": True})

    assert "2 concepten" in asked.json()["ask"]
    assert len(before) == 3
    assert done.json()["undo"]
    assert len(await fetch("SELECT FROM node")) == 5
