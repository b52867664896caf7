"""Pages that were built beforehand. First of the files here by its name: later ones change what is public."""

import asyncio

import httpx
import pytest

from tests.example.conftest import Site

pytestmark = pytest.mark.browser


async def test_what_was_built_beforehand_holds_until_something_changes(
    site: Site, visitor: httpx.AsyncClient
) -> None:
    assert "x-built" in (await visitor.get("/en/texts/mission")).headers
    uid = await site.uid_at("/en/texts/mission")
    await site.retitle("MissionText", uid, "en", "Our mission, said anew")
    await site.chief.do(f'transition(uids: ["{uid}"], to: PUBLISHED, locales: [EN])')
    async with asyncio.timeout(5):
        while True:
            now = await visitor.get("/en/texts/mission")
            if "said anew" in now.text:
                break
            await asyncio.sleep(0.05)
    assert "x-built" not in now.headers
