"""What a translator may count on, by number: what is refused, and what a try-out does (9-12)."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cms.database.engine import fetch
from cms.translation.po.po import Entry
from tests.demo_site import stand_demo
from tests.translation.files import Desk, change, everything, uid_of, values_of

pytestmark = pytest.mark.usefixtures("database")

TITLE = "Agenda"


@pytest.fixture
async def site(tmp_path: Path) -> Desk:
    await stand_demo()
    desk = Desk(tmp_path)
    await desk.export()
    return desk


def linked(site: Desk) -> Entry:
    """«De denktank komt bijeen in [twee soorten sessies]{1}…», with three links."""
    return next(one for one in site.live().values() if one.msgid.startswith("De denktank komt"))


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda text: text.replace("{1}", ""), "E06"),
        (lambda text: text.replace("{1}", "{1} {1}"), "E06"),
        (lambda text: text.replace("{1}", "{9}"), "E06"),
        (lambda text: text + " {", "E06"),
        (lambda text: text.replace("[two", "two"), "E07"),
        (lambda text: text + " <script>alert(1)</script>", "E08"),
        (lambda text: text + " <img src=x onerror=alert(1)>", "E08"),
        (lambda text: text + " [x](javascript:alert(1))", "E08"),
        (lambda text: text + " [x](https://elsewhere.org)", "E08"),
        (lambda text: text + " ![x](https://elsewhere.org/x.png)", "E08"),
        (lambda text: text + " <https://elsewhere.org>", "E08"),
        (lambda text: text + "\n\nAnd more.", "E10"),
        (lambda text: f"```\n{text}\n```", "E10"),
        (lambda text: text + " \u202eback", "E08"),
        (lambda text: text + " \abell", "E08"),
    ],
)
async def test_09_a_harmful_text_is_refused(
    site: Desk, spoil: Callable[[str], str], code: str
) -> None:
    bad = spoil(linked(site).msgstr)
    site.edit(linked(site).msgid, bad)
    site.edit(TITLE, "Diary")
    before = await everything()
    report = await site.take()
    assert code in {one.code for one in report.findings if one.severity == "error"}
    assert (report.status, report.applied) == (1, 0)
    assert await everything() == before
    report = await site.take(partial=True)
    assert (report.status, report.applied) == (1, 1)
    assert (await values_of(await uid_of(TITLE)))["title_en"] == "Diary"
    (kept,) = {
        row["text"] for row in await fetch("SELECT text FROM kept_text WHERE why = 'refused'")
    }
    assert kept.strip("`\n")[:9] == bad.strip("`\n")[:9]


async def test_10_a_text_longer_than_its_field(site: Desk) -> None:
    uid = await uid_of("Denktank")
    summary = next(
        one for one in site.live().values() if (one.msgctxt or "").startswith(f"{uid}/summary#")
    )
    assert "at most 600 characters" in summary.extracted
    assert "max-length:600" in summary.flags
    site.edit(summary.msgid, "a" * 600)
    assert (await site.take()).errors == 0
    site.edit(summary.msgid, "a" * 601)
    report = await site.take()
    (error,) = (one for one in report.findings if one.severity == "error")
    assert (error.code, error.message.params) == ("E09", {"length": 601, "max": 600})


def _one(entry: Entry, **changes: str) -> Entry:
    return replace(entry, **changes) if entry.msgid == TITLE else entry  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (lambda data: data.replace(b"/title#", b"/title#zzzz", 1), "E04"),
        (lambda data: data.replace(b"Language: en", b"Language: nl"), "E03"),
        (lambda data: data.replace(b'msgid "Agenda"', b'msgid "Agendas"'), "E05"),
        (lambda data: data + b"\n" + data.split(b"\n\n")[1], "E02"),
        (lambda data: data[: data.rindex(b"msgid") + 9], "E01"),
        (lambda data: b"\xff\xfe" + data, "E01"),
    ],
    ids=["unknown key", "other language", "altered msgid", "duplicate", "cut", "bytes"],
)
async def test_11_a_wrong_file_changes_nothing(
    site: Desk, edit: Callable[[bytes], bytes], code: str
) -> None:
    site.edit(TITLE, "Diary")
    damaged = edit(site.path().read_bytes())
    assert damaged != site.path().read_bytes()
    site.path().write_bytes(damaged)
    before = await everything()
    report = await site.take()
    (error,) = (one for one in report.findings if one.severity == "error")
    assert (error.code, report.status, report.applied) == (code, 1, 0)
    assert error.line > 0
    assert report.lines(str)[0].startswith(f"{site.path()}:{report.sorted()[0].line}: ")
    assert await everything() == before


async def test_12_a_dry_run_reports_the_same_and_changes_nothing(site: Desk) -> None:
    await change(await uid_of("Denktank"), live=False, title_en="Brains trust")
    site.edit("Denktank", "Thinking shop")
    site.edit(TITLE, "Diary", fuzzy=True)
    site.edit(linked(site).msgid, linked(site).msgstr + " Really.")
    before = await everything()
    tried = await site.take(dry_run=True)
    assert await everything() == before
    done = await site.take()
    assert tried.as_data(str) == done.as_data(str)
    assert done.applied == 2
    assert await everything() != before
