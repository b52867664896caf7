"""The source side of a save: its segments with keys that stay, and those that went."""

from collections.abc import Sequence
from dataclasses import replace

from cms.content.segments import Segment
from cms.editing.segmentation import keys
from cms.editing.text_store import Changes, Source, Texts
from cms.editing.units import Place


def renew(
    place: Place,
    segments: Sequence[Segment],
    known: Texts,
    changes: Changes,
    *,
    rich: bool = False,
    same_keys: bool = False,
) -> list[Source]:
    """The unit's segments after a save, in order; what differs from ``known`` goes into ``changes``.

    ``same_keys`` says that each segment stands for the one that was in its place.
    """
    old, removed = known.live(place), known.removed(place)
    if same_keys and len(old) == len(segments):
        named = [one.seg for one in old]
    else:
        named = keys(changes.uid, place, old, segments, removed, rich=rich)
    live = [
        _renewed(known.sources.get((place, seg)), place, seg, segment, position)
        for position, (seg, segment) in enumerate(zip(named, segments, strict=True))
    ]
    gone = [replace(one, removed=True) for one in old if one.seg not in named]
    changes.sources += [one for one in [*live, *gone] if known.sources.get((place, one.seg)) != one]
    return live


def _renewed(
    known: Source | None, place: Place, seg: str, segment: Segment, position: int
) -> Source:
    published = known.published if known else ""
    return Source(*place, seg, segment.kind, segment.text, position, published)
