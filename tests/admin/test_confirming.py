"""A session alone is not enough for what would give its thief lasting power."""

import html
import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from cms.access import accounts, api_tokens, sessions
from cms.access.actors import load_actor
from cms.access.roles import Permission
from cms.database.engine import execute, fetch, writing
from tests.admin.conftest import log_in
from tests.admin.test_second_factor import enrolled
from tests.people import PASSWORD, make_group, make_user

PLACE = "account/second-factor/"
DAY = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
TOKEN = {"token_name": "de site", "scope": ["view", "edit"], "expires": DAY}


@pytest.fixture
async def ada(stranger: httpx.AsyncClient) -> httpx.AsyncClient:
    """The browser of an administrator who logged in a while ago."""
    await log_in(stranger, await make_user("ada", superuser=True))
    stranger.cookies.set("cms_lang", "en")
    await a_while_ago()
    return stranger


async def a_while_ago(minutes: int = 16) -> None:
    await execute(
        "UPDATE login_session SET confirmed_at = now() - make_interval(mins => $1)", minutes
    )


async def send(client: httpx.AsyncClient, path: str, **fields: object) -> httpx.Response:
    return await client.post(path, data={"csrftoken": "token"} | fields)


def kept(answer: httpx.Response) -> dict[str, list[str]]:
    """What the question sends along."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', answer.text):
        found.setdefault(name, []).append(html.unescape(value))
    return found


async def test_who_logged_in_lately_is_not_asked(ada: httpx.AsyncClient) -> None:
    await a_while_ago(14)

    made = await send(ada, "account/tokens/", **TOKEN)

    assert made.status_code == 200
    assert "klankbord_" in made.text


async def test_what_was_typed_is_done_once_the_password_is_given(ada: httpx.AsyncClient) -> None:
    asked = await send(ada, "account/tokens/", **TOKEN)
    assert await fetch("SELECT FROM api_token") == []
    typed = kept(asked)

    made = await ada.post("account/tokens/", data=typed | {"own_password": PASSWORD})
    [token] = await api_tokens.tokens(await load_actor("ada"))
    again = await send(ada, "account/tokens/", **TOKEN)

    assert asked.status_code == 403
    assert "Is it still you?" in asked.text
    assert 'role="alert"' not in asked.text
    assert typed == {
        "csrftoken": ["token"], "token_name": ["de site"], "scope": ["view", "edit"],
        "expires": [DAY],
    }  # fmt: skip
    assert made.status_code == again.status_code == 200
    assert (token.name, token.scopes) == ("de site", {Permission.VIEW, Permission.EDIT})


async def test_a_wrong_password_does_nothing_and_guessing_is_slowed_down(
    ada: httpx.AsyncClient,
) -> None:
    answers = [
        await send(ada, "account/tokens/", **TOKEN, own_password=f"guess {number}")
        for number in range(10)
    ]
    right = await send(ada, "account/tokens/", **TOKEN, own_password=PASSWORD)

    assert {one.status_code for one in [*answers, right]} == {403}
    assert "not your password" in answers[0].text
    assert "guess 0" not in answers[0].text
    assert kept(answers[0])["token_name"] == ["de site"]
    assert "Too many attempts" in right.text
    assert await fetch("SELECT FROM api_token") == []
    assert {row["act"] for row in await fetch("SELECT act FROM audit")} == {"login.failed"}


async def test_with_a_second_factor_it_takes_a_code_too(ada: httpx.AsyncClient) -> None:
    telephone = await enrolled("ada")
    await log_in(ada, (await accounts.account_named("ada")).id)
    await a_while_ago()

    asked = await send(ada, "account/tokens/", **TOKEN)
    without = await send(ada, "account/tokens/", **TOKEN, own_password=PASSWORD)
    right = {"own_password": PASSWORD, "own_code": telephone.code()}
    done = await send(ada, "account/tokens/", **TOKEN, **right)
    await a_while_ago()
    used = await send(ada, "account/tokens/", **TOKEN, **right)

    assert "own_code" in asked.text
    assert [one.status_code for one in (without, done, used)] == [403, 200, 403]


ACTS = {
    "people/users/": {"name": "nieuw", "password": "a good password"},
    "people/users/{eva}/roles/": {"role": "administrator"},
    "people/users/{eva}/password/": {"password": "another good one"},
    "people/users/{eva}/active/": {"active": "no"},
    "people/groups/Groep/roles/": {"role": "reviewer"},
    "people/invites/": {"invited": "nieuw", "email": "n@example.org", "language": "en"},
    "people/invites/{eva}/link/": {},
    "people/invites/{eva}/second-factor/": {},
    "account/second-factor/start/": {},
}


@pytest.mark.parametrize("path", ACTS)
async def test_each_such_act_asks(ada: httpx.AsyncClient, path: str) -> None:
    eva = await make_user("eva", "editor")
    await make_group("Groep")
    path, fields = path.format(eva=eva), ACTS[path]

    asked = await send(ada, path, **fields)
    nothing = await fetch("SELECT FROM audit")
    done = await send(ada, path, **fields, own_password=PASSWORD)

    assert (asked.status_code, nothing) == (403, [])
    assert "own_password" in asked.text
    assert done.status_code in (200, 303), done.text


async def test_a_new_password_is_asked_again_and_stands_in_no_page(ada: httpx.AsyncClient) -> None:
    new = {"name": "nieuw", "password": "a good password", "role": "editor"}

    asked = await send(ada, "people/users/", **new)
    answer = {"own_password": PASSWORD, "password": new["password"]}
    done = await ada.post("people/users/", data=kept(asked) | answer)

    assert new["password"] not in asked.text
    assert "type it once more" in asked.text
    assert 'people/">Users and groups</a>' in asked.text.partition("<h1")[0]
    assert done.status_code == 303
    assert (await accounts.account_named("nieuw")).roles


async def test_turning_the_second_factor_off_takes_password_and_code(
    ada: httpx.AsyncClient,
) -> None:
    telephone = await enrolled("ada")
    await log_in(ada, (await accounts.account_named("ada")).id)
    await a_while_ago()

    page = await ada.get(PLACE)
    without = await send(ada, f"{PLACE}off/", code=telephone.recovery[0])
    off = await send(ada, f"{PLACE}off/", code=telephone.recovery[0], own_password=PASSWORD)

    assert page.text.count("own_password") == 2
    assert (without.status_code, off.status_code) == (403, 303)
    assert await fetch("SELECT FROM second_factor") == []


async def test_the_question_is_asked_in_dutch_too(ada: httpx.AsyncClient) -> None:
    ada.cookies.set("cms_lang", "nl")

    asked = await send(ada, "account/tokens/", **TOKEN)

    assert "Ben je het zelf?" in asked.text
    assert "Je wachtwoord" in asked.text


@pytest.mark.parametrize("ticked", [True, False])
async def test_who_changes_their_password_says_what_becomes_of_their_tokens(
    ada: httpx.AsyncClient, ticked: bool
) -> None:
    async with writing():
        expires = datetime.now(UTC) + timedelta(days=1)
        await api_tokens.create(await load_actor("ada"), "x", [Permission.VIEW], expires)
    await sessions.begin((await accounts.account_named("ada")).id)
    new = {"password": "an even better one", "again": "an even better one"}
    box = {"end_tokens": "yes"} if ticked else {}

    page = await ada.get("account/password/")
    wrong = await send(ada, "account/password/", **new, own_password="wrong one")
    other = await send(ada, "account/password/", **new | {"again": "x"}, own_password=PASSWORD)
    done = await send(ada, "account/password/", **new, **box, own_password=PASSWORD)

    assert "End my API tokens too" in page.text
    assert [one.status_code for one in (wrong, other, done)] == [403, 422, 303]
    [token] = await api_tokens.tokens(await load_actor("ada"))
    assert token.ended is ticked
    assert await fetch("SELECT FROM login_session") == []
