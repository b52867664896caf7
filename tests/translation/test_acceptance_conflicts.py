"""What a translator may count on, by number: both sides, old copies, lost lines (6-8, 13)."""

from dataclasses import replace
from pathlib import Path

import pytest

from cms.database.engine import fetch
from tests.demo_site import stand_demo
from tests.translation.files import Desk, change, everything, uid_of, values_of

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def site(tmp_path: Path) -> Desk:
    await stand_demo()
    desk = Desk(tmp_path)
    await desk.export()
    return desk


async def test_06_both_sides_changed_one_message(site: Desk) -> None:
    uid = await uid_of("Denktank")
    await change(uid, live=False, title_en="Brains trust")
    site.edit("Denktank", "Thinking shop")
    report = await site.take()
    assert ([one.code for one in report.findings], report.status) == (["E11"], 2)
    assert (await values_of(uid))["title_en"] == "Brains trust"
    kept = await fetch("SELECT text, why FROM kept_text")
    assert kept == [{"text": "Thinking shop", "why": "conflict"}]
    await site.export()
    entry = site.live()["Denktank"]
    assert entry.fuzzy
    assert entry.msgstr.split("\n")[1::2] == ["Brains trust", "Thinking shop"]
    before = await everything()
    assert ((await site.take()).applied, (await site.take()).status) == (0, 2)
    assert await everything() == before
    site.edit("Denktank", "Thinking shop", fuzzy=False)
    assert (await site.take()).status == 0
    assert (await values_of(uid))["title_en"] == "Thinking shop"


async def test_07_each_side_changed_another_message(site: Desk) -> None:
    uid, other = await uid_of("Denktank"), await uid_of("Agenda")
    await change(uid, live=False, title_en="Brains trust")
    site.edit("Agenda", "Diary")
    report = await site.take()
    assert (report.status, report.applied) == (0, 1)
    titles = [(await values_of(one))["title_en"] for one in (uid, other)]
    assert titles == ["Brains trust", "Diary"]


async def test_08_a_copy_from_two_exports_ago(site: Desk) -> None:
    uid, other = await uid_of("Denktank"), await uid_of("Agenda")
    old = site.path().read_bytes()
    for title in ("Brains trust", "Pool of brains"):
        await change(uid, live=False, title_en=title)
        await site.export()
    site.path().write_bytes(old)
    site.edit("Agenda", "Diary")
    report = await site.take()
    assert (report.status, report.applied, report.counts["older"]) == (0, 1, 1)
    titles = [(await values_of(one))["title_en"] for one in (uid, other)]
    assert titles == ["Pool of brains", "Diary"]
    site.edit("Denktank", "Thinking shop")
    assert [one.code for one in (await site.take()).findings] == ["E11"]
    assert (await values_of(uid))["title_en"] == "Pool of brains"


async def test_08_a_copy_without_a_number_replaces_nothing(site: Desk) -> None:
    await site.export()
    site.replace('"X-Export: 1\\n"\n', "")
    site.edit("Denktank", "Thinking shop")
    report = await site.take()
    assert ([one.code for one in report.findings], report.applied) == (["E11"], 0)
    assert (await values_of(await uid_of("Denktank")))["title_en"] == "Think tank"


async def test_13_emptied_or_shortened_files_lose_nothing(site: Desk) -> None:
    full = site.path().read_bytes()
    texts = await fetch("SELECT * FROM translated_text ORDER BY id")
    pages = await fetch("SELECT * FROM page ORDER BY uid")
    site.change(lambda entry: replace(entry, msgstr=""))
    report = await site.take()
    assert (report.applied, report.counts["emptied"] > 100) == (0, True)
    site.path().write_bytes(full)
    count = iter(range(10_000))
    site.change(lambda entry: entry if next(count) % 10 == 0 else None)
    report = await site.take()
    assert (report.applied, report.counts["absent"] > 100) == (0, True)
    assert await fetch("SELECT * FROM translated_text ORDER BY id") == texts
    assert await fetch("SELECT * FROM page ORDER BY uid") == pages
    await site.export()
    assert site.path().read_bytes() == full


async def test_13_only_a_key_that_is_named_is_cleared(site: Desk) -> None:
    uid = await uid_of("Denktank")
    key = site.live()["Denktank"].msgctxt or ""
    other = site.live()["Agenda"].msgctxt or ""
    site.edit("Denktank", "")
    site.change(lambda entry: None if entry.msgctxt == other else entry)
    report = await site.take(clear=[key, other])
    assert (report.status, report.applied, report.counts["cleared"]) == (0, 2, 2)
    assert [(await values_of(uid))["title_en"], site.live().get("Agenda")] == ["", None]
    kept = {(row["text"], row["why"]) for row in await fetch("SELECT text, why FROM kept_text")}
    assert kept == {("Think tank", "cleared"), ("Calendar", "cleared")}
    await site.export()
    assert site.live()["Denktank"].msgstr == ""
    assert site.live()["Agenda"].msgstr == ""
    assert (await site.take()).applied == 0
