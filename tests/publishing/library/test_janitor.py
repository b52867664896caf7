"""What lies about goes in its time, and nothing else."""

import asyncio
import os
import time
from contextvars import copy_context
from datetime import timedelta
from pathlib import Path

import pytest

from cms.access.actors import system
from cms.content import Values
from cms.database.engine import writing
from cms.media.keys import original_key
from cms.media.storage import FOLDER, storage
from cms.publishing.library import authorised as library
from cms.publishing.library import janitor
from cms.publishing.library.janitor import Cleaned
from cms.settings import settings
from tests.media.files import picture, put

SYSTEM = system("test")
NOW = timedelta()


class Cut(Exception):
    """Something goes wrong after all was done, and before it was committed."""


async def add(folder: Path, colour: str = "teal") -> Values:
    sent = put(folder, picture(colour=colour), colour)
    return await library.receive(sent, "x.jpg", actor=SYSTEM, again=True)


async def cut_off(folder: Path) -> None:
    async with writing():
        await add(folder)
        raise Cut


async def delete(uid: str) -> None:
    async with writing():
        await library.delete(uid, actor=SYSTEM)


async def kept() -> set[str]:
    return {key async for key, _since in storage().keys("originals")}


def age(path: Path, days: float) -> None:
    then = time.time() - days * 86_400
    os.utime(path, (then, then))


async def test_bytes_without_a_row_go_in_their_time(database: None, tmp_path: Path) -> None:
    with pytest.raises(Cut):
        await cut_off(tmp_path)
    stays = await add(tmp_path, "red")
    assert len(await kept()) == 2
    assert (await janitor.check()).orphans == 1

    assert await janitor.clean() == Cleaned(), "somebody may be about to need them"
    assert await janitor.clean(grace=NOW, dry_run=True) == Cleaned(originals=1)
    assert await janitor.clean(grace=NOW) == Cleaned(originals=1)
    assert await kept() == {original_key(stays["digest"])}


async def test_bytes_stay_as_long_as_a_file_has_them(database: None, tmp_path: Path) -> None:
    first, second = await add(tmp_path), await add(tmp_path)
    await delete(first["uid"])
    assert await janitor.clean(grace=NOW) == Cleaned()
    await delete(second["uid"])
    assert await kept() == {original_key(first["digest"])}
    assert await janitor.clean(grace=NOW) == Cleaned(originals=1)
    assert await kept() == set()


async def test_what_is_just_being_added_stays(database: None, tmp_path: Path) -> None:
    old = await add(tmp_path)
    await delete(old["uid"])
    outside = copy_context()
    async with writing():
        again = await add(tmp_path)
        cleaning = asyncio.create_task(janitor.clean(grace=NOW), context=outside)
        await asyncio.sleep(0.3)
        assert not cleaning.done(), "it waits at the lock"
    assert await cleaning == Cleaned()
    assert await kept() == {original_key(again["digest"])}


async def test_missing_and_damaged_files_are_told(database: None, tmp_path: Path) -> None:
    whole, gone, cut = [await add(tmp_path, one) for one in ("red", "blue", "white")]
    await storage().delete(original_key(gone["digest"]))
    os.truncate(await storage().local(original_key(cut["digest"])), 10)

    found = await janitor.check()
    assert {(one.uid, one.fault) for one in found.gaps} == {
        (gone["uid"], "missing"),
        (cut["uid"], "damaged"),
    }
    assert (found.files, found.orphans) == (3, 0)
    again = await add(tmp_path, "white")
    assert again["digest"] == cut["digest"]
    assert [one.uid for one in (await janitor.check()).gaps] == [gone["uid"]], (
        "sent again, it is whole"
    )
    assert whole["uid"]


async def test_what_was_left_behind_goes(database: None, tmp_path: Path) -> None:
    uploads, incoming = settings.var / "uploads", settings.var / FOLDER / "incoming"
    for folder in (uploads, incoming):
        folder.mkdir(parents=True, exist_ok=True)
        for days in (0, 3):
            age(put(folder, b"x", f"{days}days"), days)
    age(put(uploads, b"x", "abc.kept"), 3)
    would = await janitor.clean(dry_run=True)
    assert await janitor.clean() == would == Cleaned(originals=1, uploads=2)
    assert [one.name for one in incoming.iterdir()] == ["0days"]
    assert [one.name for one in uploads.iterdir()] == ["0days"]
    age(uploads / "0days", 0.1)
    assert (await janitor.clean(grace=timedelta(hours=3))).uploads == 0
    assert (await janitor.clean(grace=timedelta(hours=2))).uploads == 1


async def test_renditions_of_what_is_gone_go(database: None, tmp_path: Path) -> None:
    file = await add(tmp_path)
    folder = settings.var / "renditions"
    for uid, version in ((file["uid"], file["version"]), (file["uid"], "before"), ("gone", "any")):
        (folder / uid / version).mkdir(parents=True)
    assert (await janitor.clean()).renditions == 1
    assert sorted(one.name for one in (folder / file["uid"]).iterdir()) == sorted(
        [file["version"], "before"]
    ), "pages that others keep show it still"
    assert (await janitor.clean(grace=NOW)).renditions == 1
    assert [one.name for one in (folder / file["uid"]).iterdir()] == [file["version"]]
    assert not (folder / "gone").exists()
