"""Whoever shows a file hears when it is another."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cms.access.actors import system
from cms.database.engine import writing
from cms.publishing.concerns import concern
from cms.publishing.feed import Feed, Interrupted, News
from cms.publishing.library import authorised as library
from cms.reading.surrogates import asset_key
from tests.media.files import picture, put

SYSTEM = system("test")
QUIET = 0.15


@pytest.fixture
async def heard(database: None) -> AsyncIterator["asyncio.Queue[News]"]:
    feed, queue = Feed(), asyncio.Queue()
    with feed.heard_by(queue.put_nowait):
        async with feed.running():
            assert isinstance(await asyncio.wait_for(queue.get(), 5), Interrupted)
            yield queue


async def test_each_act_is_told(heard: "asyncio.Queue[News]", tmp_path: Path) -> None:
    async def told() -> frozenset[str]:
        keys = frozenset(concern(await asyncio.wait_for(heard.get(), 5)).keys)
        await asyncio.sleep(QUIET)
        assert heard.empty(), "once"
        return keys

    made = await library.receive(put(tmp_path, picture()), "x.jpg", actor=SYSTEM)
    key = frozenset({asset_key(made["uid"])})
    assert await told() == key
    async with writing():
        await library.describe(made["uid"], {"alt_nl": "Kade"}, revision=0, actor=SYSTEM)
    assert await told() == key
    await library.replace(
        made["uid"], put(tmp_path, picture("PNG")), "x.png", revision=1, actor=SYSTEM
    )
    assert await told() == key
    async with writing():
        await library.describe(made["uid"], {"alt_nl": "Kade"}, revision=2, actor=SYSTEM)
    await asyncio.sleep(QUIET)
    assert heard.empty(), "nothing is another"
    async with writing():
        await library.delete(made["uid"], actor=SYSTEM)
    assert await told() == key
