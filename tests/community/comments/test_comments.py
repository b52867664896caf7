"""What visitors say: where they can, who reads it, and that it can be taken back."""

import re

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.access.tokens import DeadLink
from cms.community.comments import authorised, keeping, withdrawing
from cms.community.comments.comment import CommentState
from cms.community.comments.markup import as_html
from cms.database.engine import engine, execute, fetch, writing
from cms.errors import InvalidInput
from cms.mail.spool import send_due
from cms.publishing.bin.deleting import delete
from cms.publishing.bin.restoring import restore
from cms.publishing.outbox import CHANNEL
from cms.settings import Settings
from tests.builders import make, make_published
from tests.community.comments.talk import (
    MODERATOR,
    close_on,
    judge,
    open_on,
    read,
    said,
    say,
    texts,
)
from tests.mailbox import FROM, Inbox, text_of
from tests.people import give as give_role
from tests.people import make_user
from tests.schema.client import ask

pytestmark = pytest.mark.usefixtures("database")


async def test_a_comment_is_read_once_somebody_let_it_through() -> None:
    entry = await make_published("page", "Blad")
    await open_on(entry.uid)

    found = await say(entry.uid, "Kijk op https://example.org/x.\n\nGroet <b>Bo</b>")
    assert (found["__typename"], found["state"]) == ("CommentReceived", "PENDING")
    assert (await read(entry.uid))["comments"] == {
        "totalCount": 0, "pageInfo": {"hasNextPage": False, "endCursor": None}, "nodes": [],
    }  # fmt: skip

    await judge(found["id"], CommentState.PUBLISHED)
    (node,) = (await read(entry.uid))["comments"]["nodes"]
    assert node == {
        "id": found["id"], "parent": None, "depth": 0, "name": "Bo", "withdrawn": False, "locale": "NL",
        "text": "Kijk op https://example.org/x.\n\nGroet <b>Bo</b>",
        "html": '<p>Kijk op <a href="https://example.org/x" rel="nofollow ugc noopener">'
        "https://example.org/x</a>.</p><p>Groet &lt;b&gt;Bo&lt;/b&gt;</p>",
    }  # fmt: skip

    await judge(found["id"], CommentState.REJECTED)
    assert await texts(entry.uid) == []


async def test_what_somebody_wrote_is_kept_as_they_wrote_it() -> None:
    entry = await make_published("page")
    await open_on(entry.uid)
    text = "Om 10\u00a0uur\n\tvoor het gezin \U0001f468\u200d\U0001f469\u200d\U0001f467"

    await said(entry.uid, text)

    assert await texts(entry.uid) == [text.expandtabs(4)]


async def test_threads_are_read_in_order_and_end_somewhere() -> None:
    entry = await make_published("page")
    await open_on(entry.uid)
    first = await said(entry.uid, "een")
    await said(entry.uid, "twee")
    above = first
    for depth in range(1, 6):
        above = await said(entry.uid, f"een.{depth}", parent=above)

    assert await texts(entry.uid) == [
        *("een", "> een.1", "> > een.2", "> > > een.3", "> > > een.4", "> > > een.5", "twee"),
    ]


async def test_parts_of_a_discussion() -> None:
    entry, other = await make_published("page", "Een"), await make_published("page", "Twee")
    for one in (entry, other):
        await open_on(one.uid)
    for number in range(5):
        await said(entry.uid, str(number))
    await said(other.uid, "elders")

    found, seen = await read(entry.uid, first=2), []
    while True:
        part = found["comments"]
        assert part["totalCount"] == 5
        seen += [one["text"] for one in part["nodes"]]
        if not part["pageInfo"]["hasNextPage"]:
            break
        found = await read(entry.uid, first=2, after=part["pageInfo"]["endCursor"])
    assert seen == ["0", "1", "2", "3", "4"]


async def test_an_answer_to_what_is_hidden_is_hidden() -> None:
    entry = await make_published("page")
    await open_on(entry.uid)
    first = await said(entry.uid, "een")
    await said(entry.uid, "antwoord", parent=first)

    await judge(first, CommentState.SPAM)
    assert await texts(entry.uid) == []
    assert (await read(entry.uid))["comments"]["totalCount"] == 0
    assert (await say(entry.uid, "nog een", parent=first))["fields"] == [
        {"field": "parent", "code": "unknown_parent"}
    ]


