"""Handing a text to translators before the public reads it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cms.access import audit
from cms.access.actors import Actor
from cms.access.permissions import require
from cms.access.roles import Permission
from cms.content import Values
from cms.database.engine import as_json, execute, fetch
from cms.editing import text_store, versions, working_copy

_OFFER = """
INSERT INTO offered_text (uid, content_type, source, revision, snapshot, before, actor)
SELECT $1::text, $2, $3, $4, $5::jsonb, coalesce(jsonb_object_agg(s.id, s.published), '{}'), $6
FROM source_text s WHERE s.uid = $1::text
ON CONFLICT (uid) DO UPDATE SET source = EXCLUDED.source, revision = EXCLUDED.revision,
    snapshot = EXCLUDED.snapshot, actor = EXCLUDED.actor, at = now()
"""
_BACK = """
WITH gone AS (DELETE FROM offered_text WHERE uid = $1 RETURNING before)
UPDATE source_text s SET published = coalesce(gone.before ->> s.id::text, '') FROM gone
WHERE s.uid = $1
"""


@dataclass(frozen=True)
class Offered:
    """An entry as translators have it: the revision, who let them have it, and when."""

    uid: str
    revision: int
    actor: str
    at: datetime


async def offer(actor: Actor, uid: str) -> Offered:
    """Let translators have the source text of a working copy as it is now, though it is not public.

    It leaves the house in their files, so it takes `share`. A later change stays inside until it is
    published or offered too; publishing ends the offer. Raises `Denied` and `NotFound`. Call it inside
    `writing()`.
    """
    content_type = await working_copy.content_type_of(uid)
    values = await working_copy.load(content_type, uid, lock=True)
    await require(actor, Permission.SHARE, uid)
    snapshot = as_json(versions.snapshot(content_type, values))
    await execute(
        _OFFER, uid, content_type.name, values["source_locale"], values["revision"], snapshot,
        actor.name,
    )  # fmt: skip
    await text_store.publish(uid)
    await audit.note(actor.name, "texts.offer", uid)
    return (await offered([uid]))[uid]


async def take_back(actor: Actor, uid: str) -> bool:
    """End an offer: from the next export on translators have what the public reads again.

    False when there is none. Raises as `offer`.
    """
    content_type = await working_copy.content_type_of(uid)
    await working_copy.load(content_type, uid, lock=True)
    await require(actor, Permission.SHARE, uid)
    if not await offered([uid]):
        return False
    await execute(_BACK, uid)
    await audit.note(actor.name, "texts.take_back", uid)
    return True


async def offered(uids: Iterable[str]) -> dict[str, Offered]:
    """Those of these entries that are on offer."""
    rows = await fetch(
        "SELECT uid, revision, actor, at FROM offered_text WHERE uid = ANY($1::text[])", list(uids)
    )
    return {row["uid"]: Offered(**row) for row in rows}


async def on_offer(type_name: str, source: str) -> dict[str, Values]:
    """What translators have of the entries of a type that were written in ``source``, by uid."""
    rows = await fetch(
        "SELECT o.uid, o.snapshot FROM offered_text o JOIN node n ON n.uid = o.uid"
        " WHERE o.content_type = $1 AND o.source = $2",
        type_name,
        source,
    )
    return {row["uid"]: json.loads(row["snapshot"]) for row in rows}
