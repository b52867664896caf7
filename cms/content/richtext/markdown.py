"""The tree as CommonMark with tables; where Markdown has no words, as the HTML it allows."""

import re

from markdown_it import MarkdownIt

from cms.content.richtext.addresses import Resolve, resolved
from cms.content.richtext.ast import (
    Block,
    Blocks,
    Break,
    Code,
    CodeBlock,
    Document,
    Embed,
    Emphasis,
    Footnote,
    Heading,
    Image,
    Inline,
    Inlines,
    Item,
    Language,
    Link,
    List,
    Paragraph,
    Quotation,
    Row,
    Strong,
    Table,
    Text,
    walk,
)
from cms.content.richtext.html import blocks_to_html
from cms.content.richtext.inline import Run, runs, tree
from cms.content.richtext.parse import parse

_SPECIAL = re.compile(
    r"[\\`*\[\]]|(?<![^\W_])_|_(?![^\W_])|~(?=~)|(?<=~)~|<(?=[A-Za-z/!?])|&(?=#?\w+;)"
)
_LINE_START = re.compile(
    r"^(?:#{1,6}(?=\s|$)|>|[+-](?=\s|$)|-(?=-)|=|~~~|:(?=-)|\||(\d{1,9})(?=[.)](?:\s|$)))", re.M
)
_CLOSING = re.compile(r"(?<!#)(#+)$")
_LINE_END = re.compile(r"\n(?!\n)")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_BACKTICKS = re.compile("`+")
_REFERENCE = re.compile(r"\[\^\d+\]")
_READER = MarkdownIt("commonmark")


def to_markdown(doc: Document, resolve: Resolve | None = None) -> str:
    """The document as Markdown; ``resolve`` gives the address for a uid, as in `to_html`."""
    text = _Writer(resolve).document(doc)
    return text + "\n" if text else ""


class InlineWriter:
    """One line of text as Markdown. What is not plain formatting, a subclass writes."""

    def __init__(self, *, tags: bool = False) -> None:
        self.tags = tags  # emphasis as HTML: asterisks cannot say «"so"» in the middle of a word

    def write(self, inlines: Inlines) -> str:
        return "".join(map(self.inline, inlines))

    def inline(self, node: Inline) -> str:
        match node:
            case Text(text):
                return self.text(text)
            case Code(text):
                return self.code(text)
            case Emphasis(children):
                return self._mark("em" if self.tags else "", "*", children)
            case Strong(children):
                return self._mark("strong" if self.tags else "", "**", children)
            case Break():
                return self.line_break()
            case Image() | Link() | Language() | Footnote():
                return self.special(node)

    def _mark(self, tag: str, sign: str, children: Inlines) -> str:
        inner = self.write(children)
        return self.tag(f"<{tag}>") + inner + self.tag(f"</{tag}>") if tag else sign + inner + sign

    def text(self, text: str) -> str:
        return _SPECIAL.sub(r"\\\g<0>", text)

    def code(self, text: str) -> str:
        longest = _longest_fence(text)
        fence = "`" * (longest + 1)
        space = " " if longest else ""
        return fence + space + text + space + fence

    def tag(self, tag: str) -> str:
        return tag

    def line_break(self) -> str:
        return "\\\n"

    def special(self, node: Image | Link | Language | Footnote) -> str:
        raise NotImplementedError


class _Inlines(InlineWriter):
    def __init__(
        self,
        resolve: Resolve | None,
        notes: list[Footnote] | None,
        *,
        cell: bool,
        tags: bool = False,
    ) -> None:
        super().__init__(tags=tags)
        self.resolve = resolve
        self.notes = notes
        self.cell = cell

    def write(self, inlines: Inlines) -> str:
        written: list[str] = []
        for part in map(self.inline, inlines):
            if written and written[-1].endswith("!") and part.startswith("["):
                written[-1] = written[-1][:-1] + "\\!"  # a link, not an image
            after_note = bool(written) and _REFERENCE.fullmatch(written[-1])
            written.append("\\" + part if after_note and part[:1] in ("(", ":") else part)
        return "".join(written)

    def text(self, text: str) -> str:
        return super().text(text).replace("|", "\\|" if self.cell else "|")

    def code(self, text: str) -> str:
        if "]:" in text:  # in a link it would begin the definition of a reference
            return f"<code>{self.text(text)}</code>"
        return super().code(text).replace("|", "\\|" if self.cell else "|")

    def line_break(self) -> str:
        return "<br>" if self.cell else super().line_break()

    def special(self, node: Image | Link | Language | Footnote) -> str:
        if isinstance(node, Image):
            src = resolved(node.src, self.resolve)
            return f"![{self.text(node.alt)}]({_target(src)})" if src else ""
        if isinstance(node, Footnote):
            return self._note(node)
        inner = self.write(node.children)
        if isinstance(node, Language):
            return f'<span lang="{node.lang}">{inner}</span>'
        href = resolved(node.href, self.resolve)
        return f"[{inner}]({_target(href)})" if href else inner

    def _note(self, note: Footnote) -> str:
        if self.notes is None:  # it is only tried: what stands for a note is like this for emphasis
            return "![](x)"
        self.notes.append(note)
        return f"[^{len(self.notes)}]"


