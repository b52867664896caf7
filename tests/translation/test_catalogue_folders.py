"""Catalogues on disk: other layouts and tools, edits there, and two who work at once."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from cms.translation.exchange import exported
from cms.translation.figures.coverage_files import count_files
from cms.translation.po.content_files import ContentFile
from tests.demo_site import stand_demo
from tests.translation.files import FIRST, Desk, change, page, run, values_of

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.mark.parametrize("options", [["--width=79"], ["--no-wrap"], ["--sort-output"]])
async def test_a_file_in_another_layout_says_the_same(desk: Desk, options: list[str]) -> None:
    await stand_demo()
    await desk.export()
    path = desk.path()
    run("msgcat", *options, "-o", path, path)
    written = path.read_bytes()
    report = await desk.take()
    assert (report.findings, report.applied) == ([], 0)
    if options != ["--sort-output"]:
        await desk.export()
        assert path.read_bytes() == written


async def test_comments_of_translators_and_headers_of_tools_are_kept(desk: Desk) -> None:
    uid = await page()
    await desk.export()
    desk.replace('"X-Export: 1\\n"', '"X-Export: 1\\n"\n"X-Generator: Poedit 3\\n"')
    desk.change(
        lambda one: replace(one, comments=("I am not sure",)) if one.msgid == "Denktank" else one
    )
    await change(uid, title_nl="De denktank")
    await desk.export()
    assert desk.live()["De denktank"].comments == ("I am not sure",)
    assert "X-Generator: Poedit 3" in desk.path().read_text()


async def test_coverage_counts_messages_and_words(desk: Desk) -> None:
    uid = await page()
    await change(uid, title_nl="De denktank", summary_nl="Twee woorden")
    await desk.export()
    desk.edit(FIRST, "A draft of it.", fuzzy=True)
    await desk.take()
    await desk.export()
    (found,) = count_files(desk.folder)
    # The home page's title is there too.
    assert found.messages == {"ready": 3, "stale": 1, "missing": 1, "review": 1}
    assert found.words["missing"] == 2


async def test_edits_on_disk_are_never_written_over(desk: Desk) -> None:
    uid = await page()
    await desk.export()
    desk.edit("Denktank", "My morning's work")
    await change(uid, summary_nl="Nieuw")
    done = await desk.export()
    assert [path for path, _ in done.left] == [desk.path()]
    assert "My morning's work" in desk.path().read_text()
    await desk.take()
    assert (await desk.export()).written[0] == desk.path()


async def test_export_and_import_leave_git_with_nothing_to_say(desk: Desk) -> None:
    await stand_demo()
    await desk.export()
    run("git", "init", "-q", folder=desk.folder)
    run("git", "add", "-A", folder=desk.folder)
    for name in ("page", "mission_text"):
        await desk.take(f"en/nl/{name}")
    await desk.export()
    run("git", "diff", "--exit-code", folder=desk.folder)


async def test_an_export_waits_for_an_import_and_shows_its_texts(desk: Desk) -> None:
    uid = await page()
    await desk.export()
    desk.edit("Denktank", "Taken meanwhile")
    file = ContentFile("en", "nl", "page")
    async with exported.alone(file):  # as an import does
        running = asyncio.create_task(desk.export())
        await asyncio.sleep(0.5)
        assert not running.done()
        await change(uid, live=False, title_en="Taken meanwhile")
    assert (await running).left == ()
    assert desk.live()["Denktank"].msgstr == "Taken meanwhile"


async def test_an_import_and_an_export_at_once(desk: Desk) -> None:
    uid = await page()
    await desk.export()
    for title in ("First", "Second", "Third", "Fourth"):
        desk.edit("Denktank", title)
        report, done = await asyncio.gather(desk.take(), desk.export())
        assert (report.errors, report.conflicts, report.applied) == (0, 0, 1)
        assert [path for path, _ in done.left] in ([], [desk.path()])
        assert desk.live()["Denktank"].msgstr == title
        assert (await values_of(uid))["title_en"] == title
