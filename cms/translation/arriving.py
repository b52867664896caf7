"""The translations of one entry that arrive in a file, until they are written."""

from dataclasses import dataclass, field
from functools import cached_property

from cms.content import ContentType, Values
from cms.content.segments import Segment
from cms.editing.segmentation import canonical, segments_of
from cms.editing.text_store import Changes, Texts, Translation
from cms.editing.units import Place, Unit, units
from cms.translation.composing import compose
from cms.translation.judging import Judged


@dataclass(frozen=True)
class Target:
    """The segment of the source that a translation is for, and the whole text it stands in."""

    unit: Unit
    text: str
    position: int
    segment: Segment

    def canonical(self, translation: str) -> str:
        """A translation as it will be read back from the column."""
        return canonical(self.unit.one, self.text, self.position, translation)


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
    waiting: int = 0

    @cached_property
    def units(self) -> dict[Place, Unit]:
        """The units of the entry as it is now."""
        return units(self.content_type, self.values) if self.values else {}

    def target_of(self, judged: Judged) -> Target | None:
        """What a message is about, if the source still has it."""
        unit = self.units.get(judged.place)
        if unit is None or judged.source is None or judged.source.removed:
            return None
        text = unit.text(self.values["source_locale"])
        live = self.texts.live(unit.place)
        segments = segments_of(unit.one, text)
        position = live.index(judged.source)
        return Target(unit, text, position, segments[position])

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

    def compose(self, changes: Changes) -> Values:
        """What to save once ``changes`` are made."""
        if not self.values:
            return {}
        made = self.texts.translations | {one.slot: one for one in changes.translations}
        texts = Texts(self.texts.sources, made)
        ready = [judged.place for judged in self.accepted if judged.standing == "ready"]
        wanted, incomplete = compose(self.content_type, self.values, texts, ready, self.locale)
        self.waiting = sum(place in incomplete for place in ready)
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
