"""A real Chromium on a real server; skipped where there is no Chromium."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

import pytest
import uvicorn
from playwright.async_api import Browser, ConsoleMessage, Page, Request, async_playwright, expect
from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from admin.app import admin_app
from cms.delivery.media import media
from cms.media.addresses import FOLDER
from cms.schema.payloads import payloads
from cms.settings import Settings
from tests.listening import on_loopback
from tests.people import EDITOR, PASSWORD, make_user
from tests.safety.frontend import WATCHED, Frontend

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")
"""The first has the same engine without windows of its own, and starts a tab in a third of the time."""
WIDE = {"width": 1440, "height": 900}
expect.set_options(timeout=20_000)  # a busy machine says nothing about the code


def chromium() -> str | None:
    names = (os.environ.get("CHROMIUM"), *BROWSERS)
    return next((found for name in names if name and (found := shutil.which(name))), None)


class _Server(uvicorn.Server):
    """The test run keeps its own signal handlers."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[str]:
    """An application on a free loopback port; its address."""
    with on_loopback() as (listening, port):
        server = _Server(uvicorn.Config(app, lifespan="off", log_level="warning"))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            await serving


@pytest.fixture(scope="session")
async def base_url(migrated: None) -> AsyncIterator[str]:
    """The panel and the files that it shows, served."""
    routes = [Mount("/admin", admin_app(Settings(), payloads(Settings()))), Mount(FOLDER, media())]
    async with served(Starlette(routes=routes)) as address:
        yield address


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    path = chromium()
    if path is None:
        pytest.skip("no Chromium found: install one, or name it in CHROMIUM")
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        await started.close()


@dataclass
class Watch:
    """What a page did that it should not: errors in its console, requests to other hosts."""

    base_url: str
    heard: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.heard.append(str(error)))
        page.on("request", self._asked)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.heard.append(message.text)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.base_url, "data:", "blob:")):
            self.foreign.append(request.url)

    @property
    def errors(self) -> list[str]:
        """What was heard that no test provoked."""
        return [one for one in self.heard if not any(part in one for part in self.expected)]

    def forget(self, part: str) -> None:
        """Forget what was heard so far with ``part`` in it."""
        self.heard = [one for one in self.heard if part not in one]

    async def provoked(self, part: str) -> None:
        """Wait for the error with ``part`` that the test provoked; it is none of the page's.

        A browser speaks of an answer when it likes, before or after the page has moved on.
        """
        for _ in range(500):
            if any(part in one for one in self.heard):
                break
            await asyncio.sleep(0.02)
        assert any(part in one for one in self.heard), f"nothing was said of {part}"
        self.expected.append(part)


@pytest.fixture
async def watch(base_url: str) -> AsyncIterator[Watch]:
    watching = Watch(base_url)
    yield watching
    assert watching.foreign == []
    assert watching.errors == []


@pytest.fixture
async def page(
    browser: Browser, base_url: str, database: None, watch: Watch
) -> AsyncIterator[Page]:
    """A tab in which an editor has just logged in."""
    await make_user(EDITOR, "editor", "reviewer")
    context = await browser.new_context(
        locale="nl-NL", viewport=WIDE, base_url=f"{base_url}/admin/"
    )  # type: ignore[arg-type]
    tab = await context.new_page()
    watch.follow(tab)
    await tab.goto("")
    await tab.fill("input[name=username]", EDITOR)
    await tab.fill("input[name=password]", PASSWORD)
    await tab.click("[data-uitest=login_button]")
    await tab.wait_for_selector(".welcome")
    yield tab
    await context.close()


@pytest.fixture
async def frontend(browser: Browser, database: None) -> AsyncIterator[tuple[Frontend, Page]]:
    """What a frontend is to show, and a tab on it in which everything that runs is counted."""
    shown = Frontend()
    routes = [Route("/", shown.page), Mount(FOLDER, media())]
    async with served(Starlette(routes=routes)) as address:
        context = await browser.new_context(viewport=WIDE, base_url=address)  # type: ignore[arg-type]
        await context.add_init_script(WATCHED)
        yield shown, await context.new_page()
        await context.close()
