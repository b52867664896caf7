"""Logging in: who may, how often, and what a session is."""

import asyncio
import hashlib
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from piccolo.apps.user.tables import BaseUser
from starlette.applications import Starlette
from starlette.routing import Mount

from admin import limits
from admin.app import admin_app
from cms.access import sessions
from cms.access.accounts import account
from cms.access.users import create_user, ensure_admin
from cms.database.engine import execute, fetch
from cms.errors import InvalidInput
from cms.settings import Settings
from tests.admin.conftest import a_client
from tests.people import EDITOR, PASSWORD, count_sessions, make_user

LOGIN = "public/login/"
RIGHT = {"username": EDITOR, "password": PASSWORD}
WRONG = {"username": EDITOR, "password": "wrong"}


async def guess(attempts: Iterable[tuple[str, str]]) -> None:
    """Attempts of an attacker, counted as the door counts them."""
    for username, address in attempts:
        await limits.Attempt(username, address).seconds_to_wait()


async def test_an_editor_logs_in_and_out(stranger: httpx.AsyncClient) -> None:
    await make_user()

    answer = await stranger.post(LOGIN, json=RIGHT)
    inside = await stranger.get("api/tables/page/")
    out = await stranger.post("public/logout/")
    outside = await stranger.get("api/tables/page/")

    assert (answer.status_code, inside.status_code) == (200, 200)
    assert (out.status_code, outside.status_code) == (200, 401)
    assert await count_sessions() == 0


@pytest.fixture
def far_east(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clock of the machine shows another hour than UTC's."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


async def test_when_somebody_was_here_last_is_known_in_any_zone(
    stranger: httpx.AsyncClient, far_east: None
) -> None:
    user_id = await make_user()
    before = datetime.now(UTC)

    await stranger.post(LOGIN, json=RIGHT)

    last = (await account(user_id)).last_login
    assert last
    assert before <= last <= datetime.now(UTC)


async def test_each_login_makes_a_new_token_and_ends_the_old(stranger: httpx.AsyncClient) -> None:
    await make_user()

    await stranger.post(LOGIN, json=RIGHT)
    first = stranger.cookies["id"]
    await stranger.post(LOGIN, json=RIGHT)

    assert stranger.cookies["id"] != first
    assert await sessions.find(first) is None
    assert await sessions.find(stranger.cookies["id"]) is not None


async def test_the_session_cookie_is_out_of_reach(database: None) -> None:
    await make_user()
    app = Starlette(routes=[Mount("/admin", admin_app(Settings(production=True)))])
    async with a_client(app) as client:
        answer = await client.post(LOGIN, json=RIGHT)

    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "secure" in cookie
    assert "max-age=31536000" in answer.headers["strict-transport-security"]


async def test_all_who_may_not_in_are_told_the_same(stranger: httpx.AsyncClient) -> None:
    await make_user("slaapt", active=False)
    await make_user("lezer", admin=False)
    await make_user()

    answers = [
        await stranger.post(LOGIN, json={"username": name, "password": password})
        for name, password in [
            ("slaapt", PASSWORD), ("lezer", PASSWORD), ("niemand", PASSWORD), (EDITOR, "wrong"),
        ]
    ]  # fmt: skip

    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1
    assert await count_sessions() == 0


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b'"x"', b"1", b"\xff\xfe", b"[" * 5000, b'{"username": "eva"}',
        b'{"username": 1, "password": 2}', b'{"username": ["eva"], "password": {"a": 1}}',
        b'{"username": "eva\\u0000", "password": "x"}', b'{"username": "eva", "password": "\\u0000"}',
        b'{"username": "' + b"e" * 5000 + b'", "password": "x"}',
        b'{"username": "eva", "password": "\\ud800"}',
    ],
)  # fmt: skip
async def test_what_is_no_login_is_refused(stranger: httpx.AsyncClient, body: bytes) -> None:
    answer = await stranger.post(LOGIN, content=body)

    assert answer.status_code == 422


