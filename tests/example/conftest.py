"""The example site in front of the demo site, both as programs of their own, and Chromium before them."""

import asyncio
import re
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, BrowserContext, Page

from tests.browser.conftest import Watch, browser
from tests.conftest import empty_all_tables
from tests.example.site import NODE, SITE, environment, packages_missing
from tests.schema.editing_client import Client, client_of

__all__ = ["browser"]
READY_SECONDS = 200  # a busy machine says nothing about the code


@dataclass(frozen=True)
class Site:
    """Where the site and the CMS are, and a script of somebody who may do everything there."""

    address: str
    cms: str
    chief: Client

    async def uid_at(self, path: str) -> str:
        """What lives at an address."""
        query = (
            f'{{ content(path: "{path}") {{ ... on ContentRoute {{ content {{ uid etag }} }} }} }}'
        )
        found: str = (await self.chief.ask(query))["content"]["content"]["uid"]
        return found

    async def retitle(self, kind: str, uid: str, locale: str, title: str) -> None:
        """Save another title, as an editor does; nothing is published."""
        seen = {"cms-preview": await self._token()}
        query = f'{{ entry(uid: "{uid}", locale: {locale.upper()}) {{ etag }} }}'
        etag = (await self.chief.post(query, seen))["data"]["entry"]["etag"]
        given = {"uid": uid, "title": {locale: title}}
        saved = await self.chief.save(kind, input=given, ifMatch=etag)
        assert saved["__typename"] == "Saved", saved

    async def preview_link(self, path: str) -> str:
        """What the panel links to: a preview of the whole site that opens at ``path``."""
        return f"{self.address}/preview?{httpx.QueryParams(token=await self._token(), path=path)}"

    async def _token(self) -> str:
        token: str = (await self.chief.do("createPreview", "... on PreviewMade { token }"))["token"]
        return token


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@asynccontextmanager
async def running(*command: str | Path, ready: str, **env: str) -> AsyncIterator[None]:
    """A program for as long as it is needed, from when it answers on."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=SITE if command[0] == NODE else None,
        env=environment(**env),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(READY_SECONDS), httpx.AsyncClient() as client:
            while process.returncode is None:
                try:
                    if (await client.get(ready)).status_code == 200:
                        break
                except httpx.TransportError:
                    await asyncio.sleep(0.1)
        assert process.returncode is None, f"{command} ended with {process.returncode}"
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


@asynccontextmanager
async def site_before(cms: str, port: int | None = None, **more: str) -> AsyncIterator[str]:
    """The site's server, asking the CMS at an address; its own address. ``more`` are settings of it."""
    port = port or free_port()
    address = f"http://127.0.0.1:{port}"
    given = {"PORT": str(port), "HOST": "127.0.0.1", "SITE_URL": address, "CMS_URL": cms} | more
    async with running(NODE, "server/index.js", ready=f"{address}/icon.svg", **given):
        yield address


async def _built(cms: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *(NODE, "server/build.js"),
        cwd=SITE,
        env=environment(CMS_URL=cms),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()


@pytest.fixture(scope="session")
async def site(migrated: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    """Both, with what the demo has; built once."""
    if reason := packages_missing():
        pytest.skip(reason)
    await empty_all_tables()
    cms, own = free_port(), free_port()
    address = f"http://127.0.0.1:{cms}"
    public = f"http://127.0.0.1:{own}"
    given = {
        "CMS_PORT": str(cms),
        "CMS_BASE_URL": public,
        "CMS_PREVIEW_URL": f"{public}/preview?token={{token}}&path={{path}}",
    }
    command = (sys.executable, "-m", "cms.cli", "serve", "--demo")
    async with running(*command, ready=f"{address}/readyz", **given):
        await _built(address)
        chief = await client_of("chief", superuser=True)
        async with site_before(address, own) as found:
            yield Site(found, address, chief)


@pytest.fixture
async def watch(site: Site) -> AsyncIterator[Watch]:
    watching = Watch(site.address)
    yield watching
    assert watching.foreign == []
    assert watching.errors == []


@pytest.fixture
async def context(browser: Browser, site: Site, request: Any) -> AsyncIterator[BrowserContext]:
    """A visitor's browser; ``@pytest.mark.parametrize("context", [{…}], indirect=True)`` for another one."""
    options = {"viewport": {"width": 1440, "height": 900}} | getattr(request, "param", {})
    opened = await browser.new_context(base_url=site.address, **options)
    yield opened
    await opened.close()


@pytest.fixture
async def page(context: BrowserContext, watch: Watch) -> Page:
    """A tab of it, in which no error may be heard."""
    tab = await context.new_page()
    watch.follow(tab)
    return tab


@pytest.fixture
async def visitor(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who asks the site without a browser."""
    async with httpx.AsyncClient(base_url=site.address) as client:
        yield client


def attribute(html: str, tag: str) -> str:
    """The first tag that begins like this, whole."""
    found = re.search(re.escape(tag) + r"[^>]*>", html)
    assert found, f"{tag} is not there"
    return found[0]
