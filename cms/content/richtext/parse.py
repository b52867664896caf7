"""HTML, of Quill or anyone, to the closed tree."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html import unescape
from itertools import chain, groupby
from operator import itemgetter
from typing import NamedTuple, cast

from cms.content.richtext.addresses import address
from cms.content.richtext.ast import (
    Block,
    Blocks,
    Break,
    Cell,
    Code,
    CodeBlock,
    Document,
    Embed,
    Footnote,
    Heading,
    Image,
    Inlines,
    Item,
    List,
    Paragraph,
    Quotation,
    Table,
    walk,
)
from cms.content.richtext.grid import Spanning, grid
from cms.content.richtext.inline import CODE, EMPHASIS, STRONG, Marks, Run, printable, runs, tree
from cms.content.richtext.lexer import End, Start, tokens
from cms.content.richtext.sanitise import EMBED, NOTE, limit_depth, sanitise
from cms.content.richtext.text import inline_text

_VOID = ("br", "img")
_TABLE = frozenset({"table"})
_BLOCKS = _TABLE | {"h2", "h3", "h4", "ul", "ol", "blockquote", "pre", "figure"}
_MARKS = {"em": EMPHASIS, "strong": STRONG, "code": CODE}
_SPAN = re.compile("[0-9]{1,4}")
_MAX_SPAN = 100
_INDENT = re.compile(r"\bql-indent-([1-8])\b")
_DECORATIVE = ("presentation", "none")
_LANG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class _Element:
    name: str
    attributes: dict[str, str]
    children: "list[_Element | str]" = field(default_factory=list)


_Nodes = Iterable[_Element | str]


class _Row(NamedTuple):
    """A list item as Quill writes it: how deep it lies is said beside it."""

    indent: int
    ordered: bool
    children: Blocks


@lru_cache(maxsize=128)  # one save, one import and one export look at the same text again and again
def parse(html: str) -> Document:
    """The tree of an HTML text. What has no place in it is left out, its words are kept.

    Raises `InvalidInput` (``too_long``, ``too_deep``) for more than anyone would write.
    """
    blocks = _blocks(_root(sanitise(html)).children, Marks())
    limit_depth(_depth(blocks))
    return Document(blocks)


def _root(html: str) -> _Element:
    """The elements of well-formed HTML, in one that has no name."""
    opened = [_Element("", {})]
    for token in tokens(html):
        if isinstance(token, End):
            opened.pop()
        elif isinstance(token, Start):
            attributes = {name: unescape(value) for name, value in token.attributes.items()}
            element = _Element(token.name, attributes)
            opened[-1].children.append(element)
            if token.name not in _VOID:
                opened.append(element)
        else:
            opened[-1].children.append(unescape(token))
    return opened[0]


def _depth(blocks: Blocks) -> int:
    below = (
        chain.from_iterable(item.children for item in block.children)
        if isinstance(block, List)
        else block.children
        for block in blocks
        if isinstance(block, List | Quotation)
    )
    return 1 + max((_depth(tuple(children)) for children in below), default=0)


def _blocks(nodes: _Nodes, marks: Marks) -> Blocks:
    flow = _Flow()
    flow.read(nodes, marks)
    flow.end_line()
    flow.end_list()
    return _joined(flow.blocks)


class _Flow:
    """Gathers loose text to paragraphs, and neighbouring lists to one."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.line: list[Run] = []
        self.rows: list[_Row] = []

    def read(self, nodes: _Nodes, marks: Marks) -> None:
        for node in nodes:
            if isinstance(node, str):
                self.line.append(Run(node, marks))
            elif node.name in _VOID:
                self.line += _void(node, marks)
            elif node.name in ("ul", "ol", "li"):
                self.end_line()
                self.rows += (row for row in _rows(node, marks) if row.children)
            elif node.name in ("p", "div"):
                self.end_line()
                self.read(node.children, marks)
                self.end_line()
            elif node.name == "table" and (cells := _layout(node)):
                for cell in cells:
                    self.end_line()
                    self.read(cell.children, marks)
                self.end_line()
            elif reader := _READERS.get(node.name):
                self.end_line()
                self.add(reader(node, marks))
            elif NOTE in node.attributes:
                self.line += _footnote(node, marks)
            else:
                self.read(node.children, _marked(node, marks))

    def end_line(self) -> None:
        for children in _paragraphs(self.line):
            self.add(Paragraph(children) if children else None)
        self.line.clear()

    def end_list(self) -> None:
        self.blocks += _lists(self.rows)
        self.rows.clear()

    def add(self, block: Block | None) -> None:
        if block:
            self.end_list()
            self.blocks.append(block)


