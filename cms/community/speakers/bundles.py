"""The bundle: what the organiser makes of the answers, and the seeker gets in one mail."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cms.community.speakers import answers, letters, requests
from cms.community.speakers.records import Asked, Reply, Request, RequestState
from cms.community.typed import Typed
from cms.database.engine import execute
from cms.errors import N_, CmsError
from cms.mail import Letter, post

_INTRODUCE = """
UPDATE speaker_request SET introduction = $2 WHERE id = $1
"""
_EDIT = """
UPDATE speaker_asked SET left_out = $3, edited = $2,
    edited_at = CASE WHEN $2::text IS NULL THEN NULL ELSE clock_timestamp() END
WHERE id = $1 AND (edited, left_out) IS DISTINCT FROM ($2, $3)
"""
_SENT = """
UPDATE speaker_request SET state = 'bundled', ended_at = now(), decided_by = $2 WHERE id = $1
"""


class BundleChanged(CmsError):
    """What would be sent is not what was looked at."""

    code = "bundle_changed"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            N_("Somebody answered or edited in the meantime: look at the bundle again.")
        )


@dataclass(frozen=True)
class Bundle:
    """A request with all who were asked."""

    request: Request
    asked: tuple[Asked, ...]

    @property
    def shown(self) -> tuple[Asked, ...]:
        """What the seeker gets: of those who would come, unless the organiser left them out."""
        return tuple(
            one for one in self.asked
            if one.reply in (Reply.YES, Reply.MAYBE) and not one.left_out
        )  # fmt: skip

    def letter(self, erasing: str = "") -> Letter:
        """The mail to the seeker."""
        return letters.bundle(self.request, self.shown, erasing)

    @property
    def fingerprint(self) -> str:
        """What tells this bundle from any other."""
        said = [
            (one.id, one.reply, one.message, one.fee, one.reach, one.agreed, one.contact,
             one.edited, one.left_out)
            for one in self.asked
        ]  # fmt: skip
        return hashlib.sha256(repr((self.request.introduction, said)).encode()).hexdigest()


async def bundle(request_id: int) -> Bundle:
    """A request's bundle as it is now. Raises `NotFound`."""
    found = await requests.load(request_id)
    return Bundle(found, tuple(await answers.answers(request_id)))


async def edit(request_id: int, fingerprint: str, typed: Mapping[str, Any]) -> None:
    """Keep the introduction, and for each answer the text and whether it is left out.

    A text is under ``text_`` with the answer's number; as the speaker wrote it, it follows what they
    answer anew. Raises `NotFound`, `Decided`, `BundleChanged` and `InvalidInput`. Call it inside
    `writing()`.
    """
    found = await _held(request_id, fingerprint)
    form = Typed(typed)
    introduction = form.text("introduction", 5000)
    edits = [
        (one.id, form.text(f"text_{one.id}", 5000), form.ticked(f"without_{one.id}"), one.message)
        for one in found.asked
        if one.reply
    ]
    form.check()
    await execute(_INTRODUCE, request_id, introduction)
    for asked_id, text, left_out, own in edits:
        await execute(_EDIT, asked_id, None if text == own else text, left_out)


async def send(request_id: int, by: str, fingerprint: str) -> None:
    """Mail the seeker the bundle that has this fingerprint; the request ends with it.

    Raises `NotFound`, `Decided` and `BundleChanged`. Call it inside `writing()`.
    """
    found = await _held(request_id, fingerprint)
    await execute(_SENT, request_id, by)
    await post(found.letter(await requests.erasing(found.request)))


async def _held(request_id: int, fingerprint: str) -> Bundle:
    mine = await requests.held(request_id, RequestState.ASKED)
    found = Bundle(mine, tuple(await answers.answers(request_id)))
    if found.fingerprint != fingerprint:
        raise BundleChanged
    return found
