"""What translators must know of a save: which texts there are, and what each translation was made from."""

import hashlib

from cms.content import LOCALES, ContentType, Values
from cms.content.segments import normalise
from cms.content.values import shown
from cms.database.engine import as_json
from cms.editing import source_texts, text_store
from cms.editing.derivation import Typed, derive
from cms.editing.segmentation import SEPARATOR, paired, same_text, segments_of
from cms.editing.text_store import WHOLE, Changes, Slot, Standing, Texts
from cms.editing.units import Place, Unit, units


async def record(
    content_type: ContentType, before: Values | None, after: Values, *, minor: bool = False
) -> None:
    """Note the source texts of an entry, and which translations were made from them.

    After a ``minor`` change of the source, translations that were current still are. Does nothing
    when no translated text changed; otherwise reads the entry's texts once and writes only what
    differs. Call it inside `writing()`.
    """
    old = units(content_type, before) if before else {}
    new = units(content_type, after)
    turned = before is not None and before["source_locale"] != after["source_locale"]
    touched = [one for place, one in new.items() if turned or _touched(old.get(place), one)]
    gone = sorted(old.keys() - new.keys())
    if not touched and not gone:
        return
    known, changes = await text_store.load(after["uid"]), Changes(after["uid"])
    source, actor = after["source_locale"], after["updated_by"]
    for unit in touched:
        if before is not None and turned:
            _turn(unit, before["source_locale"], source, actor, known, changes)
        else:
            _record(unit, old.get(unit.place), source, actor, known, changes)
            if minor:
                source_texts.carry(unit.place, known, changes)
    for place in gone:
        source_texts.renew(place, [], known, changes, rich=True)
    await text_store.write(changes)


def _touched(old: Unit | None, new: Unit) -> bool:
    if old is None:
        return not new.empty
    return any(old.text(locale) != new.text(locale) for locale in LOCALES)


def _record(
    unit: Unit, before: Unit | None, source: str, actor: str, known: Texts, changes: Changes
) -> None:
    segments = segments_of(unit.one, unit.text(source))
    live = source_texts.renew(unit.place, segments, known, changes, rich=unit.one.rich)
    for locale in LOCALES:
        if locale != source:
            derive(Typed(unit, before, source, locale, actor), live, known, changes)


def _turn(
    unit: Unit, old_source: str, source: str, actor: str, known: Texts, changes: Changes
) -> None:
    """Another language became the source: translations of the old source are now translated anew.

    They are as good as the old ones were: what lagged behind must be looked at.
    """
    standing: Standing = "ready" if _current(unit.place, source, known) else "review"
    one = unit.one
    same_shape = paired(one, unit.text(old_source), unit.text(source)) is not None
    segments = segments_of(one, unit.text(source))
    live = source_texts.turn(unit.place, segments, known, changes, same_shape=same_shape)
    for translation in known.translations.values():
        if (translation.field, translation.item) == unit.place:
            changes.dropped.append(translation.slot)
            if translation.state == "review":
                changes.keep(translation, "replaced")
    for locale in LOCALES:
        if locale != source:
            typed = Typed(unit, None, source, locale, actor, standing)
            derive(typed, live, Texts(), changes)


def _current(place: Place, locale: str, known: Texts) -> bool:
    live = known.live(place)
    made = [known.translation(place, one.seg, locale) for one in live]
    return all(
        ready and same_text(ready.base, one.text) for one, ready in zip(live, made, strict=True)
    )


async def note_published(values: Values, locale: str) -> None:
    """The public reads the entry in ``locale`` from now on; its source texts may leave in files."""
    if locale == values["source_locale"]:
        await text_store.publish(values["uid"])
        await text_store.end_offer(values["uid"])


async def fingerprints(content_type: ContentType, values: Values, locale: str) -> dict[str, str]:
    """For each public field with text in ``locale``, a digest of the source text that it says.

    Two locales have equal digests if and only if every text of the field is a translation of
    exactly the source as the other has it.
    """
    source = values["source_locale"]
    known = Texts() if locale == source else await text_store.load(values["uid"])
    said: dict[str, list[tuple[Place, str]]] = {}
    written = set()
    for unit in units(content_type, shown(content_type, values)).values():
        if unit.text(source) or unit.text(locale):
            said.setdefault(unit.public, []).append(
                (unit.place, _said(unit, source, locale, known))
            )
        if unit.text(locale):
            written.add(unit.public)
    return {name: _digest(said[name]) for name in said if name in written}


def _said(unit: Unit, source: str, locale: str, known: Texts) -> str:
    """The source text that a unit says in ``locale``, as far as it is known."""
    texts = [segment.text for segment in segments_of(unit.one, unit.text(source))]
    if locale != source:
        texts = _bases(unit, source, locale, known)
    return normalise(SEPARATOR.join(texts))


def _bases(unit: Unit, source: str, locale: str, known: Texts) -> list[str]:
    text = unit.text(locale)
    adapted = known.translation(unit.place, WHOLE, locale)
    if adapted and adapted.text == text:
        return [adapted.base]
    pieces = paired(unit.one, unit.text(source), text)
    live = known.live(unit.place)
    if pieces is None or len(live) != len(pieces):
        return [f"\0{text}"]
    made = (known.translations.get(Slot(*unit.place, one.seg, locale, "ready")) for one in live)
    return [
        row.base if row and row.text == piece else f"\0{piece}"
        for row, piece in zip(made, pieces, strict=True)
    ]


def _digest(said: list[tuple[Place, str]]) -> str:
    return hashlib.sha256(as_json(said).encode()).hexdigest()[:16]