def _joined(blocks: Iterable[Block]) -> Blocks:
    """The blocks; neighbouring lists of one kind, or quotations, made one: Quill parts them."""
    joined: list[Block] = []
    for kind, group in groupby(blocks, key=_joint):
        if kind is None:
            joined += group
        elif kind is Quotation:
            quotations = cast("Iterator[Quotation]", group)
            joined.append(Quotation(_joined(chain.from_iterable(q.children for q in quotations))))
        else:
            lists = cast("Iterator[List]", group)
            joined.append(List(bool(kind), tuple(chain.from_iterable(x.children for x in lists))))
    return tuple(joined)


def _joint(block: Block) -> type[Quotation] | bool | None:
    if isinstance(block, List):
        return block.ordered
    return Quotation if isinstance(block, Quotation) else None


def _paragraphs(line: Iterable[Run]) -> Iterator[Inlines]:
    """The text between empty lines."""
    paragraph: list[Run] = []
    blank = True
    for run in line:
        paragraph.append(run)
        if isinstance(run.content, Break):
            if blank:
                yield tree(paragraph)
                paragraph.clear()
            blank = True
        elif not run.is_gap():
            blank = False
    yield tree(paragraph)


def _rows(node: _Element, marks: Marks) -> list[_Row]:
    if node.name == "li":
        return [_Row(0, False, _blocks(node.children, marks))]
    ordered = node.name == "ol"
    rows: list[_Row] = []
    for child in node.children:
        if isinstance(child, str):
            rows.append(_Row(0, ordered, _blocks([child], marks)))
        elif child.name in ("ul", "ol"):
            rows += (row._replace(indent=row.indent + 1) for row in _rows(child, marks))
        elif child.name == "li":
            indent = _INDENT.search(child.attributes.get("class", ""))
            blocks = _blocks(child.children, marks)
            rows.append(_Row(int(indent[1]) if indent else 0, ordered, blocks))
        else:
            rows.append(_Row(0, ordered, _blocks([child], marks)))
    return rows


def _lists(rows: Sequence[_Row]) -> Blocks:
    """Rows with their depth beside them, as lists in lists."""
    level = min((row.indent for row in rows), default=0)
    items: list[tuple[bool, Item]] = []
    position = 0
    while position < len(rows):
        row = rows[position]
        start = position + (row.indent == level)
        position = start
        while position < len(rows) and rows[position].indent > level:
            position += 1
        deeper = _lists(rows[start:position])
        if row.indent == level:
            items.append((row.ordered, Item(_joined(row.children + deeper))))
        else:
            items += (
                (x.ordered, item) for x in deeper if isinstance(x, List) for item in x.children
            )
    return tuple(
        List(ordered, tuple(item for _, item in group))
        for ordered, group in groupby(items, key=itemgetter(0))
    )


def _heading(node: _Element, marks: Marks) -> Block | None:
    children = _line(node, marks, breaks=False)
    return Heading(int(node.name[1]), children) if children else None


def _quotation(node: _Element, marks: Marks) -> Block | None:
    children = _blocks(node.children, marks)
    return Quotation(children) if children else None


def _code_block(node: _Element, _: Marks) -> Block | None:
    text = printable(_plain(node)).replace("\r", "\n").replace("\f", "\n").strip("\n")
    return CodeBlock(text) if text.strip() else None


