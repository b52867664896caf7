"""Reports of sessions: by a link, read before they appear, and nobody's address kept for long."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from cms.access.permissions import Denied
from cms.access.tokens import DeadLink
from cms.community import consent
from cms.community.limits import RateLimited
from cms.community.reports import authorised, reports, submitting
from cms.community.reports.reports import State
from cms.community.reports.submitting import OF_ONE, REPORTING
from cms.database.engine import execute, writing
from cms.delivery.forms.app import forms_app
from cms.errors import InvalidInput, NotFound
from cms.settings import Settings
from tests.builders import make, make_published
from tests.people import someone
from tests.schema.client import ask

pytestmark = pytest.mark.usefixtures("database")

TYPED = {
    "name": "Bo de Vries",
    "title": "Wat ik hoorde",
    "text": "Eén.\n\nTwee.",
    "email": "bo@example.org",
}
AGREED = consent.shown(REPORTING, "nl").version


async def a_link(session: str) -> str:
    async with writing():
        return await submitting.make_link(session)


async def hand_in(token: str, **typed: str) -> int:
    async with writing():
        return await submitting.hand_in(token, TYPED | typed, "nl", agreed=AGREED)


async def decided(session: str, report: int, to: State) -> None:
    async with writing():
        await reports.decide(session, report, to, by="eva")


async def public(session: str) -> list[str]:
    found = await ask(
        f'{{ entry(uid: "{session}", locale: NL) {{ ... on Session {{ reports {{ title }} }} }} }}'
    )
    return [one["title"] for one in found["entry"]["reports"]]


async def test_a_report_appears_once_it_is_accepted() -> None:
    session = (await make_published("session")).uid
    token = await a_link(session)
    report = await hand_in(token)
    assert await public(session) == []
    assert await reports.waiting() == {session: 1}

    await decided(session, report, State.ACCEPTED)
    assert await public(session) == ["Wat ik hoorde"]
    await decided(session, report, State.REJECTED)
    assert await public(session) == []


async def test_the_address_is_erased_with_the_decision() -> None:
    session = (await make("session")).uid
    report = await hand_in(await a_link(session))
    assert [one.email for one in await reports.of_session(session)] == ["bo@example.org"]

    await decided(session, report, State.ACCEPTED)

    (kept,) = await reports.of_session(session)
    assert (kept.email, kept.name, kept.decided_by) == ("", "Bo de Vries", "eva")


@pytest.mark.parametrize(
    ("typed", "code", "field"),
    [
        ({"name": " "}, "required", "name"),
        ({"title": "x" * 201}, "too_long", "title"),
        ({"text": "x" * 20_001}, "too_long", "text"),
        ({"email": "nobody"}, "bad_address", "email"),
        ({"title": "a\x1b[31mb"}, "bad_characters", "title"),
    ],
)
async def test_what_is_wrong_is_named(typed: dict[str, str], code: str, field: str) -> None:
    token = await a_link((await make("session")).uid)

    with pytest.raises(InvalidInput) as refused:
        await hand_in(token, **typed)

    assert [(one.code, one.field) for one in refused.value.problems] == [(code, field)]


async def test_a_new_link_ends_the_one_before_it_and_an_ended_one_is_dead() -> None:
    session = (await make("session")).uid
    first = await a_link(session)
    second = await a_link(session)
    with pytest.raises(DeadLink):
        await hand_in(first)
    await hand_in(second)
    assert await submitting.open_until(session)

    async with writing():
        await submitting.end_link(session)

    assert await submitting.open_until(session) is None
    with pytest.raises(DeadLink):
        await hand_in(second)


async def test_who_tries_often_must_wait() -> None:
    token = await a_link((await make("session")).uid)

    for _ in range(OF_ONE.size):
        await submitting.count(token, "192.0.2.7")

    with pytest.raises(RateLimited):
        await submitting.count(token, "192.0.2.7")
    await submitting.count(token, "192.0.2.8")


async def test_what_is_rejected_is_erased_in_time_and_with_its_session() -> None:
    session = (await make("session")).uid
    token = await a_link(session)
    one, two, three = [await hand_in(token, title=title) for title in ("Een", "Twee", "Drie")]
    await decided(session, one, State.REJECTED)
    await decided(session, two, State.REJECTED)
    await decided(session, three, State.ACCEPTED)
    await execute("UPDATE report SET decided_at = now() - interval '31 days' WHERE id <> $1", two)
    await execute("UPDATE report SET session = 'nowhere' WHERE id = $1", await hand_in(token))

    async with writing():
        assert await reports.forget_old() == 2

    assert {each.title for each in await reports.of_session(session)} == {"Twee", "Drie"}


async def test_who_edits_gives_the_link_and_who_publishes_decides() -> None:
    session = (await make("session")).uid
    editor, reviewer = await someone("els", "editor"), await someone("rob", "reviewer")
    async with writing():
        token = await authorised.make_link(editor, session)
    report = await hand_in(token)

    with pytest.raises(Denied):
        await authorised.make_link(reviewer, session)
    with pytest.raises(Denied):
        await authorised.decide(editor, session, report, State.ACCEPTED)
    with pytest.raises(NotFound):
        await authorised.decide(reviewer, session, report + 1, State.ACCEPTED)
    async with writing():
        await authorised.decide(reviewer, session, report, State.ACCEPTED)

    assert [one.state for one in await authorised.of_session(editor, session)] == [State.ACCEPTED]


@pytest.fixture
async def visitor(database: None) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=[Mount("/forms", forms_app(Settings()))])
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://x/forms/") as found:
        yield found


async def test_the_page_keeps_what_was_typed_until_it_is_right(visitor: httpx.AsyncClient) -> None:
    session = (await make("session", "Binden")).uid
    address = f"nl/report/?token={await a_link(session)}"
    page = (await visitor.get(address)).text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    sent = TYPED | hidden | {"consent": AGREED}

    refused = await visitor.post(address, data=sent | {"email": "nobody"})
    assert "Binden nl" in page
    assert refused.status_code == 422
    assert "Wat ik hoorde" in refused.text
    assert await reports.of_session(session) == []

    done, again = [await visitor.post(address, data=sent) for _ in range(2)]
    assert done.status_code == again.status_code == 200
    assert [one.text for one in await reports.of_session(session)] == ["Eén.\n\nTwee."]


async def test_a_dead_link_says_so(visitor: httpx.AsyncClient) -> None:
    assert (await visitor.get("en/report/?token=nonsense")).status_code == 410
