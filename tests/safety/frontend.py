"""A page of a frontend that trusts what it is given, and what ran in it."""

from collections.abc import Iterable
from html import escape
from typing import Any

from playwright.async_api import Page
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

WATCHED = """
window.hasRun = [];
window.ran = (number) => window.hasRun.push(number);
for (const name of ["alert", "confirm", "prompt"]) window[name] = () => ran(name);
"""
POKED = """() => {
    document.addEventListener("click", (event) => {
        const link = event.target.closest && event.target.closest("a[href^=http], a[href^='/']");
        if (link) event.preventDefault();
    }, true);
    const types = ["pointerover", "mouseover", "pointerdown", "focus", "focusin", "click", "toggle",
        "animationstart", "animationend", "beforetoggle", "input", "error", "load"];
    for (const one of document.querySelectorAll("[data-shown] *"))
        for (const type of types)
            one.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true }));
}"""


class Frontend:
    """A page of a frontend that trusts what it is given as HTML, and escapes what is plain text."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def show(self, *, html: Iterable[str] = (), text: Iterable[str] = (), json: str = "") -> None:
        self.parts += [f"<section data-shown>{one}</section>" for one in html]
        self.parts += [f"<p data-shown title='{escape(one)}'>{escape(one)}</p>" for one in text]
        if json:
            self.parts.append(f'<script type="application/ld+json">{json}</script>')

    async def page(self, _request: Request) -> Response:
        return HTMLResponse("<!doctype html><title>x</title>" + "\n".join(self.parts))


async def has_run(page: Page) -> list[Any]:
    """What ran while the page was opened, and while everything on it was pressed and pointed at."""
    await page.evaluate(POKED)
    await page.wait_for_timeout(200)
    found: list[Any] = await page.evaluate("window.hasRun")
    return found
