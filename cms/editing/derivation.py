"""The other side of a save: what a typed translation was made from.

Editors type whole fields. When a field has the shape of its source, each of its texts is the
translation of the source text in the same place: one that was typed in this save was made from the
source as it is now, one that was left alone keeps what it was made from.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from cms.editing.segmentation import SEPARATOR, paired, segments_of
from cms.editing.text_store import (
    ADAPTED,
    STANDINGS,
    WHOLE,
    Changes,
    Source,
    Standing,
    Texts,
    Translation,
)
from cms.editing.units import Unit

WasThere = Callable[[str, str], bool]
"""Whether a segment (by its key) said a text before the save."""


@dataclass(frozen=True)
class Typed:
    """One unit in one language before and after a save.

    ``before`` is empty for a new entry. ``standing`` is what a typed text becomes.
    """

    unit: Unit
    before: Unit | None
    source_locale: str
    locale: str
    actor: str
    standing: Standing = "ready"

    @property
    def text(self) -> str:
        return self.unit.text(self.locale)

    @property
    def was(self) -> str:
        return self.before.text(self.locale) if self.before else ""

    def pieces(self) -> list[str] | None:
        """The text of each segment of the source; none when the shapes differ."""
        return paired(self.unit.one, self.unit.text(self.source_locale), self.text)

    def was_there(self, live: Sequence[Source]) -> WasThere:
        """Whether a segment said a text before the save; ``live`` are the segments of then."""
        if self.before is None:
            return lambda _seg, _text: False
        one = self.unit.one
        pieces = paired(one, self.before.text(self.source_locale), self.was)
        if pieces is not None and len(pieces) == len(live):
            was = {source.seg: piece for source, piece in zip(live, pieces, strict=True)}
            return lambda seg, text: was.get(seg) == text
        texts = {part.text for part in segments_of(one, self.was)}
        return lambda _seg, text: text in texts

    def translation(self, seg: str, text: str, base: str) -> Translation:
        return Translation(
            *self.unit.place, seg, self.locale, self.standing, text, base, "human", self.actor
        )


def derive(typed: Typed, live: Sequence[Source], known: Texts, changes: Changes) -> None:
    """Note what each text of one unit in one language was made from."""
    adapted = known.translation(typed.unit.place, WHOLE, typed.locale)
    changed = typed.text != typed.was
    on_purpose = adapted is not None and adapted.origin == ADAPTED
    if not changed and (adapted is None or on_purpose):
        return
    if not typed.text:
        _clear(typed, known, changes)
        return
    if on_purpose:
        whole = typed.translation(WHOLE, typed.text, SEPARATOR.join(one.text for one in live))
        changes.translations.append(replace(whole, origin=ADAPTED))
        return
    pieces = typed.pieces()
    if pieces is not None and adapted:
        _match(typed, live, pieces, known, changes, lambda _seg, _text: False)
        changes.dropped.append(adapted.slot)
    elif pieces is not None:
        was_there = typed.was_there(known.live(typed.unit.place))
        _match(typed, live, pieces, known, changes, was_there)
    elif changed and not (adapted is None and _amend(typed, live, known, changes)):
        base = SEPARATOR.join(one.text for one in live)
        changes.translations.append(typed.translation(WHOLE, typed.text, base))


def _clear(typed: Typed, known: Texts, changes: Changes) -> None:
    """The editor emptied the field: nothing is translated any more, and all is kept aside."""
    for one in known.translations.values():
        if (one.field, one.item, one.locale) == (*typed.unit.place, typed.locale):
            changes.drop(one, "cleared")


def _match(
    typed: Typed,
    live: Sequence[Source],
    pieces: Sequence[str],
    known: Texts,
    changes: Changes,
    was_there: WasThere,
) -> None:
    """Each piece is the translation of the source text in its place.

    In a text that was not touched at all it is not known of what.
    """
    changed = typed.text != typed.was
    for source, piece in zip(live, pieces, strict=True):
        ready = known.translation(typed.unit.place, source.seg, typed.locale)
        if not piece.strip():
            if ready:
                changes.drop(ready, "cleared")
        elif not ready or (piece != ready.text and not was_there(source.seg, piece)):
            base = source.text if changed else ""
            _put(typed.translation(source.seg, piece, base), known, changes, was_there)


def _amend(typed: Typed, live: Sequence[Source], known: Texts, changes: Changes) -> bool:
    """A translation of an earlier shape of the source was touched up: its shape did not change.

    False if it cannot be said which of its texts were.
    """
    after = paired(typed.unit.one, typed.was, typed.text)
    if after is None:
        return False
    was = [part.text for part in segments_of(typed.unit.one, typed.was)]
    now = {source.seg: source for source in live}
    by_text = {
        one.text: one
        for one in known.translations.values()
        if (one.field, one.item, one.locale) == (*typed.unit.place, typed.locale)
        and one.state == "ready"
    }
    touched = [(old, new) for old, new in zip(was, after, strict=True) if old != new]
    if not all(old in by_text for old, _ in touched):
        return False
    for old, new in touched:
        row = by_text[old]
        source = now.get(row.seg)
        base = source.text if source else row.base
        _put(typed.translation(row.seg, new, base), known, changes, _was(old))
    return True


def _was(old: str) -> WasThere:
    return lambda _seg, text: text == old


def _put(new: Translation, known: Texts, changes: Changes, was_there: WasThere) -> None:
    """Set a translation; a draft beside what is ready ends.

    What it replaces is kept aside, unless it was in the column: then a version of the entry has it.
    """
    changes.translations.append(new)
    ready, draft = (known.translations.get(new.slot._replace(state=one)) for one in STANDINGS)
    if draft and new.state == "ready":
        changes.dropped.append(draft.slot)
    for old in (ready, draft):
        replaced = old is draft or new.state == "ready"
        if old and replaced and old.text != new.text and not was_there(old.seg, old.text):
            changes.keep(old, "replaced")
