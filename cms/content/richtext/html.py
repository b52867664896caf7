"""The tree as canonical HTML: one way to write it, so that equal texts are equal strings."""

from collections.abc import Iterator
from html import escape

from cms.content.richtext.addresses import Picture, Resolve, resolved, uid_of
from cms.content.richtext.ast import (
    Block,
    Blocks,
    Break,
    Cell,
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
)
from cms.content.richtext.notes import NoteList, NoteWords
from cms.content.richtext.text import footnotes, toc


def to_html(
    doc: Document,
    heading_base: int = 2,
    resolve: Resolve | None = None,
    *,
    anchors: bool = False,
    picture: Picture | None = None,
    notes: NoteWords | None = None,
) -> str:
    """The document as HTML.

    ``heading_base`` is the level of its main headings, from 1; none goes below 6. ``resolve``
    gives the address for a uid: a link to what has none becomes plain text, and such an image is
    left out. Without ``resolve``, internal addresses stay ``uid:<uid>``, as they are stored. With
    ``anchors``, headings have the ids that `toc` names. ``picture`` writes the images of the
    library by uid and alt, which is None if the text gives none; what it writes is taken as it is.
    With ``notes``, footnotes are numbered and listed at the end; without, they stand where they
    belong, as they are stored.
    """
    writer = _Writer(max(1, heading_base), resolve)
    writer.picture = picture
    if anchors:
        writer.ids = (entry.anchor for entry in toc(doc))
    if notes and footnotes(doc):
        writer.notes = NoteList(notes, blocks_to_html(doc.children))
    written = writer.blocks(doc.children)
    return written + writer.notes.section(writer.inlines) if writer.notes else written


def inlines_to_html(inlines: Inlines, resolve: Resolve | None = None) -> str:
    """One line of text as HTML."""
    return _Writer(2, resolve).inlines(inlines)


def blocks_to_html(blocks: Blocks, resolve: Resolve | None = None) -> str:
    """Some blocks of a document as HTML."""
    return _Writer(2, resolve).blocks(blocks)


class _Writer:
    picture: Picture | None = None
    ids: Iterator[str] | None = None
    notes: NoteList | None = None

    def __init__(self, base: int, resolve: Resolve | None) -> None:
        self.base = base
        self.resolve = resolve

    def blocks(self, blocks: Blocks) -> str:
        return "".join(map(self._block, blocks))

    def inlines(self, inlines: Inlines) -> str:
        return "".join(map(self._inline, inlines))

    def _block(self, block: Block) -> str:
        match block:
            case Paragraph(children):
                return _element("p", self.inlines(children))
            case Heading():
                return self._heading(block)
            case List(ordered, items):
                return _element("ol" if ordered else "ul", "".join(map(self._item, items)))
            case Quotation(blocks):
                return _element("blockquote", self.blocks(blocks))
            case Table(rows):
                return _element("table", _element("tbody", "".join(map(self._row, rows))))
            case CodeBlock() | Embed():
                return _leaf(block)

    def _heading(self, heading: Heading) -> str:
        name = f"h{min(6, heading.level - 2 + self.base)}"
        identity = f' id="{escape(next(self.ids))}"' if self.ids else ""
        return _element(name, self.inlines(heading.children), identity)

    def _item(self, item: Item) -> str:
        """Its first paragraph goes without ``<p>`` when it is the only one: a tight list."""
        first, *rest = item.children
        if isinstance(first, Paragraph) and not any(isinstance(b, Paragraph) for b in rest):
            return _element("li", self.inlines(first.children) + self.blocks(tuple(rest)))
        return _element("li", self.blocks(item.children))

    def _row(self, row: Row) -> str:
        return _element("tr", "".join(map(self._cell, row.children)))

    def _cell(self, cell: Cell) -> str:
        return _element("th" if cell.header else "td", self.inlines(cell.children))

    def _inline(self, node: Inline) -> str:
        match node:
            case Text(text):
                return escape(text, quote=False)
            case Code(text):
                return _element("code", escape(text, quote=False))
            case Break():
                return "<br>"
            case Image() | Footnote():
                return self._image(node) if isinstance(node, Image) else self._note(node)
            case Emphasis() | Strong() | Language() | Link():
                return self._marked(node)

    def _image(self, image: Image) -> str:
        uid = uid_of(image.src)
        if uid and self.picture:
            return self.picture(uid, "" if image.decorative else image.alt or None) or ""
        address = resolved(image.src, self.resolve)
        role = ' role="presentation"' if image.decorative else ""
        return f'<img src="{escape(address)}" alt="{escape(image.alt)}"{role}>' if address else ""

    def _note(self, note: Footnote) -> str:
        if self.notes:
            return self.notes.reference(note)
        return _element("span", self.inlines(note.children), ' data-footnote=""')

    def _marked(self, node: Emphasis | Strong | Language | Link) -> str:
        inner = self.inlines(node.children)
        match node:
            case Emphasis():
                return _element("em", inner)
            case Strong():
                return _element("strong", inner)
            case Language(lang):
                return _element("span", inner, f' lang="{escape(lang)}"')
            case Link(href):
                address = resolved(href, self.resolve)
                return _element("a", inner, f' href="{escape(address)}"') if address else inner


def _leaf(block: CodeBlock | Embed) -> str:
    return (
        _embed(block)
        if isinstance(block, Embed)
        else _element("pre", escape(block.text, quote=False))
    )


def _embed(embed: Embed) -> str:
    """A link, so that nothing is fetched from elsewhere before the reader wants it."""
    page, player = escape(embed.video.page), escape(embed.video.player)
    link = f'<a href="{page}">{escape(embed.title) or page}</a>'
    name = escape(f"{embed.provider}:{embed.id}")
    return f'<figure data-embed="{name}" data-src="{player}">{link}</figure>'


def _element(name: str, inner: str, attributes: str = "") -> str:
    return f"<{name}{attributes}>{inner}</{name}>"
