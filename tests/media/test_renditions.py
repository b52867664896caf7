"""Renditions are made when they are first asked for, once, and kept."""

import asyncio
import errno
import multiprocessing
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cms.media import renditions
from cms.media.addresses import Wanted
from cms.media.child import MOST_CHILDREN
from cms.media.keys import Missing
from cms.media.presets import Fit, Format
from cms.media.refusals import DiskFull
from cms.media.renditions import (
    Busy,
    NotOffered,
    Original,
    folder,
    forget,
    forget_begun,
    forget_oldest,
    kept,
    rendered,
)
from tests.media.asking import ask
from tests.media.pictures import keep_picture

pytestmark = pytest.mark.usefixtures("database")
CARD = Wanted(320, 180, Fit.COVER, Format.WEBP)


async def original(tmp_path: Path) -> Original:
    made = await keep_picture(tmp_path)
    return Original.of({"focus_x": 0.5, "focus_y": 0.5, "transparent": False, **made})


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What children were asked to make."""
    asked: list[str] = []
    ask = renditions.in_child

    async def noting(function: str, *args: object, **more: float) -> object:
        asked.append(function)
        return await ask(function, *args, **more)

    monkeypatch.setattr(renditions, "in_child", noting)
    return asked


def begun() -> list[str]:
    return [one.name for one in (folder() / ".begun").iterdir() if not one.name.startswith("lock-")]


async def test_twenty_who_ask_at_once_have_it_made_once(tmp_path: Path, counted: list[str]) -> None:
    of = await original(tmp_path)
    found = await asyncio.gather(*(rendered(of, CARD) for _ in range(20)))

    assert len(counted) == 1
    assert {*found} == {folder() / of.uid / of.version / "cover-320x180.webp"}
    before = found[0].stat()
    assert await rendered(of, CARD) == found[0]
    assert len(counted) == 1
    assert found[0].stat().st_mtime_ns == before.st_mtime_ns
    assert begun() == []


async def test_two_processes_make_it_once(tmp_path: Path) -> None:
    of = await original(tmp_path)
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        found = await asyncio.to_thread(pool.starmap, ask, [(of, CARD)] * 2, 1)

    assert len({*found}) == 1


async def test_who_goes_away_takes_it_from_nobody(tmp_path: Path, counted: list[str]) -> None:
    of = await original(tmp_path)
    asking = [asyncio.create_task(rendered(of, CARD)) for _ in range(3)]
    await asyncio.sleep(0.01)
    asking[0].cancel()

    assert (await asking[1]).exists()
    assert (await asking[2]).exists()
    assert len(counted) == 1


@pytest.mark.parametrize(
    "wanted",
    [
        replace(CARD, width=321),
        replace(CARD, height=None),
        replace(CARD, width=2560, height=1440),
        replace(CARD, written=Format.PNG),
        replace(CARD, written=Format.AUTO),
        replace(CARD, fit=Fit.CONTAIN),
    ],
)
async def test_what_is_not_offered_is_not_made(tmp_path: Path, wanted: Wanted) -> None:
    of = await original(tmp_path)
    with pytest.raises(NotOffered):
        await rendered(of, wanted)

    assert not (folder() / of.uid).exists()


async def test_a_full_disk_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No room for the file itself (the child has it: /dev/full), or for its place."""
    of = await original(tmp_path)
    (folder() / ".begun").mkdir(parents=True, exist_ok=True)
    (folder() / ".begun" / f"{of.uid}-{of.version}-{CARD.name}").symlink_to("/dev/full")
    with pytest.raises(DiskFull):
        await rendered(of, CARD)
    assert not (folder() / of.uid).exists()
    assert begun() == []

    def full(_self: Path, _target: Path) -> Path:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        with pytest.raises(DiskFull):
            await rendered(of, CARD)
    assert begun() == []
    assert (await rendered(of, CARD)).exists()


async def test_the_last_room_is_left_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, counted: list[str]
) -> None:
    of = await original(tmp_path)
    monkeypatch.setattr(renditions, "SPARE", 2**62)
    with pytest.raises(DiskFull):
        await rendered(of, CARD)

    assert counted == begun() == []
    assert not (folder() / of.uid).exists()


async def test_the_oldest_go_when_there_are_too_many(tmp_path: Path) -> None:
    of = await original(tmp_path)
    shutil.rmtree(folder(), ignore_errors=True)
    made = [
        await rendered(of, replace(CARD, written=one))
        for one in (Format.AVIF, Format.WEBP, Format.JPEG)
    ]
    for age, path in enumerate(made):
        os.utime(path, (1000 - age, 1000 - age))
    sizes = [path.stat().st_size for path in made]

    assert await forget_oldest(sum(sizes)) == 0
    assert await forget_oldest(sum(sizes) - 1, dry_run=True) == 1
    assert await forget_oldest(sizes[0]) == 2
    assert [path.exists() for path in made] == [True, False, False]


async def test_who_waits_too_long_is_told_to_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = await original(tmp_path)
    monkeypatch.setattr(renditions, "PATIENCE", 0.1)
    async with renditions._turn():
        with pytest.raises(Busy):
            await rendered(of, CARD)

    assert (await rendered(of, CARD)).exists()


async def test_a_child_is_left_for_what_editors_send(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of, making, most = await original(tmp_path), 0, 0
    make = renditions.in_child

    async def noting(function: str, *args: object, **more: float) -> object:
        nonlocal making, most
        making += 1
        most = max(most, making)
        try:
            return await make(function, *args, **more)
        finally:
            making -= 1

    monkeypatch.setattr(renditions, "in_child", noting)
    forms = (Format.AVIF, Format.WEBP, Format.JPEG)
    await asyncio.gather(*(rendered(of, replace(CARD, written=one)) for one in forms))

    assert most < MOST_CHILDREN


async def test_an_original_that_is_gone_makes_nothing(tmp_path: Path) -> None:
    of = replace(await original(tmp_path), digest="0" * 64)
    with pytest.raises(Missing):
        await rendered(of, CARD)

    assert not (folder() / of.uid).exists()


async def test_what_is_forgotten_is_gone_from_the_disk(tmp_path: Path) -> None:
    of = await original(tmp_path)
    await rendered(of, CARD)
    newer = replace(of, version="another")
    await rendered(newer, CARD)
    assert (await kept())[of.uid] == sorted([of.version, "another"])

    await forget(of.uid, "another")
    assert (await kept())[of.uid] == ["another"]
    await forget(of.uid)
    assert of.uid not in await kept()


async def test_what_a_killed_process_began_is_removed_later(tmp_path: Path) -> None:
    await rendered(await original(tmp_path), CARD)
    old, young = folder() / ".begun" / "old", folder() / ".begun" / "young"
    for one in (old, young):
        one.touch()
    os.utime(old, (0, 0))
    await forget_begun()

    assert begun() == ["young"]
    young.unlink()
