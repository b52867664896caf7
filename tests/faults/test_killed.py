"""``kill -9`` between any two writes of an act leaves what was before it, or all of it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cms.database.engine import fetch
from cms.publishing.bin.recycle_bin import bin_page
from cms.publishing.library import janitor
from tests.builders import change, make, make_published
from tests.faults import acts
from tests.faults.killing import Act, everything, killed
from tests.media.files import forget_all, picture, put
from tests.translation.files import Desk

pytestmark = pytest.mark.usefixtures("database")

MOST_WRITES = 500


EVERY = [3, pytest.param(1, marks=pytest.mark.slow)]
"""Acts of many writes are killed before one in three of them, and by `make test-slow` before each."""


async def never_between(act: Act, every: int = 1, **arguments: Any) -> int:
    """Kill the act before its first write, then some writes later, until it lives to its end."""
    before = await everything()
    for write in range(1, MOST_WRITES, every):
        if not await killed(act, arguments, write):
            assert await everything() != before
            return write - 1
        assert await everything() == before, f"half done: killed before write {write}"
    raise AssertionError("it has no end")


async def test_a_save() -> None:
    saved = await make("page")
    assert await never_between(acts.save, content_type="page", uid=saved.uid, title="Anders") > 5


async def test_a_publication_that_moves_what_is_below() -> None:
    above = await make_published("page", "Boven")
    await make_published("page", "Onder", parent=above.uid)
    await change("page", above.uid, slug_nl="elders")
    assert await never_between(acts.publish, content_type="page", uid=above.uid) > 5


async def test_a_retraction() -> None:
    saved = await make_published("page")
    assert await never_between(acts.retract, content_type="page", uid=saved.uid) > 2


async def a_branch() -> tuple[str, str, str]:
    """Something public with something public below, and a public place elsewhere."""
    above = await make_published("page", "Boven")
    below = await make_published("page", "Onder", parent=above.uid)
    elsewhere = await make_published("page", "Elders")
    return above.uid, below.uid, elsewhere.uid


async def test_a_move_of_a_branch() -> None:
    above, _, elsewhere = await a_branch()
    assert await never_between(acts.move, uid=above, parent=elsewhere) > 5


async def test_another_name() -> None:
    above, *_ = await a_branch()
    assert await never_between(acts.rename, uid=above, slug="anders") > 5


async def test_a_copy_of_a_branch() -> None:
    above, _, elsewhere = await a_branch()
    assert await never_between(acts.copy, uid=above, parent=elsewhere) > 5


@pytest.mark.parametrize("every", EVERY)
async def test_deleting_and_restoring_a_branch(every: int) -> None:
    above, *_ = await a_branch()
    assert await never_between(acts.delete, every, uid=above) > 5
    [binned] = (await bin_page(acts.EVA)).items
    assert await never_between(acts.restore, every, bin_id=binned.id) > 5


@pytest.mark.parametrize("every", EVERY)
async def test_publishing_several(every: int) -> None:
    uids = [(await make("page", name)).uid for name in ("Een", "Twee")]
    await make_published("page")
    assert await never_between(acts.publish_all, every, uids=uids) > 10


@pytest.mark.parametrize("every", [6, *EVERY[1:]])
async def test_a_file_of_translations(tmp_path: Path, every: int) -> None:
    """All of a file or nothing of it: its second entry is no less safe than its first."""
    desk = Desk(tmp_path)
    for name in ("Een", "Twee"):
        await make_published("page", locales=("nl",), title_nl=name, title_en="")
    await desk.export()
    for name in ("Een", "Twee"):
        desk.edit(name, f"{name} vertaald")
    assert await never_between(acts.take, every, path=str(desk.path())) > 10


async def test_a_file_that_comes_and_goes(tmp_path: Path) -> None:
    """Bytes may be left over, for the janitor; no row is ever without its bytes."""
    forget_all()
    sent = put(tmp_path, picture())
    assert await never_between(acts.add_file, path=str(sent)) > 1
    assert (await janitor.check()).gaps == ()
    [file] = await fetch("SELECT uid FROM asset")
    assert await never_between(acts.delete_file, uid=file["uid"]) > 1
    await janitor.clean(grace=timedelta())
    assert await janitor.check() == janitor.Checked(files=0, gaps=(), orphans=0)
