"""Visitors who comment, as the tests make them."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from cms.access.actors import system
from cms.community import consent
from cms.community.comments import authorised
from cms.community.comments.comment import CommentState
from cms.community.comments.posting import CONSENT
from cms.community.comments.rules import Commenting
from cms.database.engine import execute, writing
from tests.schema.client import ask

MODERATOR = system("test")
POST = """mutation($input: CommentInput!) { done: postComment(input: $input) { __typename
    ... on CommentReceived { id state }
    ... on Problem { code message
        ... on InvalidInput { fields { field code } } ... on RateLimited { retryAfter } } } }"""
READ = """query($uid: ID!, $first: Int! = 20, $after: String) { entry(uid: $uid, locale: NL) {
    comments(first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }
        nodes { id parent depth name text html withdrawn locale } }
    commenting { open reason moderated consent { version text } } } }"""


async def open_on(uid: str, **rule: Any) -> None:
    """Let visitors comment on an entry."""
    async with writing():
        await authorised.say_of_entry(MODERATOR, uid, Commenting(**({"open": True} | rule)))


async def close_on(uid: str, **reason: str) -> None:
    async with writing():
        await authorised.say_of_entry(MODERATOR, uid, Commenting(open=False, reason=reason))


async def say(uid: str, text: str = "Mooi stuk.", **given: Any) -> Mapping[str, Any]:
    """What comes of a comment by somebody who filled in all there is."""
    values = {
        "idempotencyKey": str(uuid4()),
        "locale": "NL",
        "uid": uid,
        "name": "Bo",
        "email": f"{uuid4().hex}@example.org",
        "text": text,
        "consent": consent.shown(CONSENT, "nl").version,
    }
    found: Mapping[str, Any] = (await ask(POST, input=values | given))["done"]
    return found


async def said(uid: str, text: str = "Mooi stuk.", **given: Any) -> str:
    """The id of a comment that was taken and let through, by somebody who was not here before."""
    await execute("DELETE FROM bucket")
    found = await say(uid, text, **given)
    assert found["__typename"] == "CommentReceived", found
    if found["state"] != "PUBLISHED":
        await judge(found["id"], CommentState.PUBLISHED)
    return str(found["id"])


async def judge(comment: str, to: CommentState) -> None:
    async with writing():
        await authorised.moderate(MODERATOR, comment, to)


async def read(uid: str, **paging: Any) -> Mapping[str, Any]:
    """What the public reads of an entry's comments."""
    found: Mapping[str, Any] = (await ask(READ, uid=uid, **paging))["entry"]
    return found


async def texts(uid: str) -> list[str]:
    """What the public reads, each text behind its depth."""
    nodes = (await read(uid))["comments"]["nodes"]
    return [f"{'> ' * one['depth']}{one['text']}" for one in nodes]
