"""Many at once: nobody waits for ever, and what is public stands on what is public throughout."""

import asyncio
import random
from collections.abc import Awaitable, Callable

import pytest

from cms.access.actors import system
from cms.content.discovery import installed
from cms.database.clashing import whole
from cms.database.engine import fetch, writing
from cms.database.outages import Unavailable, is_outage
from cms.editing import saving
from cms.editing.working_copy import load
from cms.errors import CmsError
from cms.publishing.authorised import How
from cms.publishing.bulk import transition_all
from cms.publishing.workflow import transition
from tests.builders import ACTOR, make_published

pytestmark = pytest.mark.usefixtures("database")

SYSTEM = system("test")
ADRIFT = """
SELECT c.path FROM publication c WHERE c.parent_uid IS NOT NULL AND NOT isempty(c.valid) AND (
    SELECT coalesce(range_agg(p.valid), '{}') FROM publication p
    WHERE p.uid = c.parent_uid AND p.locale = c.locale
        AND c.path = p.path || '/' || (c.data->>'slug')) @> c.valid IS NOT TRUE
"""


async def test_savers_publishers_and_bulk_in_each_others_way() -> None:
    page = installed()["page"]
    above = (await make_published("page", "Boven", locales=("nl",))).uid
    below = (await make_published("page", "Onder", locales=("nl",), parent=above)).uid
    both = [above, below]
    dice = random.Random(7)

    async def save() -> None:
        uid = dice.choice(both)
        revision = (await load(page, uid))["revision"]
        slug = {"slug_nl": f"naam-{dice.randrange(40)}-{both.index(uid)}"}
        await saving.save(page, uid, slug, revision=revision, actor=ACTOR)

    async def step() -> None:
        name = dice.choice(["publish", "retire", "submit", "reject"])
        await transition(SYSTEM, dice.choice(both), "nl", name, How(break_links=True))

    async def many() -> None:
        await transition_all(SYSTEM, both, dice.choice(["published", "retired"]), ["nl"])

    async def tried(act: Callable[[], Awaitable[None]]) -> str:
        async def once() -> None:
            async with writing():
                await act()

        try:
            await whole(once)
        except CmsError as error:
            return error.code
        except Exception as error:
            if not is_outage(error):
                raise
            return Unavailable.code  # told to come back: so many at once, on a slow machine
        return "done"

    acts = [dice.choice([save, step, step, many]) for _ in range(80)]
    outcomes = await asyncio.wait_for(asyncio.gather(*(tried(one) for one in acts)), 60)

    assert outcomes.count("done") > 20
    assert await fetch(ADRIFT) == []


async def test_a_large_branch_moves_in_one_go() -> None:
    above = (await make_published("page", "Boven", locales=("nl",))).uid
    for number in range(40):
        await make_published("page", f"Nummer {number}", locales=("nl",), parent=above)
    page = installed()["page"]
    async with writing():
        await saving.save(page, above, {"slug_nl": "hoger"}, revision=1, actor=ACTOR)
        await transition(SYSTEM, above, "nl", "publish")

    rows = await fetch(
        "SELECT count(*) AS n FROM publication WHERE parent_uid = $1 AND path LIKE '/nl/hoger/%'"
        " AND valid @> statement_timestamp()",
        above,
    )
    assert rows[0]["n"] == 40
    assert await fetch(ADRIFT) == []
