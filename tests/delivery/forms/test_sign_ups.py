"""The pages of sign-ups: a form, and what the links in mails lead to."""

import html
import re
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from cms.community.limits import MAIL_TO
from cms.delivery.forms.app import forms_app
from cms.settings import Settings
from tests.community.signups.acts import CONSENT, come, mails, make_session, standings

_TOKEN = re.compile(r'name="form" value="([^"]+)"')


@pytest.fixture
async def client(database: None) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=[Mount("/forms", forms_app(Settings(base_url="https://example.org")))])
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://x/forms/") as found:
        yield found


async def send(client: httpx.AsyncClient, path: str, **fields: str) -> str:
    """Fill in the form at an address, and read the page that comes of it."""
    shown = await client.get(path)
    token = _TOKEN.search(shown.text)
    assert token, shown.text
    answer = await client.post(path, data={"form": token[1], **fields})
    return html.unescape(answer.text)


async def test_from_the_form_to_the_seat_and_out_again(client: httpx.AsyncClient) -> None:
    session = await make_session(capacity=1)
    given = {"name": "Ada", "email": "ada@example.org", "consent": CONSENT}

    assert "Kijk in je mailbox" in await send(client, f"nl/session/{session}/", **given)
    token, own = (await mails())[0].tokens
    asked = await client.get(f"nl/sign-up/confirm/?token={token}")
    assert "Bevestig dat je wilt komen" in asked.text
    assert await standings(session) == {"unconfirmed": ["ada@example.org"]}  # a GET does nothing

    told = await send(client, f"en/sign-up/confirm/?token={token}", token=token)
    assert "You have a seat" in told
    await client.get(f"nl/sign-up/?token={own}")
    assert (await standings(session)).keys() == {"seated"}
    assert "Je bent niet meer aangemeld" in await send(
        client, f"nl/sign-up/?token={own}", token=own, act="cancel"
    )
    assert "Je bent vergeten" in await send(
        client, f"nl/sign-up/?token={own}", token=own, act="erase"
    )
    assert await standings(session) == {"erased": [""]}
    assert (await client.get(f"nl/sign-up/?token={own}")).status_code == 410


async def test_who_is_erased_at_once_gets_no_mail(client: httpx.AsyncClient) -> None:
    session = await make_session()
    await come(session, "ada@example.org")
    before = await mails()
    own = before[-1].tokens[-1]

    told = await send(client, f"en/sign-up/?token={own}", token=own, act="erase")

    assert "You are forgotten" in told
    assert await mails() == before
    assert await standings(session) == {"erased": [""]}


async def test_what_is_wrong_is_told_and_what_is_closed_has_no_form(
    client: httpx.AsyncClient,
) -> None:
    session = await make_session()
    closed = await make_session(sign_up_mode="closed")

    told = await send(client, f"en/session/{session}/", name="Ada", email="x", consent=CONSENT)
    assert "This is not an e-mail address." in told
    assert 'value="Ada"' in told
    assert "<form" not in (await client.get(f"en/session/{closed}/")).text
    assert (await client.get("en/session/nothing/")).status_code == 404
    assert await mails() == []


async def test_refused_tries_use_up_nothing_of_whose_address_they_name(
    client: httpx.AsyncClient,
) -> None:
    session = await make_session()
    path, given = f"en/session/{session}/", {"email": "ada@example.org", "consent": CONSENT}
    for _ in range(MAIL_TO.size + 1):
        assert "Name: This field is needed." in await send(client, path, name="", **given)
        assert "consent" in await send(client, path, name="Eva", email="ada@example.org")

    told = [await send(client, path, name="Ada", **given) for _ in range(MAIL_TO.size + 1)]

    assert all("Look in your mailbox" in page for page in told[:-1])
    assert "Try again in 15 minutes." in told[-1]
    assert [one.to for one in await mails()] == ["ada@example.org"]


async def test_the_summary_names_each_field_in_the_order_of_the_page(
    client: httpx.AsyncClient,
) -> None:
    session = await make_session()

    page = await send(client, f"en/session/{session}/", name="", email="x")

    summary = re.findall(r'<li><a href="#(\w+)">([^<]+)</a>', page)
    assert summary == [
        ("name", "Name: This field is needed."),
        ("email", "E-mail address: This is not an e-mail address."),
        ("consent", "Without your consent this cannot be done."),
    ]
