"""Every role in every state tries every action through GraphQL, as docs/reference/permissions.md has it."""

from collections.abc import Awaitable, Callable
from itertools import product
from typing import Any

import pytest

from cms.access.roles import LOCAL_ROLES, Role, all_given
from cms.content import State
from cms.content.discovery import installed
from cms.database.engine import execute, fetch, writing
from cms.editing import working_copy
from cms.publishing.publishing import retract
from tests.admin.test_permission_matrix import allowed
from tests.builders import ACTOR, make, make_published
from tests.people import give, make_user
from tests.schema.editing_client import Client, client_for

ROLES = ["", *map(str, all_given(Role))]
REACHES = [
    *product(ROLES, ["site"]),
    *product(map(str, all_given(LOCAL_ROLES)), ["branch", "elsewhere"]),
]
OWNERS = (ACTOR, "somebody else")
REFUSED = ("Denied", "NotFound")
Act = Callable[[Client, str], Awaitable[str]]


async def saved(client: Client, uid: str, locale: str) -> str:
    [row] = await fetch("SELECT revision FROM page WHERE uid = $1", uid)
    wish = {"uid": uid, "summary": {locale: "Nieuw"}}
    done = await client.save("Page", input=wish, ifMatch=f"w{row['revision']}", dryRun=True)
    return str(done["__typename"])


async def done(client: Client, uid: str, mutation: str) -> str:
    return str((await client.do(mutation, uid=uid))["__typename"])


async def stepped(client: Client, uid: str, to: str, locale: str) -> str:
    """The outcome of one entry, as those of other mutations are called."""
    mutation = f"transition(uids: [$uid], to: {to}, locales: [{locale}], dryRun: true)"
    found = await client.do(mutation, "... on Transitioned { items { code } }", uid=uid)
    code = found["items"][0]["code"]
    return {"denied": "Denied", "not_found": "NotFound"}.get(code, "Transitioned")


async def viewed(client: Client, uid: str, asked: str) -> str:
    """A query of one field that is null, with an error, for who may not."""
    body = await client.post(f"query ($uid: ID!) {{ found: {asked} }}", uid=uid)
    codes = {one["extensions"]["code"] for one in body.get("errors", [])}
    return "Denied" if "denied" in codes else "NotFound" if "not_found" in codes else "Found"


ACTIONS: dict[tuple[str, str, str], Act] = {
    ("view", "", "steps"): lambda client, uid: viewed(
        client, uid, "steps(uid: $uid, locale: NL) { code }"
    ),
    ("view", "", "diff"): lambda client, uid: viewed(
        client, uid, "diff(uid: $uid, old: 0, new: 1) { field }"
    ),
    ("edit", "nl", "save"): lambda client, uid: saved(client, uid, "nl"),
    ("translate", "en", "save"): lambda client, uid: saved(client, uid, "en"),
    ("edit", "", "revert"): lambda client, uid: done(
        client, uid, 'revert(uid: $uid, to: 1, ifMatch: "w1", dryRun: true)'
    ),
    ("share", "", "share"): lambda client, uid: done(
        client, uid, "share(uid: $uid, grants: [], blocked: false, dryRun: true)"
    ),
    ("publish", "en", "publish"): lambda client, uid: stepped(client, uid, "PUBLISHED", "EN"),
    ("publish", "nl", "publish"): lambda client, uid: stepped(client, uid, "PUBLISHED", "NL"),
}


async def made(state: State, owner: str, parent: str) -> str:
    """An entry that stands so in Dutch."""
    name = f"{state} {OWNERS.index(owner)}"
    public = state in (State.PUBLISHED, State.RETIRED)
    uid = (await make_published("page", name, locales=("nl",) if public else (), parent=parent)).uid
    async with writing():
        if state is State.RETIRED:
            await retract(installed()["page"], uid, "nl", actor=ACTOR)
        elif state is State.PENDING:
            await working_copy.set_state(installed()["page"], uid, "nl", state)
    for table in ("node", "page"):
        await execute(f"UPDATE {table} SET created_by = $2 WHERE uid = $1", uid, owner)
    return uid


async def viewer_of(client: Client, uid: str) -> dict[str, Any] | None:
    headers = {"authorization": f"Bearer {client.token}", "cms-preview": "drafts"}
    query = (
        "query ($uid: ID!) { entry(uid: $uid, locale: EN) { viewer { view edit share delete } } }"
    )
    entry = (await client.post(query, uid=uid, headers=headers))["data"]["entry"]
    found: dict[str, Any] | None = entry and entry["viewer"]
    return found


@pytest.mark.parametrize(("role", "reach"), REACHES)
async def test_every_role_may_do_what_the_page_says(database: None, role: str, reach: str) -> None:
    branch, beside = await make_published("page", "Tak"), await make("page", "Ernaast")
    user_id = await make_user(ACTOR, superuser=role == "administrator")
    if role not in ("", "administrator"):
        uids = {"site": None, "branch": branch.uid, "elsewhere": beside.uid}
        await give(role, user_id=user_id, uid=uids[reach])
    client, role = await client_for(ACTOR), "" if reach == "elsewhere" else role

    wrong: list[Any] = []
    for state, owner in product(State, OWNERS):
        uid = await made(state, owner, branch.uid)
        own_draft = owner == ACTOR and state is State.PRIVATE
        sees = allowed("view", role, own_draft=own_draft)
        can = await viewer_of(client, uid) or {}
        wrong += [
            (state, owner, permission, "viewer")
            for permission in ("view", "edit", "share", "delete")
            if can.get(permission, False) != allowed(permission, role, own_draft=own_draft)
        ]
        for (permission, locale, name), act in ACTIONS.items():
            may = allowed(permission, role, own_draft=own_draft, locale=locale)
            if permission == "translate":
                may = may or allowed("edit", role, own_draft=own_draft)
            outcome = await act(client, uid)
            if (outcome in REFUSED) == may or (
                not may and outcome != ("Denied" if sees else "NotFound")
            ):
                wrong.append((state, owner, permission, locale, name, outcome))
        wrong += await _deletion(client, uid, role, own_draft=own_draft, state=state)
    assert wrong == []


async def _deletion(
    client: Client, uid: str, role: str, *, own_draft: bool, state: State
) -> list[Any]:
    """Deleting what is public takes `publish` too."""
    may = allowed("delete", role, own_draft=own_draft)
    if state is State.PUBLISHED:
        may = may and allowed("publish", role, own_draft=own_draft, locale="nl")
    outcome = await done(client, uid, "delete(uids: [$uid], dryRun: true)")
    return [] if (outcome not in REFUSED) == may else [(state, "delete", outcome)]
