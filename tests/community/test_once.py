"""A request with a key is done once, however often it comes, and by two at the same time."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from cms.community.idempotency import KeyReused, once
from cms.database.engine import execute, fetch, writing
from cms.errors import InvalidInput

pytestmark = pytest.mark.usefixtures("database")
KEY = "b7c1f2d4-0001"


class Desk:
    """Does something, and counts how often."""

    def __init__(self) -> None:
        self.done = 0
        self.broken = False

    async def ask(self, key: str = KEY, act: str = "sign up", **given: object) -> Mapping[str, Any]:
        async with writing():
            return await once(act, key, given, self.act)

    async def act(self) -> Mapping[str, Any]:
        self.done += 1
        number = self.done
        await asyncio.sleep(0.05)
        if self.broken:
            raise OSError
        return {"number": number}


async def test_the_same_again_is_told_what_came_of_it() -> None:
    desk = Desk()

    assert await desk.ask(name="Eva") == {"number": 1}
    assert await desk.ask(name="Eva") == {"number": 1}
    assert await desk.ask("another-key", name="Eva") == {"number": 2}
    assert await desk.ask(act="cancel", name="Eva") == {"number": 3}


async def test_of_many_at_once_one_acts() -> None:
    desk = Desk()

    found = await asyncio.gather(*(desk.ask(name="Eva") for _ in range(6)))

    assert found == [{"number": 1}] * 6


async def test_a_key_is_for_one_input() -> None:
    desk = Desk()
    await desk.ask(name="Eva")

    with pytest.raises(KeyReused):
        await desk.ask(name="Bo")
    assert desk.done == 1


async def test_what_failed_may_be_tried_again() -> None:
    desk = Desk()
    desk.broken = True
    with pytest.raises(OSError):  # noqa: PT011 - what the act raises comes out
        await desk.ask()
    desk.broken = False

    assert await desk.ask() == {"number": 2}


async def test_a_key_lasts_a_day() -> None:
    desk = Desk()
    await desk.ask()
    await execute("UPDATE done_once SET at = at - interval '25 hours'")

    assert await desk.ask() == {"number": 2}
    assert len(await fetch("SELECT FROM done_once")) == 1


@pytest.mark.parametrize("key", ["", "short", "with space", "x" * 201, "smörgåsbord", "nul\0nul\0"])
async def test_what_is_no_key(key: str) -> None:
    with pytest.raises(InvalidInput):
        await Desk().ask(key)
