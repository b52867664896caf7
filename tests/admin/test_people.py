"""The pages for users and groups: what they show, what they do, whom they refuse."""

import re

import httpx
import pytest

from cms.access import accounts, groups, sessions, sharing
from cms.access.actors import load_actor, system
from cms.access.permissions import may
from cms.access.roles import Permission, read_given
from cms.database.engine import fetch, writing
from tests.admin.conftest import log_in
from tests.builders import make, make_home
from tests.people import PASSWORD, count_sessions, give, make_group, make_user

FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture
async def administrator(stranger: httpx.AsyncClient) -> httpx.AsyncClient:
    """A browser that sends plain forms, as administrator Ada."""
    await log_in(stranger, await make_user("ada", superuser=True))
    stranger.headers["accept-language"] = "en"
    stranger.cookies.set("cms_lang", "en")
    del stranger.headers["X-CSRFToken"]
    return stranger


async def send(client: httpx.AsyncClient, path: str, **fields: object) -> httpx.Response:
    return await client.post(path, data={"csrftoken": "token"} | fields)


async def roles_of(name: str) -> set[str]:
    return {str(one) for one in (await accounts.account_named(name)).roles}


async def test_a_user_is_added_and_may_log_in(administrator: httpx.AsyncClient) -> None:
    made = await send(
        administrator,
        "people/users/",
        name="eva",
        password="long enough now",
        role=["editor", "reviewer"],
    )
    page = await administrator.get("people/")
    shown = await administrator.get(made.headers["location"].removeprefix("/admin/"))
    administrator.headers["X-CSRFToken"] = "token"
    login = await administrator.post(
        "public/login/", json={"username": "eva", "password": "long enough now"}
    )

    assert made.status_code == 303
    assert "eva" in page.text
    assert "Editor, Reviewer" in page.text
    assert "Added." in shown.text
    assert login.status_code == 200
    assert await roles_of("eva") == {"editor", "reviewer"}


async def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    administrator: httpx.AsyncClient,
) -> None:
    await make_user("anna")

    short = await send(administrator, "people/users/", name="eva", password="short")
    taken = await send(administrator, "people/users/", name="anna", password="long enough now")
    unknown = await send(
        administrator, "people/users/", name="eva", password="long enough now", role="boss"
    )

    assert [one.status_code for one in (short, taken, unknown)] == [422, 422, 422]
    assert "12 to 128 characters" in short.text
    assert 'value="eva"' in short.text
    assert "already a user anna" in taken.text
    assert [one.name for one in await accounts.accounts()] == ["ada", "anna"]


async def test_roles_and_groups_are_what_is_ticked(administrator: httpx.AsyncClient) -> None:
    eva = await make_user("eva", "editor")
    await make_group("denktank")
    await sessions.begin(eva)

    saved = await send(
        administrator, f"people/users/{eva}/roles/", role=["translator:en"], group=["denktank"]
    )
    page = await administrator.get(f"people/users/{eva}/")

    assert saved.status_code == 303
    assert await roles_of("eva") == {"translator:en"}
    assert "Translator (English)" in page.text
    assert re.search(r'value="translator:en" checked', page.text)
    assert await count_sessions() == 1  # Ada's own


async def test_a_password_is_renewed_and_ends_sessions(administrator: httpx.AsyncClient) -> None:
    eva = await make_user("eva")
    await sessions.begin(eva)

    short = await send(administrator, f"people/users/{eva}/password/", password="short")
    assert await count_sessions() == 2
    saved = await send(administrator, f"people/users/{eva}/password/", password="another one again")

    assert (short.status_code, saved.status_code) == (422, 303)
    assert await count_sessions() == 1
    administrator.headers["X-CSRFToken"] = "token"
    for password, status in ((PASSWORD, 401), ("another one again", 200)):
        credentials = {"username": "eva", "password": password}
        assert (await administrator.post("public/login/", json=credentials)).status_code == status


async def test_a_deactivated_user_is_out(
    administrator: httpx.AsyncClient,
) -> None:
    eva = await make_user("eva", "editor")
    await sessions.begin(eva)

    await send(administrator, f"people/users/{eva}/active/", active="no")
    assert not (await accounts.account(eva)).active
    assert await count_sessions() == 1
    await send(administrator, f"people/users/{eva}/active/", active="yes")

    assert (await accounts.account(eva)).active