async def test_the_nearest_says_whether_one_can_comment() -> None:
    wiki = await make_published("page", "Wiki")
    below = await make_published("page", "Onder", parent=wiki.uid)
    leaf = await make_published("page", "Blad", parent=below.uid)
    assert (await read(leaf.uid))["commenting"]["open"] is False
    assert (await read(leaf.uid))["commenting"]["reason"] == "Je kunt hier niet reageren."

    await open_on(wiki.uid)
    assert (await read(leaf.uid))["commenting"]["open"] is True
    await close_on(below.uid, nl="Afgerond.", en="Done.")
    closed = await say(leaf.uid)
    assert (await read(leaf.uid))["commenting"]["reason"] == "Afgerond."
    assert (closed["__typename"], "Afgerond." in closed["message"]) == ("CommentingClosed", True)
    await open_on(leaf.uid, moderated=False)
    assert (await say(leaf.uid))["state"] == "PUBLISHED"
    assert (await read(below.uid))["commenting"]["open"] is False


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " \n"}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"text": "\n\t "}, "text"),
        ({"text": "x" * 5001}, "text"),
        ({"name": "Bo\u202e"}, "name"),
        ({"email": "eva@example.org\nBcc: a@b.org"}, "email"),
        ({"consent": "other"}, "consent"),
        ({"parent": "nothing"}, "parent"),
        ({"idempotencyKey": "x"}, "idempotencyKey"),
    ],
)
async def test_what_is_wrong_is_told_by_the_field(given: dict[str, str], field: str) -> None:
    entry = await make_published("page")
    await open_on(entry.uid)

    found = await say(entry.uid, **given)

    assert [one["field"] for one in found["fields"]] == [field]
    assert await fetch("SELECT FROM comment") == await fetch("SELECT FROM mail") == []


async def test_nobody_comments_on_what_is_not_public() -> None:
    draft = await make("page")
    await open_on(draft.uid)

    for uid in (draft.uid, "nothing"):
        assert (await say(uid))["__typename"] == "NotFound"


async def test_a_request_that_is_sent_twice_is_one_comment() -> None:
    entry = await make_published("page")
    await open_on(entry.uid)
    sent = {"idempotencyKey": "the-same-one", "email": "eva@example.org"}

    assert await say(entry.uid, **sent) == await say(entry.uid, **sent)
    other = await say(entry.uid, **sent, name="Somebody else")

    assert other["code"] == "idempotency_key_reused"
    assert len(await fetch("SELECT FROM comment")) == len(await fetch("SELECT FROM mail")) == 1


async def test_programs_are_told_what_people_are() -> None:
    entry = await make_published("page")
    await open_on(entry.uid)

    trapped = await say(entry.uid, website="https://spam.example")
    links = await say(entry.uid, " ".join(f"https://spam.example/{one}" for one in range(5)))
    many = [(await say(entry.uid))["__typename"] for _ in range(4)]

    assert (trapped["__typename"], trapped["state"]) == ("CommentReceived", "PENDING")
    assert links["state"] == "SPAM"
    assert many == [*["CommentReceived"] * 3, "RateLimited"]
    assert len(await fetch("SELECT FROM comment")) == 4


async def test_an_author_takes_back_what_they_said(inbox: tuple[Inbox, str]) -> None:
    entry = await make_published("page", "Een [mooi](http://evil.example/) blad")
    await open_on(entry.uid)
    first = await said(entry.uid, "geheim", name="Éva", email="Eva@example.org")
    alone = await said(entry.uid, "alleen")
    await said(entry.uid, "antwoord", parent=first)
    await send_due(Settings(smtp_url=inbox[1], mail_from=FROM))
    letter = next(mail for mail in inbox[0].mails if mail["To"] == "Eva@example.org")
    link = re.search(r"/forms/nl/comments/withdraw/\?token=(\S+)", text_of(letter))

    assert link
    assert "geheim" not in text_of(letter)
    assert (await withdrawing.own_comment(link[1])).text == "geheim"
    async with writing():
        await withdrawing.withdraw(link[1])
    with pytest.raises(DeadLink):
        await withdrawing.withdraw(link[1])

    assert await texts(entry.uid) == ["", "> antwoord", "alleen"]
    assert (await read(entry.uid))["comments"]["totalCount"] == 2
    assert await fetch("SELECT FROM comment WHERE text = 'geheim' OR name = 'Éva'") == []
    await judge(alone, CommentState.REJECTED)
    with pytest.raises(Exception, match="withdrawn"):
        await judge(first, CommentState.PUBLISHED)


async def test_the_bin_takes_comments_and_brings_them_back() -> None:
    entry = await make_published("page")
    await open_on(entry.uid)
    await said(entry.uid, "blijft")

    async with writing():
        await delete(MODERATOR, [entry.uid])
    assert (await say(entry.uid))["__typename"] == "NotFound"
    [binned] = await fetch("SELECT id FROM binned_branch")
    async with writing():
        await keeping.forget_old()
        await restore(MODERATOR, binned["id"])
    assert await fetch("SELECT FROM comment WHERE text = 'blijft'")

    await execute("UPDATE comment SET uid = 'gone'")
    async with writing():
        await keeping.forget_old()
    assert await fetch("SELECT FROM comment") == []


