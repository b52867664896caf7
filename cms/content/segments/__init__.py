"""What translators translate: segments of rich text and plain fields, their keys, and back."""

from cms.content.segments.align import BASE32, Known, align, context, mint, normalise
from cms.content.segments.split import (
    ALT,
    PLAIN,
    Segment,
    from_plain,
    join,
    pair,
    plain,
    same_shape,
    split,
)

__all__ = [
    "ALT",
    "BASE32",
    "PLAIN",
    "Known",
    "Segment",
    "align",
    "context",
    "from_plain",
    "join",
    "mint",
    "normalise",
    "pair",
    "plain",
    "same_shape",
    "split",
]
