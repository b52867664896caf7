"""The segments of an entry with all that is known of each in one language."""

from collections.abc import Iterator
from dataclasses import dataclass

from cms.access.actors import Actor
from cms.access.permissions import require
from cms.access.roles import Permission
from cms.content import ContentType, Values
from cms.content.segments import Segment
from cms.editing import text_store, working_copy
from cms.editing.segmentation import SEPARATOR, same_text, segments_of
from cms.editing.text_store import WHOLE, Source, Texts, Translation
from cms.editing.units import Unit, text_key, units
from cms.translation.exchange.messages import stage_here
from cms.translation.rules.stages import Stage


@dataclass(frozen=True)
class Part:
    """A segment of an entry, and what is known of it in a language.

    ``adapted`` is there when the whole field has a shape of its own in that language: then its
    segments wait, and what ``stale`` and ``stage`` say is of the whole. ``arrived`` are the texts that
    came in files while another was written here, and that nobody chose from yet.
    """

    key: str
    unit: Unit
    source: Source
    segment: Segment
    ready: Translation | None
    draft: Translation | None
    adapted: Translation | None = None
    whole: str = ""
    arrived: tuple[str, ...] = ()

    @property
    def shown(self) -> Translation | None:
        """What a translator sees: the draft before what is ready."""
        return self.draft or self.ready

    @property
    def stale(self) -> bool:
        """Whether its translation was made from another text."""
        if self.adapted:
            return not same_text(self.adapted.base, self.whole)
        return self.ready is not None and not same_text(self.ready.base, self.source.text)

    @property
    def stage(self) -> Stage:
        """How far it is."""
        if self.adapted:
            return Stage.STALE if self.stale else Stage.READY
        return stage_here(self.source, self.shown, self.arrived)

    @property
    def max_length(self) -> int | None:
        """How long the field may be, if it is one line that has a limit."""
        return None if self.unit.one.rich else self.unit.one.length

    @property
    def hint(self) -> str:
        """What it is, for a translator: ``heading``, ``list item; …``."""
        return self.segment.note


async def parts_of(actor: Actor, uid: str, locale: str) -> list[Part]:
    """All segments of a working copy in reading order. Raises `NotFound`."""
    await require(actor, Permission.VIEW, uid)
    content_type = await working_copy.content_type_of(uid)
    values = await working_copy.load(content_type, uid)
    return list(parts(content_type, values, await load_texts(uid), locale))


async def load_texts(uid: str) -> Texts:
    """All texts of an entry with its open conflicts."""
    texts = await text_store.load_all([uid])
    await text_store.load_conflicts(texts)
    return texts[uid]


def parts(content_type: ContentType, values: Values, texts: Texts, locale: str) -> Iterator[Part]:
    """The segments of ``values`` in reading order."""
    for unit in units(content_type, values).values():
        segments = segments_of(unit.one, unit.text(values["source_locale"]))
        live = texts.live(unit.place)
        adapted = texts.translation(unit.place, WHOLE, locale)
        whole = SEPARATOR.join(one.text for one in live)
        for source, segment in zip(live, segments, strict=False):
            ready = texts.translation(unit.place, source.seg, locale)
            draft = texts.translation(unit.place, source.seg, locale, "review")
            yield Part(
                key=text_key(values["uid"], unit.place, source.kind, source.seg),
                unit=unit,
                source=source,
                segment=segment,
                ready=ready,
                draft=draft,
                adapted=adapted,
                whole=whole,
                arrived=_arrived(texts, source, locale, draft or ready),
            )


def _arrived(
    texts: Texts, source: Source, locale: str, shown: Translation | None
) -> tuple[str, ...]:
    found = texts.conflicts.get((source.place, source.seg, locale), ())
    return tuple(text for text in found if shown is None or text != shown.text)
