"""Both sides changed, or one of them is older: what an import does with two opinions."""

import pytest

from cms.database.engine import fetch
from cms.translation.exchange.report import Finding, Report
from tests.translation.files import LINKED, Desk, change, everything, uid_of, values_of

pytestmark = pytest.mark.usefixtures("database")

BOTH = """#-#-#-#-# admin #-#-#-#-#
Brains trust
#-#-#-#-# file #-#-#-#-#
Thinking shop"""


async def in_conflict(desk: Desk) -> str:
    """The uid of a page whose title was changed on both sides, as the last export says."""
    uid = await uid_of("Denktank")
    await change(uid, live=False, title_en="Brains trust")
    desk.edit("Denktank", "Thinking shop")
    report = await desk.take()
    assert [one.code for one in report.findings] == ["E11"]
    assert (report.status, report.applied) == (2, 1)
    await desk.export()
    return uid


async def test_both_sides_changed_one_message(desk: Desk) -> None:
    uid = await uid_of("Denktank")
    await change(uid, live=False, title_en="Brains trust")
    desk.edit("Denktank", "Thinking shop")
    report = await desk.take()
    assert [one.code for one in report.findings] == ["E11"]
    assert (report.status, report.applied) == (2, 1)
    assert (await values_of(uid))["title_en"] == "Brains trust"
    kept = await fetch("SELECT text, why FROM kept_text")
    assert kept == [{"text": "Thinking shop", "why": "conflict"}]
    before = await everything()
    assert (await desk.take()).applied == 0
    assert await everything() == before
    await desk.export()
    entry = desk.live()["Denktank"]
    assert (entry.msgstr, entry.fuzzy) == (BOTH, True)


async def test_an_open_conflict_in_a_file_does_nothing(desk: Desk) -> None:
    await in_conflict(desk)
    before = await everything()
    report = await desk.take()
    assert [(one.code, one.severity) for one in report.findings] == [("E11", "conflict")]
    assert (report.status, report.applied) == (2, 0)
    assert await everything() == before
    assert (await desk.export()).written == ()


def _but_for_terms(report: Report) -> list[Finding]:
    """What was found; that the site's glossary says otherwise is only advice."""
    return [one for one in report.findings if one.code != "W09"]


@pytest.mark.parametrize("text", ["Brains trust", "Thinking shop", "A third way"])
@pytest.mark.parametrize("twice", [False, True])
async def test_a_resolved_conflict_is_taken(desk: Desk, text: str, *, twice: bool) -> None:
    uid = await in_conflict(desk)
    desk.edit("Denktank", text, fuzzy=False)
    report = await desk.take()
    assert (_but_for_terms(report), report.status) == ([], 0)
    if twice:
        assert _but_for_terms(await desk.take()) == []
    assert (await values_of(uid))["title_en"] == text
    await desk.export()
    entry = desk.live()["Denktank"]
    assert (entry.msgstr, entry.fuzzy) == (text, False)
    again = await desk.take()
    assert (again.findings, again.applied) == ([], 0)


async def test_a_text_between_the_marks_is_kept_aside_and_not_taken(desk: Desk) -> None:
    uid = await in_conflict(desk)
    desk.edit("Denktank", f"{BOTH} and more", fuzzy=False)
    report = await desk.take()
    assert ([one.code for one in report.findings], report.applied) == (["E11"], 0)
    assert (await values_of(uid))["title_en"] == "Brains trust"
    kept = {row["text"] for row in await fetch("SELECT text FROM kept_text")}
    assert f"{BOTH} and more" in kept
    await desk.export()
    assert desk.live()["Denktank"].msgstr == BOTH


