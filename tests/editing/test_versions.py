"""What a version says of itself."""

import pytest

from cms.content.discovery import installed
from cms.database.engine import fetch, writing
from cms.editing import saving, versions
from cms.editing.versions import Remark
from cms.errors import InvalidInput, NotFound
from tests.builders import make

pytestmark = pytest.mark.usefixtures("database")
PAGE = installed()["page"]


async def test_a_version_keeps_what_was_said_of_it() -> None:
    saved = await make("page")
    async with writing():
        await saving.save(
            PAGE, saved.uid, {"title_nl": "Nieuw"}, revision=1, actor="eva",
            remark=Remark("Tikfout\nweg", minor=True),
        )  # fmt: skip

    found = await versions.load(saved.uid, 2)

    assert found.remark == Remark("Tikfout weg", minor=True)
    assert (found.actor, found.changed) == ("eva", ("title_nl", "slug_nl"))
    assert found.snapshot["title_nl"] == "Nieuw"


@pytest.mark.parametrize("note", ["x" * 301, "nul\0", 7])
async def test_a_bad_note_is_refused_and_nothing_is_saved(note: str) -> None:
    saved = await make("page")
    with pytest.raises(InvalidInput) as caught:
        async with writing():
            await saving.save(
                PAGE, saved.uid, {"title_nl": "N"}, revision=1, actor="e", remark=Remark(note)
            )
    assert [one.field for one in caught.value.problems] == ["note"]
    assert len(await fetch("SELECT 1 FROM version WHERE uid = $1", saved.uid)) == 1


async def test_a_version_gets_a_name_later() -> None:
    saved = await make("page")
    async with writing():
        await versions.name(saved.uid, 1, "  Na de\tproefdruk ")
    assert (await versions.load(saved.uid, 1)).label == "Na de proefdruk"
    async with writing():
        await versions.name(saved.uid, 1, "")
    assert (await versions.load(saved.uid, 1)).label == ""


async def test_only_what_is_there_gets_a_name() -> None:
    saved = await make("page")
    with pytest.raises(NotFound):
        await versions.name(saved.uid, 2, "x")
    with pytest.raises(InvalidInput):
        await versions.name(saved.uid, 1, "x" * 81)
