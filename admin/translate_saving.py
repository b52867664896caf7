"""Keeping what a translator typed: ready if nothing is wrong with it, as a draft otherwise, never lost."""

from dataclasses import dataclass
from typing import Literal

from cms.access.actors import Actor
from cms.database.engine import writing
from cms.editing import text_store, undo, working_copy
from cms.editing.text_store import Changes, Translation
from cms.errors import N_, CmsError, InvalidInput
from cms.translation.desk import translating
from cms.translation.desk.translating import Part, Translated
from cms.translation.rules.checks import MAX_LENGTH

MOST_KEPT = 10 * MAX_LENGTH

Standing = Literal["ready", "draft", "aside"]


@dataclass(frozen=True)
class Typed:
    """What a form holds of one text: ``source`` and ``seen`` are the texts that it showed.

    ``settles`` are the texts from files that its author chose from.
    """

    key: str
    text: str
    source: str
    seen: str
    ready: bool
    settles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kept:
    """How it was kept: ``aside`` is a text with something in it that cannot be stored as a draft.

    ``revision`` is the entry's newest then; 0 if it was put aside.
    """

    standing: Standing
    refusal: InvalidInput | None = None
    undo: str | None = None
    revision: int = 0


class Overtaken(CmsError):
    """Somebody else translated the same text meanwhile: ``now`` is theirs, by ``who``."""

    code = "overtaken"
    status = 409

    def __init__(self, now: str, who: str) -> None:
        super().__init__(N_("{who} translated this meanwhile. Choose which text stays."), who=who)
        self.now = now


async def keep(actor: Actor, uid: str, locale: str, typed: Typed) -> Kept:
    """Keep one text. Raises `Denied`, `NotFound`, `Overtaken`, and `InvalidInput` for no text at all.

    It opens its own transactions: what cannot be ready is tried as a draft, in another one.
    """
    if not typed.text.strip():
        async with writing():
            await _take(actor, uid, locale, typed, draft=True)  # refuses it, in the usual words
    refusal = None
    if typed.ready:
        try:
            async with writing():
                token, revision = await _take(actor, uid, locale, typed, draft=False)
                return Kept("ready", None, token, revision)
        except InvalidInput as error:
            refusal = error
    try:
        async with writing():
            token, revision = await _take(actor, uid, locale, typed, draft=True)
            return Kept("draft", refusal, token, revision)
    except InvalidInput as error:
        async with writing():
            await _put_aside(actor, uid, locale, typed)
        return Kept("aside", error)


async def _take(
    actor: Actor, uid: str, locale: str, typed: Typed, *, draft: bool
) -> tuple[str | None, int]:
    """Keep it; answers the way back, and the entry's revision."""
    content_type = await working_copy.content_type_of(uid)
    values = await working_copy.load(content_type, uid, lock=True)
    part = await part_of(actor, uid, locale, typed.key)
    now = part.shown if part else None
    if now and now.text not in (typed.seen, typed.text.strip()):
        raise Overtaken(now.text, now.actor)
    given = Translated(typed.key, typed.text, typed.source or None, draft, typed.settles)
    saved = await translating.translate(actor, uid, locale, [given], revision=values["revision"])
    return await undo.offer(actor, undo.of_save(saved)), saved.revision


async def part_of(actor: Actor, uid: str, locale: str, key: str) -> Part | None:
    """One text of an entry."""
    parts = await translating.parts_of(actor, uid, locale)
    return next((one for one in parts if one.key == key), None)


async def _put_aside(actor: Actor, uid: str, locale: str, typed: Typed) -> None:
    """Among the earlier texts, where its author finds it again."""
    part = await part_of(actor, uid, locale, typed.key)
    if part is None:
        return
    text = typed.text[:MOST_KEPT]
    place = (*part.unit.place, part.source.seg, locale)
    changes = Changes(uid)
    changes.keep(Translation(*place, "review", text, typed.source, "human", actor.name), "refused")
    await text_store.write(changes)
