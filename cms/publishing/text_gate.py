"""The gate of texts: what is published in another language is a translation that somebody finished."""

from collections import Counter
from collections.abc import Mapping
from typing import Literal

from cms.content import ContentType, Values
from cms.content.values import shown
from cms.editing import text_store
from cms.editing.segmentation import SEPARATOR, same_text
from cms.editing.text_store import WHOLE, Source, Texts
from cms.editing.units import Unit, units
from cms.errors import N_, Message, Problem

Lack = Literal["stale", "review", "missing"]
_LACKING: Mapping[Lack, str] = {
    "stale": N_("texts whose source changed: {number}"),
    "review": N_("texts to be looked at: {number}"),
    "missing": N_("texts that are missing: {number}"),
}


async def unready(content_type: ContentType, values: Values, locale: str) -> list[Problem]:
    """What keeps the texts of ``locale`` from the public, as one problem with the numbers.

    A text is stale when its source changed since, and to be looked at when a draft waits beside it or
    files brought another. A field that nobody began to translate is no obstacle, unless it is
    required: `gate.missing` says so. In the language it was written in nothing can lack.
    """
    if locale == values["source_locale"]:
        return []
    known = await text_store.load_all([values["uid"]])
    await text_store.load_conflicts(known)
    texts, found = known[values["uid"]], Counter[Lack]()
    for unit in units(content_type, shown(content_type, values)).values():
        found.update(_lacks(unit, texts, locale))
    if not found:
        return []
    lacks = [
        Message(text, {"number": found[lack]}) for lack, text in _LACKING.items() if found[lack]
    ]
    text = N_("The translation is not ready: {lacks}.")
    return [Problem("texts_not_ready", Message(text, {"lacks": lacks}))]


def _lacks(unit: Unit, texts: Texts, locale: str) -> list[Lack]:
    live = texts.live(unit.place)
    adapted = texts.translation(unit.place, WHOLE, locale)
    if adapted:
        whole = SEPARATOR.join(one.text for one in live)
        return [] if same_text(adapted.base, whole) else ["stale"]
    begun = any(_is_begun(one, texts, locale) for one in live)
    found = [_lack(one, texts, locale) for one in live]
    return [one for one in found if one and (begun or one != "missing")]


def _is_begun(source: Source, texts: Texts, locale: str) -> bool:
    return texts.translation(source.place, source.seg, locale) is not None


def _lack(source: Source, texts: Texts, locale: str) -> Lack | None:
    ready = texts.translation(source.place, source.seg, locale)
    draft = texts.translation(source.place, source.seg, locale, "review")
    arrived = texts.conflicts.get((source.place, source.seg, locale), ())
    shown = draft or ready
    if draft or any(shown is None or text != shown.text for text in arrived):
        return "review"
    if ready is None:
        return "missing"
    return None if same_text(ready.base, source.text) else "stale"
