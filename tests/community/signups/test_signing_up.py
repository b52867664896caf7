"""Signing up: a seat or a place in the line, once it is confirmed by mail; and leaving again."""

import pytest

from cms.access.tokens import DeadLink
from cms.community.signups import keeping, people, signing_up
from cms.community.signups.following import Following
from cms.community.signups.people import Stage
from cms.community.signups.sessions import NoSession
from cms.community.signups.signing_up import SessionClosed
from cms.database.engine import execute, fetch, writing
from cms.errors import InvalidInput
from cms.publishing.changes import Change
from tests.builders import make, make_published
from tests.community.signups.acts import (
    cancel,
    come,
    confirm,
    mails,
    make_session,
    republish,
    sign_up,
    standings,
    wish,
)

pytestmark = pytest.mark.usefixtures("database")


async def test_a_seat_is_taken_by_the_link_in_the_mail() -> None:
    session = await make_session(capacity=2)

    token = await sign_up(session)
    assert await standings(session) == {"unconfirmed": ["ada@example.org"]}
    stood = await confirm(token)

    assert stood.person.state is Stage.SEATED
    asked, seated = await mails("ada@example.org")
    assert asked.subject == "Bevestig dat je wilt komen: Gesprek nl"
    assert "Ada" not in asked.text  # strangers fill in names
    assert "Ada" in seated.text
    assert "1 juni 2040, 15.00 uur (Europe/Amsterdam)" in seated.text
    assert f"/entry/{session}.ics" in seated.text


async def test_who_comes_when_all_is_taken_waits_and_moves_up_in_order() -> None:
    session = await make_session(capacity=1)
    await come(session, "a@example.org")

    second, third = await come(session, "b@example.org"), await come(session, "c@example.org")

    assert (second.place, third.place) == (1, 2)
    await cancel((await mails("a@example.org"))[-1].tokens[-1])
    assert await standings(session) == {
        "cancelled": ["a@example.org"],
        "seated": ["b@example.org"],
        "waiting": ["c@example.org"],
    }
    assert (await mails("b@example.org"))[-1].subject == "Er is een plaats voor je: Gesprek nl"
    assert (await signing_up.standing(await people.load(third.person.uid))).place == 1


async def test_confirming_and_cancelling_twice_is_doing_it_once() -> None:
    session = await make_session(capacity=1)
    token = await sign_up(session)
    assert (await confirm(token)).person.state is (await confirm(token)).person.state
    own = (await mails())[-1].tokens[-1]

    await cancel(own)
    number = len(await mails())
    assert (await cancel(own)).person.state is Stage.CANCELLED

    assert len(await mails()) == number
    assert (await confirm(token)).person.state is Stage.CANCELLED  # an old mail brings nobody back


async def test_the_same_address_again_gets_no_second_mail_and_holds_one_seat() -> None:
    session = await make_session()
    token = await sign_up(session, "ada@example.org")
    await sign_up(session, "Ada@Example.org".lower())
    assert len(await mails()) == 1
    await confirm(token)
    async with writing():
        await signing_up.sign_up(wish(session, "ADA@example.org"))
    assert len(await mails()) == 2
    await execute("UPDATE sign_up SET mailed_at = now() - interval '1 hour'")
    async with writing():
        await signing_up.sign_up(wish(session, "ada@example.org"))

    assert len(await mails()) == 3
    assert (await mails())[-1].subject == "Je hebt een plaats: Gesprek nl"
    assert await standings(session) == {"seated": ["ada@example.org"]}


async def test_who_left_may_come_again() -> None:
    session = await make_session(capacity=1)
    await come(session, "a@example.org")
    await cancel((await mails())[-1].tokens[-1])
    again = await come(session, "a@example.org")

    assert again.person.state is Stage.SEATED


@pytest.mark.parametrize(
    "values",
    [
        {"sign_up_mode": "none"},
        {"sign_up_mode": "closed"},
        {"sign_up_closes": "2020-01-01T00:00:00Z"},
        {"starts_at": "2020-01-01T00:00:00Z"},
    ],
)
async def test_a_session_that_takes_nobody(values: dict[str, str]) -> None:
    session = await make_session(**values)

    with pytest.raises(SessionClosed):
        await sign_up(session)

    assert await standings(session) == {}


async def test_what_closed_before_it_was_confirmed_gives_no_seat() -> None:
    session = await make_session()
    token = await sign_up(session)
    await republish(session, sign_up_mode="closed")

    with pytest.raises(SessionClosed):
        await confirm(token)

    assert await standings(session) == {"unconfirmed": ["ada@example.org"]}


