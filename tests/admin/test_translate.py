"""The translate page: keeping text by text, what is wrong said on the way, conflicts, steps."""

import re
from collections.abc import Sequence
from dataclasses import replace
from html import unescape
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from cms.editing import text_store
from cms.editing.saving import Saved
from cms.settings import settings
from tests.admin.conftest import log_in
from tests.builders import make, make_home, make_published
from tests.people import give, make_user

BODY = '<p>Lees <a href="https://example.org/">het boek</a> nu.</p>'


async def entry(**values: Any) -> Saved:
    await make_home()
    given = {"title_nl": "Honing", "title_en": "", "body_nl": BODY, "body_en": ""}
    return await make("page", **given | values)


class Desk:
    """The page of one entry in English."""

    def __init__(self, client: httpx.AsyncClient, saved: Saved) -> None:
        self.client = client
        self.uid = saved.uid
        self.path = f"translations/{saved.uid}/en/"

    async def page(self, query: str = "") -> str:
        answer = await self.client.get(self.path + query)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def keys(self, query: str = "") -> list[str]:
        return [unescape(one) for one in re.findall(r'data-key="([^"]+)"', await self.page(query))]

    async def key(self, field: str) -> str:
        return next(one for one in await self.keys() if f"/{field}" in one)

    async def save(self, field: str, text: str, **more: Any) -> httpx.Response:
        body = {"key": await self.key(field), "text": text, "source": "", "seen": "", "ready": True}
        return await self.client.post(self.path + "save/", json=body | more)

    async def stage(self, field: str) -> str:
        key = await self.key(field)
        found = re.search(rf'data-key="{re.escape(key)}" data-stage="(\w+)"', await self.page())
        assert found
        return found[1]


async def test_what_is_ready_is_shown_by_the_form(editor: httpx.AsyncClient) -> None:
    desk = Desk(editor, await entry())

    answer = (await desk.save("title", "Honey")).json()

    assert answer["standing"] == "ready"
    assert answer["undo"]
    assert await desk.stage("title") == "ready"
    row = (await editor.get(f"api/tables/page/{desk.uid}/")).json()
    assert row["title_en"] == "Honey"


async def test_what_is_wrong_is_kept_as_a_draft(editor: httpx.AsyncClient) -> None:
    desk = Desk(editor, await entry())

    answer = (await desk.save("body", "Read the book now.")).json()

    assert answer["standing"] == "draft"
    assert {one["code"] for one in answer["problems"]} == {"E06"}
    assert await desk.stage("body") == "review"
    assert "Read the book now." in await desk.page()


async def test_what_could_do_harm_is_kept_aside(editor: httpx.AsyncClient) -> None:
    desk = Desk(editor, await entry())
    text = "Read [the book](javascript:alert(1)) {1}"

    answer = (await desk.save("body", text)).json()

    assert answer["standing"] == "aside"
    (problem,) = answer["problems"]
    assert (problem["code"], problem["error"]) == ("E08", True)
    assert problem["text"].endswith("[the book](javascript:alert(1))")
    assert await desk.stage("body") == "missing"
    aid = await editor.get(desk.path + "aid/", params={"key": await desk.key("body")})
    assert text in unescape(aid.json()["html"])


async def test_what_is_wrong_is_said_while_typing(editor: httpx.AsyncClient) -> None:
    desk = Desk(editor, await entry())
    body = {"key": await desk.key("body"), "text": "Read  the book"}

    found = (await editor.post(desk.path + "check/", json=body)).json()["told"]

    assert [(one["code"], one["error"]) for one in found][:2] == [("E06", True), ("W02", False)]
    assert await desk.stage("body") == "missing"


async def test_nobody_overwrites_what_they_have_not_seen(editor: httpx.AsyncClient) -> None:
    desk = Desk(editor, await entry())
    await desk.save("title", "Honey")

    answer = await desk.save("title", "Mead")

    assert answer.status_code == 409
    assert answer.json()["now"] == "Honey"
    assert (await desk.save("title", "Mead", seen="Honey")).json()["standing"] == "ready"


async def test_a_changed_source_is_shown_word_by_word(editor: httpx.AsyncClient) -> None:
    desk = Desk(editor, await entry())
    await desk.save("title", "Honey")
    row = (await editor.get(f"api/tables/page/{desk.uid}/")).json()
    change = {"title_nl": "Wilde honing", "revision": row["revision"]}
    assert (await editor.patch(f"api/tables/page/{desk.uid}/", json=change)).status_code == 200

    assert await desk.stage("title") == "stale"
    page = await desk.page("?show=stale")
    assert re.search(r"<ins><span[^>]*>[^<]*</span>Wilde", page)
    assert (await desk.save("title", "Honey", seen="Honey")).json()["standing"] == "ready"
    assert await desk.stage("title") == "ready"


