"""Rich text: HTML as it is stored, and everything that is made from it."""

from cms.content.richtext.addresses import Picture
from cms.content.richtext.ast import Document, Image, to_json
from cms.content.richtext.from_markdown import from_markdown
from cms.content.richtext.html import to_html
from cms.content.richtext.inline_images import (
    InlineImage,
    inline_images,
    refuse_inline_images,
    with_inline_images,
)
from cms.content.richtext.markdown import to_markdown
from cms.content.richtext.notes import NoteWords
from cms.content.richtext.parse import parse
from cms.content.richtext.plain import to_plain
from cms.content.richtext.relinking import described, readdressed, relinked
from cms.content.richtext.sanitise import MAX_LENGTH, limit_length
from cms.content.richtext.text import (
    TocEntry,
    footnotes,
    images,
    minutes,
    pictures,
    references,
    to_text,
    toc,
    words,
)

__all__ = [
    "MAX_LENGTH",
    "Document",
    "Image",
    "InlineImage",
    "NoteWords",
    "Picture",
    "TocEntry",
    "clean",
    "described",
    "footnotes",
    "from_markdown",
    "images",
    "inline_images",
    "minutes",
    "parse",
    "pictures",
    "readdressed",
    "references",
    "relinked",
    "to_html",
    "to_json",
    "to_markdown",
    "to_plain",
    "to_text",
    "toc",
    "with_inline_images",
    "words",
]


def clean(html: str) -> str:
    """Any HTML in the form that is stored: canonical, and safe to show.

    Cleaning twice gives what cleaning once gives. Raises `InvalidInput` (``too_long``,
    ``too_deep``, ``too_many_cells``) for what `parse` would not take back, and for pictures that
    nobody else could see (``inline_image``, ``local_image``).
    """
    refuse_inline_images(html)
    written = to_html(parse(html))
    limit_length(written)
    return written