async def test_what_is_not_public_does_not_exist() -> None:
    draft = (await make("session", sign_up_mode="open")).uid
    page = (await make_published("page")).uid

    for uid in (draft, page, "nothing"):
        with pytest.raises(NoSession):
            await sign_up(uid)


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"name": "  "}, "name", "required"),
        ({"name": "x" * 101}, "name", "too_long"),
        ({"name": "a\x00b"}, "name", "bad_characters"),
        ({"name": "a\u202eb"}, "name", "bad_characters"),
        ({"email": "nobody"}, "email", "bad_address"),
        ({"email": "a@b.nl\r\nBcc: c@d.nl"}, "email", "bad_address"),
        ({"email": "=?utf-8?q?a@b.nl"}, "email", "bad_address"),
        ({"consent": ""}, "consent", "consent_missing"),
        ({"consent": "0" * 16}, "consent", "consent_outdated"),
    ],
)
async def test_bad_input_is_told_by_field(values: dict[str, str], field: str, code: str) -> None:
    session = await make_session()

    with pytest.raises(InvalidInput) as refused:
        async with writing():
            await signing_up.sign_up(wish(session, **{"email": "a@b.nl", **values}))

    assert [(one.field, one.code) for one in refused.value.problems] == [(field, code)]
    assert await standings(session) == {}
    assert await mails() == []


async def test_a_higher_capacity_seats_who_waits_and_a_lower_one_throws_nobody_out() -> None:
    session = await make_session(capacity=1)
    for one in "abc":
        await come(session, f"{one}@example.org")

    await republish(session, capacity=2)
    async with writing():
        assert await keeping.follow(session) == 1
        assert await keeping.follow(session) == 0
    assert (await standings(session))["seated"] == ["a@example.org", "b@example.org"]

    await republish(session, capacity=1)
    async with writing():
        assert await keeping.follow(session) == 0
    assert (await standings(session))["seated"] == ["a@example.org", "b@example.org"]
    await cancel((await mails("a@example.org"))[-1].tokens[-1])
    assert (await standings(session))["waiting"] == ["c@example.org"]  # one seat, and it is taken


async def test_a_publication_with_more_seats_is_followed_by_itself() -> None:
    session = await make_session(capacity=1)
    for one in "abcd":
        await come(session, f"{one}@example.org")
    following = Following()
    await republish(session, capacity=2)

    await following.follow()  # at the start nobody knows what was missed
    assert len((await standings(session))["seated"]) == 2
    await republish(session, capacity=3)
    following.hear(Change("changed", session, "session"))
    await following.follow()

    assert len((await standings(session))["seated"]) == 3


async def test_a_link_of_who_never_confirmed_says_that_it_expired() -> None:
    session = await make_session()
    token = await sign_up(session)
    await execute("UPDATE personal_link SET expires_at = now() - interval '1 hour'")

    with pytest.raises(DeadLink) as dead:
        await confirm(token)
    assert dead.value.code == "token_expired"
    await execute("DELETE FROM sign_up")
    with pytest.raises(DeadLink) as dead:
        await confirm(token)
    assert dead.value.code == "token_expired"


async def test_who_is_erased_leaves_a_seat_and_nothing_else() -> None:
    session = await make_session(capacity=1)
    await come(session, "a@example.org")
    await come(session, "b@example.org")
    own = (await mails("a@example.org"))[-1].tokens[-1]

    async with writing():
        await signing_up.erase(own)

    assert await standings(session) == {"erased": [""], "seated": ["b@example.org"]}
    assert "a@example.org" not in str(await fetch("SELECT * FROM sign_up"))
    with pytest.raises(DeadLink):
        await cancel(own)


async def test_all_are_forgotten_some_time_after_the_session() -> None:
    session = await make_session(capacity=1)
    await come(session, "a@example.org")
    await come(session, "b@example.org")
    later = await make_session()
    await come(later, "c@example.org")
    await sign_up(later, "never@example.org")
    await execute(
        'UPDATE publication SET data = data || \'{"starts_at": "2020-01-01T00:00:00Z"}\''
        " WHERE uid = $1",
        session,
    )
    await execute(
        "UPDATE sign_up SET created_at = now() - interval '2 days', mailed_at = NULL"
        " WHERE email = 'never@example.org'"
    )

    async with writing():
        assert await keeping.forget_old(30) == 3
        assert await keeping.forget_old(30) == 0

    assert await standings(session) == {"seated": [""], "waiting": [""]}  # numbers stay
    assert await standings(later) == {"seated": ["c@example.org"]}
