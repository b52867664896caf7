"""The translations of one entry that arrive in a file, until they are written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from cms.content import ContentType, Values
from cms.content.segments import Segment
from cms.editing.segmentation import canonical, segments_of
from cms.editing.text_store import STANDINGS, Changes, Texts, Translation
from cms.editing.units import Place, Unit, units
from cms.translation.exchange.composing import compose, put
from cms.translation.exchange.judging import Judged


@dataclass(frozen=True)
class Target:
    """The segment of the source that a translation is for.

    ``text`` is the translation as it will be read back from the column.
    """

    unit: Unit
    segment: Segment
    text: str


@dataclass
class Arriving:
    """What of a file is taken for one entry; ``values`` is empty when the entry is gone.

    ``waiting`` counts the ready texts that are not shown yet, because others beside them lack.
    """

    content_type: ContentType
    locale: str
    texts: Texts
    values: Values = field(default_factory=dict)
    accepted: list[Judged] = field(default_factory=list)
    cleared: list[Judged] = field(default_factory=list)
    waiting: int = 0

    @cached_property
    def units(self) -> dict[Place, Unit]:
        """The units of the entry as it is now."""
        return units(self.content_type, self.values) if self.values else {}

    def targets(self, listed: Sequence[Judged]) -> dict[str, Target]:
        """What each message is about by its msgctxt, as far as the source still has it."""
        by_place: dict[Place, list[Judged]] = {}
        for judged in listed:
            by_place.setdefault(judged.place, []).append(judged)
        return {
            key: target
            for place, here in by_place.items()
            if place in self.units
            for key, target in self._targets(self.units[place], here)
        }

    def _targets(self, unit: Unit, here: Sequence[Judged]) -> Iterator[tuple[str, Target]]:
        source = unit.text(self.values["source_locale"])
        judged_of = {judged.source: judged for judged in here}
        judged = [judged_of.get(one) for one in self.texts.live(unit.place)]
        texts = canonical(unit.one, source, [one.entry.msgstr if one else None for one in judged])
        segments = segments_of(unit.one, source)
        for one, segment, text in zip(judged, segments, texts, strict=True):
            if one:
                yield one.name, Target(unit, segment, text or "")

    def accept(self, judged: Judged, new: Translation, changes: Changes) -> None:
        """Take one translation; a ready one puts an end to the draft beside it."""
        self.accepted.append(judged)
        changes.translations.append(new)
        old = self.texts.translations.get(new.slot)
        draft = self.texts.translations.get(new.slot._replace(state="review"))
        if new.state == "ready" and draft:
            changes.dropped.append(draft.slot)
            if draft.text != new.text:
                changes.keep(draft, "replaced")
        if old and old.text != new.text:
            changes.keep(old, "replaced")

    def clear(self, judged: Judged, changes: Changes) -> None:
        """Take a translation away, on purpose; its texts are kept aside."""
        self.cleared.append(judged)
        assert judged.key is not None
        for state in STANDINGS:
            known = self.texts.translation(judged.place, judged.key.seg, self.locale, state)
            if known:
                changes.drop(known, "cleared")

    def compose(self, changes: Changes) -> Values:
        """What to save once ``changes`` are made."""
        if not self.values:
            return {}
        made = self.texts.translations | {one.slot: one for one in changes.translations}
        for slot in changes.dropped:
            made.pop(slot, None)
        texts = Texts(self.texts.sources, made)
        ready = [judged.place for judged in self.accepted if judged.standing == "ready"]
        wanted, incomplete = compose(self.content_type, self.values, texts, ready, self.locale)
        self.waiting = sum(place in incomplete for place in ready)
        for place in {one.place for one in self.cleared} & self.units.keys():
            if not any(texts.translation(place, one.seg, self.locale) for one in texts.live(place)):
                put(wanted, self.values, self.units[place], self.locale, "")
        return wanted

    def about(self, column: str | None) -> Judged | None:
        """The message that filled a column, as a `Problem` names it."""
        for judged in self.accepted:
            if column in self._columns(judged.place):
                return judged
        return None

    def _columns(self, place: Place) -> set[str]:
        unit = self.units.get(place)
        if unit is None:
            return set()
        column = unit.one.column_in(self.locale)
        if not place.item:
            return {column}
        rows = self.values[unit.public]
        return {
            f"{unit.public}.{index}.{column}"
            for index, row in enumerate(rows)
            if row["key"] == place.item
        }
