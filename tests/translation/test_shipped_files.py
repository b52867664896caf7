"""The translators' files that come with the demo are in step with it from the first day."""

import shutil
from pathlib import Path

import pytest

from tests.demo_site import stand_demo
from tests.translation.files import Desk, change, everything, run, uid_of

pytestmark = pytest.mark.usefixtures("database")

LOCALES_FOLDER = Path(__file__).parents[2] / "locales"


@pytest.fixture
async def site(tmp_path: Path) -> Desk:
    """The demo as `cms serve --demo` loads it, beside a copy of the files that come with it."""
    await stand_demo()
    shutil.copytree(LOCALES_FOLDER, tmp_path / "locales")
    return Desk(tmp_path / "locales")


async def test_shipped_files_count_as_exported(site: Desk) -> None:
    done = await site.export()
    assert (done.written, done.left) == ((), ())


async def test_a_new_title_makes_its_message_fuzzy(site: Desk) -> None:
    await change(await uid_of("Denktank"), title_nl="Onze denkers")
    done = await site.export()
    assert done.left == ()
    entry = site.live()["Onze denkers"]
    assert (entry.previous_msgid, entry.msgstr, entry.fuzzy) == ("Denktank", "Think tank", True)
    run("msgfmt", "-c", "-o", "/dev/null", site.path())


async def test_a_new_title_in_both_languages_replaces_its_message(site: Desk) -> None:
    await change(await uid_of("Denktank"), title_nl="Onze denkers", title_en="Our thinkers")
    done = await site.export()
    assert done.left == ()
    entry = site.live()["Onze denkers"]
    assert (entry.msgstr, entry.fuzzy) == ("Our thinkers", False)


async def test_the_untouched_file_can_be_imported_after_a_change(site: Desk) -> None:
    await change(await uid_of("Denktank"), title_nl="Onze denkers", title_en="Our thinkers")
    before = await everything()
    report = await site.take()
    assert (report.status, report.findings, report.applied) == (0, [], 0)
    assert await everything() == before
    assert (await site.export()).left == ()
    assert site.live()["Onze denkers"].msgstr == "Our thinkers"
