"""``kill -9`` between any two writes of an act leaves what was before it, or all of it."""

import pytest

from tests.builders import change, make, make_published
from tests.faults import acts
from tests.faults.killing import Act, everything, killed

pytestmark = pytest.mark.usefixtures("database")

MOST_WRITES = 500


async def never_between(act: Act, **arguments: str) -> int:
    """Kill the act before its first write, then before its second, until it lives to its end."""
    before = await everything()
    for write in range(1, MOST_WRITES):
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