async def test_the_last_administrator_is_told_so(administrator: httpx.AsyncClient) -> None:
    ada = (await accounts.account_named("ada")).id

    demoted = await send(administrator, f"people/users/{ada}/roles/", role="editor")
    off = await send(administrator, f"people/users/{ada}/active/", active="no")

    assert (demoted.status_code, off.status_code) == (409, 409)
    assert "last administrator" in demoted.text
    assert await roles_of("ada") == {"administrator"}


async def test_a_group_is_made_given_a_role_and_deleted(administrator: httpx.AsyncClient) -> None:
    made = await send(administrator, "people/groups/", group_name="denk tank & co")
    path = made.headers["location"].removeprefix("/admin/").split("?")[0]
    saved = await send(administrator, f"{path}roles/", role="reader")
    page = await administrator.get(path)
    roles = (await groups.group("denk tank & co")).roles
    gone = await send(administrator, f"{path}delete/")

    assert [one.status_code for one in (made, saved, page, gone)] == [303, 303, 200, 303]
    assert "denk tank &amp; co" in page.text
    assert [str(one) for one in roles] == ["reader"]
    assert await groups.groups() == []


@pytest.mark.parametrize("role", ["reader", "contributor", "translator:en", "editor", "reviewer"])
async def test_only_administrators_see_people(stranger: httpx.AsyncClient, role: str) -> None:
    eva = await make_user("eva", role)
    await make_group("denktank")
    await log_in(stranger, eva)

    answers = [
        await stranger.get("people/"),
        await stranger.get(f"people/users/{eva}/"),
        await stranger.get("people/groups/denktank/"),
        await send(stranger, "people/users/", name="x", password="long enough now"),
        await send(stranger, f"people/users/{eva}/roles/", role="administrator"),
        await send(stranger, f"people/users/{eva}/password/", password="long enough now"),
        await send(stranger, f"people/users/{eva}/active/", active="no"),
        await send(stranger, "people/groups/", group_name="x"),
        await send(stranger, "people/groups/denktank/roles/", role="editor"),
        await send(stranger, "people/groups/denktank/delete/"),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert "./people/" not in (await stranger.get("api/links/")).json().values()
    assert await roles_of("eva") == {role}
    assert len(await accounts.accounts()) == 1


async def test_the_sidebar_leads_administrators_there(administrator: httpx.AsyncClient) -> None:
    assert (await administrator.get("api/links/")).json()["Users and groups"] == "./people/"


async def test_strangers_are_sent_to_the_login(stranger: httpx.AsyncClient) -> None:
    for path in ("people/", "people/users/1/", "sharing/abc/"):
        answer = await stranger.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/admin/")


@pytest.mark.parametrize(
    ("headers", "token"),
    [
        ({}, "another"),
        ({}, ""),
        ({"Origin": "https://evil.example"}, "token"),
        ({"Sec-Fetch-Site": "cross-site"}, "token"),
        ({"X-CSRFToken": "another"}, "token"),
    ],
)
async def test_forms_from_elsewhere_are_refused(
    administrator: httpx.AsyncClient, headers: dict[str, str], token: str
) -> None:
    answer = await administrator.post(
        "people/groups/", data={"csrftoken": token, "group_name": "x"}, headers=headers
    )

    assert answer.status_code == 403
    assert await groups.groups() == []


@pytest.mark.parametrize(
    "body",
    [b"", b"csrftoken=token", b"csrftoken=token&role=%00&name=\xff", b"csrftoken=token&" * 999],
)
async def test_bad_forms_are_the_senders_fault(
    administrator: httpx.AsyncClient, body: bytes
) -> None:
    eva = await make_user("eva")
    paths = ["people/users/", f"people/users/{eva}/password/", "people/groups/",
             f"sharing/{await make_home()}/roles/", "people/users/99999999999/roles/",
             "people/groups/none/roles/", "sharing/none/roles/"]  # fmt: skip

    answers = [await administrator.post(path, content=body, headers=FORM) for path in paths]

    assert {answer.status_code // 100 for answer in answers} == {4}


async def test_a_multipart_form_has_no_token(administrator: httpx.AsyncClient) -> None:
    files = {"file": ("x.txt", b"x")}

    answer = await administrator.post("people/groups/", data={"csrftoken": "token"}, files=files)

    assert answer.status_code == 403


async def offered(client: httpx.AsyncClient, done: httpx.Response) -> dict[str, object]:
    """What the button on the page that comes after sends."""
    page = await client.get(done.headers["location"].removeprefix("/admin/"))
    [token] = re.findall(r'name="token" value="([^"]+)"', page.text)
    [back] = re.findall(r'name="back" value="([^"]+)"', page.text)
    return {"token": token, "back": back}


async def test_a_change_of_roles_and_groups_is_undone(administrator: httpx.AsyncClient) -> None:
    eva = await make_user("eva", "editor")
    await make_group("denktank", eva)

    saved = await send(administrator, f"people/users/{eva}/roles/", role="reviewer")
    undone = await send(administrator, "undo/here/", **await offered(administrator, saved))

    assert undone.headers["location"] == f"/admin/people/users/{eva}/?said=undone"
    assert await roles_of("eva") == {"editor"}
    assert (await accounts.account(eva)).groups == ("denktank",)


async def test_rows_that_stack_say_what_each_cell_is(administrator: httpx.AsyncClient) -> None:
    await make_group("denktank", await make_user("eva", "editor"))
    invited = {"invited": "bo", "email": "bo@example.org", "language": "en"}
    await send(administrator, "people/invites/", **invited)

    page = (await administrator.get("people/")).text

    tables = re.findall(r'<table class="stacked">.*?</table>', page, re.DOTALL)
    cells = [re.findall(r'<td data-label="([^"]+)"', table) for table in tables]
    assert [list(dict.fromkeys(one)) for one in cells] == [
        ["Roles", "Groups", "May log in"],
        ["The link works until"],
        ["Roles", "Members"],
    ]


async def share(branch: str, group: str, *roles: str) -> None:
    async with writing():
        given = map(read_given, roles)
        await sharing.share(system("cms"), branch, sharing.Principal(group=group), given)


async def test_a_deleted_group_comes_back_as_it_was(administrator: httpx.AsyncClient) -> None:
    eva, piet = await make_user("eva"), await make_user("piet")
    branch, gone = await make("page", "Tak"), await make("page", "Weg")
    await make_group("denk tank", eva, piet)
    await give("reader", group="denk tank")
    for uid in (branch.uid, gone.uid):
        await share(uid, "denk tank", "editor", "translator:en")

    deleted = await send(administrator, "people/groups/denk%20tank/delete/")
    button = await offered(administrator, deleted)
    assert await groups.groups() == []
    await fetch("DELETE FROM piccolo_user WHERE id = $1 RETURNING id", piet)
    await fetch("DELETE FROM node WHERE uid = $1 RETURNING uid", gone.uid)
    undone = await send(administrator, "undo/here/", **button)

    assert undone.headers["location"] == "/admin/people/?said=undone"
    group = await groups.group("denk tank")
    assert (group.members, [str(one) for one in group.roles]) == (("eva",), ["reader"])
    given = {str(one.given) for one in await sharing.shares(branch.uid)}
    assert given == {"editor", "translator:en"}
    assert await may(await load_actor("eva"), Permission.EDIT, branch.uid)


async def test_a_deleted_group_stays_away_when_another_took_its_name(
    administrator: httpx.AsyncClient,
) -> None:
    await make_group("denktank")
    await give("reader", group="denktank")
    button = await offered(
        administrator, await send(administrator, "people/groups/denktank/delete/")
    )
    await make_group("denktank")

    refused = await send(administrator, "undo/here/", **button)

    assert refused.status_code == 409
    assert "There is already a group denktank." in refused.text
    assert (await groups.group("denktank")).roles == ()


async def test_what_changed_since_is_not_undone(administrator: httpx.AsyncClient) -> None:
    eva = await make_user("eva")
    await make_group("denktank")
    saved = await send(administrator, "people/groups/denktank/roles/", role="reader")
    button = await offered(administrator, saved)
    await send(administrator, f"people/users/{eva}/roles/", group="denktank")

    refused = await send(administrator, "undo/here/", **button)

    assert refused.status_code == 409
    assert "Somebody changed it since." in refused.text
    assert [str(one) for one in (await groups.group("denktank")).roles] == ["reader"]


async def test_a_refused_invitation_keeps_what_was_ticked(administrator: httpx.AsyncClient) -> None:
    await make_user("eva")
    sent = {"invited": "eva", "email": "eva@example.com", "role": ["reviewer", "translator:en"]}

    refused = await send(administrator, "people/invites/", **sent)

    assert refused.status_code == 422
    ticked = re.findall(r'value="([^"]+)" checked', refused.text)
    assert ticked == ["translator:en", "reviewer"]
