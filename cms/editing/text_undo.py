"""Undoing what a translator did: the texts of an entry in one language become what they were."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from cms.access.actors import Actor
from cms.access.permissions import Denied, decide, require
from cms.access.roles import Permission
from cms.database.engine import execute, fetch
from cms.editing import authorised, text_store, undo, working_copy
from cms.editing.saving import Saved
from cms.editing.text_store import Changes, Slot, Translation
from cms.editing.undo import Inverse
from cms.errors import Conflict

_OPEN = "SELECT id FROM kept_text WHERE uid = $1 AND locale = $2 AND why = 'conflict'"
_REOPEN = """
UPDATE kept_text SET why = 'conflict' WHERE uid = $1 AND id = ANY($2::int[]) AND why = 'settled'
"""


@dataclass(frozen=True)
class Standing:
    """The translations of an entry into one language, and the conflicts that are open there."""

    texts: Mapping[Slot, Translation]
    conflicts: frozenset[int]


async def standing(uid: str, locale: str) -> Standing:
    """How they stand now."""
    known = (await text_store.load(uid)).translations
    texts = {slot: one for slot, one in known.items() if slot.locale == locale}
    return Standing(texts, frozenset(row["id"] for row in await fetch(_OPEN, uid, locale)))


async def of_texts(locale: str, before: Standing, saved: Saved) -> Inverse | None:
    """The inverse of what was done since ``before``; none if nothing was."""
    after = await standing(saved.uid, locale)
    was, now = (
        before.texts.items() - after.texts.items(),
        after.texts.items() - before.texts.items(),
    )
    closed = sorted(before.conflicts - after.conflicts)
    if not was and not now and not closed:
        return undo.of_save(saved)
    return Inverse(
        "texts",
        saved.uid,
        {
            "locale": locale,
            "revision": saved.revision if saved.changed else None,
            "before": [asdict(one) for _, one in sorted(was)],
            "after": [asdict(one) for _, one in sorted(now)],
            "closed": closed,
        },
    )


async def undo_texts(actor: Actor, inverse: Inverse) -> None:
    """Give these texts back what they said; what they say now is kept aside.

    Raises `Conflict` when one of them changed since, and `Denied`. Call it inside `writing()`.
    """
    uid, locale = inverse.uid, inverse.arguments["locale"]
    before, after = (_read(inverse.arguments[name]) for name in ("before", "after"))
    content_type = await working_copy.content_type_of(uid)
    values = await working_copy.load(content_type, uid, lock=True)
    facts = await require(actor, Permission.VIEW, uid)
    able = (Permission.EDIT, Permission.TRANSLATE)
    if not any(decide(actor, one, facts, locale).allowed for one in able):
        raise Denied(Permission.TRANSLATE)
    now, touched = (await standing(uid, locale)).texts, before.keys() | after.keys()
    if {slot: now[slot] for slot in touched if slot in now} != after:
        raise Conflict(opened=values["revision"], current=values["revision"])
    if inverse.arguments["revision"] is not None:
        await authorised.undo_save(actor, content_type, uid, inverse.arguments["revision"])
    await _give_back(uid, before, after)
    await execute(_REOPEN, uid, inverse.arguments["closed"])


async def _give_back(
    uid: str, before: Mapping[Slot, Translation], after: Mapping[Slot, Translation]
) -> None:
    changes = Changes(uid, translations=list(before.values()))
    changes.dropped = [slot for slot in after if slot not in before]
    for slot, one in after.items():
        if slot not in before or before[slot].text != one.text:
            changes.keep(one, "replaced")
    await text_store.write(changes)


def _read(rows: list[dict[str, Any]]) -> dict[Slot, Translation]:
    return {one.slot: one for one in (Translation(**row) for row in rows)}
