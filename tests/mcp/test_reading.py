"""What agents read: the public site without a token, working copies with one."""

import json

import httpx
import pytest

from cms.access.roles import Permission
from cms.content.discovery import installed
from cms.operation.software import software
from tests.builders import make, make_published
from tests.delivery.secrets import WORD, plant
from tests.mcp.agents import agent, refused, used
from tests.schema.editing_client import client_of

PUBLIC = {"list_types", "describe_type", "search", "read"}


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_anybody_reads_what_is_public(database: None, address: str, mode: str) -> None:
    await make_published("page", "Denktank")
    async with agent(address, mode=mode) as client:
        assert {one.name for one in (await client.list_tools()).tools} == PUBLIC
        assert client.server_info
        assert client.server_info.version == software()
        types = await used(client, "list_types", locale="en")
        found = await used(client, "search", text="denktank", locale="nl", first=3)
        uid = found["nodes"][0]["content"]["uid"]
        whole = (await used(client, "read", uid=uid, locale="nl"))["entry"]
        again = (await used(client, "read", path=whole["path"]))["entry"]

    assert [one["name"] for one in types["types"]] == [name.upper() for name in installed()]
    assert whole == again
    assert whole["uid"] == uid


async def test_every_type_is_described_and_read_whole(database: None, address: str) -> None:
    made = {name: (await make_published(name)).uid for name in installed()}
    async with agent(address) as client:
        for name, uid in made.items():
            told = await used(client, "describe_type", type=name, locale="en")
            entry = (await used(client, "read", uid=uid, locale="en"))["entry"]
            assert f"input {told['typeName']}Input {{" in told["values"]
            assert {one["name"] for one in told["fields"] if one["required"]} <= set(entry)


async def test_nobody_reads_of_drafts_without_a_token(database: None, address: str) -> None:
    await make_published("page", "Home")
    hidden = [uid for name in ("page", "book") for uid in await plant(name)]
    async with agent(address) as client:
        found = [await used(client, "search", text=WORD, locale=one) for one in ("nl", "en")]
        for uid in hidden:
            told = [
                await refused(client, "read", uid=uid, locale="nl", draft=one)
                for one in (False, True)
            ]
            assert [one["code"] for one in told] == ["not_found", "unauthenticated"]
            assert "CMS_MCP_TOKEN" in told[1]["message"]
        public = await used(client, "search", text="Openbaar", locale="nl", first=50)
        for one in public["nodes"]:
            uid = one["content"]["uid"]
            entry = await used(client, "read", uid=uid, locale="nl")
            assert WORD not in json.dumps(entry)
            error = await refused(client, "read", uid=uid, locale="nl", draft=True)
            assert error["code"] == "unauthenticated"

    assert [one["nodes"] for one in found] == [[], []]
    assert len(public["nodes"]) == 2


async def test_whoever_may_see_working_copies_reads_them(database: None, address: str) -> None:
    made = await make("page", "Geheim", body_nl="<p>Niet <em>openbaar</em>.</p>")
    eva = await client_of("eva", "editor")
    async with agent(address, eva.token) as client:
        entry = (await used(client, "read", uid=made.uid, locale="nl", draft=True))["entry"]
        error = await refused(client, "read", uid=made.uid, locale="nl")
        texts = await used(client, "read_texts", uid=made.uid, locale="en")
        told = await used(client, "check", uid=made.uid, locale="nl")
        mine = await used(client, "list_waiting", which="recent")

    assert entry["title"] == "Geheim nl"
    assert error["code"] == "not_found"
    assert texts["etag"] == entry["etag"]
    assert "Niet *openbaar*." in [one["source"] for one in texts["texts"]]
    assert {one["transition"]["name"]: one["code"] for one in told["steps"]}["publish"] == "denied"
    assert made.uid in [one["uid"] for one in mine["entries"]]


async def test_a_language_without_a_word_yet_can_be_translated_and_checked(
    database: None, address: str
) -> None:
    made = await make_published("page", "Nieuw", ("nl",), title_en="")
    eva = await client_of("eva", "editor")
    async with agent(address, eva.token) as client:
        entry = (await used(client, "read", uid=made.uid, locale="nl", draft=True))["entry"]
        texts = await used(client, "read_texts", uid=made.uid, locale="en")
        told = await used(client, "check", uid=made.uid, locale="en")
        other = (await used(client, "read", uid=made.uid, locale="en", draft=True))["entry"]
        error = await refused(client, "read", uid=made.uid, locale="en")

    assert (other["title"], other["etag"]) == ("Nieuw nl", entry["etag"])
    assert (other["localization"]["requested"], other["locale"]) == ("EN", "NL")
    assert error["code"] == "not_found"
    states = {one["source"]: one["state"] for one in texts["texts"]}
    assert (texts["etag"], states["Nieuw nl"]) == (entry["etag"], "MISSING")
    assert (told["entry"]["title"], told["entry"]["state"]) == ("Nieuw nl", "PRIVATE")
    assert told["entry"]["etag"] == entry["etag"]


async def test_scopes_and_roles_decide_which_tools_there_are(database: None, address: str) -> None:
    reader = await client_of("ria", "editor", scopes=(Permission.VIEW,))
    chief = await client_of("chief", superuser=True)
    async with agent(address, reader.token) as client:
        names = {one.name for one in (await client.list_tools()).tools}
        error = await refused(client, "save_draft", type="page", values={})
    async with agent(address, chief.token) as client:
        tools = {one.name: one for one in (await client.list_tools()).tools}

    assert names == PUBLIC | {"list_waiting", "read_texts", "check", "undo"}
    assert error["code"] == "unknown_tool"
    assert {"delete", "purge", "retract"} & set(tools) == set()
    assert tools["publish"].annotations
    assert not tools["publish"].annotations.read_only_hint


async def test_a_token_that_opens_nothing_is_refused_at_the_door(
    database: None, address: str
) -> None:
    async with httpx.AsyncClient() as http:
        answer = await http.post(
            address,
            json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"},
            headers={"authorization": "Bearer klankbord_nothing", "accept": "application/json"},
        )

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.json()["error"]["data"]["code"] == "bad_token"


async def test_a_language_is_taken_as_it_is_listed_and_as_it_is_answered(
    database: None, address: str
) -> None:
    uid = (await make_published("page", "Een")).uid
    async with agent(address) as client:
        for locale in ("en", "EN"):
            read = await used(client, "read", uid=uid, locale=locale)
            assert (read["entry"]["locale"], read["entry"]["title"]) == ("EN", "Een en")
        assert (await refused(client, "read", uid=uid, locale="xx"))["code"] == "invalid_input"
