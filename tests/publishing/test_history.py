"""One list of all that happened to an entry."""

import pytest

from cms.content.discovery import installed
from cms.database.engine import writing
from cms.editing import saving
from cms.editing.versions import Remark
from cms.errors import NotFound
from cms.publishing.history import BadCursor, Item, history
from cms.publishing.publishing import publish, retract
from cms.publishing.tree import moving
from tests.builders import make, make_home, make_published, remove

pytestmark = pytest.mark.usefixtures("database")


def told(items: tuple[Item, ...]) -> list[tuple[str, str, str | None, int | None]]:
    return [(one.kind, one.operation, one.locale, one.revision) for one in items]


async def lively() -> str:
    """An entry to which everything happened that can happen to one."""
    page = installed()["page"]
    saved = await make_published("page", "Oud", locales=())
    async with writing():
        await publish(page, saved.uid, "nl", actor="eva", comment="Vooruit")
    async with writing():
        await saving.save(
            page, saved.uid, {"title_nl": "Nieuw"}, revision=1, actor="bas", remark=Remark("Beter")
        )
    async with writing():
        await publish(page, saved.uid, "nl", actor="eva")
        await retract(page, saved.uid, "nl", actor="eva", comment="Toch niet")
    return saved.uid


async def test_versions_steps_and_publications_are_one_list() -> None:
    uid = await lively()

    found = await history(uid)

    assert (found.content_type, found.revision, found.next) == ("page", 2, None)
    assert told(found.items) == [
        ("transition", "step", "nl", None),
        ("publication", "publish", "nl", 2),
        ("version", "save", None, 2),
        ("publication", "publish", "nl", 1),
        ("version", "create", None, 1),
    ]
    retracted, again, save, first, created = found.items
    assert (retracted.from_state, retracted.to_state) == ("published", "retired")
    assert (retracted.actor, retracted.comment) == ("eva", "Toch niet")
    assert (again.changed, first.changed) == (("title",), ())
    assert (first.from_state, first.path, first.comment) == ("private", "/nl/oud-nl", "Vooruit")
    assert (save.actor, save.comment, save.changed) == ("bas", "Beter", ("title_nl",))
    assert [one.revertible for one in found.items] == [False, False, False, True, True]
    assert "title_nl" in created.changed


@pytest.mark.parametrize("size", [1, 2, 4])
async def test_pages_follow_each_other(size: int) -> None:
    uid = await lively()
    whole = (await history(uid)).items

    pages: list[Item] = []
    after: str | None = ""
    while after is not None:
        page = await history(uid, first=size, after=after)
        pages += page.items
        after = page.next

    assert tuple(pages) == whole


async def test_an_address_that_moved_along_says_who_moved_it() -> None:
    above = await make_published("page", "Boven", locales=("nl",))
    below = await make_published("page", "Onder", locales=("nl",), parent=above.uid)
    page = installed()["page"]
    async with writing():
        await saving.save(page, above.uid, {"slug_nl": "hoger"}, revision=1, actor="eva")
        await publish(page, above.uid, "nl", actor="eva")

    moved = (await history(below.uid)).items[0]

    assert (moved.kind, moved.operation, moved.actor) == ("publication", "move", "eva")
    assert (moved.path, moved.changed) == ("/nl/hoger/onder-nl", ())


async def test_a_deleted_entry_keeps_its_history() -> None:
    saved = await make("page")
    await remove(saved.uid)

    found = await history(saved.uid)

    assert told(found.items) == [("version", "delete", None, 2), ("version", "create", None, 1)]
    assert found.revision is None
    assert not any(one.revertible for one in found.items)


async def test_what_never_was_has_no_history() -> None:
    with pytest.raises(NotFound):
        await history("nothing")


@pytest.mark.parametrize(
    "cursor", ["x", "2026-11-21T10:00:00_1_1", "2026-99-21T10:00:00+00:00_1_1", "é" * 40, "_1_1",
               "2026-11-21T10:00:00+00:00_1_" + "9" * 30]
)  # fmt: skip
async def test_a_cursor_of_nobody_is_refused(cursor: str) -> None:
    saved = await make("page")
    with pytest.raises(BadCursor):
        await history(saved.uid, after=cursor)


async def test_another_place_among_others_is_no_publication() -> None:
    first, second = await make_published("page", "Aap"), await make_published("page", "Noot")
    async with writing():
        await moving.move(second.uid, await make_home(), position=0, actor="eva")
        await moving.rename(first.uid, "nl", "anders", actor="eva")

    ordered, renamed = await history(second.uid), await history(first.uid)

    assert [one.operation for one in ordered.items if one.kind == "publication"] == ["publish"] * 2
    operations = [(one.kind, one.operation, one.locale) for one in renamed.items]
    assert operations.count(("publication", "move", "nl")) == 1
    assert ("version", "rename", None) in operations
