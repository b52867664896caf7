"""Publish and retract in the panel."""

from typing import Any

import httpx
import pytest

from cms.content.discovery import installed
from cms.database.engine import fetch, writing
from cms.editing import saving
from tests.builders import make, make_published


def language(status: dict[str, Any], locale: str) -> dict[str, Any]:
    return next(one for one in status["languages"] if one["locale"] == locale)


async def live(uid: str) -> dict[str, str]:
    rows = await fetch(
        "SELECT locale, title FROM publication"
        " WHERE uid = $1 AND valid @> statement_timestamp() ORDER BY locale",
        uid,
    )
    return {row["locale"]: row["title"] for row in rows}


async def test_publishing_one_language_and_retracting_it(editor: httpx.AsyncClient) -> None:
    saved = await make_published("page", "Oud", locales=())

    before = (await editor.get(f"entries/{saved.uid}/")).json()
    published = await editor.post(f"entries/{saved.uid}/publish/nl/", json={"revision": 1})
    public = await live(saved.uid)
    retracted = await editor.post(f"entries/{saved.uid}/retract/nl/", json={})

    assert language(before, "nl")["path"] == "/nl/oud-nl"
    assert language(before, "nl")["live_path"] is None
    assert published.json()["message"] == "Nederlands is gepubliceerd op /nl/oud-nl."
    assert language(published.json(), "nl")["changed"] == []
    assert language(published.json(), "en")["state"] == "private"
    assert public == {"nl": "Oud nl"}
    assert language(retracted.json(), "nl")["state"] == "retired"
    assert await live(saved.uid) == {}


async def test_the_bar_names_what_changed_since(editor: httpx.AsyncClient) -> None:
    saved = await make_published("page")
    async with writing():
        await saving.save(
            installed()["page"], saved.uid, {"summary_nl": "Kort"}, revision=1, actor="a"
        )

    status = (await editor.get(f"entries/{saved.uid}/")).json()

    assert language(status, "nl")["changed"] == ["Samenvatting"]
    assert language(status, "en")["changed"] == []


async def test_the_bar_names_what_is_missing(editor: httpx.AsyncClient) -> None:
    saved = await make("page", title_en="")

    status = (await editor.get(f"entries/{saved.uid}/")).json()
    refused = await editor.post(f"entries/{saved.uid}/publish/en/", json={"revision": 1})

    missing = [one for one in language(status, "en")["problems"] if one["loc"] == ["title_en"]]
    assert [one["code"] for one in missing] == ["required_to_publish"]
    assert refused.status_code == 422
    assert "Titel (EN)" in [one["label"] for one in refused.json()["detail"]]
    assert await live(saved.uid) == {}


async def test_the_bar_names_the_addresses_that_move(editor: httpx.AsyncClient) -> None:
    above = await make_published("page", "Boven")
    await make_published("page", "Onder", parent=above.uid)
    async with writing():
        await saving.save(
            installed()["page"], above.uid, {"slug_nl": "hoger"}, revision=1, actor="a"
        )

    before = language((await editor.get(f"entries/{above.uid}/")).json(), "nl")
    answer = await editor.post(f"entries/{above.uid}/publish/nl/", json={"revision": 2})

    assert (before["live_path"], before["path"]) == ("/nl/boven-nl", "/nl/hoger")
    assert before["moves"] == {"number": 1, "paths": ["/nl/boven-nl/onder-nl"]}
    assert "/nl/boven-nl" in answer.json()["message"]


async def test_only_what_was_seen_is_published(editor: httpx.AsyncClient) -> None:
    saved = await make_published("page", locales=())
    async with writing():
        await saving.save(
            installed()["page"], saved.uid, {"title_nl": "Anders"}, revision=1, actor="b"
        )

    stale = await editor.post(f"entries/{saved.uid}/publish/nl/", json={"revision": 1})
    blind = await editor.post(f"entries/{saved.uid}/publish/nl/", json={})

    assert (stale.status_code, blind.status_code) == (409, 409)
    assert await live(saved.uid) == {}


@pytest.mark.parametrize(
    ("path", "status"),
    [("publish/xx/", 400), ("retract/nl/", 409), ("publish/nl", 307), ("nope/nl/", 404)],
)
async def test_what_cannot_be_done_is_refused(
    editor: httpx.AsyncClient, path: str, status: int
) -> None:
    saved = await make("page")

    answer = await editor.post(f"entries/{saved.uid}/{path}", json={"revision": 1})

    assert answer.status_code == status


async def test_the_home_page_lists_what_needs_attention(editor: httpx.AsyncClient) -> None:
    changed = await make_published("page", "Veranderd")
    english = await make_published("page", "Engels", locales=("en",))
    draft = await make("page", "Klad")
    async with writing():
        await saving.save(
            installed()["page"], changed.uid, {"summary_nl": "Kort"}, revision=1, actor="a"
        )

    lists = (await editor.get("entries/")).json()

    found = {name: [one["uid"] for one in listed] for name, listed in lists.items()}
    assert found["changed"] == [changed.uid]
    assert found["drafts"] == [draft.uid]
    assert found["untranslated"] == [english.uid]
    assert set(found["recent"]) >= {changed.uid, english.uid, draft.uid}


async def test_titles_of_many_entries_in_one_answer(editor: httpx.AsyncClient) -> None:
    saved = await make("page", "Titel", title_nl="")

    answer = await editor.get("entries/titles/", params={"uid": [saved.uid, "nope", "\0"]})

    assert answer.json() == {saved.uid: "Titel en"}


async def test_strangers_are_kept_out(stranger: httpx.AsyncClient) -> None:
    saved = await make("page")
    answers = [
        await stranger.get("entries/"),
        await stranger.get(f"entries/{saved.uid}/"),
        await stranger.post(f"entries/{saved.uid}/publish/nl/", json={"revision": 1}),
        await stranger.get("api/tables/page/"),
        await stranger.get("api/tables/grouped/"),
        await stranger.post("api/tables/page/", json={"title_nl": "x"}),
    ]

    assert [answer.status_code for answer in answers] == [401] * 6
