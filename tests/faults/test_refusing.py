"""What PostgreSQL refuses while something is saved: tried again or told, and nothing half is left."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from cms.database.clashing import MOST_TIMES
from cms.database.engine import fetch
from tests import owner
from tests.builders import make_home
from tests.schema.client import post
from tests.schema.editing_client import Client, client_of

Refuse = Callable[[str, int], Awaitable[None]]
INPUT = {"title": {"nl": "Werkplaats"}}


@pytest.fixture
async def refuse(database: None) -> AsyncIterator[Refuse]:
    """Have the last table that a save writes refuse so many times, with an error of PostgreSQL's."""

    async def refusing(sqlstate: str, times: int) -> None:
        await owner.execute(
            "CREATE FUNCTION refusing() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS"
            f" $$ BEGIN IF nextval('refusals') <= {times} THEN"
            f" RAISE EXCEPTION 'refused' USING ERRCODE = '{sqlstate}'; END IF; RETURN NEW; END $$"
        )
        await owner.execute("CREATE SEQUENCE refusals")
        await owner.execute(
            "CREATE TRIGGER refusing BEFORE INSERT ON version"
            " FOR EACH STATEMENT EXECUTE FUNCTION refusing()"
        )

    yield refusing
    await owner.execute("DROP FUNCTION IF EXISTS refusing CASCADE")
    await owner.execute("DROP SEQUENCE IF EXISTS refusals")


async def eva() -> Client:
    await make_home()
    return await client_of("eva", "editor")


async def kept() -> int:
    [row] = await fetch("SELECT count(*) AS n FROM page WHERE title_nl = 'Werkplaats'")
    return int(row["n"])


@pytest.mark.parametrize("sqlstate", ["40P01", "40001"])
async def test_a_save_that_clashed_is_done_again(refuse: Refuse, sqlstate: str) -> None:
    client = await eva()
    await refuse(sqlstate, MOST_TIMES - 1)

    assert (await client.save("Page", input=INPUT))["__typename"] == "Saved"
    assert await kept() == 1


@pytest.mark.parametrize(
    ("sqlstate", "times"), [("40P01", MOST_TIMES), ("53100", 1)], ids=["clashing", "disk full"]
)
async def test_what_cannot_be_written_is_told_and_nothing_of_it_is_there(
    refuse: Refuse, sqlstate: str, times: int
) -> None:
    client = await eva()
    await refuse(sqlstate, times)

    refused = await client.save("Page", input=INPUT)

    assert refused["code"] == "unavailable", refused
    assert "refus" not in refused["message"]
    assert await kept() == 0
    assert (await post("{ site { title } }")).status_code == 200
    assert (await client.save("Page", input=INPUT))["__typename"] == "Saved"
