"""Rich text in the visual editor: what is stored, written as the editor itself would write it, and back.

The editor is a list of lines: it knows no blocks in blocks, no line break within a line, and links to
addresses of the web alone. A block that cannot be written as such lines stays as it is stored; the
editor then loses part of it, which `kept` tells, and the form shows the HTML instead.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from admin.answers import answering
from cms.content.richtext import clean, parse
from cms.content.richtext.ast import Block, Inlines, List, Paragraph, Quotation
from cms.content.richtext.html import blocks_to_html, inlines_to_html

FOLDER = "/admin/uid/"
DEEPEST = 8
"""The editor's deepest level below a list's first."""

_SHOWN_LINK = re.compile(
    r'href="(?:https?://[^"/]+)?' + re.escape(FOLDER) + r'([\w-]+(?:#[^\s"]*)?)"'
)
# rich.js says how the editor draws it: a span with an empty one in it.
_BREAK = '<span class="cms-break"></span>'
_SHOWN_BREAK = re.compile(r'<span class="cms-break">[^<]*(?:<span[^>]*>[^<]*</span>[^<]*)?</span>')


class _Line(NamedTuple):
    """An item of a list as the editor has it: how deep it lies is said beside it."""

    ordered: bool
    depth: int
    inlines: Inlines


class Loaded(BaseModel):
    """A text as the form was given it, and what the visual editor made of that."""

    shown: str
    made: str


def shown(html: str) -> str:
    """Canonical HTML as the visual editor writes it. `stored` and `clean` give it back."""
    written = "".join(map(_block, parse(html).children))
    return written.replace('href="uid:', f'href="{FOLDER}')


def stored(html: str) -> str:
    """The other way round, wherever the editor was opened; what it gives is still to be cleaned."""
    return _SHOWN_BREAK.sub("<br>", _SHOWN_LINK.sub(r'href="uid:\1"', html))


@answering
async def kept(request: Request) -> Response:
    """Whether the editor holds all of the text it was given; ``html`` is that text as it is stored."""
    loaded = Loaded.model_validate_json(await request.body())
    before, after = clean(stored(loaded.shown)), clean(stored(loaded.made))
    return JSONResponse({"kept": before == after, "html": before})


def _block(block: Block) -> str:
    match block:
        case Paragraph(children):
            return f"<p>{_line(children)}</p>"
        case Quotation(blocks):
            return _quotation(block, [one for one in blocks if isinstance(one, Paragraph)])
        case List():
            return _list(block)
        case _:
            return blocks_to_html((block,))


def _line(inlines: Inlines) -> str:
    return inlines_to_html(inlines).replace("<br>", _BREAK)


def _quotation(block: Quotation, paragraphs: list[Paragraph]) -> str:
    if len(paragraphs) < len(block.children):
        return blocks_to_html((block,))
    return "".join(f"<blockquote>{_line(one.children)}</blockquote>" for one in paragraphs)


def _list(block: List) -> str:
    if not _has_lines_only(block):
        return blocks_to_html((block,))
    written = []
    for ordered, lines in groupby(_lines(block), key=lambda line: line.ordered):
        items = "".join(map(_item, lines))
        written.append(f"<ol>{items}</ol>" if ordered else f"<ul>{items}</ul>")
    return "".join(written)


def _has_lines_only(block: List, depth: int = 0) -> bool:
    return depth <= DEEPEST and all(
        isinstance(first, Paragraph)
        and all(isinstance(one, List) and _has_lines_only(one, depth + 1) for one in below)
        for first, *below in (item.children for item in block.children)
    )


def _lines(block: List, depth: int = 0) -> Iterator[_Line]:
    for item in block.children:
        for one in item.children:
            if isinstance(one, Paragraph):
                yield _Line(block.ordered, depth, one.children)
            elif isinstance(one, List):
                yield from _lines(one, depth + 1)


def _item(line: _Line) -> str:
    indent = f' class="ql-indent-{line.depth}"' if line.depth else ""
    return f"<li{indent}>{_line(line.inlines)}</li>"
