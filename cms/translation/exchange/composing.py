"""From segments back to columns: a unit is written when every segment of its source has a text."""

from collections.abc import Collection

from cms.content import ContentType, Values
from cms.editing.segmentation import composed
from cms.editing.text_store import WHOLE, Texts
from cms.editing.units import Place, Unit, units
from cms.translation.exchange.messages import fits


def compose(
    content_type: ContentType, values: Values, texts: Texts, places: Collection[Place], locale: str
) -> tuple[Values, set[Place]]:
    """What to save so that the columns of ``locale`` say what is ready in ``places``.

    Also the places that must wait, because a segment has no text yet. A draft is not ready: where
    there is one beside a ready text, the ready text stands.
    """
    wanted: Values = {}
    incomplete = set()
    for unit in units(content_type, values).values():
        if unit.place in places:
            text = _text(unit, values["source_locale"], locale, texts)
            if text is None:
                incomplete.add(unit.place)
            elif text != unit.text(locale):
                put(wanted, values, unit, locale, text)
    return wanted, incomplete


def _text(unit: Unit, source: str, locale: str, texts: Texts) -> str | None:
    if texts.translation(unit.place, WHOLE, locale):
        return None
    live = texts.live(unit.place)
    made = [(one, texts.translation(unit.place, one.seg, locale)) for one in live]
    ready = [done.text for one, done in made if done and fits(one.text, done.text)]
    if not live or len(ready) < len(live):
        return None
    return composed(unit.one, unit.text(source), ready)


def put(wanted: Values, values: Values, unit: Unit, locale: str, text: str) -> None:
    """Add to what is ``wanted`` that a unit's column says ``text``."""
    column = unit.one.column_in(locale)
    if not unit.place.item:
        wanted[column] = text
        return
    rows = wanted.setdefault(unit.public, [{"key": row["key"]} for row in values[unit.public]])
    next(row for row in rows if row["key"] == unit.place.item)[column] = text
