"""Many at once: chosen, rehearsed, done, reported."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from cms.database.engine import execute, fetch
from tests.admin.conftest import log_in
from tests.builders import make, make_home, make_published
from tests.people import make_user

FORM = {"csrftoken": "token", "step": "publish", "locale": "nl", "do": "rehearse"}


async def branch() -> list[str]:
    above = await make_published("page", "Boven", locales=())
    below = await make("page", "Onder", parent=above.uid)
    broken = await make("page", "Kapot", parent=above.uid, title_nl="")
    return [below.uid, broken.uid, above.uid]


async def sent(client: httpx.AsyncClient, **fields: Any) -> str:
    answer = await client.post("bulk/", data=FORM | fields)
    assert answer.status_code in (200, 422)
    return answer.text


async def public(uids: list[str]) -> int:
    rows = await fetch("SELECT count(*) AS n FROM publication WHERE uid = ANY($1)", uids)
    return int(rows[0]["n"])


async def test_what_would_happen_is_told_before_it_is_done(editor: httpx.AsyncClient) -> None:
    uids = await branch()

    rehearsed = await sent(editor, uid=uids)
    assert await public(uids) == 0
    done = await sent(editor, uid=uids, do="do")

    assert await public(uids) == 2
    for text, word in ((rehearsed, "Wordt gedaan"), (done, "Gedaan")):
        assert text.count(f">{word}<") == 2
        assert "/nl/boven-nl/onder-nl" in text
        assert "Vul eerst “Titel” in." in text
    assert "Er is nog niets gebeurd." in rehearsed


async def test_retracting_takes_the_end_as_its_moment(editor: httpx.AsyncClient) -> None:
    saved = await make_published("page", locales=("nl",))
    until = (datetime.now(UTC) + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")

    await sent(editor, uid=[saved.uid], step="retire", until=until, do="do")

    [row] = await fetch("SELECT upper(valid) AS until FROM publication WHERE uid = $1", saved.uid)
    assert row["until"] > datetime.now(UTC) + timedelta(days=2)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"uid": []}, "Kies minstens één item."),
        ({"uid": ["x"], "step": "explode"}, "Kies een stap."),
        ({"uid": ["x"], "at": "gisteren"}, "Schrijf een datum en een tijd"),
        ({"uid": ["nope\0"]}, ""),
    ],
)
async def test_what_cannot_be_asked_for(
    editor: httpx.AsyncClient, fields: dict[str, Any], said: str
) -> None:
    await make("page")
    assert said in (await editor.post("bulk/", data=FORM | fields)).text


async def test_the_list_has_what_one_may_view(stranger: httpx.AsyncClient) -> None:
    await make_published("page", "Zichtbaar")
    await log_in(stranger, await make_user("iemand"))
    nothing = (await stranger.get("bulk/")).text
    await log_in(stranger, await make_user("eva", "editor"))
    listed = (await stranger.get("bulk/", params={"title": "zicht", "type": "page"})).text

    assert "Zichtbaar" not in nothing
    assert "Zichtbaar nl" in listed
    assert "Home nl" not in listed


async def test_a_step_needs_the_token_of_the_form(editor: httpx.AsyncClient) -> None:
    uids = await branch()
    del editor.headers["X-CSRFToken"]
    answer = await editor.post("bulk/", data=FORM | {"uid": uids, "do": "do", "csrftoken": "x"})
    assert answer.status_code == 403
    assert await public(uids) == 0


async def test_all_of_it_is_undone_with_one_button(editor: httpx.AsyncClient) -> None:
    above = await make_published("page", "Boven", locales=("nl",))
    uids = [(await make("page", f"Nr {n}", parent=above.uid)).uid for n in range(60)]

    done = await sent(editor, uid=uids, do="do")
    assert await public(uids) == 60
    [token] = re.findall(r'name="token" value="([^"]+)"', done)
    answer = await editor.post(
        "undo/here/", data={"csrftoken": "token", "token": token, "back": "bulk/"}
    )

    assert answer.headers["location"] == "/admin/bulk/?said=undone"
    live = await fetch(
        "SELECT FROM publication WHERE uid = ANY($1) AND valid @> clock_timestamp()", uids
    )
    assert live == []


async def test_the_entries_stand_as_in_the_tree(editor: httpx.AsyncClient) -> None:
    home = await make_home()
    names = ["Zon", "appel", "Éen"]
    uids = {name: (await make("page", name, parent=home)).uid for name in names}
    await execute("UPDATE node SET position = -5 WHERE uid = $1", uids["Zon"])

    listed = re.findall(r'name="uid" value="([^"]+)"', (await editor.get("bulk/")).text)

    assert [uid for uid in listed if uid in uids.values()] == [
        uids["Zon"], uids["appel"], uids["Éen"],
    ]  # fmt: skip


async def test_a_language_that_there_is_not(editor: httpx.AsyncClient) -> None:
    saved = await make("page")
    answer = await editor.post("bulk/", data=FORM | {"uid": [saved.uid], "locale": "xx"})
    assert 400 <= answer.status_code < 500


async def test_the_same_refusal_is_one_line(stranger: httpx.AsyncClient) -> None:
    uids = [(await make("page", f"Nr {n}")).uid for n in range(5)]
    await log_in(stranger, await make_user("eva", "editor"))

    told = await sent(stranger, uid=uids)

    assert told.count('data-outcome="refused"') == 1
    assert told.count("Nr 3") == 1
    assert "en nog 4" in told
