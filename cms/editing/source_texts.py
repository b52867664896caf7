"""The source side of a save: its segments with keys that stay, and those that went."""

from collections.abc import Sequence
from dataclasses import replace

from cms.content.segments import Segment
from cms.editing.segmentation import SEPARATOR, keys, same_text
from cms.editing.text_store import WHOLE, Changes, Source, Texts
from cms.editing.units import Place


def renew(
    place: Place, segments: Sequence[Segment], known: Texts, changes: Changes, *, rich: bool
) -> list[Source]:
    """The unit's segments after a save, in order; what differs from ``known`` goes into ``changes``."""
    old, removed = known.live(place), known.removed(place)
    named = keys(changes.uid, place, old, segments, removed, rich=rich)
    return _changed(place, segments, named, known, changes)


def turn(
    place: Place, segments: Sequence[Segment], known: Texts, changes: Changes, *, same_shape: bool
) -> list[Source]:
    """The unit's segments in another language, which became the source.

    In the ``same_shape`` each stands for the one in its place. None is public as a source yet.
    """
    old = known.live(place)
    here = [one for one in known.sources.values() if one.place == place]
    fresh = Texts({(place, one.seg): replace(one, published="") for one in here})
    if same_shape and len(old) == len(segments):
        named = [one.seg for one in old]
    else:
        named = keys(changes.uid, place, (), segments, [*old, *known.removed(place)], rich=True)
    live = _changed(place, segments, named, fresh, changes)
    written = {one.seg for one in changes.sources if one.place == place}
    public = [one.seg for one in here if one.published and one.seg not in written]
    changes.sources += [fresh.sources[place, seg] for seg in public]
    return live


def carry(place: Place, known: Texts, changes: Changes) -> None:
    """Let translations that were current stay so: they count as made from the source as it is now.

    ``changes`` has the new source already. A text that came or went has no translation to carry.
    """
    old, new = known.live(place), _live_now(place, known, changes)
    bases = {one.seg: (one.text, new[one.seg].text) for one in old if one.seg in new}
    whole = SEPARATOR.join(one.text for one in old)
    bases[WHOLE] = whole, SEPARATOR.join(one.text for one in new.values())
    settled = {one.slot for one in changes.translations} | set(changes.dropped)
    for made in known.translations.values():
        if (made.field, made.item) == place and made.seg in bases and made.slot not in settled:
            was, now = bases[made.seg]
            if same_text(made.base, was) and was != now:
                changes.translations.append(replace(made, base=now))


def _live_now(place: Place, known: Texts, changes: Changes) -> dict[str, Source]:
    """The unit's segments once ``changes`` are written, by key in reading order."""
    found = {one.seg: one for one in known.live(place)}
    found |= {one.seg: one for one in changes.sources if one.place == place}
    live = [one for one in found.values() if not one.removed]
    return {one.seg: one for one in sorted(live, key=lambda one: one.position)}


def _changed(
    place: Place, segments: Sequence[Segment], named: Sequence[str], known: Texts, changes: Changes
) -> list[Source]:
    live = [
        _renewed(known.sources.get((place, seg)), place, seg, segment, position)
        for position, (seg, segment) in enumerate(zip(named, segments, strict=True))
    ]
    gone = [replace(one, removed=True) for one in known.live(place) if one.seg not in named]
    changes.sources += [one for one in [*live, *gone] if known.sources.get((place, one.seg)) != one]
    return live


def _renewed(
    known: Source | None, place: Place, seg: str, segment: Segment, position: int
) -> Source:
    published = known.published if known else ""
    return Source(*place, seg, segment.kind, segment.text, position, published)
