"""Moderating comments, and saying where one can comment: for whoever may review the entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cms.access import audit
from cms.access.actors import Actor
from cms.access.permissions import allowed_filter, require
from cms.access.roles import Permission
from cms.community import links
from cms.community.comments.comment import CommentState, empty, tell
from cms.community.comments.rules import Commenting, keep_rule
from cms.content.discovery import installed
from cms.database.engine import execute, fetch
from cms.errors import N_, InvalidInput, Message, NotFound, Problem

DECIDED = (CommentState.PENDING, CommentState.PUBLISHED, CommentState.REJECTED, CommentState.SPAM)
"""What a moderator may make of a comment."""
MOST = 50
_FOUND = "SELECT uid, state, text = '' AS empty FROM comment WHERE id = $1 FOR UPDATE"
_DECIDE = "UPDATE comment SET state = $2, decided_at = now(), decided_by = $3 WHERE id = $1"
_QUEUE = """
SELECT c.number, c.id, c.uid, c.locale, c.name, c.email, c.text, c.state, c.posted_at, c.decided_at,
    c.decided_by, cardinality(c.place) AS depth, p.name AS answers
FROM comment c LEFT JOIN comment p ON p.number = c.place[cardinality(c.place) - 1]
WHERE c.uid IN (SELECT uid FROM node) AND ($1 = '' OR c.state = $1) AND ($2 = '' OR c.uid = $2)
    AND ($3::bigint IS NULL OR c.number < $3) AND {allowed}
ORDER BY c.number DESC LIMIT $4
"""
_COUNTS = """
SELECT c.state, count(*) AS number FROM comment c
WHERE c.uid IN (SELECT uid FROM node) AND ($1 = '' OR c.uid = $1) AND {allowed} GROUP BY c.state
"""


@dataclass(frozen=True)
class Queued:
    """A comment as its moderators see it; ``answers`` is the name of who wrote what it answers."""

    number: int
    id: str
    uid: str
    locale: str
    name: str
    email: str
    text: str
    state: CommentState
    posted_at: datetime
    decided_at: datetime | None
    decided_by: str
    depth: int
    answers: str | None


@dataclass(frozen=True)
class Wanted:
    """Which comments; what is empty leaves them all. ``before`` is the number of the last one seen."""

    state: str = ""
    uid: str = ""
    before: int | None = None


async def queue(actor: Actor, wanted: Wanted, most: int = MOST) -> list[Queued]:
    """Comments on entries that the actor may review, the newest first."""
    condition = allowed_filter(actor, Permission.REVIEW, "c.uid")
    sql = _QUEUE.format(allowed=condition.numbered(5))
    rows = await fetch(sql, wanted.state, wanted.uid, wanted.before, most, *condition.values)
    return [Queued(**{**row, "state": CommentState(row["state"])}) for row in rows]


async def counts(actor: Actor, uid: str = "") -> Mapping[str, int]:
    """How many of them there are in each state; ``uid`` leaves those on one entry."""
    condition = allowed_filter(actor, Permission.REVIEW, "c.uid")
    rows = await fetch(_COUNTS.format(allowed=condition.numbered(2)), uid, *condition.values)
    return {row["state"]: row["number"] for row in rows}


async def moderate(actor: Actor, comment: str, to: CommentState) -> None:
    """Let a comment be read, or not. Raises `Denied`, `NotFound` and `InvalidInput`.

    What was withdrawn or erased stays so. Call it inside `writing()`.
    """
    found = await _reviewable(actor, comment)
    if to not in DECIDED or found["empty"]:
        text = Message(N_("What was withdrawn stays so, and only its author can withdraw it."))
        raise InvalidInput([Problem("bad_state", text, "to")])
    if found["state"] == to:
        return
    await execute(_DECIDE, comment, to.value, actor.name)
    await audit.note(actor.name, "comment.moderate", found["uid"], comment=comment, state=to.value)
    if CommentState.PUBLISHED in (found["state"], to):
        await tell(found["uid"])


async def erase(actor: Actor, comment: str) -> None:
    """Erase what a comment says and who wrote it, for good. Raises `Denied` and `NotFound`.

    Its place in the thread stays as long as somebody answers it. Call it inside `writing()`.
    """
    found = await _reviewable(actor, comment)
    await empty(comment, actor.name)
    await links.end(comment)
    await audit.note(actor.name, "comment.erase", found["uid"], comment=comment)
    await tell(found["uid"])  # whatever it was: what answers it may be read from now on


async def say_of_entry(actor: Actor, uid: str, rule: Commenting | None) -> None:
    """Open or close commenting on an entry, or with None let it follow what is said above it.

    Raises `Denied`, `NotFound` and `InvalidInput`. Call it inside `writing()`.
    """
    await require(actor, Permission.REVIEW, uid)
    await keep_rule(rule, actor.name, uid=uid)
    await audit.note(actor.name, "commenting.set", uid, **_told(rule))


async def say_of_type(actor: Actor, content_type: str, rule: Commenting | None) -> None:
    """Open or close commenting on all entries of a type of which nothing nearer is said.

    Raises `Denied`, `NotFound` and `InvalidInput`. Call it inside `writing()`.
    """
    await require(actor, Permission.ADMINISTER)
    if content_type not in installed():
        raise NotFound(N_("There is no such content type."))
    await keep_rule(rule, actor.name, content_type=content_type)
    await audit.note(actor.name, "commenting.set", content_type, **_told(rule))


async def _reviewable(actor: Actor, comment: str) -> Mapping[str, Any]:
    """The comment, locked; to whom its entry is hidden, there is none."""
    found: Sequence[Mapping[str, Any]] = await fetch(_FOUND, comment)
    if not found:
        raise no_comment()
    try:
        await require(actor, Permission.REVIEW, found[0]["uid"])
    except NotFound:
        raise no_comment() from None
    return found[0]


def no_comment() -> NotFound:
    """What is said of a comment that is not there, or on an entry that may not be seen."""
    return NotFound(N_("There is no such comment."))


def _told(rule: Commenting | None) -> dict[str, Any]:
    if rule is None:
        return {"commenting": "inherited"}
    return {"commenting": "open" if rule.open else "closed", "below": rule.below}
