"""One's own account: sessions and API tokens."""

import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from admin.account import in_words
from cms.access import api_tokens, sessions
from cms.access.api_tokens import BadToken
from cms.database.engine import execute, fetch
from tests.admin.conftest import log_in
from tests.admin.test_people import send
from tests.people import EDITOR, count_sessions, make_user

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


async def own_id() -> int:
    [row] = await fetch("SELECT id FROM piccolo_user WHERE username = $1", EDITOR)
    return int(row["id"])


async def test_no_token_is_stored_as_it_is_sent(editor: httpx.AsyncClient) -> None:
    token = editor.cookies["id"]

    tables = await fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    for name in (row["tablename"] for row in tables):
        rows = await fetch(f"SELECT t::text AS row FROM {name} t")
        assert not [row for row in rows if token in row["row"]], name
        assert not [row for row in rows if token.encode().hex() in row["row"]], name
    assert await fetch("SELECT FROM sessions") == []


async def test_what_is_in_the_table_opens_nothing(stranger: httpx.AsyncClient) -> None:
    await sessions.begin(await make_user(EDITOR))
    [row] = await fetch("SELECT encode(token_hash, 'hex') AS hash FROM login_session")

    stranger.cookies.set("id", row["hash"])

    assert (await stranger.get("api/user/")).status_code == 401


async def test_a_session_slides_but_ends_after_a_week(editor: httpx.AsyncClient) -> None:
    await execute("UPDATE login_session SET seen_at = now() - interval '59 minutes',"
                  " expires_at = now() + interval '1 minute'")  # fmt: skip
    assert (await editor.get("api/user/")).status_code == 200
    [slid] = await fetch(
        "SELECT expires_at > now() + interval '50 minutes' AS later FROM login_session"
    )
    await execute("UPDATE login_session SET begun_at = now() - interval '7 days' + interval '1 minute',"
                  " seen_at = now() - interval '5 minutes'")  # fmt: skip
    assert (await editor.get("api/user/")).status_code == 200
    [capped] = await fetch(
        "SELECT expires_at < now() + interval '2 minutes' AS soon FROM login_session"
    )
    await execute("UPDATE login_session SET expires_at = now() - interval '1 second'")

    assert slid["later"]
    assert capped["soon"]
    assert (await editor.get("api/user/")).status_code == 401


async def test_one_sees_and_ends_ones_sessions(editor: httpx.AsyncClient) -> None:
    eva = await own_id()
    await sessions.begin(eva, address="198.51.100.7", client=FIREFOX)
    await sessions.begin(eva)
    await sessions.begin(await make_user("anna"), client="anna's")
    shown = await editor.get("account/")
    [other] = await fetch("SELECT id FROM login_session WHERE client = $1", FIREFOX)

    one = await send(editor, f"account/sessions/{other['id']}/end/")
    again = await send(editor, f"account/sessions/{other['id']}/end/")
    assert len(await sessions.sessions_of(eva)) == 2
    rest = await send(editor, "account/sessions/end/")

    assert "Firefox, Linux" in shown.text
    assert "198.51.100.7" in shown.text
    assert shown.text.count("/end/") == 3  # two others, and all of them
    assert [answer.status_code for answer in (one, again, rest)] == [303, 404, 303]
    assert len(await sessions.sessions_of(eva)) == 1
    assert (await editor.get("account/")).status_code == 200
    assert [row["act"] for row in await fetch("SELECT act FROM audit")] == ["session.end"] * 2


async def test_nobody_ends_anothers_session(editor: httpx.AsyncClient) -> None:
    await sessions.begin(await make_user("anna"), client="anna's")
    [other] = await fetch("SELECT id FROM login_session WHERE client = 'anna''s'")

    answer = await send(editor, f"account/sessions/{other['id']}/end/")

    assert answer.status_code == 404
    assert await count_sessions() == 2


async def test_a_token_is_made_shown_once_and_revoked(editor: httpx.AsyncClient) -> None:
    day = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    made = await send(
        editor, "account/tokens/", token_name="de site", scope=["view", "publish"], expires=day
    )
    found = re.search(r"<code>(klankbord_\S+)</code>", made.text)
    assert found
    page = await editor.get("account/")
    actor = await api_tokens.actor_of(found[1])
    [row] = await fetch("SELECT id FROM api_token")
    gone = await send(editor, f"account/tokens/{row['id']}/revoke/")

    assert (actor.name, {str(one) for one in actor.scopes or ()}) == (EDITOR, {"view", "publish"})
    assert found[1] not in page.text
    assert "de site" in page.text
    assert "nooit gebruikt" in page.text
    assert gone.status_code == 303
    with pytest.raises(BadToken):
        await api_tokens.actor_of(found[1])


@pytest.mark.parametrize(
    "change",
    [{"token_name": ""}, {"scope": []}, {"scope": ["everything"]}, {"expires": ""},
     {"expires": "2001-01-01"}, {"expires": "9999-12-31"}, {"expires": "soon"}],
)  # fmt: skip
async def test_a_token_that_cannot_be_is_refused(
    editor: httpx.AsyncClient, change: dict[str, object]
) -> None:
    day = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()

    good = {"token_name": "de site", "scope": ["view"], "expires": day}
    answer = await send(editor, "account/tokens/", **(good | change))

    assert answer.status_code == 422
    assert await fetch("SELECT FROM api_token") == []


async def test_an_administrators_tokens_page_lists_their_own(stranger: httpx.AsyncClient) -> None:
    await make_user("ada", superuser=True)
    await log_in(stranger, await make_user("eva", "editor"))
    day = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    await send(stranger, "account/tokens/", token_name="van eva", scope=["view"], expires=day)
    [ada] = await fetch("SELECT id FROM piccolo_user WHERE username = 'ada'")
    await log_in(stranger, ada["id"])

    assert "van eva" not in (await stranger.get("account/")).text


@pytest.mark.parametrize(
    ("client", "words"),
    [(FIREFOX, "Firefox, Linux"), ("curl/8.5", "curl"), ("", ""), ("<script>", ""),
     ("Mozilla/5.0 (Windows NT 10.0) Chrome/130 Safari/537 Edg/130", "Edge, Windows")],
)  # fmt: skip
def test_browsers_are_told_in_brief(client: str, words: str) -> None:
    assert in_words(client) == words
