"""Who may look at an entry's past, and who may bring it back."""

import httpx
import pytest

from cms.content.discovery import installed
from cms.database.engine import writing
from cms.editing import saving, versions, working_copy
from tests.admin.conftest import log_in
from tests.builders import make, remove
from tests.people import give, make_user

PAGE = installed()["page"]
TOKEN = {"csrftoken": "token"}
SECRET = "Geheim plan"


@pytest.fixture
async def past(stranger: httpx.AsyncClient) -> str:
    """An entry of somebody else's, with two revisions."""
    saved = await make("page", SECRET)
    await change(saved.uid, 1, summary_nl="Later")
    return saved.uid


async def change(uid: str, revision: int, **values: object) -> None:
    async with writing():
        await saving.save(PAGE, uid, values, revision=revision, actor="bas")


async def statuses(client: httpx.AsyncClient, uid: str) -> list[int]:
    """Of looking at the list and at a comparison; of asking for a revert, reverting and naming."""
    client.headers.pop("X-CSRFToken", None)
    back = f"history/{uid}/revert/1/"
    answers = [
        await client.get(f"history/{uid}/"),
        await client.get(f"history/{uid}/compare/"),
        await client.get(back),
        await client.post(back, data=TOKEN | {"revision": "2"}),
        await client.post(f"history/{uid}/name/", data=TOKEN | {"revision": "1", "label": "x"}),
    ]
    return [answer.status_code for answer in answers]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("reader", [200, 200, 403, 403, 403]),
        ("contributor", [200, 200, 403, 403, 403]),
        ("translator:en", [200, 200, 403, 403, 403]),
        ("reviewer", [200, 200, 403, 403, 403]),
        ("editor", [200, 200, 200, 303, 303]),
    ],
)
async def test_view_takes_looking_and_edit_takes_reverting(
    stranger: httpx.AsyncClient, past: str, role: str, expected: list[int]
) -> None:
    await log_in(stranger, await make_user("cas", role))

    assert await statuses(stranger, past) == expected

    reverted = expected[3] == 303
    assert (await working_copy.load(PAGE, past))["summary_nl"] == ("" if reverted else "Later")
    assert (await versions.load(past, 1)).label == ("x" if reverted else "")


async def test_the_hidden_has_no_past(stranger: httpx.AsyncClient, past: str) -> None:
    user_id = await make_user("cas")
    await give("editor", user_id=user_id, uid=(await make("page", "Tak")).uid)
    await log_in(stranger, user_id)

    assert await statuses(stranger, past) == [404] * 5
    assert await statuses(stranger, "0123456789ab") == [404] * 5
    await remove(past)
    assert await statuses(stranger, past) == [404] * 5
    assert SECRET not in (await stranger.get(f"history/{past}/")).text


async def test_who_may_not_revert_is_offered_no_way_to(
    stranger: httpx.AsyncClient, past: str
) -> None:
    await log_in(stranger, await make_user("cas", "reader"))
    pages = [await stranger.get(f"history/{past}/{rest}") for rest in ("", "compare/")]

    assert not any(f"{past}/revert/" in one.text or f"{past}/name/" in one.text for one in pages)


async def test_a_comparison_names_nothing_hidden(stranger: httpx.AsyncClient, past: str) -> None:
    branch = await make("page", "Tak")
    await change(branch.uid, 1, body_nl=f'<p><a href="uid:{past}">Zie ook</a></p>')
    user_id = await make_user("cas")
    await give("editor", user_id=user_id, uid=branch.uid)
    await log_in(stranger, user_id)

    page = await stranger.get(f"history/{branch.uid}/compare/")

    assert "Zie ook" in page.text
    assert SECRET not in page.text


async def test_a_revert_moves_nothing_to_a_hidden_place(
    stranger: httpx.AsyncClient, past: str
) -> None:
    branch = await make("page", "Tak")
    leaf = await make("page", "Blad", parent=past)
    await change(leaf.uid, 1, parent=branch.uid)
    user_id = await make_user("cas")
    await give("editor", user_id=user_id, uid=branch.uid)
    await log_in(stranger, user_id)
    stranger.headers.pop("X-CSRFToken")

    moving = await stranger.post(
        f"history/{leaf.uid}/revert/1/", data=TOKEN | {"revision": "2", "place": "yes"}
    )

    assert moving.status_code == 422
    assert (await working_copy.load(PAGE, leaf.uid))["revision"] == 2