async def test_guessing_is_slowed_down_and_never_for_good(stranger: httpx.AsyncClient) -> None:
    await make_user()
    for _ in range(limits.HERE.size):
        assert (await stranger.post(LOGIN, json=WRONG)).status_code == 401

    blocked = await stranger.post(LOGIN, json=RIGHT)
    await execute("UPDATE bucket SET at = at - interval '1 minute'")
    later = await stranger.post(LOGIN, json=RIGHT)

    assert blocked.status_code == 429
    assert 0 < int(blocked.headers["retry-after"]) <= limits.HERE.seconds + 1
    assert "Te veel pogingen" in blocked.json()["detail"]
    assert later.status_code == 200


async def test_a_guesser_locks_nobody_else_out(stranger: httpx.AsyncClient, app: Starlette) -> None:
    await make_user()
    await make_user("anna")
    for _ in range(limits.HERE.size + 3):
        await stranger.post(LOGIN, json=WRONG)

    same_address = await stranger.post(LOGIN, json={"username": "anna", "password": PASSWORD})
    async with a_client(app, "198.51.100.7") as other:
        elsewhere = await other.post(LOGIN, json=RIGHT)

    assert same_address.status_code == 200
    assert elsewhere.status_code == 200


async def test_many_guesses_at_once_are_as_many_as_in_turn(stranger: httpx.AsyncClient) -> None:
    await make_user()

    answers = await asyncio.gather(*(stranger.post(LOGIN, json=WRONG) for _ in range(60)))

    statuses = Counter(answer.status_code for answer in answers)
    assert statuses == {401: limits.HERE.size, 429: 60 - limits.HERE.size}


async def test_one_address_cannot_try_every_account(stranger: httpx.AsyncClient) -> None:
    await guess((f"user{number}", "192.0.2.1") for number in range(60))

    answer = await stranger.post(LOGIN, json={"username": "another", "password": "x"})

    assert answer.status_code == 429


async def test_a_network_of_ipv6_must_wait_as_one(app: Starlette, database: None) -> None:
    await make_user()

    async def status(address: str) -> int:
        async with a_client(app, address) as client:
            return (await client.post(LOGIN, json=WRONG)).status_code

    guesses = [await status(f"2001:db8::{number:x}") for number in range(limits.HERE.size)]

    assert set(guesses) == {401}
    assert await status("2001:db8::ffff") == 429
    assert await status("2001:db8:0:1::1") == 401


async def test_many_addresses_cannot_try_one_account(app: Starlette, database: None) -> None:
    await make_user()
    await guess((EDITOR, f"198.51.100.{number}") for number in range(limits.ACCOUNT.size + 20))

    async with a_client(app) as client:
        assert (await client.post(LOGIN, json=RIGHT)).status_code == 429


async def test_nobody_is_locked_out_of_where_they_work(stranger: httpx.AsyncClient) -> None:
    await make_user()
    await stranger.post(LOGIN, json=RIGHT)
    await guess((EDITOR, f"198.51.100.{number}") for number in range(limits.ACCOUNT.size + 20))

    at_work = await stranger.post(LOGIN, json=RIGHT)
    guesses = [await stranger.post(LOGIN, json=WRONG) for _ in range(limits.HERE.size + 1)]
    await execute("DELETE FROM bucket WHERE level < 90")
    await execute("UPDATE login_success SET at = at - interval '31 days'")
    long_ago = await stranger.post(LOGIN, json=RIGHT)

    assert at_work.status_code == 200
    assert [answer.status_code for answer in guesses] == [401] * limits.HERE.size + [429]
    assert long_ago.status_code == 429


async def test_where_somebody_works_is_not_written_down(stranger: httpx.AsyncClient) -> None:
    await make_user()
    await stranger.post(LOGIN, json=RIGHT)

    kept = await fetch("SELECT * FROM login_success")

    assert len(kept) == 1
    assert "192.0.2.1" not in str(kept)
    assert EDITOR not in str(kept)


async def test_refused_attempts_do_not_lengthen_the_wait(stranger: httpx.AsyncClient) -> None:
    await make_user()
    refused = [await stranger.post(LOGIN, json=WRONG) for _ in range(limits.HERE.size + 20)]

    waits = [int(one.headers["retry-after"]) for one in refused[limits.HERE.size :]]
    assert waits == sorted(waits, reverse=True)


async def test_successes_are_not_counted(stranger: httpx.AsyncClient) -> None:
    await make_user()

    answers = [await stranger.post(LOGIN, json=RIGHT) for _ in range(limits.ADDRESS.size + 5)]

    assert {answer.status_code for answer in answers} == {200}
    assert await fetch("SELECT subject FROM bucket WHERE level >= 1") == []