async def test_a_conflict_is_settled_by_choosing(editor: httpx.AsyncClient) -> None:
    saved = await entry()
    desk = Desk(editor, saved)
    await desk.save("title", "Honey")
    await clash(saved, "Mead")

    assert await desk.stage("title") == "conflict"
    assert "Mead" in await desk.page("?show=conflict")
    await desk.save("title", "Mead", seen="Honey", settles=["Mead"])
    assert await desk.stage("title") == "ready"


async def clash(saved: Saved, text: str) -> None:
    """A file brought another text for the title."""
    texts = await text_store.load(saved.uid)
    made = next(one for one in texts.translations.values() if one.field == "title")
    changes = text_store.Changes(saved.uid)
    changes.keep(
        text_store.Translation(*made.slot, text, made.base, "po", "po:en/content/nl/page.po"),
        "conflict",
    )
    await text_store.write(changes)


async def test_a_field_of_its_own_shape_and_back(editor: httpx.AsyncClient) -> None:
    desk = Desk(editor, await entry())
    await desk.save("body", "Read [the book]{1} now.")
    form = {"csrftoken": "token", "place": "body"}

    freed = await editor.post(desk.path + "adapt/", data=form)
    page = await desk.page()
    back = await editor.post(desk.path + "follow/", data=form)

    assert freed.headers["location"].endswith(f"#/page/{desk.uid}/")
    assert not re.search(r'data-key="[^"]*/body', page)
    assert back.status_code == 303
    assert await desk.stage("body") == "ready"


async def test_without_scripts_who_was_overtaken_sees_both_texts(editor: httpx.AsyncClient) -> None:
    desk = Desk(editor, await entry())
    await desk.save("title", "Honey")
    await desk.save("title", "Wild honey", seen="Honey")
    form = {"csrftoken": "token", "key": await desk.key("title"), "source": "Mede", "seen": "Honey"}

    answer = await editor.post(desk.path, data=form | {"text": "Mead", "act": "ready"})

    assert answer.status_code == 409
    shown = re.findall(r"<blockquote[^>]*>([^<]*)</blockquote>", answer.text)
    assert shown == ["Wild honey", "Mead", "Honey", "Mede"]
    assert re.search(r'<textarea name="seen" hidden>Wild honey<', answer.text)
    again = form | {"seen": "Wild honey", "text": "Mead", "act": "ready"}
    assert (await editor.post(desk.path, data=again)).status_code == 303
    assert "Mead" in await desk.page()


async def test_without_scripts_what_was_typed_is_on_the_page_that_comes_back(
    editor: httpx.AsyncClient,
) -> None:
    desk = Desk(editor, await entry(body_nl="".join(f"<p>Zin {n}.</p>" for n in range(120))))
    key = next(one for one in await desk.keys("?from=100") if "/body" in one)
    form = {"csrftoken": "token", "key": key, "source": "", "seen": "", "act": "ready"}

    answer = await editor.post(desk.path, data=form | {"text": "Sentence {1}, of mine"})

    assert answer.status_code == 422
    assert "Sentence {1}, of mine" in answer.text


async def test_without_scripts_a_form_does_it(editor: httpx.AsyncClient) -> None:
    desk = Desk(editor, await entry())
    form = {"csrftoken": "token", "key": await desk.key("title"), "source": "Honing", "seen": ""}

    wrong = await editor.post(desk.path, data=form | {"text": "  ", "act": "ready"})
    right = await editor.post(desk.path, data=form | {"text": "Honey", "act": "draft"})

    assert wrong.status_code == 422
    assert right.status_code == 303
    assert await desk.stage("title") == "review"


async def test_a_translator_hands_in_and_does_not_publish(
    app: Starlette, stranger: httpx.AsyncClient
) -> None:
    saved = await entry()
    user_id = await make_user("vertaler")
    await give("translator:en", user_id=user_id)
    await log_in(stranger, user_id)
    desk = Desk(stranger, saved)
    await desk.save("title", "Honey")

    page = await desk.page()
    form = {"csrftoken": "token", "revision": "0"}
    published = await stranger.post(desk.path + "step/publish/", data=form)
    submitted = await stranger.post(desk.path + "step/submit/", data=form)

    assert "step/submit/" in page
    assert "step/publish/" not in page
    assert published.status_code in (403, 409)
    assert submitted.headers["location"].endswith("?said=submit")


async def test_whoever_may_only_read_reads_along(
    app: Starlette, stranger: httpx.AsyncClient
) -> None:
    saved = await entry()
    user_id = await make_user("lezer")
    await give("reader", user_id=user_id)
    await log_in(stranger, user_id)
    desk = Desk(stranger, saved)

    assert "readonly" in await desk.page()
    assert (await desk.save("title", "Honey")).status_code == 403


