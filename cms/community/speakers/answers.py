"""What speakers answer, each by a link of their own, until the deadline."""

from collections.abc import Mapping, Sequence
from typing import Any

from cms.community import links
from cms.community.speakers import requests
from cms.community.speakers.records import Asked, Fee, Reply, Request, RequestState
from cms.community.speakers.requests import ANSWERING
from cms.community.typed import Typed
from cms.database.engine import execute, fetch
from cms.errors import N_, CmsError


class AnswersClosed(CmsError):
    """The deadline has passed, or the bundle was sent."""

    code = "answers_closed"
    status = 409

    def __init__(self) -> None:
        super().__init__(N_("This request is closed: it can be answered no longer."))


_ONE = """
SELECT a.*, c.email AS contact FROM speaker_asked a LEFT JOIN speaker_contact c ON c.uid = a.uid
WHERE a.id = $1
"""
_ALL = """
SELECT a.*, c.email AS contact FROM speaker_asked a LEFT JOIN speaker_contact c ON c.uid = a.uid
WHERE a.request = $1
ORDER BY array_position(ARRAY['yes', 'maybe', 'no'], a.reply::text), a.answered_at, a.name, a.id
"""
_COUNT = """
SELECT request, count(*) AS asked, count(reply) AS answered FROM speaker_asked
WHERE request = ANY($1::int[]) GROUP BY request
"""
_ANSWER = """
UPDATE speaker_asked SET reply = $2, message = $3, fee = $4, reach = $5, agreed = $6,
    answered_at = clock_timestamp()
WHERE id = $1
"""
_OPEN = "SELECT state = 'asked' AND deadline > clock_timestamp() AS open FROM speaker_request WHERE id = $1"


async def asked(token: str) -> tuple[Asked, Request]:
    """What somebody was asked, and what they answered so far. Raises `DeadLink` and `NotFound`."""
    found = await _load(token)
    return found, await requests.load(found.request)


async def is_open(mine: Request) -> bool:
    """Whether it can still be answered."""
    found = await fetch(_OPEN, mine.id)
    return bool(found and found[0]["open"])


async def answer(token: str, typed: Mapping[str, Any]) -> tuple[Asked, Request]:
    """Answer, or answer otherwise than before.

    Raises `DeadLink`, `NotFound`, `AnswersClosed` and `InvalidInput`. Call it inside `writing()`.
    """
    found = await _load(token)
    mine = await requests.load(found.request, locking="FOR SHARE")
    if mine.state != RequestState.ASKED or not await is_open(mine):
        raise AnswersClosed
    await execute(_ANSWER, found.id, *_read(typed))
    return await _load(token), mine


def _read(typed: Mapping[str, Any]) -> tuple[Any, ...]:
    form = Typed(typed)
    reply = form.one_of("reply", tuple(Reply))
    comes = reply in (Reply.YES, Reply.MAYBE)
    read = (
        reply,
        form.text("message", 3000),
        form.one_of("fee", tuple(Fee), Fee.NONE) if comes else "",
        form.line("reach", 300) if comes else "",
        comes and form.ticked("agreed"),
    )
    form.check()
    return read


async def _load(token: str) -> Asked:
    link = await links.look(token, ANSWERING)
    found = await fetch(_ONE, int(link.subject.rpartition(":")[2]))
    if not found:
        raise requests.no_request()
    return Asked(**found[0])


async def answers(request_id: int) -> list[Asked]:
    """Everybody who was asked: those who would come first, those who have not answered last."""
    return [Asked(**row) for row in await fetch(_ALL, request_id)]


async def counts(request_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """How many were asked, and how many answered, by request."""
    rows = await fetch(_COUNT, list(request_ids))
    return {row["request"]: (row["answered"], row["asked"]) for row in rows}
