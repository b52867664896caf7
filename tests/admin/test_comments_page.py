"""The panel's pages of comments: the queue, judging many at once, and where visitors can comment."""

import httpx
import pytest

from cms.database.engine import fetch
from tests.admin.conftest import log_in
from tests.admin.test_people import send as submit
from tests.builders import make_published
from tests.community.comments.talk import open_on, say, texts
from tests.people import make_user


@pytest.fixture
async def reviewer(stranger: httpx.AsyncClient) -> httpx.AsyncClient:
    await log_in(stranger, await make_user("rik", "reviewer"))
    stranger.cookies.set("cms_lang", "en")
    return stranger


async def test_what_waits_is_judged_many_at_once(reviewer: httpx.AsyncClient) -> None:
    entry = await make_published("page", "Blad")
    await open_on(entry.uid)
    for text in ("<script>alert(1)</script>", "Zie https://example.org/", "weg"):
        await say(entry.uid, text)
    ids = [row["id"] for row in await fetch("SELECT id FROM comment ORDER BY number")]

    queue = await reviewer.get("comments/")
    nothing = await submit(reviewer, "comments/", to="published")
    judged = await submit(reviewer, "comments/", comment=ids[:2], to="published")
    erased = await submit(reviewer, "comments/", comment=ids[2:], to="erase")
    after = await reviewer.get("comments/")

    assert "&lt;script&gt;" in queue.text
    assert 'rel="nofollow ugc noopener"' in queue.text
    assert "@example.org</small>" in queue.text
    assert "Choose at least one comment" in nothing.text
    assert (judged.status_code, erased.status_code) == (303, 303)
    assert "No comment waits" in after.text
    assert await texts(entry.uid) == ["<script>alert(1)</script>", "Zie https://example.org/"]
    assert await fetch("SELECT FROM comment WHERE text = 'weg'") == []


async def test_commenting_is_opened_and_closed_with_a_reason(reviewer: httpx.AsyncClient) -> None:
    above = await make_published("page", "Boven")
    entry = await make_published("page", "Blad", parent=above.uid)

    opened = await submit(
        reviewer, f"comments/entry/{above.uid}/", said="open", below="yes", moderated="yes"
    )
    inherited = await reviewer.get(f"comments/?entry={entry.uid}")
    reasons = {"reason_nl": "Klaar <b>", "reason_en": "x" * 301}
    refused = await submit(reviewer, f"comments/entry/{entry.uid}/", said="closed", **reasons)
    reasons["reason_en"] = ""
    await submit(reviewer, f"comments/entry/{entry.uid}/", said="closed", **reasons)
    closed = await reviewer.get(f"comments/?entry={entry.uid}")

    assert opened.status_code == 303
    assert "Visitors can comment here." in inherited.text
    assert "said of “Boven" in inherited.text
    assert refused.status_code == 422
    assert "Klaar &lt;b&gt;" in closed.text
    assert (await say(entry.uid))["__typename"] == "CommentingClosed"
    await submit(reviewer, f"comments/entry/{entry.uid}/", said="")
    assert (await say(entry.uid))["__typename"] == "CommentReceived"


async def test_only_administrators_say_it_of_a_type(reviewer: httpx.AsyncClient) -> None:
    entry = await make_published("page", "Blad")

    assert (await reviewer.get("comments/types/")).status_code == 403
    assert (await submit(reviewer, "comments/types/page/", said="open")).status_code == 403
    await log_in(reviewer, await make_user("ada", superuser=True))
    assert "Where visitors can comment" in (await reviewer.get("comments/types/")).text
    assert (await submit(reviewer, "comments/types/none/", said="open")).status_code == 404
    assert (await submit(reviewer, "comments/types/page/", said="open")).status_code == 303
    assert (await say(entry.uid))["__typename"] == "CommentReceived"


async def test_who_may_not_review_sees_nothing(stranger: httpx.AsyncClient) -> None:
    entry = await make_published("page", "Blad")
    await open_on(entry.uid)
    await say(entry.uid, "geheim")
    await log_in(stranger, await make_user("eva", "editor"))

    assert "geheim" not in (await stranger.get("comments/?state=all")).text
    assert (await stranger.get(f"comments/?entry={entry.uid}")).status_code == 403
