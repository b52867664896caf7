"""Inviting people and forgotten passwords: links that work once, sent by mail."""

import asyncio
import re
from collections.abc import AsyncIterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from admin import limits
from admin.app import admin_app
from cms.access import accounts, sessions
from cms.database.engine import execute, fetch
from cms.settings import Settings
from tests.admin.conftest import a_client, log_in
from tests.admin.test_people import send as submit
from tests.mailbox import FROM, Inbox, text_of
from tests.people import PASSWORD, count_sessions, make_user

NEW = "brand new words"
COOKIE = "__Host-id"  # of a site at an https address


@pytest.fixture
async def mailing(database: None, inbox: tuple[Inbox, str]) -> AsyncIterator[httpx.AsyncClient]:
    """A browser at a site that has a mail server; Ada, an administrator, is logged in."""
    settings = Settings(smtp_url=inbox[1], mail_from=FROM, base_url="https://cms.example.org")
    app = Starlette(routes=[Mount("/admin", admin_app(settings))])
    async with a_client(app) as client:
        client.cookies.set("cms_lang", "en")
        await log_in(client, await make_user("ada", superuser=True), COOKIE)
        yield client


def link_in(mail: EmailMessage) -> str:
    found = re.search(r"https://cms\.example\.org/admin/(\S+)", text_of(mail))
    assert found
    return found[1]


def token_of(link: str) -> str:
    return link.partition("token=")[2].partition("&")[0]


async def invited(client: httpx.AsyncClient, inbox: Inbox, **fields: object) -> str:
    before = len(inbox.mails)
    sent = {"invited": "eva", "email": "Eva@example.org", "role": ["editor"], "language": "en"}
    answer = await submit(client, "people/invites/", **(sent | fields))
    assert answer.status_code == 303, answer.text
    return link_in(await inbox.last(before))


async def choose(client: httpx.AsyncClient, link: str, password: str = NEW) -> httpx.Response:
    return await submit(
        client, "password/choose/", token=token_of(link), password=password, again=password
    )


async def may_log_in(client: httpx.AsyncClient, name: str, password: str) -> bool:
    answer = await client.post("public/login/", json={"username": name, "password": password})
    return answer.status_code == 200


async def test_somebody_is_invited_by_mail_and_logs_in(
    mailing: httpx.AsyncClient, inbox: tuple[Inbox, str]
) -> None:
    link = await invited(mailing, inbox[0])
    [mail] = inbox[0].mails
    people = await mailing.get("people/")
    mailing.cookies.delete(COOKIE)
    first = await mailing.get(link)
    page = await mailing.get(first.headers["location"].removeprefix("/admin/"))
    done = await choose(mailing, link)

    assert (mail["To"], mail["From"]) == ("Eva@example.org", FROM)
    assert "Hello eva" in text_of(mail)
    assert "Invite again" in people.text
    assert "You log in as eva" in page.text
    assert (done.status_code, "Your password was set" in done.text) == (200, True)
    assert await may_log_in(mailing, "eva", NEW)
    assert [str(one) for one in (await accounts.account_named("eva")).roles] == ["editor"]
    acts = [row["act"] for row in await fetch("SELECT act FROM audit ORDER BY id")]
    assert acts == ["user.add", "role.give", "user.invite", "password.set"]


