"""From segments back to columns: a unit is written when every segment of its source has a text."""

from collections.abc import Collection

from cms.content import ContentType, Values
from cms.editing.segmentation import composed
from cms.editing.text_store import WHOLE, Texts
from cms.editing.units import Place, Unit, units


def compose(
    content_type: ContentType, values: Values, texts: Texts, places: Collection[Place], locale: str
) -> Values:
    """What to save so that the columns of ``locale`` say what is ready in ``places``.

    Empty when they do already, or when no unit is complete. A draft is not ready: where there is one
    beside a ready text, the ready text stands.
    """
    wanted: Values = {}
    for unit in units(content_type, values).values():
        text = _text(unit, values["source_locale"], locale, texts) if unit.place in places else None
        if text is not None and text != unit.text(locale):
            _set(wanted, values, unit, locale, text)
    return wanted


def _text(unit: Unit, source: str, locale: str, texts: Texts) -> str | None:
    if texts.translation(unit.place, WHOLE, locale):
        return None
    live = texts.live(unit.place)
    made = [texts.translation(unit.place, one.seg, locale) for one in live]
    ready = [one.text for one in made if one]
    if not live or len(ready) < len(live):
        return None
    return composed(unit.one, unit.text(source), ready)


def _set(wanted: Values, values: Values, unit: Unit, locale: str, text: str) -> None:
    column = unit.one.column_in(locale)
    if not unit.place.item:
        wanted[column] = text
        return
    rows = wanted.setdefault(unit.public, [{"key": row["key"]} for row in values[unit.public]])
    next(row for row in rows if row["key"] == unit.place.item)[column] = text
