"""A unit's text as segments, whether its field is rich text or not."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from cms.content import Field
from cms.content.richtext import parse, to_html
from cms.content.segments import (
    Known,
    Segment,
    align,
    from_plain,
    join,
    normalise,
    pair,
    plain,
    split,
)
from cms.editing.input import tidied
from cms.editing.text_store import Source
from cms.editing.units import Place

SEPARATOR = "\n\n"


def same_text(one: str, other: str) -> bool:
    """Whether two texts say the same, whatever their white space."""
    return one == other or normalise(one) == normalise(other)


@lru_cache(maxsize=128)
def _segments(text: str) -> tuple[Segment, ...]:
    return tuple(split(parse(text)))


def segments_of(one: Field, text: str) -> list[Segment]:
    """What a translator is given of a field's text, in reading order."""
    if one.rich:
        return list(_segments(text))
    return [plain(text)] if text.strip() else []


def paired(one: Field, source: str, target: str) -> list[str] | None:
    """The target's text for each segment of the source; none if their shapes differ."""
    if one.rich:
        pieces = _paired(source, target)
        return None if pieces is None else list(pieces)
    found = [segment.text for segment in segments_of(one, target)]
    return found if len(found) == len(segments_of(one, source)) else None


@lru_cache(maxsize=128)
def _paired(source: str, target: str) -> tuple[str, ...] | None:
    pieces = pair(parse(source), parse(target))
    return None if pieces is None else tuple(pieces)


def composed(one: Field, source: str, texts: Sequence[str | None]) -> str:
    """The source with the text of each segment replaced, except where there is none."""
    if not one.rich:
        return from_plain(texts[0]) if texts and texts[0] is not None else source
    return _composed(source, tuple(texts))


@lru_cache(maxsize=128)
def _composed(source: str, texts: tuple[str | None, ...]) -> str:
    document = parse(source)
    segments = [replace(part, key=str(n)) for n, part in enumerate(_segments(source))]
    given = {str(n): text for n, text in enumerate(texts) if text is not None}
    return to_html(join(document, given, segments))


def canonical(one: Field, source: str, texts: Sequence[str | None]) -> list[str | None]:
    """Translations of a unit's segments as they will be read back once they are in the column."""
    tidy = [None if text is None else tidied(one, text) for text in texts]
    if not one.rich:
        return [text and plain(tidied(one, from_plain(text))).text for text in tidy]
    pieces = paired(one, source, composed(one, source, tidy)) or tidy
    return [piece if text else text for text, piece in zip(tidy, pieces, strict=True)]


def keys(
    uid: str,
    place: Place,
    old: Sequence[Source],
    new: Sequence[Segment],
    removed: Sequence[Source],
    *,
    rich: bool,
) -> list[str]:
    """The keys of new segments: those that they had, or new ones."""
    if not rich and new and (old or removed):
        return [(old or removed)[0].seg]  # a field of one line has one key for ever
    field = ".".join(filter(None, place))
    return align(uid, field, _known(old), new, _known(removed))


def _known(listed: Sequence[Source]) -> list[Known]:
    return [Known(one.seg, one.kind, one.text) for one in listed]
