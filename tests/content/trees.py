"""Trees of every kind of node, for tests that try everything."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from cms.content.richtext.ast import (
    Block,
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

SIGNS = "ab Z9*_`[]()!\\|#>-+=~&{}<\"':.,^$é漢\u00a0"
WORDS = st.sampled_from(
    ["woord", "two words", "[^1]", "1.", "(x)", ": y", "&amp;", "# a", "|", "!"]
)
TEXT = WORDS | st.text(SIGNS, min_size=1, max_size=8)
TARGETS = st.sampled_from(
    ["https://example.org/?a=1&b=2", "/x_(y)", "uid:abc#d", "mailto:a@b.nl", "#top", "uid:abc"]
)
SOURCES = st.sampled_from(["/i.png", "uid:pic", "https://example.org/i_(1).png"])
VIDEOS = st.sampled_from(
    [("youtube", "dQw4w9WgXcQ"), ("vimeo", "76979871"), ("ccc", "37c3-12345-a_b.c")]
)
LEAVES: st.SearchStrategy[Inline] = (
    TEXT.map(Text)
    | TEXT.map(Code)
    | st.just(Break())
    | st.builds(Image, SOURCES, TEXT | st.just(""))
    | st.builds(Image, SOURCES, st.just(""), st.just(True))
)


def _marked(inner: st.SearchStrategy[Inline]) -> st.SearchStrategy[Inline]:
    children = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return (
        children.map(Emphasis)
        | children.map(Strong)
        | st.builds(Link, TARGETS, children)
        | st.builds(Language, st.sampled_from(["en", "nl-BE"]), children)
        | children.map(Footnote)
    )


INLINES = st.lists(st.recursive(LEAVES, _marked, max_leaves=5), min_size=1, max_size=4).map(tuple)
CELLS = st.builds(Cell, st.booleans(), INLINES | st.just(()))
LINES: st.SearchStrategy[Block] = (
    INLINES.map(Paragraph)
    | st.builds(Heading, st.sampled_from([2, 3, 4]), INLINES)
    | st.text(SIGNS + "\n", min_size=1, max_size=20).map(CodeBlock)
    | st.builds(lambda video, title: Embed(*video, title), VIDEOS, TEXT | st.just(""))
    | st.lists(st.lists(CELLS, min_size=1, max_size=3).map(tuple).map(Row), min_size=1, max_size=3)
    .map(tuple)
    .map(Table)
)


def _nested(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    children = st.lists(inner, min_size=1, max_size=3).map(tuple)
    items = st.lists(children.map(Item), min_size=1, max_size=3).map(tuple)
    return children.map(Quotation) | st.builds(List, st.booleans(), items)


DOCUMENTS = (
    st.lists(st.recursive(LINES, _nested, max_leaves=4), max_size=4).map(tuple).map(Document)
)


def undecorated(node: Any) -> Any:
    """The tree as Markdown tells it, which has no words for a picture that only decorates."""
    if isinstance(node, Image):
        return replace(node, decorative=False)
    if not hasattr(node, "children"):
        return node
    return replace(node, children=tuple(map(undecorated, node.children)))
