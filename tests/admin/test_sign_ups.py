"""Sign-ups in the panel: who comes, who waits, and what an organiser does with them."""

import html

import httpx
import pytest

from cms.database.engine import fetch
from tests.admin.conftest import log_in
from tests.community.signups.acts import come, mails, make_session, sign_up, standings
from tests.people import make_user


@pytest.fixture
async def eva(stranger: httpx.AsyncClient) -> httpx.AsyncClient:
    """A browser of editor Eva, in English."""
    await log_in(stranger, await make_user("eva", "editor"))
    stranger.cookies.set("cms_lang", "en")
    return stranger


async def send(client: httpx.AsyncClient, path: str, **fields: str) -> str:
    answer = await client.post(
        f"sign-ups/{path}", data={"csrftoken": "token", **fields}, follow_redirects=True
    )
    return html.unescape(answer.text)


async def uid_of(email: str) -> str:
    [row] = await fetch("SELECT uid FROM sign_up WHERE email = $1", email)
    return str(row["uid"])


async def test_seats_and_the_line_in_its_order(eva: httpx.AsyncClient) -> None:
    session = await make_session(capacity=1)
    for one in "abc":
        await come(session, f"{one}@example.org")
    await sign_up(session, "d@example.org")

    listed = (await eva.get("sign-ups/")).text
    shown = (await eva.get(f"sign-ups/{session}/")).text

    assert "1 of 1 seats taken" in listed
    assert "2 people waiting" in listed
    places = [shown.index(f"{one}@example.org") for one in "abcd"]
    assert places == sorted(places)


async def test_an_organiser_moves_cancels_and_erases(eva: httpx.AsyncClient) -> None:
    session = await make_session(capacity=1)
    for one in "abc":
        await come(session, f"{one}@example.org")

    await send(eva, f"{session}/{await uid_of('c@example.org')}/front/")
    assert (await standings(session))["waiting"] == ["c@example.org", "b@example.org"]
    await send(eva, f"{session}/{await uid_of('a@example.org')}/cancel/")
    assert (await standings(session))["seated"] == ["c@example.org"]
    assert (await mails("a@example.org"))[-1].subject == "Je bent niet meer aangemeld: Gesprek nl"
    await send(eva, f"{session}/{await uid_of('c@example.org')}/erase/")
    assert (await standings(session))["seated"] == ["b@example.org"]
    told = await send(eva, f"{session}/{await uid_of('b@example.org')}/front/")
    assert "Only those who wait" in told


async def test_adding_by_hand_sells_no_seat_twice(eva: httpx.AsyncClient) -> None:
    session = await make_session(capacity=1, sign_up_mode="closed")
    ada = {"name": "Ada", "email": "ada@example.org", "language": "en"}

    await send(eva, f"{session}/", **ada)
    again = await send(eva, f"{session}/", **ada)
    await send(eva, f"{session}/", **{**ada, "email": "b@example.org"})

    assert "is signed up already" in again
    assert await standings(session) == {"seated": ["ada@example.org"], "waiting": ["b@example.org"]}
    assert (await mails("ada@example.org"))[0].subject == "You have a seat: Gesprek en"


async def test_each_gets_a_mail_of_their_own(eva: httpx.AsyncClient) -> None:
    session = await make_session(capacity=1)
    for one in "ab":
        await come(session, f"{one}@example.org")
    before = len(await mails())

    await send(eva, f"{session}/mail/", subject="Zaal 2", text="We zitten boven.")
    [only] = (await mails())[before:]
    assert (only.to, only.subject) == ("a@example.org", "Zaal 2")
    await send(eva, f"{session}/mail/", subject="Zaal 3", text="Toch niet.", waiting="yes")
    both = (await mails())[before + 1 :]

    assert {one.to for one in both} == {"a@example.org", "b@example.org"}
    assert all("b@example.org" not in one.text for one in both)


async def test_the_file_is_for_spreadsheets_and_holds_no_formula(eva: httpx.AsyncClient) -> None:
    session = await make_session(capacity=1)
    await sign_up(session, "ada@example.org", name='=HYPERLINK("x")')
    eva.cookies.set("cms_lang", "nl")

    answer = await eva.post(f"sign-ups/{session}/sign-ups.csv", data={"csrftoken": "token"})
    [heading, line, *rest] = answer.content.decode("utf-8-sig").split("\r\n")

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert heading.startswith("Naam,E-mailadres,Stand,Nummer op de wachtlijst")
    assert line.startswith('"\'=HYPERLINK(""x"")",ada@example.org,Nog niet bevestigd,,')
    assert rest == [""]
    assert len(await fetch("SELECT FROM audit WHERE act = 'sign_up.export'")) == 1


async def test_nobody_acts_through_a_session_on_those_of_another(eva: httpx.AsyncClient) -> None:
    one, other = await make_session(), await make_session()
    await come(one, "a@example.org")

    told = await eva.post(
        f"sign-ups/{other}/{await uid_of('a@example.org')}/cancel/", data={"csrftoken": "token"}
    )

    assert told.status_code == 404
    assert (await standings(one))["seated"] == ["a@example.org"]