async def test_an_invitation_without_a_role_is_remarked_upon(
    mailing: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    await log_in(stranger, await make_user("boss", superuser=True))
    sent = {"invited": "eva", "email": "eva@example.org", "language": "en"}

    mailed = await submit(mailing, "people/invites/", **sent)
    page = await mailing.get(mailed.headers["location"].removeprefix("/admin/"))
    shown = await submit(
        stranger, "people/invites/", **sent | {"invited": "bo", "email": "bo@example.org"}
    )

    assert "has no role yet" in page.text
    assert re.search("bo (has no role yet|heeft nog geen rol)", shown.text)


async def test_an_invitation_can_be_in_dutch(
    mailing: httpx.AsyncClient, inbox: tuple[Inbox, str]
) -> None:
    link = await invited(mailing, inbox[0], language="nl")

    assert "Hallo eva" in text_of(inbox[0].mails[0])
    assert "lang=nl" in link


async def test_nothing_of_a_link_is_stored_that_opens_it(
    mailing: httpx.AsyncClient, inbox: tuple[Inbox, str]
) -> None:
    token = token_of(await invited(mailing, inbox[0]))

    stored = str(await fetch("SELECT * FROM one_time_token")) + str(
        await fetch("SELECT * FROM audit")
    )
    assert token not in stored


async def test_a_link_works_once_and_says_what_became_of_it(
    mailing: httpx.AsyncClient, inbox: tuple[Inbox, str]
) -> None:
    old = await invited(mailing, inbox[0])
    eva = (await accounts.account_named("eva")).id
    await submit(mailing, f"people/invites/{eva}/again/", language="en")
    new = link_in(await inbox[0].last(1))

    replaced = await choose(mailing, old)
    tampered = await choose(mailing, new[:-12] + "AAAA&lang=en")
    weak = await choose(mailing, new, "eva")
    same_as_name = await choose(mailing, new, "Eva@example.org")
    used = await choose(mailing, new)
    again = await choose(mailing, new)
    nothing = await submit(mailing, "password/choose/", password=NEW, again=NEW)

    assert [one.status_code for one in (replaced, tampered, weak, same_as_name, used, again, nothing)] == [
        410, 410, 422, 422, 200, 410, 410,
    ]  # fmt: skip
    assert "newer one" in replaced.text
    assert "not one of ours" in tampered.text
    assert "too easy to guess" in same_as_name.text
    assert "used already" in again.text


async def test_an_old_link_has_expired(
    mailing: httpx.AsyncClient, inbox: tuple[Inbox, str]
) -> None:
    link = await invited(mailing, inbox[0])
    await execute("UPDATE one_time_token SET expires_at = now() - interval '1 second'")

    answer = await choose(mailing, link)
    people = await mailing.get("people/")

    assert (answer.status_code, "has expired" in answer.text) == (410, True)
    assert "expired" in people.text


async def test_a_link_used_twice_at_once_is_used_once(
    mailing: httpx.AsyncClient, inbox: tuple[Inbox, str]
) -> None:
    link = await invited(mailing, inbox[0])

    answers = await asyncio.gather(*(choose(mailing, link, f"{NEW} {n}") for n in range(6)))

    assert sorted(one.status_code for one in answers) == [200, 410, 410, 410, 410, 410]


async def test_withdrawing_an_invitation_takes_the_account(
    mailing: httpx.AsyncClient, inbox: tuple[Inbox, str]
) -> None:
    link = await invited(mailing, inbox[0])
    eva = (await accounts.account_named("eva")).id

    gone = await submit(mailing, f"people/invites/{eva}/revoke/")
    ada = (await accounts.account_named("ada")).id
    not_hers = await submit(mailing, f"people/invites/{ada}/revoke/")

    assert (gone.status_code, not_hers.status_code) == (303, 404)
    assert (await choose(mailing, link)).status_code == 410
    assert [one.name for one in await accounts.accounts()] == ["ada"]


async def test_deactivating_ends_the_link(
    mailing: httpx.AsyncClient, inbox: tuple[Inbox, str]
) -> None:
    link = await invited(mailing, inbox[0])
    eva = (await accounts.account_named("eva")).id

    await submit(mailing, f"people/users/{eva}/active/", active="no")
    off = await choose(mailing, link)
    await submit(mailing, f"people/users/{eva}/active/", active="yes")
    on = await choose(mailing, link)

    assert (off.status_code, on.status_code) == (410, 410)


@pytest.mark.parametrize(
    ("email", "code"),
    [("", 422), ("eva", 422), ("eva@", 422), ("a b@example.org", 422), ("ADA@example.org", 422),
     ("eva@example.org\r\nBcc: x@example.org", 422), ("x" * 300 + "@example.org", 422)],
)  # fmt: skip
async def test_what_is_no_new_address_is_refused(
    mailing: httpx.AsyncClient, inbox: tuple[Inbox, str], email: str, code: int
) -> None:
    answer = await submit(mailing, "people/invites/", invited="eva", email=email)

    assert answer.status_code == code
    assert inbox[0].mails == []
    assert len(await accounts.accounts()) == 1


@pytest.mark.parametrize("role", ["editor", "reviewer"])
async def test_only_administrators_invite(stranger: httpx.AsyncClient, role: str) -> None:
    eva = await make_user("eva", role)
    await log_in(stranger, eva)

    answers = [
        await submit(stranger, "people/invites/", invited="x", email="x@example.org"),
        await submit(stranger, f"people/invites/{eva}/again/"),
        await submit(stranger, f"people/invites/{eva}/revoke/"),
        await submit(stranger, f"people/invites/{eva}/link/"),
        await submit(stranger, f"people/invites/{eva}/second-factor/"),
    ]

    assert {one.status_code for one in answers} == {403}
    assert await fetch("SELECT FROM one_time_token") == []


async def test_known_and_unknown_addresses_are_answered_alike(
    mailing: httpx.AsyncClient, inbox: tuple[Inbox, str]
) -> None:
    await make_user("eva")
    await make_user("slaapt", active=False)
    mailing.cookies.delete(COOKIE)

    answers = [
        await submit(mailing, "password/forgot/", email=email)
        for email in (
            "EVA@example.org",
            "nobody@example.org",
            "slaapt@example.org",
            "x",
            "\0",
            "ada'--",
        )
    ]

    assert {one.status_code for one in answers} == {200}
    assert len({one.text for one in answers}) == 1
    assert [mail["To"] for mail in inbox[0].mails] == ["eva@example.org"]


async def test_a_forgotten_password_is_renewed_and_ends_every_session(
    mailing: httpx.AsyncClient, inbox: tuple[Inbox, str]
) -> None:
    eva = await make_user("eva")
    await sessions.begin(eva)
    await sessions.begin(eva)
    mailing.cookies.delete(COOKIE)
    await submit(mailing, "password/forgot/", email="eva@example.org")
    link = link_in(await inbox[0].last())
    assert await count_sessions() == 3

    done = await choose(mailing, link)

    assert done.status_code == 200
    assert await count_sessions() == 1  # Ada's
    assert not await may_log_in(mailing, "eva", PASSWORD)
    assert await may_log_in(mailing, "eva", NEW)


async def test_the_link_leads_to_our_own_address_whatever_the_request_says(
    mailing: httpx.AsyncClient, inbox: tuple[Inbox, str]
) -> None:
    await make_user("eva")

    await mailing.post(
        "password/forgot/",
        data={"csrftoken": "token", "email": "eva@example.org"},
        headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"},
    )

    assert "evil" not in (await inbox[0].last()).as_string()


async def test_asking_again_and_again_is_slowed_down_for_all_addresses_alike(
    mailing: httpx.AsyncClient, inbox: tuple[Inbox, str]
) -> None:
    await make_user("eva")
    mailing.cookies.delete(COOKIE)
    statuses = {}
    for email in ("eva@example.org", "nobody@example.org"):
        statuses[email] = [
            (await submit(mailing, "password/forgot/", email=email)).status_code
            for _ in range(limits.MAIL_TO.size + 1)
        ]

    assert statuses["eva@example.org"] == statuses["nobody@example.org"] == [200, 200, 200, 429]
    others = [await submit(mailing, "password/forgot/", email=f"{n}@example.org") for n in range(9)]
    assert others[-1].status_code == 429
    assert len(inbox[0].mails) == limits.MAIL_TO.size


async def test_a_network_of_ipv6_asks_for_mails_as_one(app: Starlette, database: None) -> None:
    async def status(number: int) -> int:
        async with a_client(app, f"2001:db8::{number:x}") as client:
            asked = await submit(client, "password/forgot/", email=f"{number}@example.org")
            return asked.status_code

    statuses = [await status(number) for number in range(limits.MAIL_HERE.size + 1)]

    assert statuses == [200] * limits.MAIL_HERE.size + [429]


async def test_an_administrator_sends_a_link(
    mailing: httpx.AsyncClient, inbox: tuple[Inbox, str]
) -> None:
    eva = await make_user("eva", "editor")

    answer = await submit(mailing, f"people/invites/{eva}/link/")

    assert answer.headers["location"] == f"/admin/people/users/{eva}/?said=mailed"
    assert (await choose(mailing, link_in(await inbox[0].last()))).status_code == 200


async def test_a_server_that_refuses_leaves_the_link_to_the_administrator(
    mailing: httpx.AsyncClient, inbox: tuple[Inbox, str]
) -> None:
    inbox[0].refusing = True

    answer = await submit(
        mailing, "people/invites/", invited="eva", email="eva@example.org", language="en"
    )
    found = re.search(r"<code>(\S+)</code>", answer.text)

    assert answer.status_code == 200
    assert "did not take the mail" in answer.text
    assert found
    assert (await choose(mailing, found[1].replace("&amp;", "&"))).status_code == 200


async def test_without_a_server_mails_are_files_and_the_link_is_shown(
    database: None, tmp_path: Path
) -> None:
    app = Starlette(routes=[Mount("/admin", admin_app(Settings(var=tmp_path)))])
    async with a_client(app) as client:
        await log_in(client, await make_user("ada", superuser=True))
        page = await client.get("people/")
        answer = await submit(client, "people/invites/", invited="eva", email="eva@example.org")
    [kept] = (tmp_path / "mail").glob("*.eml")

    found = re.search(r"<code>(\S+)</code>", answer.text)
    mail = message_from_bytes(kept.read_bytes(), policy=policy.default)
    assert found
    assert token_of(found[1].replace("&amp;", "&")) in text_of(mail)
    assert found[1].replace("&amp;", "&") in kept.read_text().splitlines()
    assert "geen mailserver" in page.text
    assert kept.stat().st_mode & 0o077 == 0
