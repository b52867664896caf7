"""Fields with a shape of their own in a language: five list items where the source has three."""

from collections.abc import Mapping
from dataclasses import replace

from cms.access.actors import Actor
from cms.editing.saving import Saved
from cms.editing.segmentation import SEPARATOR
from cms.editing.text_store import ADAPTED, WHOLE, Changes, Translation
from cms.editing.units import Place, Unit, units
from cms.errors import N_, InvalidInput, Message, Problem
from cms.translation.desk.translating import Opened, open_for_translation


async def adapt(
    actor: Actor, uid: str, locale: str, field: str, item: str = "", *, revision: int
) -> Saved:
    """Set a field free from the segments of its source, in one language.

    It leaves translators' files, and is stale as a whole when the source changes. Its segments keep
    their translations for the way back. ``item`` is the key of a related row. A text that is typed in
    another shape than its source is adapted by itself, until it has that shape again; this stays until
    `follow`. Raises `Denied`, `NotFound`, `Conflict` and `InvalidInput`. Call it inside `writing()`.
    """
    opened = await open_for_translation(actor, uid, locale, revision=revision)
    unit = _unit(opened, field, item)
    if not unit.text(locale):
        text = Message(N_("There is no text in this language yet that could have its own shape."))
        raise InvalidInput([Problem("required", text, "field")])
    known = opened.texts.translation(unit.place, WHOLE, locale)
    new = Translation(
        *unit.place, WHOLE, locale, "ready", unit.text(locale), _whole(opened, unit), ADAPTED,
        actor.name,
    )  # fmt: skip
    kept = replace(known, origin=ADAPTED) if known and known.text == new.text else new
    return await opened.save(Changes(uid, translations=[kept]), set())


async def confirm(
    actor: Actor, uid: str, locale: str, field: str, item: str = "", *, revision: int
) -> Saved:
    """Say of a field with a shape of its own that it fits its source as it is now.

    Raises as `adapt`, and `InvalidInput` for a field that follows its source.
    """
    opened = await open_for_translation(actor, uid, locale, revision=revision)
    unit = _unit(opened, field, item)
    known = opened.texts.translation(unit.place, WHOLE, locale)
    if known is None:
        text = Message(N_("It follows its source, text by text."))
        raise InvalidInput([Problem("not_adapted", text, "field")])
    fits = replace(known, base=_whole(opened, unit), actor=actor.name)
    return await opened.save(Changes(uid, translations=[fits]), set())


async def follow(
    actor: Actor, uid: str, locale: str, field: str, item: str = "", *, revision: int
) -> Saved:
    """Let a field follow the segments of its source again.

    The translations that waited are shown as soon as every segment has one; until then the text
    stays as it is. Raises as `adapt`.
    """
    opened = await open_for_translation(actor, uid, locale, revision=revision)
    unit = _unit(opened, field, item)
    known = opened.texts.translation(unit.place, WHOLE, locale)
    changes = Changes(uid)
    if known:
        changes.drop(known, "replaced")
    return await opened.save(changes, {unit.place})


def _whole(opened: Opened, unit: Unit) -> str:
    """What the source says now."""
    return SEPARATOR.join(one.text for one in opened.texts.live(unit.place))


def _unit(opened: Opened, field: str, item: str) -> Unit:
    known: Mapping[Place, Unit] = units(opened.content_type, opened.values)
    unit = known.get(Place(field, item))
    if unit is None:
        text = Message(N_("There is no such place in the content."))
        raise InvalidInput([Problem("unknown_field", text, "field")])
    return unit
