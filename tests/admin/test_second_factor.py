"""The second factor: turning it on, logging in with it, and who must."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import httpx
import pyotp
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from admin import limits
from admin.app import admin_app
from cms.access import second_factor, sessions
from cms.access.actors import load_actor
from cms.database.engine import execute, fetch, writing
from cms.settings import Settings
from tests.admin.conftest import a_client, log_in
from tests.admin.test_people import send
from tests.people import PASSWORD, count_sessions, give, make_group, make_user

PLACE = "account/second-factor/"


@dataclass
class Telephone:
    """An app that holds somebody's secret, and the recovery codes they wrote down."""

    secret: str
    recovery: list[str]

    def code(self, apart: int = 0) -> str:
        totp = pyotp.TOTP(self.secret)
        return totp.generate_otp(int(second_factor.time.time()) // 30 + apart)


async def enrolled(name: str) -> Telephone:
    """Turn it on for somebody, with a code of half a minute ago: the present one stays unused."""
    actor = await load_actor(name)
    assert actor.user_id
    await second_factor.start(actor.user_id)
    telephone = Telephone(await second_factor.unproved(actor.user_id) or "", [])
    async with writing():
        telephone.recovery = await second_factor.confirm(actor, telephone.code(-1), 0)
    return telephone


async def try_login(
    client: httpx.AsyncClient, name: str, code: str | None = None
) -> httpx.Response:
    credentials = {"username": name, "password": PASSWORD}
    return await client.post(
        "public/login/", json=credentials | ({} if code is None else {"mfa_code": code})
    )


async def test_it_is_turned_on_in_the_panel_and_asked_for_at_the_login(
    stranger: httpx.AsyncClient,
) -> None:
    eva = await make_user("eva", "editor")
    await sessions.begin(eva)
    await log_in(stranger, eva)

    off = await stranger.get(PLACE)
    started = await send(stranger, f"{PLACE}start/")
    page = await stranger.get(PLACE)
    [row] = await fetch("SELECT secret FROM second_factor")
    wrong = await send(stranger, f"{PLACE}confirm/", code="000000x")
    done = await send(stranger, f"{PLACE}confirm/", code=pyotp.TOTP(row["secret"]).now())
    codes = re.findall(r"<code>([a-z2-7-]{19})</code>", done.text)
    after = await stranger.get(PLACE)

    assert "Die staat uit" in off.text
    assert started.status_code == 303
    assert "<svg" in page.text
    assert row["secret"] in page.text.replace(" ", "")
    assert (wrong.status_code, done.status_code) == (422, 200)
    assert len(set(codes)) == second_factor.RECOVERY_CODES
    assert row["secret"] not in after.text.replace(" ", "")
    assert await count_sessions() == 1  # the other one ended
    asked = await try_login(stranger, "eva")
    assert (asked.status_code, asked.json()["detail"]) == (401, "MFA code required")
    assert (await try_login(stranger, "eva", codes[0])).status_code == 200


async def test_a_code_works_once(stranger: httpx.AsyncClient) -> None:
    await make_user("eva")
    telephone = await enrolled("eva")
    code = telephone.code()

    first, again = await try_login(stranger, "eva", code), await try_login(stranger, "eva", code)
    earlier = await try_login(stranger, "eva", telephone.code(-1))

    assert [one.status_code for one in (first, again, earlier)] == [200, 401, 401]
    assert "al gebruikt" in again.json()["detail"]


async def test_a_recovery_code_works_once_however_it_is_spelled(
    stranger: httpx.AsyncClient,
) -> None:
    await make_user("eva")
    telephone = await enrolled("eva")
    one, two, *_ = telephone.recovery

    statuses = [
        (await try_login(stranger, "eva", code)).status_code
        for code in (one, one, two.upper().replace("-", " "), two)
    ]

    assert statuses == [200, 401, 200, 401]
    eva = (await load_actor("eva")).user_id
    assert (await second_factor.standing(eva or 0)).codes_left == second_factor.RECOVERY_CODES - 2


async def test_a_code_that_is_used_many_times_at_once_works_once(
    stranger: httpx.AsyncClient, app: Starlette
) -> None:
    await make_user("eva")
    telephone = await enrolled("eva")

    for code in (telephone.recovery[0], telephone.code()):
        await execute("DELETE FROM bucket")
        async with AsyncExitStack() as browsers:
            several = [await browsers.enter_async_context(a_client(app)) for _ in range(4)]
            answers = await asyncio.gather(*(try_login(one, "eva", code) for one in several))
        assert sorted(one.status_code for one in answers) == [200, 401, 401, 401]
    assert await count_sessions() == 2


async def test_recovery_codes_are_stored_as_digests(database: None) -> None:
    await make_user("eva")
    telephone = await enrolled("eva")

    stored = str(await fetch("SELECT * FROM recovery_code")).lower()
    assert not [one for one in telephone.recovery if one.replace("-", "") in stored]


async def test_guessing_codes_is_slowed_down(stranger: httpx.AsyncClient) -> None:
    await make_user("eva")
    telephone = await enrolled("eva")

    statuses = [
        (await try_login(stranger, "eva", "000000x")).status_code
        for _ in range(limits.CODE.size + 1)
    ]
    right = await try_login(stranger, "eva", telephone.code())

    assert statuses == [401] * limits.CODE.size + [429]
    assert right.status_code == 429
    acts = {row["act"] for row in await fetch("SELECT act FROM audit WHERE subject = 'eva'")}
    assert acts >= {"login.code", "login.limited"}


async def test_guessing_in_the_panel_is_slowed_down_too(stranger: httpx.AsyncClient) -> None:
    eva = await make_user("eva")
    await enrolled("eva")
    await log_in(stranger, eva)

    statuses = [
        (await send(stranger, f"{PLACE}off/", code="000000x")).status_code
        for _ in range(limits.CODE.size + 1)
    ]

    assert statuses == [422] * limits.CODE.size + [429]
    assert await second_factor.is_on(eva)


async def test_a_code_tells_nothing_without_the_password(stranger: httpx.AsyncClient) -> None:
    await make_user("eva")
    telephone = await enrolled("eva")
    wrong = {"username": "eva", "password": "wrong"}

    answers = [
        await stranger.post("public/login/", json=wrong | {"mfa_code": code})
        for code in (telephone.code(), "000000x")
    ]

    assert {one.status_code for one in answers} == {401}
    assert len({one.text for one in answers}) == 1
    assert (await try_login(stranger, "eva", telephone.code())).status_code == 200  # not used up


async def test_turning_it_off_takes_a_code(stranger: httpx.AsyncClient) -> None:
    eva = await make_user("eva")
    telephone = await enrolled("eva")
    await log_in(stranger, eva)

    restart = await send(stranger, f"{PLACE}start/")
    others = await send(stranger, f"{PLACE}codes/", code=telephone.recovery[0])
    old = await send(stranger, f"{PLACE}off/", code=telephone.recovery[1])
    off = await send(stranger, f"{PLACE}off/", code=telephone.code())

    assert [one.status_code for one in (restart, others, old, off)] == [409, 200, 422, 303]
    assert await fetch("SELECT FROM recovery_code") == []
    assert (await try_login(stranger, "eva")).status_code == 200
    acts = [row["act"] for row in await fetch("SELECT act FROM audit ORDER BY id")]
    assert acts == [
        "second_factor.on", "second_factor.recovery", "second_factor.codes", "login.code",
        "second_factor.off",
    ]  # fmt: skip


async def test_an_administrator_resets_a_lost_one(stranger: httpx.AsyncClient) -> None:
    eva = await make_user("eva")
    await enrolled("eva")
    await sessions.begin(eva)
    await log_in(stranger, await make_user("ada", superuser=True))

    page = await stranger.get(f"people/users/{eva}/")
    done = await send(stranger, f"people/invites/{eva}/second-factor/")

    assert "terugzetten" in page.text
    assert done.status_code == 303
    assert await count_sessions() == 1
    [noted] = await fetch("SELECT actor, subject FROM audit WHERE act = 'second_factor.reset'")
    assert noted == {"actor": "ada", "subject": "eva"}
    assert (await try_login(stranger, "eva")).status_code == 200


@pytest.fixture
async def strict(database: None) -> AsyncIterator[httpx.AsyncClient]:
    """A site where whoever may publish must have a second factor."""
    settings = Settings(second_factor="publishers")
    app = Starlette(routes=[Mount("/admin", admin_app(settings))])
    async with a_client(app) as client:
        yield client


DOORS = (
    "api/tables/page/", "api/tables/grouped/", "api/links/", "api/user/", "entries/", "uid/abc",
    "history/abc/", "people/", "sharing/abc/", "account/", "overview/",
)  # fmt: skip


@pytest.mark.parametrize("how", ["role", "group", "branch", "administrator"])
async def test_who_may_publish_must_turn_it_on_first(strict: httpx.AsyncClient, how: str) -> None:
    eva = await make_user("eva", "editor", superuser=how == "administrator")
    if how == "group":
        await make_group("denktank", eva)
        await give("reviewer", group="denktank")
    elif how != "administrator":
        await give("reviewer", user_id=eva)

    answer = await try_login(strict, "eva")
    doors = {door: (await strict.get(door)).status_code for door in DOORS}
    posts = [
        await send(strict, "people/groups/", group_name="x"),
        await strict.post("rich-text/clean/", json={}),
        await strict.post("api/change-password/", json={}),
    ]
    home, page = await strict.get(""), await strict.get(PLACE)

    assert answer.json()["onwards"] == f"./{PLACE}"
    assert set(doors.values()) <= {303, 403}, doors
    assert {one.status_code for one in posts} <= {303, 403}
    assert home.headers["location"] == f"/admin/{PLACE}"
    assert (page.status_code, "Zet die aan om verder te gaan" in page.text) == (200, True)

    await send(strict, f"{PLACE}start/")
    [row] = await fetch("SELECT secret FROM second_factor")
    still = await strict.get("api/user/")
    await send(strict, f"{PLACE}confirm/", code=pyotp.TOTP(row["secret"]).now())

    assert still.status_code == 403
    assert (await strict.get("api/user/")).status_code == 200
    assert (await strict.get("")).status_code == 200


async def test_who_may_not_publish_need_not(strict: httpx.AsyncClient) -> None:
    await make_user("eva", "editor")

    answer = await try_login(strict, "eva")

    assert answer.json()["onwards"] is None
    assert (await strict.get("api/user/")).status_code == 200


async def test_everyone_may_be_obliged(database: None) -> None:
    eva = await make_user("eva", "reader")

    assert await second_factor.is_due(eva, "everyone")
    assert not await second_factor.is_due(eva, "publishers")
    assert not await second_factor.is_due(eva, "off")


async def test_one_may_log_out_while_it_is_due(strict: httpx.AsyncClient) -> None:
    await make_user("eva", "reviewer")
    await try_login(strict, "eva")

    left = await send(strict, f"{PLACE}leave/")
    assert (left.status_code, left.headers["location"]) == (303, "/admin/")
    assert await count_sessions() == 0

    await try_login(strict, "eva")
    assert (await strict.post("public/logout/")).status_code == 200
    assert await count_sessions() == 0


async def test_a_new_password_does_not_do_away_with_it(stranger: httpx.AsyncClient) -> None:
    eva = await make_user("eva")
    await enrolled("eva")
    await log_in(stranger, await make_user("ada", superuser=True))

    await send(stranger, f"people/users/{eva}/password/", password=f"{PASSWORD} 2")
    credentials = {"username": "eva", "password": f"{PASSWORD} 2"}
    answer = await stranger.post("public/login/", json=credentials)

    assert answer.json()["detail"] == "MFA code required"
