"""Forgetting old versions, and never too much."""

import pytest

from cms.content.discovery import installed
from cms.database.engine import execute, fetch, writing
from cms.editing import saving, versions
from cms.editing.reverting import revert
from cms.publishing.history import history
from cms.publishing.pruning import Pruned, prune
from cms.publishing.publishing import publish
from tests.builders import make_published, remove

pytestmark = pytest.mark.usefixtures("database")

PAGE = installed()["page"]


async def old(number: int = 7) -> str:
    """A page of so many versions, all made long ago."""
    saved = await make_published("page", "Blad 1", locales=())
    for revision in range(1, number):
        async with writing():
            await saving.save(
                PAGE, saved.uid, {"summary_nl": f"Blad {revision}"}, revision=revision, actor="eva"
            )
    await execute("UPDATE version SET at = at - interval '90 days' WHERE uid = $1", saved.uid)
    return saved.uid


async def revisions(uid: str) -> list[int]:
    rows = await fetch("SELECT revision FROM version WHERE uid = $1 ORDER BY revision", uid)
    return [row["revision"] for row in rows]


async def pruned(**asked: object) -> Pruned:
    async with writing():
        return await prune(**asked)  # type: ignore[arg-type]


async def test_only_the_last_stay() -> None:
    uid = await old()

    counted = await pruned(keep_last=3, keep_days=30, dry_run=True)
    assert await revisions(uid) == [1, 2, 3, 4, 5, 6, 7]
    done = await pruned(keep_last=3, keep_days=30)

    assert await revisions(uid) == [5, 6, 7]
    assert done == counted == Pruned(removed=4, newest=2, recent=2)  # the home page has one too
    assert await pruned(keep_last=3, keep_days=30) == Pruned(newest=2, recent=2)


async def test_what_is_recent_stays() -> None:
    uid = await old()
    assert await pruned(keep_last=0, keep_days=100) == Pruned(newest=2, recent=6)
    assert len(await revisions(uid)) == 7


async def test_what_was_published_or_has_a_name_stays_and_can_be_reverted_to() -> None:
    uid = await old(2)
    async with writing():
        await publish(PAGE, uid, "nl", actor="eva")
    for revision in range(2, 6):
        async with writing():
            await saving.save(
                PAGE, uid, {"summary_nl": f"x{revision}"}, revision=revision, actor="eva"
            )
    async with writing():
        await versions.name(uid, 4, "Proefdruk")

    done = await pruned(keep_last=0, keep_days=0)

    assert await revisions(uid) == [2, 4, 6]
    assert done == Pruned(removed=3, newest=2, published=1, labelled=1)
    async with writing():
        await revert(PAGE, uid, 2, revision=6, actor="eva")


async def test_the_history_offers_only_what_is_left() -> None:
    uid = await old(3)
    await pruned(keep_last=1, keep_days=0)
    assert [one.revision for one in (await history(uid)).items] == [3]


async def test_of_a_deleted_entry_the_last_version_stays() -> None:
    uid = await old(2)
    await remove(uid)
    await pruned(keep_last=0, keep_days=0)
    assert await revisions(uid) == [3]