async def test_what_is_kept_of_people_ends() -> None:
    entry = await make_published("page")
    await open_on(entry.uid)
    kept, refused = await said(entry.uid, "blijft"), await said(entry.uid, "weg")
    await judge(refused, CommentState.REJECTED)
    await execute("UPDATE comment SET posted_at = posted_at - interval '31 days',"
                  " decided_at = decided_at - interval '31 days'")  # fmt: skip

    async with writing():
        await keeping.forget_old()

    rows = await fetch("SELECT id, email, text FROM comment ORDER BY number")
    assert rows == [
        {"id": kept, "email": "", "text": "blijft"},
        {"id": refused, "email": "", "text": ""},
    ]


async def test_what_was_refused_and_forgotten_brings_no_answers_back() -> None:
    entry = await make_published("page")
    await open_on(entry.uid)
    first = await said(entry.uid, "grof")
    await said(entry.uid, "antwoord", parent=first)
    await judge(first, CommentState.REJECTED)
    await execute("UPDATE comment SET decided_at = decided_at - interval '31 days'")

    async with writing():
        await keeping.forget_old()

    assert await fetch("SELECT FROM comment WHERE text = 'grof'") == []
    assert await texts(entry.uid) == []
    with pytest.raises(InvalidInput):
        await judge(first, CommentState.PUBLISHED)


async def test_what_is_erased_is_told_when_answers_come_back() -> None:
    entry = await make_published("page")
    await open_on(entry.uid)
    first = await said(entry.uid, "een")
    await said(entry.uid, "antwoord", parent=first)
    await judge(first, CommentState.REJECTED)

    told: list[str] = []
    listener = await engine.get_new_connection()
    await listener.add_listener(CHANNEL, lambda *said: told.append(said[-1]))

    async with writing():
        await authorised.erase(MODERATOR, first)
    await listener.execute("SELECT 1")  # what was told comes before its answer
    await listener.close()

    assert await texts(entry.uid) == ["", "> antwoord"]
    assert [("comments" in one, entry.uid in one) for one in told] == [(True, True)]


async def test_moderators_are_told_now_and_then() -> None:
    entry, other = await make_published("page", "Blad"), await make_published("page", "Anders")
    await make_user("rik", "reviewer")
    await make_user("eva", "editor")
    await execute("UPDATE piccolo_user SET email = username || '@example.org'")
    for uid in (entry.uid, other.uid):
        await open_on(uid)
        await say(uid)
    await execute("DELETE FROM mail")

    for _ in range(2):
        await keeping.tell_moderators()
    await say(entry.uid)
    await execute("DELETE FROM mail WHERE subject LIKE 'Je reactie%'")
    await keeping.tell_moderators()
    letters = await fetch("SELECT recipient, text FROM mail")
    assert [row["recipient"] for row in letters] == ["rik@example.org"]
    assert "2 reacties wachten" in letters[0]["text"]

    await execute("UPDATE comment_digest SET told_at = told_at - interval '2 hours'")
    for _ in range(2):
        await keeping.tell_moderators()
    assert len(await fetch("SELECT FROM mail")) == 2


async def test_what_others_judge_is_no_news() -> None:
    mine, theirs = await make_published("page", "Blad"), await make_published("page", "Anders")
    await give_role("reviewer", user_id=await make_user("rik"), uid=mine.uid)
    for uid in (mine.uid, theirs.uid):
        await open_on(uid)
        await say(uid)
    await execute("DELETE FROM mail")

    for _ in range(3):
        await keeping.tell_moderators()
        await execute("UPDATE comment_digest SET told_at = told_at - interval '2 hours'")

    assert [row["recipient"] for row in await fetch("SELECT recipient FROM mail")] == [
        "rik@example.org"
    ]


async def test_comments_of_many_entries_are_read_together() -> None:
    for number in range(3):
        entry = await make_published("page", f"Blad {number}")
        await open_on(entry.uid)
        await said(entry.uid, str(number))

    found = await ask("{ pages(locale: NL) { nodes { comments { nodes { text } totalCount } } } }")

    shown = [node["comments"] for node in found["pages"]["nodes"] if node["comments"]["nodes"]]
    assert [one["totalCount"] for one in shown] == [1, 1, 1]


@given(
    st.text(alphabet=st.sampled_from("a<>\"'&/:.ht tps\n(){}[]`|\\?#=;,!é😀\u2028"), max_size=120)
)
def test_a_comment_is_never_more_than_text_and_links(text: str) -> None:
    html = as_html(f"{text} https://a.b/{text}")

    kept = nh3.clean(html, tags={"p", "br", "a"}, attributes={"a": {"href", "rel"}}, link_rel=None,
                     url_schemes={"http", "https"})  # fmt: skip
    assert kept.count("<") == html.count("<")
    assert set(re.findall(r"<(\w+)", html)) <= {"p", "br", "a"}
    assert re.findall(r' (\w+)="', re.sub(r'(href|rel)="[^"]*"', "", html)) == []
