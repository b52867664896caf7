"""Every role in every state tries every action through the panel; docs/reference/permissions.md is right."""

import re
from collections.abc import Awaitable, Callable
from itertools import product
from pathlib import Path

import httpx
import pytest

from cms.access.reference import reference
from cms.access.roles import LOCAL_ROLES, Role, all_given
from cms.content import State
from cms.content.discovery import installed
from cms.database.engine import execute, fetch, writing
from cms.editing import working_copy
from cms.publishing.publishing import retract
from tests.admin.conftest import log_in
from tests.builders import ACTOR, make, make_published
from tests.people import give, make_user

PAGE = Path(__file__).parents[2] / "docs/reference/permissions.md"
ROLES = ["", *map(str, all_given(Role))]
REACHES = [
    *product(ROLES, ["site"]),
    *product(map(str, all_given(LOCAL_ROLES)), ["branch", "elsewhere"]),
]
OWNERS = (ACTOR, "somebody else")
Outcome = Callable[[httpx.AsyncClient, str], Awaitable[httpx.Response]]


def cells() -> dict[str, dict[str, str]]:
    """The page's table: permission → role → cell."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in PAGE.read_text("utf-8").splitlines()
        if line.startswith("| ") and "---" not in line
    ]
    head, *body = rows
    return {row[0]: dict(zip(head[2:], row[2:], strict=True)) for row in body}


CELLS = cells()


def allowed(permission: str, role: str, *, own_draft: bool, locale: str = "") -> bool:
    """What the page says."""
    name, _, language = role.partition(":")
    cell = CELLS[permission].get(name, "no")
    if cell == "own drafts":
        return own_draft
    if cell == "own language":
        return language == locale
    return cell == "yes"


async def revision_of(uid: str) -> int:
    [row] = await fetch("SELECT revision FROM page WHERE uid = $1", uid)
    return int(row["revision"])


async def patched(client: httpx.AsyncClient, uid: str, column: str) -> httpx.Response:
    change = {column: "Nieuw", "revision": await revision_of(uid)}
    return await client.patch(f"api/tables/page/{uid}/", json=change)


async def published(client: httpx.AsyncClient, uid: str) -> httpx.Response:
    body = {"revision": await revision_of(uid)}
    return await client.post(f"entries/{uid}/publish/en/", json=body)


ACTIONS: dict[tuple[str, str], Outcome] = {
    ("view", ""): lambda client, uid: client.get(f"api/tables/page/{uid}/"),
    ("view", "bar"): lambda client, uid: client.get(f"entries/{uid}/"),
    ("edit", "nl"): lambda client, uid: patched(client, uid, "summary_nl"),
    ("translate", "en"): lambda client, uid: patched(client, uid, "summary_en"),
    ("share", ""): lambda client, uid: client.get(f"sharing/{uid}/"),
    ("publish", "en"): published,
    ("publish", "nl"): lambda client, uid: client.post(f"entries/{uid}/retract/nl/", json={}),
    ("delete", ""): lambda client, uid: client.delete(f"api/tables/page/{uid}/"),
}


async def made(state: State, owner: str, parent: str) -> str:
    """An entry that stands so in Dutch."""
    name = f"{state} {OWNERS.index(owner)}"
    public = state in (State.PUBLISHED, State.RETIRED)
    locales = ("nl",) if public else ()
    uid = (await make_published("page", name, locales=locales, parent=parent)).uid
    async with writing():
        if state is State.RETIRED:
            await retract(installed()["page"], uid, "nl", actor=ACTOR)
        elif state is State.PENDING:
            await working_copy.set_state(installed()["page"], uid, "nl", state)
    for table in ("node", "page"):
        await execute(f"UPDATE {table} SET created_by = $2 WHERE uid = $1", uid, owner)
    return uid


@pytest.mark.parametrize(("role", "reach"), REACHES)
async def test_every_role_may_do_what_the_page_says(
    stranger: httpx.AsyncClient, role: str, reach: str
) -> None:
    branch, beside = await make_published("page", "Tak"), await make("page", "Ernaast")
    user_id = await make_user(ACTOR, superuser=role == "administrator")
    await log_in(stranger, user_id)
    if role not in ("", "administrator"):
        uids = {"site": None, "branch": branch.uid, "elsewhere": beside.uid}
        await give(role, user_id=user_id, uid=uids[reach])
    role = "" if reach == "elsewhere" else role

    wrong = []
    for state, owner in product(State, OWNERS):
        uid = await made(state, owner, branch.uid)
        own_draft = owner == ACTOR and state is State.PRIVATE
        sees = allowed("view", role, own_draft=own_draft)
        listed = (await stranger.get("api/tables/page/")).json()["rows"]
        if (uid in [row["uid"] for row in listed]) != sees:
            wrong.append((state, owner, "list"))
        for (permission, locale), act in ACTIONS.items():
            may = allowed(permission, role, own_draft=own_draft, locale=locale)
            if permission == "translate":
                may = may or allowed("edit", role, own_draft=own_draft)
            if permission == "delete" and state is State.PUBLISHED:
                may = may and allowed("publish", role, own_draft=own_draft)
            refused = 403 if sees else 404
            answer = await act(stranger, uid)
            if (answer.status_code in (403, 404)) == may or (
                not may and answer.status_code != refused
            ):
                wrong.append((state, owner, permission, locale, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
async def test_adding_tags_and_people_take_what_the_page_says(
    stranger: httpx.AsyncClient, role: str
) -> None:
    above = await make("page", "Boven")
    user_id = await make_user("iemand", superuser=role == "administrator")
    if role not in ("", "administrator"):
        await give(role, user_id=user_id)
    await log_in(stranger, user_id)

    added = await stranger.post("api/tables/page/", json={"title_nl": "x", "parent": above.uid})
    tag = await stranger.post("api/tables/tag/", json={"key": "web", "label_nl": "Web"})
    people = await stranger.get("people/")

    assert (added.status_code == 201) == allowed("edit", role, own_draft=True)
    assert (tag.status_code == 201) == allowed("edit", role, own_draft=False)
    assert (people.status_code == 200) == allowed("administer", role, own_draft=False)
    refused = {answer.status_code for answer in (added, tag, people)} - {200, 201}
    assert refused <= {403, 422}  # 422: under what one may not see, as under what is not there


def test_the_page_is_what_the_code_says() -> None:
    assert PAGE.read_text("utf-8") == reference(), "python -m cms.access.reference prints it"
    assert re.search(r"\| view .*\| yes \|", PAGE.read_text("utf-8"))
