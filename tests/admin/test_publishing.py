"""Publish and retract in the panel."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from cms.content.discovery import installed
from cms.database.engine import fetch, writing
from cms.editing import saving
from cms.publishing.publishing import publish
from tests.builders import make, make_published

POINTLESS = ("wrong_state", "not_planned")


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
    retracted = await editor.post(f"entries/{saved.uid}/retire/nl/", json={})

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
    [("publish/xx/", 400), ("retire/nl/", 409), ("publish/nl", 307), ("nope/nl/", 404)],
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

    assert lists.pop("roleless") is False
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


def inside(days: int) -> str:
    """As a date and time field sends it."""
    return (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


async def test_publishing_from_a_day_until_another(editor: httpx.AsyncClient) -> None:
    saved = await make_published("page", "Later", locales=())
    wishes = {"revision": 1, "at": inside(2), "until": inside(4)}

    planned = await editor.post(f"entries/{saved.uid}/publish/nl/", json=wishes)
    wrong = await editor.post(
        f"entries/{saved.uid}/publish/nl/", json=wishes | {"until": inside(1)}
    )

    status = language(planned.json(), "nl")
    assert "vanaf" in planned.json()["message"]
    assert (status["badge"]["key"], status["live_path"]) == ("scheduled", None)
    assert [line.split(" ")[0] for line in status["dates"]] == ["Gepland", "Openbaar"]
    assert wrong.status_code == 422
    assert await live(saved.uid) == {}


async def test_the_bar_offers_the_steps_with_why_not(editor: httpx.AsyncClient) -> None:
    saved = await make_published("page", "Af", locales=())

    def offered(status: dict[str, Any]) -> dict[str, bool]:
        steps = language(status, "nl")["steps"]
        return {one["name"]: one["allowed"] for one in steps if one["code"] not in POINTLESS}

    before = (await editor.get(f"entries/{saved.uid}/")).json()
    body = {"revision": 1, "comment": "Lees je mee?"}
    pending = (await editor.post(f"entries/{saved.uid}/submit/nl/", json=body)).json()
    again = (await editor.post(f"entries/{saved.uid}/submit/nl/", json=body)).json()

    assert offered(before) == {"submit": True, "publish": True}
    assert offered(pending) == {
        "withdraw": True, "reject": True, "publish": True, "retire": False,
    }  # fmt: skip
    assert language(pending, "nl")["comment"] == "Lees je mee?"
    assert language(pending, "nl")["word"].startswith("Ingeleverd door eva")
    assert again["message"] == "Het is al zo: er is niets veranderd."


async def test_lists_say_what_is_planned_ended_or_changed(editor: httpx.AsyncClient) -> None:
    page = installed()["page"]
    changed = (await make_published("page", "Anders")).uid
    scheduled, expired = [(await make_published("page", one, locales=())).uid for one in ("A", "B")]
    now = datetime.now(UTC)
    async with writing():
        await saving.save(page, changed, {"summary_nl": "Kort"}, revision=1, actor="a")
        await publish(page, scheduled, "nl", actor="a", at=now + timedelta(days=1))
        await publish(page, expired, "nl", actor="a", until=now + timedelta(milliseconds=700))
    await asyncio.sleep(0.75)

    asked = {"uid": [changed, scheduled, expired, "nope"]}
    found = (await editor.get("entries/states/", params=asked)).json()

    keys = {uid: (of["nl"]["key"], of["en"]["key"]) for uid, of in found.items()}
    assert keys == {
        changed: ("changed", "published"),
        scheduled: ("scheduled", "private"),
        expired: ("expired", "private"),
    }


async def test_a_translation_that_lags_behind_is_told(editor: httpx.AsyncClient) -> None:
    saved = await make_published("page", "Tekst", summary_nl="Een", summary_en="One")
    async with writing():
        await saving.save(
            installed()["page"], saved.uid, {"summary_nl": "Twee"}, revision=1, actor="a"
        )

    status = (await editor.get(f"entries/{saved.uid}/")).json()

    assert language(status, "en")["behind"] == ["Samenvatting"]
    assert language(status, "nl")["behind"] == []


async def test_what_breaks_links_is_done_when_that_is_asked_too(editor: httpx.AsyncClient) -> None:
    person = await make_published("speaker", "Zij")
    await make_published("session", moderator=person.uid)
    path = f"entries/{person.uid}/retire/nl/"

    refused = await editor.post(path, json={})
    done = await editor.post(path, json={"break_links": True})

    assert (refused.status_code, refused.headers["Cms-Code"]) == (409, "would_break_links")
    assert done.status_code == 200
