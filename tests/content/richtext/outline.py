"""A tree as lines that a person can read and compare."""

from collections.abc import Iterator

from cms.content.richtext.ast import (
    Break,
    Cell,
    Code,
    CodeBlock,
    Document,
    Embed,
    Heading,
    Image,
    Inline,
    Inlines,
    Language,
    Link,
    List,
    Node,
    Paragraph,
    Row,
    Text,
)

INDENT = "  "


def outline(doc: Document) -> str:
    """A line for each block, what lies in it indented."""
    return "".join(f"{line}\n" for block in doc.children for line in _lines(block))


def _lines(node: Node) -> Iterator[str]:
    match node:
        case Paragraph(children):
            yield f"paragraph: {_words(children)}"
        case Heading(level, children):
            yield f"heading {level}: {_words(children)}"
        case Embed(provider, name, title):
            yield f"embed {provider} {name}: {title}"
        case CodeBlock(text):
            yield "code block:"
            yield from (f"{INDENT}{line}".rstrip() for line in text.split("\n"))
        case Row(cells):
            yield "row: " + " | ".join(map(_cell, cells))
        case _:
            ordered = isinstance(node, List) and node.ordered
            yield "ordered list" if ordered else node.type
            for child in getattr(node, "children", ()):
                yield from (f"{INDENT}{line}" for line in _lines(child))


def _cell(cell: Cell) -> str:
    return ("# " if cell.header else "") + _words(cell.children)


def _words(inlines: Inlines) -> str:
    return "".join(map(_inline, inlines))


def _inline(node: Inline) -> str:
    match node:
        case Text(text):
            return text.replace("\u00a0", "~")
        case Code(text):
            return f"code[{text}]"
        case Break():
            return " / "
        case Image(src, alt):
            return f"image({src})[{alt}]"
        case Link(href, children):
            return f"link({href})[{_words(children)}]"
        case Language(lang, children):
            return f"language({lang})[{_words(children)}]"
        case _:
            return f"{node.type}[{_words(node.children)}]"
