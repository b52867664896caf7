"""What PostgreSQL refuses while something is saved: tried again or told, and nothing half is left."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from admin.app import admin_app
from cms.database.clashing import MOST_TIMES
from cms.database.engine import fetch
from cms.settings import Settings
from tests import owner
from tests.admin.conftest import a_client, log_in
from tests.builders import make, make_home, make_published
from tests.people import EDITOR, make_user
from tests.schema.client import post
from tests.schema.editing_client import Client, client_of

Refuse = Callable[..., Awaitable[None]]
INPUT = {"title": {"nl": "Werkplaats"}}
AWAY = "The site cannot reach its database just now."
FULL = "The disk of the database is full."
FULL_IN_DUTCH = "De schijf van de database is vol."


@pytest.fixture
async def refuse(database: None) -> AsyncIterator[Refuse]:
    """Have the last table that a save writes refuse so many times, with an error of PostgreSQL's."""

    async def refusing(sqlstate: str, times: int, table: str = "version") -> None:
        await owner.execute(
            "CREATE FUNCTION refusing() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS"
            f" $$ BEGIN IF nextval('refusals') <= {times} THEN"
            f" RAISE EXCEPTION 'refused' USING ERRCODE = '{sqlstate}'; END IF; RETURN NEW; END $$"
        )
        await owner.execute("CREATE SEQUENCE refusals")
        await owner.execute(
            f"CREATE TRIGGER refusing BEFORE INSERT ON {table}"
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


@pytest.fixture
async def panel(database: None) -> AsyncIterator[httpx.AsyncClient]:
    """The panel, in which an editor is logged in."""
    app = Starlette(routes=[Mount("/admin", admin_app(Settings()))])
    async with a_client(app) as client:
        await log_in(client, await make_user(EDITOR, "editor", "reviewer"))
        yield client


@pytest.mark.parametrize("act", ["publish", "move", "delete", "save"])
async def test_an_act_of_the_panel_that_clashed_is_done_again(
    refuse: Refuse, panel: httpx.AsyncClient, act: str
) -> None:
    saved = await (make if act == "publish" else make_published)("page", "Bron")
    elsewhere = await make_published("page", "Elders")
    tables = {"save": "version", "delete": "binned_branch"}
    await refuse("40P01", MOST_TIMES - 1, tables.get(act, "outbox"))

    answer = await done(panel, act, saved.uid, elsewhere.uid)

    assert answer.is_success, answer.text


@pytest.mark.parametrize("act", ["publish", "save"])
async def test_an_act_of_the_panel_that_clashes_on_and_on_is_told(
    refuse: Refuse, panel: httpx.AsyncClient, act: str
) -> None:
    await make_published("page", "Elders")
    saved = await make("page", "Bron")
    await refuse("40P01", MOST_TIMES, "version" if act == "save" else "outbox")

    refused = await done(panel, act, saved.uid, "")

    assert refused.status_code == 503, refused.text
    assert refused.headers["retry-after"] == "5"
    assert "refus" not in refused.text
    assert await owner.fetch("SELECT last_value AS n FROM refusals") == [{"n": MOST_TIMES}]
    assert (await done(panel, act, saved.uid, "")).is_success


async def done(panel: httpx.AsyncClient, act: str, uid: str, elsewhere: str) -> httpx.Response:
    """What the panel answers to an act on an entry."""
    entry = f"api/tables/page/{uid}/"
    if act == "publish":
        return await panel.post(f"entries/{uid}/publish/nl/", json={"revision": 1})
    if act == "move":
        body = {"uid": uid, "parent": elsewhere, "sure": True}
        return await panel.post("tree/data/move/", json=body)
    if act == "delete":
        return await panel.delete(entry)
    return await panel.patch(entry, json={"revision": 1, "title_nl": "Anders"})


@pytest.mark.parametrize(
    ("sqlstate", "times", "words"),
    [("40P01", MOST_TIMES, AWAY), ("53200", 1, AWAY), ("53100", 1, FULL)],
    ids=["clashing", "out of memory", "disk full"],
)
async def test_what_cannot_be_written_is_told_and_nothing_of_it_is_there(
    refuse: Refuse, sqlstate: str, times: int, words: str
) -> None:
    client = await eva()
    await refuse(sqlstate, times)

    refused = await client.save("Page", input=INPUT)

    assert refused["code"] == "unavailable", refused
    assert refused["message"].startswith(words)
    assert await kept() == 0
    assert (await post("{ site { title } }")).status_code == 200
    assert (await client.save("Page", input=INPUT))["__typename"] == "Saved"


@asynccontextmanager
async def no_room_to_sort() -> AsyncIterator[None]:
    """Whoever of the public reads what is published hears that the disk is full."""
    await owner.execute(
        "CREATE FUNCTION refusing_to_read() RETURNS boolean LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '53100'; END $$"
    )
    await owner.execute("ALTER TABLE publication ENABLE ROW LEVEL SECURITY")
    await owner.execute("CREATE POLICY refusing ON publication USING (refusing_to_read())")
    try:
        yield
    finally:
        await owner.execute("ALTER TABLE publication DISABLE ROW LEVEL SECURITY")
        await owner.execute("DROP FUNCTION refusing_to_read CASCADE")


async def test_a_disk_that_is_full_is_told_to_who_reads(database: None) -> None:
    await make_published("page", "Bron")

    async with no_room_to_sort():
        refused = await post("{ pages { nodes { title } } }")

    assert refused.status_code == 503, refused.text
    assert refused.json()["errors"][0]["message"].startswith(FULL_IN_DUTCH)


@pytest.mark.parametrize(("language", "words"), [("en", FULL), ("nl", FULL_IN_DUTCH)])
async def test_a_disk_that_is_full_elsewhere_is_told_in_the_panel(
    refuse: Refuse, panel: httpx.AsyncClient, language: str, words: str
) -> None:
    saved = await make("page", "Bron")
    await refuse("53100", 1)
    panel.headers["accept-language"] = language

    refused = await done(panel, "save", saved.uid, "")

    assert refused.status_code == 503, refused.text
    assert refused.headers["retry-after"] == "5"
    assert words in refused.text
    assert (await panel.get("api/tables/page/")).status_code == 200
    assert (await done(panel, "save", saved.uid, "")).is_success
