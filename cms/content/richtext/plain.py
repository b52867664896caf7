"""The tree as plain text that a person could have typed: for mails, forms and notes.

`to_text` gives the words alone, for searching and counting; this keeps what the layout says.
"""

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
    Strong,
    Table,
    Text,
)


def to_plain(doc: Document, resolve: Resolve | None = None) -> str:
    """Blocks with a blank line between them; ``resolve`` gives the address for a uid, as in `to_html`."""
    text = _Writer(resolve).document(doc)
    return text + "\n" if text else ""


class _Writer:
    def __init__(self, resolve: Resolve | None) -> None:
        self.resolve = resolve
        self.notes: list[Footnote] = []

    def document(self, doc: Document) -> str:
        text = self.blocks(doc.children)
        notes = (f"[{n}] {self._line(note.children)}" for n, note in enumerate(self.notes, 1))
        return "\n\n".join([text, *notes])

    def blocks(self, blocks: Blocks) -> str:
        return "\n\n".join(filter(None, map(self._block, blocks)))

    def _block(self, block: Block) -> str:
        match block:
            case Paragraph(children) | Heading(_, children):
                return self._line(children)
            case List(ordered, items):
                marks = (f"{number}. " if ordered else "- " for number in range(1, len(items) + 1))
                return "\n".join(map(self._item, marks, items))
            case Quotation(blocks):
                return "\n".join(f"> {line}".rstrip() for line in self.blocks(blocks).split("\n"))
            case CodeBlock(text):
                return text
            case Table(rows):
                return "\n".join(
                    " | ".join(
                        self._line(cell.children).replace("\n", " ") for cell in row.children
                    )
                    for row in rows
                )
            case Embed(_, _, title):
                page = block.video.page
                return f"{title} ({page})" if title else page

    def _item(self, mark: str, item: Item) -> str:
        text = "\n".join(map(self._block, item.children))
        return mark + text.replace("\n", "\n" + " " * len(mark))

    def _line(self, inlines: Inlines) -> str:
        return "".join(map(self._inline, inlines))

    def _inline(self, node: Inline) -> str:
        match node:
            case Text(text) | Code(text):
                return text
            case Break():
                return "\n"
            case Image():
                return node.alt
            case Link():
                return self._link(node)
            case Footnote():
                self.notes.append(node)
                return f"[{len(self.notes)}]"
            case Emphasis(children) | Strong(children) | Language(_, children):
                return self._line(children)

    def _link(self, link: Link) -> str:
        """The words, and where they lead, unless the words say that."""
        words, address = self._line(link.children), resolved(link.href, self.resolve)
        if not address:
            return words
        shown = address.removeprefix("mailto:").removeprefix("tel:")
        return words if words in (shown, address) else f"{words} ({shown})"