class _Writer:
    def __init__(self, resolve: Resolve | None) -> None:
        self.resolve = resolve
        self.notes: list[Footnote] = []

    def document(self, doc: Document) -> str:
        text = self.blocks(doc.children)
        return "\n\n".join([text, *map(self._definition, range(1, len(self.notes) + 1))])

    def _definition(self, number: int) -> str:
        text = self._paragraph(self.notes[number - 1].children)
        return f"[^{number}]: " + text.replace("\n", "\n    ")

    def _paragraph(self, inlines: Inlines) -> str:
        return _LINE_START.sub(_escaped, self._line(inlines))

    def blocks(self, blocks: Blocks) -> str:
        return "\n\n".join(map(self._block, blocks))

    def _block(self, block: Block) -> str:
        match block:
            case Paragraph(children):
                return self._paragraph(children)
            case Heading(level, children):
                return "#" * level + " " + _CLOSING.sub(r"\\\1", self._line(children))
            case List():
                return self._list(block)
            case Quotation(blocks):
                lines = self.blocks(blocks).split("\n")
                return "\n".join(f"> {line}" if line else ">" for line in lines)
            case CodeBlock(text):
                fence = "`" * max(3, _longest_fence(text) + 1)
                return f"{fence}\n{text}\n{fence}"
            case Table() | Embed():
                return self._table(block) if isinstance(block, Table) else blocks_to_html((block,))

    def _list(self, block: List) -> str:
        tight = all(map(_is_tight, block.children))
        parting = "\n" if tight else "\n\n"
        items: list[str] = []
        for number, item in enumerate(block.children, 1):
            mark = f"{number}. " if block.ordered else "- "
            text = parting.join(map(self._block, item.children))
            items.append(mark + _LINE_END.sub("\n" + " " * len(mark), text))
        return parting.join(items)

    def _table(self, table: Table) -> str:
        """Markdown's tables have one header row; others are written as HTML."""
        header, *rows = table.children
        width = len(header.children)
        if not all(cell.header for cell in header.children) or any(
            len(row.children) != width or any(cell.header for cell in row.children) for row in rows
        ):
            return blocks_to_html((table,), self.resolve)
        lines = [self._row(row) for row in table.children]
        return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])

    def _row(self, row: Row) -> str:
        cells = (self._line(cell.children, cell=True) for cell in row.children)
        return "| " + " | ".join(cells) + " |"

    def _line(self, inlines: Inlines, *, cell: bool = False) -> str:
        written = _Inlines(None, None, cell=cell).write(inlines)
        tags = is_marked(inlines) and _shape(_read(written)) != _shape(inlines)
        return _Inlines(self.resolve, self.notes, cell=cell, tags=tags).write(inlines)


def is_marked(inlines: Inlines) -> bool:
    """Whether there is any emphasis, which Markdown may be unable to say."""
    return any(isinstance(node, Emphasis | Strong) for node in walk(Paragraph(inlines)))


def _read(markdown: str) -> Inlines:
    html = _READER.renderInline(markdown.replace("\\|", "|"))
    return tuple(
        child
        for block in parse(html).children
        if isinstance(block, Paragraph)
        for child in block.children
    )


def _shape(inlines: Inlines) -> Inlines:
    """The formatting alone: what Markdown's readers make of an address is their own business."""
    return tree(
        Run(run.content if isinstance(run.content, str) else "", run.marks._replace(link=""))
        for run in runs(inlines)
    )


def _is_tight(item: Item) -> bool:
    first, *rest = item.children
    return isinstance(first, Paragraph | List) and all(isinstance(block, List) for block in rest)


def _escaped(found: re.Match[str]) -> str:
    return f"{found[1]}\\" if found[1] else f"\\{found[0]}"


def _longest_fence(text: str) -> int:
    return max(map(len, _BACKTICKS.findall(text)), default=0)


def _target(address: str) -> str:
    address = _ENTITY.sub("&amp;", address)
    return f"<{address}>" if "(" in address or ")" in address else address
