"""What somebody wrote in a file is not written over before it was imported: an approval neither."""

import pytest

from cms.access.actors import system
from cms.database.engine import writing
from cms.translation.desk import translating
from cms.translation.desk.parts import parts_of
from tests.translation.files import FIRST, Desk, change, page, values_of

pytestmark = pytest.mark.usefixtures("database")

REWORDED = FIRST.replace("burgers", "inwoners")
ENGLISH = "The first paragraph is about government and citizens."


@pytest.fixture
async def stale(desk: Desk) -> str:
    """A page whose source changed since it was translated; the file shows it in doubt."""
    uid = await page()
    await desk.export(overwrite=True)
    body = (await values_of(uid))["body_nl"].replace(FIRST, REWORDED)
    await change(uid, body_nl=body)
    await desk.export(overwrite=True)
    assert desk.live()[REWORDED].fuzzy
    return uid


async def left(desk: Desk) -> bool:
    return [path for path, _ in (await desk.export()).left] == [desk.path()]


async def test_the_approval_of_a_stale_translation_waits_for_its_import(
    desk: Desk, stale: str
) -> None:
    desk.edit(REWORDED, ENGLISH, fuzzy=False)
    assert await left(desk)
    assert not desk.live()[REWORDED].fuzzy
    assert (await desk.take()).counts["approved"] == 1
    assert not await left(desk)
    assert not desk.live()[REWORDED].fuzzy


async def test_so_does_the_approval_of_a_draft(desk: Desk, stale: str) -> None:
    await draft(stale, "A draft of the first paragraph.")
    await desk.export()
    desk.edit(REWORDED, "A draft of the first paragraph.", fuzzy=False)
    assert await left(desk)
    await desk.take()
    assert not await left(desk)


async def draft(uid: str, text: str) -> None:
    """Somebody begins in the panel."""
    panel = system("panel")
    (part,) = [one for one in await parts_of(panel, uid, "en") if one.source.text == REWORDED]
    given = translating.Translated(part.key, text, draft=True)
    revision = (await values_of(uid))["revision"]
    async with writing():
        await translating.translate(panel, uid, "en", [given], revision=revision)


async def test_an_imported_approval_beside_a_newer_text_becomes_a_conflict(
    desk: Desk, stale: str
) -> None:
    desk.edit(REWORDED, ENGLISH, fuzzy=False)
    await desk.take()
    body = (await values_of(stale))["body_en"].replace(ENGLISH, "Written in the panel since.")
    await change(stale, live=False, body_en=body)
    assert await left(desk)
    assert (await desk.take()).conflicts == 1
    assert not await left(desk)
    shown = desk.live()[REWORDED].msgstr
    assert "Written in the panel since." in shown
    assert ENGLISH in shown


async def test_a_copy_from_before_the_change_holds_nothing_that_is_not_known(
    desk: Desk, stale: str
) -> None:
    desk.replace(REWORDED, FIRST)
    desk.edit(FIRST, ENGLISH, fuzzy=False)
    assert not await left(desk)
    assert desk.live()[REWORDED].fuzzy
