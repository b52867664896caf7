"""What somebody typed and did not save: theirs alone, kept until they save it or throw it away."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cms.access.actors import Actor
from cms.content import ContentType
from cms.database.engine import as_json, execute, fetch
from cms.errors import N_, CmsError, InvalidInput, Message, Problem

KEPT_FOR = "30 days"
MOST_BYTES = 2_000_000
MOST_KEPT = 50

_DRAFT = re.compile(r"[a-z0-9]{8,20}")
_KEEP = """
INSERT INTO autosave AS a (user_id, content_type, uid, draft, revision, typed, at)
VALUES ($1, $2, $3, $4, $5, $6, least($7, clock_timestamp()))
ON CONFLICT (user_id, content_type, uid, draft)
DO UPDATE SET revision = $5, typed = $6, at = EXCLUDED.at WHERE a.at <= EXCLUDED.at
"""
_FORGET = f"""
DELETE FROM autosave WHERE at < clock_timestamp() - interval '{KEPT_FOR}' OR user_id = $1 AND at < (
    SELECT at FROM autosave WHERE user_id = $1 ORDER BY at DESC OFFSET {MOST_KEPT - 1} LIMIT 1)
"""  # noqa: S608 - our own text
_KEPT = f"""
SELECT draft, revision, typed, at FROM autosave
WHERE user_id = $1 AND content_type = $2 AND uid = $3
    AND at >= clock_timestamp() - interval '{KEPT_FOR}'
ORDER BY at DESC
"""  # noqa: S608 - our own text
_DISCARD = """
DELETE FROM autosave WHERE user_id = $1 AND content_type = $2 AND uid = $3 AND draft = $4
"""


class TooMuch(CmsError):
    """More was typed than is kept on the side."""

    code = "autosave_too_large"
    status = 413


@dataclass(frozen=True)
class Autosave:
    """What a form held: ``draft`` names the form, ``revision`` is the one it was opened with."""

    draft: str
    revision: int
    typed: Mapping[str, Any]
    at: datetime


async def keep(
    actor: Actor,
    content_type: ContentType,
    uid: str,
    draft: str,
    *,
    revision: int,
    typed: Mapping[str, Any],
    at: datetime | None = None,
) -> None:
    """Keep what a form holds, in place of what it held; ``uid`` is empty for a new entry.

    ``at`` is when it was typed, if that was not now: what is newer stays. Raises `InvalidInput` for
    a bad ``draft``, and `TooMuch`. Call it inside `writing()`.
    """
    if not _DRAFT.fullmatch(draft):
        text = Message(N_("This form has no name that can be used."))
        raise InvalidInput([Problem("bad_draft", text, "draft")])
    written = as_json(dict(typed))
    if len(written.encode()) > MOST_BYTES:
        raise TooMuch(N_("This is too much to be kept without saving. Save it."))
    typed_at = at or datetime.now(UTC)
    await execute(_KEEP, actor.user_id, content_type.name, uid, draft, revision, written, typed_at)
    await execute(_FORGET, actor.user_id)


async def kept(actor: Actor, content_type: ContentType, uid: str) -> list[Autosave]:
    """What this person typed in forms of an entry, or of new ones when ``uid`` is empty; newest first."""
    return [
        Autosave(row["draft"], row["revision"], json.loads(row["typed"]), row["at"])
        for row in await fetch(_KEPT, actor.user_id, content_type.name, uid)
    ]


async def discard(actor: Actor, content_type: ContentType, uid: str, draft: str) -> None:
    """Forget what a form held: it was saved or thrown away."""
    await execute(_DISCARD, actor.user_id, content_type.name, uid, draft)
