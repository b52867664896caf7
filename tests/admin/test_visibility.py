"""What somebody may not view is nowhere in the panel: in no list, count, title, chooser or answer."""

from typing import Any

import httpx
import pytest

from cms.content.discovery import installed
from cms.database.engine import fetch, writing
from cms.editing import saving
from tests.admin.conftest import log_in
from tests.builders import make, make_home, make_published
from tests.people import give, make_user

SECRET = "Geheim plan"


@pytest.fixture
async def branch(stranger: httpx.AsyncClient) -> str:
    """The browser of a contributor on one branch; beside it stands what they may not view."""
    branch = await make_published("page", "Tak")
    user_id = await make_user("cas")
    await give("contributor", user_id=user_id, uid=branch.uid)
    await log_in(stranger, user_id)
    return branch.uid


async def everything_said(client: httpx.AsyncClient, uid: str) -> str:
    paths = [
        "api/tables/page/", "api/tables/page/?__range_header=true", "api/tables/node/",
        "api/tables/node/?__page_size=1000", f"api/tables/page/?uid={uid}", "entries/",
        "api/tables/page/?__readable=true", f"api/tables/page/{uid}/", f"api/tables/node/{uid}/",
        f"entries/{uid}/", "api/tables/page/ids/", f"api/tables/page/ids/?search={uid}",
        "api/tables/node/ids/?search=geheim", f"entries/titles/?uid={uid}", f"sharing/{uid}/",
        f"uid/{uid}", "api/tables/page/count/", "api/tables/event/?__readable=true",
    ]  # fmt: skip
    answers = [await client.get(path) for path in paths]
    assert all(answer.status_code < 500 for answer in answers)
    return "\n".join(f"{answer.headers!s} {answer.text}" for answer in answers)


@pytest.mark.parametrize("state", ["draft", "changed", "published"])
async def test_a_secret_is_said_nowhere(
    stranger: httpx.AsyncClient, branch: str, state: str
) -> None:
    if state == "draft":
        uid = (await make("page", SECRET)).uid
    else:
        uid = (await make_published("page", "Openbaar" if state == "changed" else SECRET)).uid
    async with writing():
        await saving.save(
            installed()["page"], uid, {"summary_nl": SECRET}, revision=1, actor="somebody"
        )

    said = await everything_said(stranger, uid)
    count = (await stranger.get("api/tables/page/count/")).json()["count"]

    assert SECRET not in said.replace(f"search={SECRET}", "")
    assert "geheim-plan" not in said
    assert count == 1


async def test_the_hidden_and_the_absent_are_answered_alike(
    stranger: httpx.AsyncClient, branch: str
) -> None:
    hidden, absent = (await make("page", SECRET)).uid, "0123456789ab"

    async def answers(uid: str) -> list[tuple[int, str]]:
        body = {"title_nl": "x", "revision": 1}
        made = [
            await stranger.get(f"api/tables/page/{uid}/"),
            await stranger.patch(f"api/tables/page/{uid}/", json=body),
            await stranger.delete(f"api/tables/page/{uid}/"),
            await stranger.get(f"api/tables/node/{uid}/"),
            await stranger.get(f"entries/{uid}/"),
            await stranger.post(f"entries/{uid}/publish/nl/", json=body),
            await stranger.post(f"entries/{uid}/retire/nl/", json=body),
            await stranger.get(f"uid/{uid}"),
            await stranger.get(f"sharing/{uid}/"),
            await stranger.post("api/tables/page/", json={"title_nl": "x", "parent": uid}),
            await stranger.get(f"entries/titles/?uid={uid}"),
        ]
        return [(one.status_code, one.text.replace(uid, "UID")) for one in made]

    assert await answers(hidden) == await answers(absent)
    assert await fetch("SELECT FROM node WHERE title_nl = 'x'") == []


async def test_nothing_can_be_put_where_one_may_not_add(
    stranger: httpx.AsyncClient, branch: str
) -> None:
    inside = await stranger.post("api/tables/page/", json={"title_nl": "Ik", "parent": branch})
    on_top = await stranger.post("api/tables/page/", json={"title_nl": "Ik"})
    uid = inside.json()["uid"]
    moved = await stranger.patch(f"api/tables/page/{uid}/", json={"parent": None, "revision": 1})
    hidden = await stranger.patch(
        f"api/tables/page/{uid}/", json={"parent": await make_home(), "revision": 1}
    )

    assert (inside.status_code, on_top.status_code, moved.status_code) == (201, 403, 403)
    assert hidden.status_code == 422
    assert hidden.json()["detail"][0]["code"] == "unknown_parent"


async def test_the_form_of_an_entry_whose_parent_is_hidden_can_be_sent_back(
    stranger: httpx.AsyncClient,
) -> None:
    above = await make("page", SECRET)
    leaf = await make("page", "Blad", parent=above.uid)
    user_id = await make_user("lies")
    await give("editor", user_id=user_id, uid=leaf.uid)
    await log_in(stranger, user_id)

    entry = (await stranger.get(f"api/tables/page/{leaf.uid}/")).json()
    saved = await stranger.patch(
        f"api/tables/page/{leaf.uid}/",
        json={"parent": entry["parent"], "title_nl": "Anders", "revision": 1},
    )

    assert entry["parent_readable"] == ""
    assert saved.status_code == 200


async def test_a_relation_to_what_is_hidden_is_refused_like_one_to_nothing(
    stranger: httpx.AsyncClient, branch: str
) -> None:
    hidden, seen = await make("speaker", SECRET), await make("speaker", "Wel", parent=branch)

    async def made(speaker: str) -> Any:
        body = {"title_nl": "Boek", "parent": branch, "authors": [{"speaker": speaker}]}
        answer = await stranger.post("api/tables/book/", json=body)
        detail = answer.json().get("detail", [])
        return answer.status_code, [(one["code"], one["loc"]) for one in detail]

    refused = (422, [("unknown_reference", ["authors.0.speaker"])])
    assert await made(hidden.uid) == await made("0123456789ab") == refused
    assert await made(seen.uid) == (201, [])


async def test_the_form_says_what_is_refused_and_why(stranger: httpx.AsyncClient) -> None:
    saved = await make_published("page")
    user_id = await make_user("tess", "translator:en")
    await log_in(stranger, user_id)
    stranger.cookies.set("cms_lang", "en")

    access = (await stranger.get(f"api/tables/page/{saved.uid}/")).json()["access"]
    bar = (await stranger.get(f"entries/{saved.uid}/")).json()["access"]
    schema = (await stranger.get("api/tables/page/schema/")).json()

    assert access == bar
    assert set(access["refused"]) == {"edit", "review", "publish", "delete", "share", "administer"}
    assert "“publish”" in access["refused"]["publish"]
    assert access["languages"] == ["en"]
    assert "“edit”" in schema["extra"]["creation_refused"]
