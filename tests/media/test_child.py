"""What goes wrong in a child ends there."""

import asyncio
import errno
import os
import time
from pathlib import Path

import pytest

from cms.media import child
from cms.media.child import Busy, ChildDied, Refused, in_child


async def test_the_answer_comes_back() -> None:
    assert await in_child("json:loads", '{"é": [1, null, "x"]}') == {"é": [1, None, "x"]}


@pytest.mark.parametrize(
    ("function", "args"),
    [("os:abort", []), ("builtins:bytearray", [1 << 31]), ("os:_exit", [0]), ("os:nothing", [])],
)
async def test_a_child_that_dies_is_told_of(function: str, args: list[object]) -> None:
    with pytest.raises(ChildDied):
        await in_child(function, *args)


async def test_a_child_that_takes_too_long_is_ended() -> None:
    began = time.monotonic()
    with pytest.raises(ChildDied):
        await in_child("time:sleep", 30, seconds=0.3)

    assert time.monotonic() - began < 5


async def test_errors_of_files_and_refusals_come_through(tmp_path: Path) -> None:
    with pytest.raises(OSError) as raised:  # noqa: PT011 - the number says it
        await in_child("os:listdir", str(tmp_path / "nothing"))
    assert raised.value.errno == errno.ENOENT
    with pytest.raises(Refused) as refused:
        await in_child("tests.media.refusing:refuse", "too_many_pixels")
    assert refused.value.code == "too_many_pixels"


async def test_our_secrets_are_not_given_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CMS_SECRET", "x" * 40)

    assert await in_child("os:getenv", "CMS_SECRET") is None
    assert await in_child("os:getenv", "PATH") == os.environ["PATH"]


async def test_one_waits_for_a_place_and_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "PATIENCE", 0.2)
    sleeping = [
        asyncio.create_task(in_child("time:sleep", 30, seconds=0.8)) for _ in range(child.AT_ONCE)
    ]
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await in_child("os:getpid")
    assert all(
        isinstance(one, ChildDied)
        for one in await asyncio.gather(*sleeping, return_exceptions=True)
    )

    assert await in_child("os:getpid") != os.getpid()
