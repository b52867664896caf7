"""Whatever anybody types, in whatever field: no browser runs it, in the panel or on a frontend's page."""

from collections.abc import Container, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from cms.content.discovery import installed
from cms.database.engine import execute, writing
from cms.editing import saving
from cms.publishing.publishing import publish
from cms.translation.po.po import Entry
from tests.browser.conftest import Watch
from tests.browser.forms import open_entry
from tests.builders import ACTOR, change, make, make_published
from tests.community.comments.talk import open_on, say
from tests.safety.frontend import WATCHED, Frontend, has_run
from tests.safety.payloads import payloads
from tests.schema.client import ask
from tests.translation.files import Desk

pytestmark = [pytest.mark.browser, pytest.mark.core]

TYPED = payloads()
QUERY = """query($after: String) { missionTexts(locale: NL, first: 100, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { title summary jsonLd body { html } statements { text } copy { html }
        in(locale: EN) { title ... on MissionText { body { html } } } } } }"""
TRANSLATED = (
    "query($uid: ID!) { page: entry(uid: $uid, locale: EN) { ... on Page { body { html } } } }"
)
COMMENTS = """query($uid: ID!, $after: String) { entry(uid: $uid) {
    comments(first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes { name html } } } }"""


async def texts(*locales: str) -> None:
    """A text for each of them, with it in its title, summary, body and rows; published in ``locales``."""
    await make_published("page", "Begin")
    kind = installed()["mission_text"]
    async with writing():
        for number, typed in enumerate(TYPED):
            values = {
                "title_nl": typed[:200], "title_en": typed[:200],
                "slug_nl": f"x{number}", "slug_en": f"x{number}",
                "summary_nl": typed, "body_nl": typed, "body_en": typed, "seo_title_nl": typed[:70],
                "statements": [{"text_nl": typed, "text_en": typed}],
            }  # fmt: skip
            saved = await saving.create(kind, values, actor=ACTOR)
            for locale in locales:
                await publish(kind, saved.uid, locale, actor=ACTOR)


async def test_what_editors_typed(frontend: tuple[Frontend, Page]) -> None:
    shown, page = frontend
    await texts("nl", "en")
    after, seen = None, 0
    while after or not seen:
        found = (await ask(QUERY, after=after))["missionTexts"]
        for one in found["nodes"]:
            html = [one["body"]["html"], one["copy"]["html"], one["in"]["body"]["html"]]
            text = [one["title"], one["summary"], *(row["text"] for row in one["statements"])]
            shown.show(html=html, text=text, json=one["jsonLd"])
            seen += 1
        after = found["pageInfo"]["hasNextPage"] and found["pageInfo"]["endCursor"]

    await page.goto("/")

    assert seen == len(TYPED) >= 150
    assert await page.locator("section[data-shown]").count() >= 3 * seen
    assert await has_run(page) == []


async def test_what_visitors_and_translators_typed(
    frontend: tuple[Frontend, Page], tmp_path: Path
) -> None:
    shown, page = frontend
    entry = await make_published("page", "Besproken")
    await open_on(entry.uid, moderated=False)
    refused = [typed for typed in TYPED if not await _taken(entry.uid, typed)]
    comments = await commented(entry.uid)
    shown.show(html=(one["html"] for one in comments), text=(one["name"] for one in comments))
    shown.show(html=[await translated(tmp_path)])

    await page.goto("/")

    assert len(comments) == len(TYPED) - len(refused) >= 150
    assert not any(typed.isprintable() for typed in refused)
    assert await has_run(page) == []


async def _taken(uid: str, typed: str) -> bool:
    """Whether a comment with it was taken; what no text may have is told to who typed it."""
    await execute("DELETE FROM bucket")
    found = await say(uid, typed, name=typed[:60].replace("\n", " "))
    codes = {one["code"] for one in found.get("fields", ())}
    assert codes <= {"bad_characters"}, found
    return not codes


async def commented(uid: str) -> list[Any]:
    """What readers of an entry get of its comments."""
    found: list[Any] = []
    part: Any = {"hasNextPage": True, "endCursor": None}
    while part["hasNextPage"]:
        asked = (await ask(COMMENTS, uid=uid, after=part["endCursor"]))["entry"]["comments"]
        found, part = [*found, *asked["nodes"]], asked["pageInfo"]
    return found


async def translated(folder: Path) -> str:
    """The HTML of a text whose paragraphs were translated so, as far as a file with them is taken."""
    body = "".join(f"<p>Alinea nummer {number}.</p>" for number in range(len(TYPED)))
    saved = await make_published(
        "page", "Vertaald", title_en="Translated", body_nl=body, body_en=""
    )
    desk = Desk(folder)
    await desk.export()
    words = {f"Alinea nummer {number}.": typed for number, typed in enumerate(TYPED)}
    _write(desk, words)
    refused = {one.key for one in (await desk.take()).findings if one.severity == "error"}
    _write(desk, dict.fromkeys(words, "Something else."), refused)
    report = await desk.take()
    assert (report.errors, report.applied) == (0, len(words))
    async with writing():
        await publish(installed()["page"], saved.uid, "en", actor=ACTOR)
    found = await ask(TRANSLATED, uid=saved.uid)
    return str(found["page"]["body"]["html"])


def _write(desk: Desk, words: Mapping[str, str], only: Container[str] | None = None) -> None:
    """Give messages a translation."""

    def written(one: Entry) -> Entry:
        if one.msgid not in words or (only is not None and one.msgctxt not in only):
            return one
        return replace(one, msgstr=words[one.msgid], flags=one.flags - {"fuzzy"})

    desk.change(written)


PANEL = (
    "overview/", "tree/", "search/?q=ran", "translations/", "bulk/", "bin/", "links/", "comments/",
    "aliases/", "history/{uid}/", "preview/{uid}/nl/", "copies/{uid}/", "sharing/{uid}/",
)  # fmt: skip
"""The pages of the panel that show what was typed, of the entry ``uid``."""


async def test_in_the_panel(page: Page, watch: Watch) -> None:
    """Lists, pages and forms."""
    watch.expected.append("404")  # pictures that are nowhere
    await texts()
    uid = await everything_in_one()
    await page.add_init_script(WATCHED)

    for path in PANEL:
        answer = await page.goto(path.format(uid=uid))
        assert answer is not None
        assert answer.status == 200, path
        assert await page.evaluate("window.hasRun") == [], path
    for path in ("#/mission_text", "#/page"):
        await page.goto(path)
        await page.reload()
        await page.wait_for_selector("td >> visible=true")
        assert await page.evaluate("window.hasRun") == [], path
    await open_entry(page, "mission_text", uid)
    await page.wait_for_timeout(500)

    assert await page.evaluate("window.hasRun") == []


async def everything_in_one() -> str:
    """A draft that was changed, with all of them in its texts and its rows."""
    rows = [{"text_nl": typed, "text_en": typed} for typed in TYPED[:150]]
    body = "".join(f"<p>x</p>{typed}<p>y</p>" for typed in TYPED if "plaintext" not in typed)
    saved = await make("mission_text", TYPED[0], body_nl=body, body_en=body, statements=rows)
    await change("mission_text", saved.uid, title_nl=TYPED[-1], summary_nl="\n".join(TYPED)[:600])
    return saved.uid