async def test_hashing_is_done_by_two_threads_that_serve_nobody(
    stranger: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_user()
    serving, at_once, most = threading.get_ident(), 0, 0
    guarded, counted = threading.Lock(), hashlib.pbkdf2_hmac
    two = threading.Barrier(2)

    def counting(*given: Any) -> bytes:
        nonlocal at_once, most
        assert threading.get_ident() != serving
        with guarded:
            at_once += 1
            most = max(most, at_once)
        two.wait(30)  # each waits for another: one thread alone would wait in vain
        with guarded:
            at_once -= 1
        return counted(*given)

    monkeypatch.setattr(hashlib, "pbkdf2_hmac", counting)
    answers = await asyncio.gather(*(stranger.post(LOGIN, json=WRONG) for _ in range(6)))

    assert {one.status_code for one in answers} == {401}
    assert most == 2


async def test_a_name_that_nobody_has_takes_as_much_work(
    stranger: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ensure_admin("bekend", "quite a slow phrase")  # with all its rounds
    rounds: list[int] = []
    counted = hashlib.pbkdf2_hmac

    def counting(name: str, password: bytes, salt: bytes, iterations: int) -> bytes:
        rounds.append(iterations)
        return counted(name, password, salt, iterations)

    monkeypatch.setattr(hashlib, "pbkdf2_hmac", counting)
    for name in ("bekend", "niemand"):
        answer = await stranger.post(LOGIN, json={"username": name, "password": "x"})
        assert answer.status_code == 401

    known, unknown = rounds
    assert known == unknown == BaseUser._pbkdf2_iteration_count


async def test_an_administrator_is_made_once_and_renewed_when_asked(database: None) -> None:
    assert await ensure_admin("baas", "first password")
    assert not await ensure_admin("baas", "other password")
    user = await BaseUser.objects().where(BaseUser.username == "baas").first()
    assert user is not None
    await sessions.begin(user.id)

    assert await ensure_admin("baas", "other password", replace=True)

    assert await BaseUser.login("baas", "other password") == user.id
    assert await count_sessions() == 0


async def test_two_users_without_an_address(database: None) -> None:
    await create_user("een", "a good password")
    await create_user("twee", "a good password")

    with pytest.raises(InvalidInput):
        await create_user("een", "a good password")
    assert await BaseUser.count() == 2


@pytest.mark.parametrize(
    ("name", "password"),
    [("", "a good password"), ("a\0b", "a good password"), ("x" * 101, "a good password"), ("eva", "short"),
     ("eva", "x" * 129)],
)  # fmt: skip
async def test_bad_names_and_passwords_are_refused(
    database: None, name: str, password: str
) -> None:
    with pytest.raises(InvalidInput):
        await create_user(name, password)
    assert await BaseUser.count() == 0


async def test_a_new_password_ends_every_session(editor: httpx.AsyncClient) -> None:
    change = {
        "current_password": PASSWORD,
        "new_password": "an even better one",
        "confirm_new_password": "an even better one",
    }

    changed = await editor.post("api/change-password/", json=change)
    after = await editor.get("api/tables/page/")
    again = await editor.post(LOGIN, json=RIGHT | {"password": "an even better one"})

    assert (changed.status_code, after.status_code, again.status_code) == (200, 401, 200)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"current_password": "wrong"}, 401),
        ({"confirm_new_password": "differs"}, 422),
        ({"new_password": "short", "confirm_new_password": "short"}, 422),
        ({"new_password": 1}, 422),
        ({"current_password": None}, 422),
        ({"new_password": "x" * 200, "confirm_new_password": "x" * 200}, 422),
    ],
)
async def test_a_bad_change_of_password_changes_nothing(
    editor: httpx.AsyncClient, change: dict[str, object], status: int
) -> None:
    good = dict.fromkeys(("new_password", "confirm_new_password"), "an even better one")

    answer = await editor.post(
        "api/change-password/", json={"current_password": PASSWORD} | good | change
    )

    assert answer.status_code == status
    assert isinstance(answer.json()["detail"], str)
    assert (await editor.post(LOGIN, json=RIGHT)).status_code == 200
