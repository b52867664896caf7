"""Saving in a hurry: keys held down or pressed again, typing on while the answer is under way."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from playwright.async_api import Page, Request, Route, expect

from cms.database.engine import fetch
from tests.browser.forms import open_entry, save, stored
from tests.builders import make

pytestmark = pytest.mark.browser
TITLE = "input[name=title_nl]"
SAVE = "[data-uitest=save_button]"
ENTRIES = "**/api/tables/page/**"


def slowly(*methods: str) -> Callable[[Route], Coroutine[Any, Any, None]]:
    """A network on which requests with these methods take their time."""

    async def slow(route: Route) -> None:
        if route.request.method in methods:
            await asyncio.sleep(0.6)
        await route.continue_()

    return slow


def writes(page: Page) -> list[str]:
    """What is sent from now on to write entries."""
    sent: list[str] = []

    def note(request: Request) -> None:
        if "/api/tables/" in request.url and request.method != "GET":
            sent.append(request.method)

    page.on("request", note)
    return sent


async def test_a_new_entry_is_made_once_however_often_the_keys_are_pressed(page: Page) -> None:
    await page.goto("#/page/add/")
    await page.wait_for_selector(".cms-tabs")
    await page.fill(TITLE, "Klok")
    await page.route(ENTRIES, slowly("POST"))
    sent = writes(page)

    await page.keyboard.down("Control")
    for _ in range(5):
        await page.keyboard.down("s")
    await page.keyboard.up("s")
    await page.keyboard.press("s")
    await page.keyboard.up("Control")
    await page.evaluate(
        "document.querySelector('[data-uitest=create_button]').closest('form').requestSubmit()"
    )

    await page.wait_for_selector(".cms-standing")
    assert sent == ["POST"]
    assert len(await fetch("SELECT FROM page WHERE title_nl = 'Klok'")) == 1


async def test_what_is_typed_while_a_new_entry_is_made_comes_along(page: Page) -> None:
    await page.goto("#/page/add/")
    await page.wait_for_selector(".cms-tabs")
    await page.fill(TITLE, "Klok")
    await page.route(ENTRIES, slowly("POST"))
    sent = writes(page)

    await page.keyboard.press("Control+s")
    await page.locator(TITLE).press_sequentially(" die slaat")
    await page.keyboard.press("Control+s")
    await page.wait_for_selector(".cms-standing")
    await expect(page.locator(TITLE)).to_have_value("Klok die slaat")
    await expect(page.locator(".cms-note")).to_have_count(1)  # not saved yet
    await save(page)

    assert sent == ["POST", "PATCH"]
    titles = await fetch("SELECT title_nl FROM page WHERE title_nl LIKE 'Klok%'")
    assert [row["title_nl"] for row in titles] == ["Klok die slaat"]


async def test_the_keys_do_no_more_than_the_button(page: Page) -> None:
    saved = await make("page", "Klok")
    await open_entry(page, "page", saved.uid)
    await page.fill(TITLE, "Uurwerk")
    sent = writes(page)

    await page.locator(SAVE).evaluate("button => { button.disabled = true; }")
    await page.keyboard.press("Control+s")
    await page.wait_for_timeout(200)
    assert sent == []
    await page.locator(SAVE).evaluate("button => { button.disabled = false; }")
    await page.route(ENTRIES, slowly("PATCH"))
    for _ in range(3):
        await page.keyboard.press("Control+s")

    await expect(page.locator("#message_popup")).to_contain_text("Opgeslagen")
    await expect(page.locator("dialog[open]")).to_have_count(0)
    assert sent == ["PATCH"]


@pytest.mark.parametrize("slow", ["PATCH", "GET"])
async def test_what_is_typed_while_a_save_is_answered_stays(page: Page, slow: str) -> None:
    quotation = {"kind": "quotation", "text_nl": "een"}
    saved = await make("page", "een", body_nl="<p>een</p>", blocks=[quotation])
    await open_entry(page, "page", saved.uid)
    title, text = page.locator(TITLE), page.locator("[data-name=body_nl] .ProseMirror")
    block = page.locator("[data-kind=quotation] [data-column=text_nl] textarea")

    async def type_on(words: str) -> None:
        for field in (title, text, block):
            await field.press("Control+End")
            await field.press_sequentially(words)

    await type_on(" twee")
    await page.route(ENTRIES, slowly(slow))
    async with page.expect_event(
        "request" if slow == "PATCH" else "response",
        lambda one: (one if slow == "PATCH" else one.request).method == "PATCH",
    ):
        await page.keyboard.press("Control+s")
    await type_on(" drie")
    await expect(page.locator("#message_popup")).to_contain_text("Opgeslagen")
    await page.wait_for_timeout(900)  # nothing that comes later takes it away

    await expect(title).to_have_value("een nl twee drie")
    await expect(text).to_have_text("een twee drie")
    await expect(block).to_have_value("een twee drie")
    await save(page)
    values = await stored("page", saved.uid)
    assert (values["title_nl"], values["body_nl"]) == (
        "een nl twee drie",
        "<p>een twee drie</p>",
    )
    assert values["blocks"][0]["text_nl"] == "een twee drie"


async def test_an_answer_that_never_comes_holds_up_no_save(page: Page) -> None:
    saved = await make("page", "een")
    await open_entry(page, "page", saved.uid)
    await page.route("**/autosave/**", unanswered)
    async with page.expect_request("**/autosave/**"):
        await page.fill(TITLE, "twee")
    await page.fill(TITLE, "drie")

    async with page.expect_response(lambda answer: answer.request.method == "PATCH"):
        await page.keyboard.press("Control+s")
        await page.fill(TITLE, "vier")  # while it waits
    await expect(page.locator("#message_popup")).to_contain_text("Opgeslagen")
    assert (await stored("page", saved.uid))["title_nl"] == "drie"
    await expect(page.locator(TITLE)).to_have_value("vier")
    await save(page)
    assert (await stored("page", saved.uid))["title_nl"] == "vier"


async def unanswered(_route: Route) -> None:
    """A request that a proxy swallowed, say."""
