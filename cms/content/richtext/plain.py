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
    Emphasis,
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
    text = _Writer(resolve).blocks(doc.children)
    return text + "\n" if text else ""


class _Writer:
    def __init__(self, resolve: Resolve | None) -> None:
        self.resolve = resolve

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
            case Emphasis(children) | Strong(children) | Language(_, children):
                return self._line(children)

    def _link(self, link: Link) -> str:
        """The words, and where they lead, unless the words say that."""
        words, address = self._line(link.children), resolved(link.href, self.resolve)
        if not address:
            return words
        shown = address.removeprefix("mailto:").removeprefix("tel:")
        return words if words in (shown, address) else f"{words} ({shown})"
