"""Forgetting old versions, and never too much."""

from datetime import UTC, datetime, timedelta

import pytest

from cms.access.actors import system
from cms.content.discovery import installed
from cms.database.engine import execute, fetch, writing
from cms.editing import autosaves, offering, saving, versions
from cms.editing.reverting import revert
from cms.editing.versions import Remark
from cms.publishing import pruning
from cms.publishing.history import history
from cms.publishing.pruning import Pruned, prune
from cms.publishing.publishing import publish
from cms.reading.worklists import Worklist, worklist
from tests.builders import change, make_published, remove
from tests.people import someone

pytestmark = pytest.mark.usefixtures("database")

PAGE = installed()["page"]


async def old(number: int = 7, name: str = "Blad 1") -> str:
    """A page of so many versions, all made long ago."""
    saved = await make_published("page", name, locales=())
    for revision in range(1, number):
        async with writing():
            await saving.save(
                PAGE, saved.uid, {"summary_nl": f"Blad {revision}"}, revision=revision, actor="eva"
            )
    await age(saved.uid)
    return saved.uid


async def age(uid: str) -> None:
    await execute("UPDATE version SET at = at - interval '90 days' WHERE uid = $1", uid)


async def revisions(uid: str) -> list[int]:
    rows = await fetch("SELECT revision FROM version WHERE uid = $1 ORDER BY revision", uid)
    return [row["revision"] for row in rows]


async def pruned(**asked: object) -> Pruned:
    return await prune("test", **asked)  # type: ignore[arg-type]


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
    await age(uid)

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
    await age(uid)
    await pruned(keep_last=0, keep_days=0)
    assert await revisions(uid) == [3]


async def test_what_can_still_be_undone_stays() -> None:
    uid = await old(2)
    await change("page", uid, summary_nl="Nu")

    await pruned(keep_last=0, keep_days=0)

    assert await revisions(uid) == [2, 3]


async def test_minor_changes_stay_for_by_them_translations_are_not_behind() -> None:
    uid = await old(2)
    async with writing():
        await saving.save(
            PAGE, uid, {"summary_nl": "m"}, revision=2, actor="eva", remark=Remark(minor=True)
        )
    await change("page", uid, summary_nl="Nu")
    await age(uid)

    done = await pruned(keep_last=0, keep_days=0)

    assert await revisions(uid) == [3, 4]
    assert (done.removed, done.needed) == (2, 1)


async def test_a_version_is_as_old_as_the_one_that_replaced_it() -> None:
    uid = await old(3)
    await change("page", uid, summary_nl="Nu")

    assert await pruned(keep_last=0, keep_days=30) == Pruned(removed=2, newest=2, recent=1)
    assert await revisions(uid) == [3, 4]


async def test_what_is_planned_stays() -> None:
    uid = await old(2)
    async with writing():
        at = datetime.now(UTC) + timedelta(days=1)
        await publish(PAGE, uid, "nl", actor="eva", at=at)
    for summary in ("Drie", "Vier", "Vijf"):
        await change("page", uid, summary_nl=summary)
    await age(uid)

    assert await pruned(keep_last=1, keep_days=30) == Pruned(removed=3, newest=2, published=1)
    assert await revisions(uid) == [2, 5]


async def test_what_something_else_goes_by_stays() -> None:
    uid, eva = await old(2), await someone("eva", "editor")
    async with writing():
        await offering.offer(system("test"), uid)
    for summary in ("Drie", "Vier", "Vijf"):
        await change("page", uid, summary_nl=summary)
    async with writing():
        await autosaves.keep(eva, PAGE, uid, "formulier", revision=3, typed={"summary_nl": "Half"})
    await age(uid)

    assert await pruned(keep_last=1, keep_days=30) == Pruned(removed=2, newest=2, needed=2)
    assert await revisions(uid) == [2, 3, 5]


async def test_what_changed_since_its_publication_is_listed_all_the_same() -> None:
    page, eva = (
        await make_published("page", "Blad", locales=("nl",)),
        await someone("eva", "editor"),
    )
    for title in ("Ander blad", "Een ander blad"):
        await change("page", page.uid, title_nl=title)
    for title in ("Sheet", "Other sheet", "Another sheet"):  # the Dutch page shows nothing of it
        await change("page", page.uid, title_en=title)
    await age(page.uid)

    await pruned(keep_last=1, keep_days=30)

    assert await revisions(page.uid) == [1, 3, 6]
    assert [one.uid for one in (await worklist(eva, Worklist.CHANGED)).items] == [page.uid]


async def test_only_some_go_in_one_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pruning, "AT_ONCE", 4)
    several = [await old(7, "Blad 1"), await old(3, "Blad 2")]

    counted = await pruned(keep_last=1, keep_days=30, dry_run=True)
    done = await pruned(keep_last=1, keep_days=30)

    assert done == counted == Pruned(removed=8, newest=3)
    assert [await revisions(uid) for uid in several] == [[7], [3]]
    noted = await fetch(
        "SELECT actor, (details->>'versions')::int AS number FROM audit WHERE act = 'prune'"
    )
    assert {one["actor"] for one in noted} == {"test"}
    assert sum(one["number"] for one in noted) == 8
    assert max(one["number"] for one in noted) <= 4
