"""What visitors say, and where they sign up: one statement answers what the executor does."""

from datetime import datetime

import pytest

from cms.reading.surrogates import Reads
from cms.schema.asked import ANYBODY
from tests.builders import change, make_published
from tests.community.comments.talk import close_on, open_on
from tests.community.signups.acts import LATER, come, make_session
from tests.schema.compiled.both import Both, compiled
from tests.schema.compiled.site import askers, report, talk

COMMENTS = """query($uid: ID!, $first: Int! = 20, $after: String) {
  entry(uid: $uid, locale: EN, fallback: [NL]) {
    commenting { open reason moderated consent { version } }
    comments(first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }
        nodes { id parent depth name text html withdrawn locale postedAt } again: nodes { id } } } }"""
SESSIONS = """{ sessions(locale: EN, fallback: [NL]) { nodes {
    seatsLeft signUp { state closesAt capacity seatsLeft waiting consent { text version } }
    reports { __typename id title name text locale sentAt } } } }"""


async def test_comments_are_read_part_by_part(database: None) -> None:
    uid = (await make_published("page")).uid
    await open_on(uid, moderated=False)
    await talk(uid)
    both, read, after = Both(), list[str](), None

    while True:
        answer = await both.ask(COMMENTS, {"uid": uid, "first": 2, "after": after})
        part = answer["data"]["entry"]["comments"]
        read += [f"{'> ' * one['depth']}{one['text'][:5]}" for one in part["nodes"]]
        after = part["pageInfo"]["endCursor"]
        if not part["pageInfo"]["hasNextPage"]:
            break
    await close_on(uid, nl="Nu even niet.")
    closed = await both.ask(COMMENTS, {"uid": uid, "first": 0})
    number = await both.ask(
        f'{{ entry(uid: "{uid}", locale: NL) {{ comments {{ totalCount }} }} }}'
    )

    assert read == ["Zie h", "> Ja!", "", "> Toch "]
    assert closed["data"]["entry"]["commenting"]["reason"] == "Nu even niet."
    assert number["data"]["entry"]["comments"]["totalCount"] == 3
    assert not both.left


@pytest.mark.parametrize(
    ("values", "why"),
    [({"first": 101}, "limit"), ({"first": -1}, "bad_argument"), ({"after": "x"}, "bad_cursor")],
)
async def test_the_executor_says_what_is_wrong(
    database: None, values: dict[str, object], why: str
) -> None:
    uid = (await make_published("page")).uid
    both = Both()

    await both.ask(COMMENTS, {"uid": uid, **values})

    assert [*both.left.values()] in ([why], ["refused"])


async def test_a_session_tells_how_it_stands(database: None) -> None:
    full, changed = await make_session(1), await make_session(4)
    for number in range(2):
        await come(full, f"bezoeker{number}@example.org")
    await make_session(None, starts_at=None)
    await make_session(3, sign_up_closes="2020-01-01T00:00:00Z")
    await make_published("session")
    await change("session", changed, capacity=2, sign_up_closes="2039-01-01T00:00:00Z")
    await report(full)
    both, states = Both(), []
    everybody = await askers()

    for asker in everybody:
        answer = await both.ask(SESSIONS, asker=asker)
        states.append([one["signUp"]["state"] for one in answer["data"]["sessions"]["nodes"]])
        assert sum(len(one["reports"]) for one in answer["data"]["sessions"]["nodes"]) == 1

    assert sorted(states[0]) == ["CLOSED", "FULL", "NONE", "OPEN", "OPEN"]
    assert both.compared == len(everybody), both.left


async def test_it_is_told_until_when_one_can_sign_up(database: None) -> None:
    await make_session(2)
    await make_session(2, sign_up_closes="2020-01-01T00:00:00Z")
    reads = Reads()

    await compiled(SESSIONS, {}, None, reads, ANYBODY)

    assert reads.until == datetime.fromisoformat(LATER)