async def test_into_its_own_language_there_is_nothing(editor: httpx.AsyncClient) -> None:
    saved = await entry()

    page = await editor.get(f"translations/{saved.uid}/nl/")

    assert page.status_code == 200
    assert "data-key" not in page.text
    assert (await editor.get("translations/nothing/en/")).status_code == 404
    assert (await editor.get(f"translations/{saved.uid}/xx/")).status_code == 400


async def test_the_tree_leads_to_the_language_with_the_most_to_do(
    editor: httpx.AsyncClient,
) -> None:
    saved = await entry()

    answer = await editor.get(f"translations/{saved.uid}/")

    assert answer.headers["location"].endswith(f"translations/{saved.uid}/en/")


async def test_a_shape_of_its_own_is_still_right(editor: httpx.AsyncClient) -> None:
    desk = Desk(editor, await entry())
    await desk.save("body", "Read [the book]{1} now.")
    form = {"csrftoken": "token", "place": "body"}
    assert (await editor.post(desk.path + "fits/", data=form)).status_code == 422
    await editor.post(desk.path + "adapt/", data=form)
    row = (await editor.get(f"api/tables/page/{desk.uid}/")).json()
    change = {"body_nl": BODY.replace("nu", "straks"), "revision": row["revision"]}
    await editor.patch(f"api/tables/page/{desk.uid}/", json=change)
    assert 'class="whole" data-stage="stale"' in await desk.page()

    answer = await editor.post(desk.path + "fits/", data=form)

    assert answer.status_code == 303
    page = await desk.page()
    assert 'class="whole" data-stage="ready"' in page
    assert "fits/" not in page


async def test_publishing_after_saving_on_the_same_page(editor: httpx.AsyncClient) -> None:
    desk = Desk(editor, await entry())

    saved = (await desk.save("title", "Honey")).json()

    assert saved["revision"] == 2
    assert f'value="{saved["revision"]}"' in await desk.page()
    await desk.save("body", "Read [the book]{1} now.")
    form = {"csrftoken": "token", "revision": str(saved["revision"])}
    overtaken = await editor.post(desk.path + "step/publish/", data=form)
    assert overtaken.status_code == 409
    assert "2, de nieuwste is 3" in overtaken.text or "revision 2" in overtaken.text


async def test_what_may_be_done_next_comes_with_each_save(editor: httpx.AsyncClient) -> None:
    await make_home()
    values = {"title_nl": "Honing", "title_en": "", "body_nl": BODY, "body_en": ""}
    desk = Desk(editor, await make_published("page", **values, locales=("nl",)))
    assert "step/publish/" not in await desk.page()

    await desk.save("title", "Honey")
    done = (await desk.save("body", "Read [the book]{1} now.")).json()

    steps = re.findall(r"step/\w+/", done["ending"])
    assert steps == re.findall(r"step/\w+/", await desk.page())
    assert "step/publish/" in steps


async def test_the_states_are_counted_again_after_each_save(editor: httpx.AsyncClient) -> None:
    desk = Desk(editor, await entry())
    body = {"key": await desk.key("title"), "text": "Honey", "ready": True}

    kept = await editor.post(desk.path + "save/?show=missing", json=body)

    numbers = re.findall(r'class="number">(\d+)<', kept.json()["tabs"])
    assert numbers == re.findall(r'class="number">(\d+)<', await desk.page("?show=missing"))
    assert 'show=missing" aria-current="page"' in kept.json()["tabs"]


def in_capitals(texts: Sequence[str], _source: str, _target: str) -> list[str | None]:
    return [one.upper() for one in texts]


async def test_a_machines_suggestion_comes_below_those_of_the_memory(
    editor: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = replace(settings, machine_translator=f"{__name__}:in_capitals")
    monkeypatch.setattr("cms.translation.desk.machine.settings", named)
    desk = Desk(editor, await entry())
    await make_published("page", title_nl="Honing", title_en="Honey", slug_nl="a", slug_en="b")

    async def asked(field: str, machine: str) -> str:
        params = {"key": await desk.key(field), "machine": machine}
        html: str = (await editor.get(desk.path + "aid/", params=params)).json()["html"]
        return html

    memory, below = await asked("title", ""), await asked("title", "yes")
    assert ("Honey" in memory, "HONING" in below) == (True, True)
    assert [page.count("<h3>") for page in (memory, below)] == [1, 0]
    assert [page.count("<kbd>M</kbd>") for page in (memory, below)] == [1, 0]
    assert (await asked("body", "yes")).count("<kbd>M</kbd>") == 1
