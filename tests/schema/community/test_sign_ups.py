"""Signing up by GraphQL: what anybody is told, and what nobody is."""

from typing import Any
from uuid import uuid4

import pytest

from cms.database.engine import execute
from tests.community.signups.acts import CONSENT, come, mails, make_session, republish
from tests.schema.client import ask, post
from tests.schema.live.serving import token_of

pytestmark = pytest.mark.usefixtures("database")

SIGN_UP = """mutation ($input: SignUpInput!) { done: signUpForSession(input: $input) {
    __typename ... on Problem { code } ... on InvalidInput { fields { field code } } } }"""
WITH_TOKEN = """mutation ($token: String!) { done: %s(token: $token%s) { __typename
    ... on WaitListed { place } ... on SignedUp { session } ... on Problem { code } } }"""
CONFIRM = WITH_TOKEN % ("confirmSignUp", "")
CANCEL, ERASE = (WITH_TOKEN % ("cancelSignUp", more) for more in ("", ", erase: true"))
STATUS = """query ($uid: ID!) { entry(uid: $uid, locale: NL) { ... on Session { seatsLeft
    signUp { state closesAt capacity seatsLeft waiting consent { text version } } } } }"""


def form(session: str, **values: str) -> dict[str, str]:
    return {
        "idempotencyKey": str(uuid4()), "locale": "NL", "session": session, "name": "Ada",
        "email": "ada@example.org", "consent": CONSENT, **values,
    }  # fmt: skip


async def sign_up(session: str, **values: str) -> Any:
    return (await ask(SIGN_UP, input=form(session, **values)))["done"]


async def with_token(mutation: str, token: str) -> Any:
    return (await ask(mutation, token=token))["done"]


async def status(session: str) -> Any:
    return (await ask(STATUS, uid=session))["entry"]


async def test_from_the_form_to_the_seat_and_back() -> None:
    session = await make_session(capacity=1)
    await come(session, "b@example.org")

    assert await sign_up(session) == {"__typename": "ConfirmationSent"}
    token, own = (await mails("ada@example.org"))[0].tokens
    assert await with_token(CONFIRM, token) == {"__typename": "WaitListed", "place": 1}
    found = await status(session)
    assert (found["seatsLeft"], found["signUp"]["state"], found["signUp"]["waiting"]) == (
        0,
        "FULL",
        1,
    )
    assert await with_token(CANCEL, own) == {"__typename": "SignUpCancelled"}
    assert await with_token(CONFIRM, token) == {"__typename": "SignUpCancelled"}
    assert (await with_token(ERASE, own))["__typename"] == "SignUpCancelled"
    assert (await with_token(CANCEL, own)) == {"__typename": "DeadLink", "code": "token_ended"}


async def test_who_is_erased_gets_no_mail_with_a_dead_link() -> None:
    session = await make_session()
    await come(session, "ada@example.org")
    before = await mails()

    assert (await with_token(ERASE, before[-1].tokens[-1]))["__typename"] == "SignUpCancelled"

    assert await mails() == before


async def test_a_known_address_is_answered_as_an_unknown_one() -> None:
    session = await make_session()
    await come(session, "ada@example.org")
    known, unknown = await sign_up(session), await sign_up(session, email="new@example.org")

    assert known == unknown == {"__typename": "ConfirmationSent"}


async def test_the_same_request_again_does_nothing_more() -> None:
    session, key = await make_session(), str(uuid4())
    await sign_up(session, idempotencyKey=key)
    await execute("UPDATE sign_up SET mailed_at = now() - interval '1 day'")

    assert await sign_up(session, idempotencyKey=key) == {"__typename": "ConfirmationSent"}
    assert len(await mails()) == 1
    again = await sign_up(session, idempotencyKey=key, name="Eva")
    assert again["code"] == "idempotency_key_reused"


async def test_what_is_refused_says_why() -> None:
    session = await make_session(sign_up_mode="closed")

    assert await sign_up(session) == {"__typename": "SessionClosed", "code": "session_closed"}
    assert (await sign_up("nothing"))["__typename"] == "NotFound"
    wrong = await sign_up(session, email="x", name="")
    assert wrong["fields"] == [
        {"field": "name", "code": "required"},
        {"field": "email", "code": "bad_address"},
    ]
    assert (await with_token(CONFIRM, "x"))["code"] == "token_unknown"
    assert await mails() == []


async def test_a_mailbox_is_not_filled_by_strangers() -> None:
    sessions = [await make_session() for _ in range(6)]
    told = [(await sign_up(one))["__typename"] for one in sessions]

    assert told == [*["ConfirmationSent"] * 5, "RateLimited"]


AT_ONCE = "mutation ({}) {{ {} }}".format(
    ", ".join(f"$i{n}: SignUpInput!" for n in range(6)),
    " ".join(f"a{n}: signUpForSession(input: $i{n}) {{ __typename }}" for n in range(6)),
)


async def test_six_in_one_request_are_counted_as_six() -> None:
    sessions = [await make_session() for _ in range(6)]
    given = {f"i{number}": form(one) for number, one in enumerate(sessions)}

    refused = await post(AT_ONCE, **given)
    sent_before = await mails()
    token = {"authorization": f"Bearer {await token_of('eva')}"}
    done = (await post(AT_ONCE, token, **given)).json()["data"]

    (error,) = refused.json()["errors"]
    assert error["extensions"] == {"code": "limit", "limit": "mutations", "most": 1, "asked": 6}
    assert sent_before == []
    told = [done[f"a{number}"]["__typename"] for number in range(6)]
    assert told == [*["ConfirmationSent"] * 5, "RateLimited"]
    assert len(await mails()) == 5


async def test_who_fills_in_what_people_do_not_see_is_no_person() -> None:
    session = await make_session()

    assert (await sign_up(session, website="x"))["__typename"] == "ConfirmationSent"
    assert await mails() == []


async def test_how_a_session_stands() -> None:
    session = await make_session(capacity=3, sign_up_closes="2040-05-01T12:00:00Z")
    await come(session, "b@example.org")
    found = (await status(session))["signUp"]

    assert found.pop("consent")["version"] == CONSENT
    assert found == {
        "state": "OPEN", "closesAt": "2040-05-01T12:00:00Z", "capacity": 3, "seatsLeft": 2,
        "waiting": 0,
    }  # fmt: skip
    await republish(session, capacity=None, sign_up_mode="none")
    found = await status(session)
    assert (found["seatsLeft"], found["signUp"]["state"]) == (None, "NONE")
