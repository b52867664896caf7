"""What agents change: tried first, done once with the key of that trial, and never anything else."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from cms.access.roles import Permission
from cms.content.discovery import installed
from cms.database.engine import fetch, writing
from cms.editing import working_copy
from cms.mcp import confirming, using
from tests import owner
from tests.builders import change, make, make_home, make_published
from tests.mcp.agents import agent, confirmed, refused, used
from tests.schema.client import ask
from tests.schema.editing_client import client_of


async def titled(uid: str) -> str:
    return str((await working_copy.load(installed()["page"], uid))["title_nl"])


async def public(uid: str) -> Any:
    return (await ask("query ($uid: ID!) { entry(uid: $uid, locale: NL) { title } }", uid=uid))[
        "entry"
    ]


async def test_an_entry_is_made_translated_and_published(database: None, address: str) -> None:
    await make_published("page", "Home")
    eva = await client_of("eva", "editor", "reviewer")
    values = {"title": {"nl": "Veldgids", "en": "Field guide"}, "summary": {"nl": "Voor buiten."}}
    async with agent(address, eva.token) as client:
        tried = await used(client, "save_draft", type="page", values=values)
        made = await confirmed(client, "save_draft", type="page", values=values)
        uid = made["uid"]
        texts = await used(client, "read_texts", uid=uid, locale="en")
        key = next(one["key"] for one in texts["texts"] if one["source"] == "Voor buiten.")
        said = [{"key": key, "text": "For outdoors.", "draft": False}]
        await confirmed(client, "translate", uid=uid, locale="en", texts=said, etag=texts["etag"])
        trial = await used(client, "publish", uids=[uid], locales=["nl", "en"])
        assert await public(uid) is None
        done = await confirmed(client, "publish", uids=[uid], locales=["nl", "en"])
        entry = (await used(client, "read", uid=uid, locale="en"))["entry"]
        await confirmed(client, "undo", token=done["undo"])

    assert "uid" not in tried["wouldHappen"]
    assert [one["outcome"] for one in trial["wouldHappen"]["items"]] == ["done", "done"]
    assert (entry["title"], entry["summary"]) == ("Field guide", "For outdoors.")
    assert await public(uid) is None


async def test_trying_changes_nothing(database: None, address: str) -> None:
    made = await make("page", "Eerst")
    eva = await client_of("eva", "editor")
    values = {"uid": made.uid, "title": {"nl": "Anders"}}
    async with agent(address, eva.token) as client:
        entry = (await used(client, "read", uid=made.uid, draft=True))["entry"]
        await used(client, "save_draft", type="page", values=values, etag=entry["etag"])

    assert await titled(made.uid) == "Eerst nl"


async def test_a_key_is_for_these_arguments_this_caller_this_state_and_once(
    database: None, address: str
) -> None:
    made, home = await make("page", "Een"), await make_home()
    eva, noor = await client_of("eva", "editor"), await client_of("noor", "editor")
    given: dict[str, Any] = {"uid": made.uid, "locale": "nl", "slug": "veldgids", "etag": "w1"}
    async with agent(address, eva.token) as client:
        first = (await used(client, "rename", **given))["confirm"]
        second = (await used(client, "rename", **given))["confirm"]
        other = await refused(client, "rename", **given | {"slug": "anders"}, confirm=first)
        async with agent(address, noor.token) as another:
            theirs = await refused(another, "rename", **given, confirm=first)
        tool = await refused(
            client, "move", uid=made.uid, parent=home, etag=given["etag"], confirm=first
        )
        forged = await refused(client, "rename", **given, confirm="x" * 60)
        await change("page", made.uid, summary_nl="Intussen.")
        stale = await refused(client, "rename", **given, confirm=second)
        given["etag"] = "w2"
        differs = await refused(client, "rename", **given, confirm=second)
        third = (await used(client, "rename", **given))["confirm"]
        await used(client, "rename", **given)  # asking again leaves the key as it is
        assert (await used(client, "rename", **given, confirm=third))["done"]
        again = await refused(client, "rename", **given, confirm=third)

    codes = [one["code"] for one in (other, theirs, tool, forged, differs, stale, again)]
    assert codes == [
        *["confirmation_differs"] * 3,
        *("bad_confirmation", "confirmation_differs", "conflict", "confirmation_used"),
    ]


async def test_what_is_new_is_not_made_twice_with_one_key(database: None, address: str) -> None:
    await make_home()
    eva = await client_of("eva", "editor")
    given: dict[str, Any] = {"type": "page", "values": {"title": {"nl": "Eenmaal"}}}
    async with agent(address, eva.token) as client:
        key = (await used(client, "save_draft", **given))["confirm"]
        assert (await used(client, "save_draft", **given, confirm=key))["done"]
        again = await refused(client, "save_draft", **given, confirm=key)

    assert again["code"] == "confirmation_used"


async def test_what_is_new_has_a_text_in_whichever_language(database: None, address: str) -> None:
    await make_home()
    eva = await client_of("eva", "editor")
    values = {"title": {"en": "Only English"}}
    async with agent(address, eva.token) as client:
        made = await confirmed(client, "save_draft", type="page", values=values)
        entry = (await used(client, "read", uid=made["uid"], locale="en", draft=True))["entry"]

    assert entry["title"] == "Only English"
    assert made["content"]["path"].endswith(made["uid"])


async def test_of_two_who_come_with_one_key_one_acts(database: None) -> None:
    async def spend(nonce: str) -> None:
        async with writing():
            await confirming.spend(nonce)

    key = await confirming.key_for("this")
    nonce = (await confirming.opened(key)).nonce
    found = await asyncio.gather(*(spend(nonce) for _ in range(3)), return_exceptions=True)

    told = [one.code for one in found if isinstance(one, confirming.NotConfirmed)]
    assert told == ["confirmation_used"] * 2


@pytest.fixture
async def nothing_is_kept(database: None) -> AsyncIterator[None]:
    """A fault that shows when it is committed, so no trial meets it, until `mended`."""
    await owner.execute(
        "CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'no'; END $$"
    )
    await owner.execute(
        "CREATE CONSTRAINT TRIGGER fails AFTER UPDATE ON page DEFERRABLE INITIALLY DEFERRED"
        " FOR EACH ROW EXECUTE FUNCTION fails()"
    )
    yield
    await mended()


async def mended() -> None:
    await owner.execute("DROP FUNCTION IF EXISTS fails() CASCADE")


async def test_a_key_whose_act_failed_can_be_used_again(
    nothing_is_kept: None, address: str
) -> None:
    made = await make("page", "Een")
    eva = await client_of("eva", "editor")
    given: dict[str, Any] = {"uid": made.uid, "locale": "nl", "slug": "veldgids", "etag": "w1"}
    async with agent(address, eva.token) as client:
        key = (await used(client, "rename", **given))["confirm"]
        failed = await refused(client, "rename", **given, confirm=key)
        await mended()
        done = await used(client, "rename", **given, confirm=key)

    assert failed["code"] == "internal"
    assert done["done"]
    assert len(await fetch("SELECT FROM done_once")) == 1


async def test_each_act_spends_its_key(database: None, address: str) -> None:
    home = await make_home()
    made, under = await make("page", "Een"), (await make("page", "Twee")).uid
    chief = await client_of("chief", superuser=True)
    async with agent(address, chief.token) as client:

        async def seen(locale: str = "en") -> Any:
            return await used(client, "read_texts", uid=made.uid, locale=locale)

        placed = {"uid": made.uid, "etag": (await seen())["etag"]}
        moved = await confirmed(client, "move", **placed, parent=under)
        placed["etag"] = moved["etag"]
        await confirmed(client, "rename", **placed, locale="nl", slug="x")
        values = {"uid": made.uid, "summary": {"nl": "Nieuw."}}
        etag = (await seen())["etag"]
        saved = await confirmed(client, "save_draft", type="page", values=values, etag=etag)
        await confirmed(client, "undo", token=saved["undo"])
        texts = await seen()
        key, of = texts["texts"][0]["key"], {"uid": made.uid, "locale": "en"}
        said = [{"key": key, "text": "One", "draft": True}]
        await confirmed(client, "translate", **of, texts=said, etag=texts["etag"])
        etag = (await seen())["etag"]
        await confirmed(client, "mark_translated", **of, keys=[key], etag=etag)
        await confirmed(client, "submit", uids=[under], locales=["nl"])
        await confirmed(client, "publish", uids=[home], locales=["nl"])
    assert len(await fetch("SELECT FROM done_once")) == 8


async def test_what_cannot_be_done_gives_no_key_and_says_why(database: None, address: str) -> None:
    made = await make("page", "Nog niet", title_en="")
    eva = await client_of("eva", "editor", "reviewer")
    async with agent(address, eva.token) as client:
        gate = await used(client, "publish", uids=[made.uid], locales=["en"])
        seen = (await used(client, "read", uid=made.uid, draft=True))["entry"]["etag"]
        await change("page", made.uid, title_nl="Van een ander")
        mine = {"uid": made.uid, "title": {"nl": "Van mij"}}
        conflict = await refused(client, "save_draft", type="page", values=mine, etag=seen)
        wrong = await refused(client, "save_draft", type="page", values={"titel": "x"})
        reader = await client_of("ria", "reader")
        async with agent(address, reader.token) as another:
            unseen = await refused(another, "publish", uids=[made.uid], locales=["nl"])

    assert "confirm" not in gate
    assert gate["result"]["items"][0]["outcome"] == "refused"
    assert gate["result"]["items"][0]["problems"][0]["field"]
    assert conflict["code"] == "conflict"
    assert wrong["code"] in {"graphql_validation_failed", "bad_variable", "unknown_field"}
    assert unseen["code"] == "unknown_tool"


async def test_destructive_tools_are_there_only_by_setting(
    database: None, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await make("page", "Weg")
    chief = await client_of("chief", superuser=True)
    async with agent(address, chief.token) as client:
        missing = await refused(client, "delete", uids=[made.uid])
        allowed = using.settings.__class__(mcp_destructive=True)
        monkeypatch.setattr(using, "settings", allowed)
        assert {"delete", "purge", "retract"} <= {
            one.name for one in (await client.list_tools()).tools
        }
        done = await confirmed(client, "delete", uids=[made.uid])

    assert missing["code"] == "unknown_tool"
    assert done["branches"][0]["uid"] == made.uid


async def test_the_scopes_of_a_token_hold_for_its_tools(database: None, address: str) -> None:
    made = await make("page", "Beperkt")
    narrow = await client_of("eva", "editor", "reviewer", scopes=(Permission.EDIT,))
    async with agent(address, narrow.token) as client:
        names = {one.name for one in (await client.list_tools()).tools}
        error = await refused(client, "publish", uids=[made.uid], locales=["nl"])

    assert "save_draft" in names
    assert "publish" not in names
    assert error["code"] == "unknown_tool"


async def test_a_wrong_value_is_told_by_the_name_of_its_field(database: None, address: str) -> None:
    await make_home()
    eva = await client_of("eva", "editor")
    async with agent(address, eva.token) as client:
        for values, named in (({"title": {"nl": 5}}, "title.nl"), ({"titel": {}}, "titel")):
            wrong = await refused(client, "save_draft", type="page", values=values)
            assert f"“{named}”" in wrong["message"]