async def test_a_conflict_that_changed_again_here_stays_open(desk: Desk) -> None:
    uid = await in_conflict(desk)
    await change(uid, live=False, title_en="Pool of brains")
    desk.edit("Denktank", "A third way", fuzzy=False)
    report = await desk.take()
    assert ([one.code for one in report.findings], report.applied) == (["E11"], 0)
    assert (await values_of(uid))["title_en"] == "Pool of brains"
    await desk.export()
    found = desk.live()["Denktank"].msgstr.split("\n")
    assert found[1::2] == ["Pool of brains", "Thinking shop", "A third way"]
    desk.edit("Denktank", "A third way", fuzzy=False)
    assert (await desk.take()).applied == 1
    await desk.export()
    assert desk.live()["Denktank"].msgstr == "A third way"


async def test_a_resolution_that_is_refused_leaves_the_conflict_open(desk: Desk) -> None:
    await in_conflict(desk)
    desk.edit("Denktank", "a" * 201, fuzzy=False)
    report = await desk.take(partial=True)
    assert "E09" in {one.code for one in report.findings}
    await desk.export()
    assert desk.live()["Denktank"].msgstr == BOTH


async def test_a_conflict_ends_when_an_editor_agrees_with_the_file(desk: Desk) -> None:
    uid = await in_conflict(desk)
    await change(uid, live=False, title_en="Thinking shop")
    await desk.export()
    entry = desk.live()["Denktank"]
    assert (entry.msgstr, entry.fuzzy) == ("Thinking shop", False)


async def test_each_side_changed_another_message(desk: Desk) -> None:
    uid = await uid_of("Denktank")
    await change(uid, live=False, title_en="Brains trust")
    report = await desk.take()
    assert (report.status, report.applied) == (0, 1)
    assert (await values_of(uid))["title_en"] == "Brains trust"


async def test_a_copy_from_two_exports_ago(desk: Desk) -> None:
    uid = await uid_of("Denktank")
    await desk.take()
    await desk.export()
    old = desk.path().read_bytes()
    for title in ("Brains trust", "Pool of brains"):
        await change(uid, live=False, title_en=title)
        await desk.export()
    desk.path().write_bytes(old)
    desk.edit("Ander", "Another")
    report = await desk.take()
    assert (report.counts["older"], report.applied, report.status) == (1, 1, 0)
    assert (await values_of(uid))["title_en"] == "Pool of brains"
    desk.edit("Denktank", "Thinking shop")
    assert [one.code for one in (await desk.take()).findings] == ["E11"]


async def test_a_copy_that_names_no_export_may_add_but_not_replace(desk: Desk) -> None:
    desk.replace('"X-Export: 1\\n"\n', "")
    desk.edit("Denktank", "Thinking shop")
    report = await desk.take()
    assert [one.code for one in report.findings] == ["E11"]
    assert report.applied == 1
    assert (await values_of(await uid_of("Ander")))["title_en"] == "Other"


async def test_a_file_may_be_edited_and_imported_again_before_the_next_export(desk: Desk) -> None:
    await desk.take()
    desk.edit("Ander", "Another")
    report = await desk.take()
    assert (report.findings, report.applied) == ([], 1)
    assert (await values_of(await uid_of("Ander")))["title_en"] == "Another"


async def test_a_file_from_before_an_edit_of_the_source(desk: Desk) -> None:
    uid = await uid_of("Ander")
    await change(uid, title_nl="Heel anders")
    report = await desk.take()
    assert (report.counts["stale"], [one.code for one in report.findings]) == (1, ["S01"])
    await desk.export()
    entry = desk.live()["Heel anders"]
    assert (entry.msgstr, entry.fuzzy, entry.previous_msgid) == ("Other", True, "Ander")


async def test_a_translation_of_a_removed_text_is_kept(desk: Desk) -> None:
    uid = await uid_of("Denktank")
    desk.edit("Eerst dit.", "This first.")
    await change(uid, body_nl=LINKED.replace("<p>Eerst dit.</p>", ""))
    report = await desk.take()
    assert "R01" in {one.code for one in report.findings}
    await change(uid, body_nl=LINKED)
    await desk.export()
    assert desk.live()["Eerst dit."].msgstr == "This first."
