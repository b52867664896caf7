"""The audit log and API tokens through GraphQL."""

from datetime import UTC, datetime, timedelta

import pytest

from cms.access import api_tokens
from cms.access.actors import load_actor
from cms.access.roles import Permission
from tests.people import make_user
from tests.schema.editing_client import Client, client_for, client_of

pytestmark = pytest.mark.usefixtures("database")

MADE = " ... on TokenCreated { text token { id owner scopes } } "


def in_hours(hours: int) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat()


async def test_the_log_is_read_in_parts_and_narrowed_down() -> None:
    ada = await client_of("ada", superuser=True)
    await make_user("eva")
    for role in ("READER", "EDITOR", "REVIEWER"):
        await ada.do(f'giveRoles(user: "eva", roles: [{{role: {role}}}])')
    fields = "{ nodes { actor act label subject details } pageInfo { hasNextPage endCursor } }"

    first = (await ada.ask(f'{{ auditLog(first: 2, act: "role.give") {fields} }}'))["auditLog"]
    after = first["pageInfo"]["endCursor"]
    query = f'{{ auditLog(first: 2, act: "role.give", after: "{after}") {fields} }}'
    second = (await ada.ask(query))["auditLog"]
    times = f'from: "{in_hours(-2)}", until: "{in_hours(-1)}"'
    before = (await ada.ask(f"{{ auditLog({times}) {fields} }}"))["auditLog"]
    others = (await ada.ask(f'{{ auditLog(actor: "eva") {fields} }}'))["auditLog"]

    assert [one["details"]["role"] for one in first["nodes"] + second["nodes"]] == [
        "reviewer", "editor", "reader",
    ]  # fmt: skip
    assert first["nodes"][0] | {"details": None} == {
        "actor": "ada", "act": "role.give", "label": "gave a role", "subject": "eva",
        "details": None,
    }  # fmt: skip
    assert [first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"]] == [True, False]
    assert before["nodes"] == others["nodes"] == []


@pytest.mark.parametrize("arguments", ['after: "x"', "first: 0", "first: 101"])
async def test_a_bad_part_of_the_log_is_refused(arguments: str) -> None:
    ada = await client_of("ada", superuser=True)

    body = await ada.post(f"{{ auditLog({arguments}) {{ nodes {{ id }} }} }}")

    assert body["errors"][0]["extensions"]["code"] in ("bad_cursor", "bad_argument", "limit")


async def test_a_token_makes_a_lesser_one_and_ends_with_it() -> None:
    eva = await client_of("eva", "editor", scopes=(Permission.EDIT, Permission.SHARE))
    made = await eva.do(
        f'createApiToken(name: "import", scopes: [EDIT], expires: "{in_hours(2)}")', MADE
    )
    child = Client(made["text"])
    beyond = await child.do(f'createApiToken(name: "x", scopes: [SHARE], expires: "{in_hours(3)}")')
    listed = (await child.ask("{ apiTokens { id name own hint } }"))["apiTokens"]
    [parent] = [one for one in listed if not one["own"]]
    stronger = await child.do(f'revokeApiToken(id: "{parent["id"]}")')

    ended = await eva.do(
        f'revokeApiToken(id: "{parent["id"]}")', "... on TokenRevoked { token { id } }"
    )

    assert made["token"]["scopes"] == ["VIEW", "EDIT"]
    assert [one["code"] for one in beyond["fields"]] == ["beyond_scopes", "beyond_expiry"]
    assert (stronger["__typename"], stronger["code"]) == ("Refused", "beyond_token")
    assert made["text"] not in str(listed)
    assert ended["token"]["id"] == parent["id"]
    for client in (eva, child):
        body = await client.post("{ me { name } }")
        assert body["errors"][0]["extensions"]["code"] == "token_revoked"


async def test_tokens_of_others_are_not_there_but_for_who_manages_users() -> None:
    piet, ada = await client_of("piet", "editor"), await client_of("ada", superuser=True)
    await client_of("eva", "editor")
    [token] = await api_tokens.tokens(await load_actor("eva"))
    narrow = await client_for("ada", (Permission.VIEW,))
    mutation = f'revokeApiToken(id: "{token.id}")'

    owners = [one["owner"] for one in (await piet.ask("{ apiTokens { owner } }"))["apiTokens"]]
    hidden = [(await one.do(mutation))["__typename"] for one in (piet, narrow)]
    done = await ada.do(mutation, "... on TokenRevoked { token { owner } }")

    assert (owners, hidden) == (["piet"], ["NotFound", "NotFound"])
    assert done["token"]["owner"] == "eva"


@pytest.mark.parametrize("bad", ["", "x", "99999999999", "-1", "٣"])
async def test_a_token_that_is_not_there_is_not_found(bad: str) -> None:
    eva = await client_of("eva", "editor")

    assert (await eva.do(f'revokeApiToken(id: "{bad}")'))["__typename"] == "NotFound"
