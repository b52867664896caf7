"""The page for sharing a branch: what it shows, what it does, whom it refuses."""

import re

import httpx
import pytest

from cms.access import sharing
from cms.access.actors import load_actor
from cms.access.permissions import may
from cms.access.roles import Permission
from tests.admin.conftest import log_in
from tests.builders import make
from tests.people import give, make_group, make_user


async def send(client: httpx.AsyncClient, path: str, **fields: object) -> httpx.Response:
    return await client.post(path, data={"csrftoken": "token"} | fields)


async def test_an_editor_shares_a_branch(stranger: httpx.AsyncClient) -> None:
    branch = await make("page", "Tak")
    leaf = await make("page", "Blad", parent=branch.uid)
    await make_user("anna")
    await make_group("denktank", await make_user("mo"))
    await log_in(stranger, await make_user("eva", "editor"))
    path = f"sharing/{branch.uid}/"

    first = await send(stranger, f"{path}roles/", principal="user:anna", role="editor")
    second = await send(stranger, f"{path}roles/", principal="group:denktank", role="translator:en")
    page, below = await stranger.get(path), await stranger.get(f"sharing/{leaf.uid}/")

    assert (first.status_code, second.status_code) == (303, 303)
    assert "anna" in page.text
    assert "denktank" in page.text
    assert "Vertaler (Engels) (Tak nl)" in below.text
    assert await may(await load_actor("anna"), Permission.EDIT, leaf.uid)
    assert await may(await load_actor("mo"), Permission.TRANSLATE, leaf.uid, "en")


async def test_what_one_cannot_give_survives_the_form(stranger: httpx.AsyncClient) -> None:
    branch = await make("page", "Tak")
    anna = await make_user("anna")
    await give("reviewer", user_id=anna, uid=branch.uid)
    await log_in(stranger, await make_user("eva", "editor"))
    path = f"sharing/{branch.uid}/"

    page = await stranger.get(path)
    saved = await send(stranger, f"{path}roles/", principal="user:anna", role="reader")
    refused = await send(stranger, f"{path}roles/", principal="user:eva", role="reviewer")

    assert re.search(r'value="reviewer" checked disabled', page.text)
    assert (saved.status_code, refused.status_code) == (303, 403)
    given = {str(one.given) for one in await sharing.shares(branch.uid)}
    assert given == {"reviewer", "reader"}


async def test_a_branch_is_blocked_and_opened(stranger: httpx.AsyncClient) -> None:
    branch = await make("page", "Tak")
    leaf = await make("page", "Blad", parent=branch.uid)
    lies, mo = await make_user("lies"), await make_user("mo")
    for user_id in (lies, mo):
        await give("editor", user_id=user_id, uid=branch.uid)
    await log_in(stranger, lies)

    await send(stranger, f"sharing/{leaf.uid}/blocked/", blocked="yes")
    assert (await stranger.get(f"sharing/{leaf.uid}/")).status_code == 200
    assert not await may(await load_actor("mo"), Permission.VIEW, leaf.uid)
    await send(stranger, f"sharing/{leaf.uid}/blocked/", blocked="no")

    assert await may(await load_actor("mo"), Permission.VIEW, leaf.uid)


@pytest.mark.parametrize(
    ("role", "status"), [("reader", 403), ("contributor", 403), ("reviewer", 403), (None, 404)]
)
async def test_sharing_is_for_who_may_share(
    stranger: httpx.AsyncClient, role: str | None, status: int
) -> None:
    branch = await make("page", "Tak")
    await log_in(stranger, await make_user("eva", *([role] if role else [])))

    answers = [
        await stranger.get(f"sharing/{branch.uid}/"),
        await send(stranger, f"sharing/{branch.uid}/roles/", principal="user:eva", role="editor"),
        await send(stranger, f"sharing/{branch.uid}/blocked/", blocked="yes"),
    ]

    assert [answer.status_code for answer in answers] == [status] * 3
    assert await sharing.shares(branch.uid) == []
    assert ("Tak" in answers[0].text) is False