def _layout(table: _Element) -> list[_Element]:
    """The cells of a table that only places what is in it: tables, or in one column other blocks."""
    rows = [list(_elements(row)) for row in _elements(table)]
    cells = [cell for row in rows for cell in row]
    blocks = _BLOCKS if all(len(row) == 1 for row in rows) else _TABLE
    return cells if len(cells) == 1 or any(_holds(cell, blocks) for cell in cells) else []


def _holds(node: _Element, names: frozenset[str]) -> bool:
    return any(one.name in names or _holds(one, names) for one in _elements(node))


def _elements(node: _Element) -> Iterator[_Element]:
    return (child for child in node.children if not isinstance(child, str))


def _table(node: _Element, marks: Marks) -> Block | None:
    rows = (_cells(row, marks) for row in _elements(node))
    table = Table(grid(row for row in rows if row))
    return table if any(cell.children for row in table.children for cell in row.children) else None


def _cells(row: _Element, marks: Marks) -> list[Spanning]:
    return [
        Spanning(
            Cell(cell.name == "th", _line(cell, marks)),
            _span(cell, "colspan"),
            _span(cell, "rowspan"),
        )
        for cell in _elements(row)
        if cell.name in ("td", "th")
    ]


def _span(cell: _Element, name: str) -> int:
    value = cell.attributes.get(name, "")
    return min(int(value), _MAX_SPAN) or 1 if _SPAN.fullmatch(value) else 1


def _embed(node: _Element, _: Marks) -> Block | None:
    provider, _colon, name = node.attributes.get(EMBED, "").partition(":")
    embed = Embed(provider, name, " ".join(inline_text(_line(node, Marks(), breaks=False)).split()))
    return replace(embed, title="") if embed.title == embed.video.page else embed


_READERS = {
    "h2": _heading,
    "h3": _heading,
    "h4": _heading,
    "blockquote": _quotation,
    "pre": _code_block,
    "table": _table,
    "figure": _embed,
}


def _line(node: _Element, marks: Marks, *, breaks: bool = True) -> Inlines:
    """All text of an element that can hold no blocks; where there were blocks, a line break."""
    line: list[Run] = []
    for part in walk(Document(_blocks(node.children, marks))):
        if isinstance(part, Paragraph | Heading | Cell):
            line += [*runs(part.children), Run(Break())]
        elif isinstance(part, CodeBlock):
            line += [*runs((Code(part.text),)), Run(Break())]
    return tree(line, breaks=breaks)


def _footnote(node: _Element, marks: Marks) -> list[Run]:
    """A note is in the language around it; no other formatting goes into it."""
    inlines = _line(node, Marks(language=_marked(node, marks).language))
    children = tree(part for run in runs(inlines) for part in _unnested(run))
    return [Run(Footnote(children))] if children else []


def _unnested(run: Run) -> Iterator[Run]:
    """A note in a note becomes part of it."""
    if isinstance(run.content, Footnote):
        yield Run(" ")
        yield from runs(run.content.children)
    else:
        yield run


def _plain(node: _Element) -> str:
    """The text of preformatted lines, which some editors put in elements of their own."""
    texts: list[str] = []
    for child in node.children:
        if isinstance(child, str):
            texts.append(child)
        elif child.name == "br" or (child.name == "div" and texts and texts[-1][-1:] != "\n"):
            texts.append("\n")
        else:
            texts.append(_plain(child))
    return "".join(texts)


def _void(node: _Element, marks: Marks) -> list[Run]:
    if node.name == "br":
        return [Run(Break(), marks)]
    src = address(node.attributes.get("src", ""), ("http", "https"))
    alt = " ".join(printable(node.attributes.get("alt", "")).split())
    decorative = not alt and node.attributes.get("role") in _DECORATIVE
    return [Run(Image(src, alt, decorative), marks)] if src else []


def _marked(node: _Element, marks: Marks) -> Marks:
    if mark := _MARKS.get(node.name):
        return marks._replace(**mark)
    if node.name == "a" and (href := address(node.attributes.get("href", ""))):
        return marks._replace(link=href)
    if node.name == "span" and _LANG.fullmatch(lang := node.attributes.get("lang", "")):
        return marks._replace(language=lang)
    return marks
