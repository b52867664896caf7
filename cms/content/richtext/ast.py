"""The closed tree of rich text. Everything we render or translate is made from these nodes.

A node holds its parts in ``children``. To add a kind of node: a class here, one reader in `parse`, one
writer in `html`, `markdown`, `plain` and `text`; the types of `Node` then show mypy what else there is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

from cms.content.embeds import Video
from cms.content.richtext.addresses import Resolve, resolved, uid_of


@dataclass(frozen=True, slots=True)
class Text:
    type: ClassVar[str] = "text"
    text: str


@dataclass(frozen=True, slots=True)
class Code:
    type: ClassVar[str] = "code"
    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """A line break that the author typed."""

    type: ClassVar[str] = "break"


@dataclass(frozen=True, slots=True)
class Image:
    """``src`` is an address or ``uid:<uid>``.

    Without ``alt``, one that is ``decorative`` has nothing to tell; of another of the library, the
    library's own words are shown.
    """

    type: ClassVar[str] = "image"
    src: str
    alt: str = ""
    decorative: bool = False


@dataclass(frozen=True, slots=True)
class Emphasis:
    type: ClassVar[str] = "emphasis"
    children: "Inlines"


@dataclass(frozen=True, slots=True)
class Strong:
    type: ClassVar[str] = "strong"
    children: "Inlines"


@dataclass(frozen=True, slots=True)
class Link:
    """``href`` is an address or ``uid:<uid>``, with an optional ``#fragment``."""

    type: ClassVar[str] = "link"
    href: str
    children: "Inlines"


@dataclass(frozen=True, slots=True)
class Language:
    """Words in another language; ``lang`` is a BCP 47 tag."""

    type: ClassVar[str] = "language"
    lang: str
    children: "Inlines"


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note to what stands before it. It lies in no formatting, and in no other footnote."""

    type: ClassVar[str] = "footnote"
    children: "Inlines"


@dataclass(frozen=True, slots=True)
class Paragraph:
    type: ClassVar[str] = "paragraph"
    children: "Inlines"


@dataclass(frozen=True, slots=True)
class Heading:
    """``level`` is 2, 3 or 4: level 1 is the page's title."""

    type: ClassVar[str] = "heading"
    level: int
    children: "Inlines"


@dataclass(frozen=True, slots=True)
class Item:
    type: ClassVar[str] = "item"
    children: "Blocks"


@dataclass(frozen=True, slots=True)
class List:
    type: ClassVar[str] = "list"
    ordered: bool
    children: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Quotation:
    type: ClassVar[str] = "quotation"
    children: "Blocks"


@dataclass(frozen=True, slots=True)
class CodeBlock:
    type: ClassVar[str] = "code_block"
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    type: ClassVar[str] = "cell"
    header: bool
    children: "Inlines"


@dataclass(frozen=True, slots=True)
class Row:
    type: ClassVar[str] = "row"
    children: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """All rows have the same number of cells."""

    type: ClassVar[str] = "table"
    children: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Embed:
    """A video of a provider that `cms.content.embeds` knows. ``title`` says what it shows."""

    type: ClassVar[str] = "embed"
    provider: str
    id: str
    title: str = ""

    @property
    def video(self) -> Video:
        """Where it is to be seen."""
        return Video(self.provider, self.id)


@dataclass(frozen=True, slots=True)
class Document:
    type: ClassVar[str] = "document"
    children: "Blocks" = ()


Inline: TypeAlias = Text | Code | Break | Image | Emphasis | Strong | Link | Language | Footnote
Inlines: TypeAlias = tuple[Inline, ...]
Block: TypeAlias = Paragraph | Heading | List | Quotation | CodeBlock | Table | Embed
Blocks: TypeAlias = tuple[Block, ...]
Node: TypeAlias = Document | Block | Item | Row | Cell | Inline


def walk(node: Node) -> Iterator[Node]:
    """The node and everything in it, in reading order."""
    yield node
    children: tuple[Node, ...] = getattr(node, "children", ())
    for child in children:
        yield from walk(child)


def to_json(node: Node, resolve: Resolve | None = None) -> dict[str, Any]:
    """The tree as plain values: ``type``, the node's own fields, and ``children``.

    ``resolve`` gives the address for a uid, as in `to_html`. What leads to something of this site
    tells its ``uid`` as well, and an embed the addresses of its page and its player.
    """
    made: dict[str, Any] = {"type": node.type}
    for name in node.__slots__:
        value = getattr(node, name)
        if name == "children":
            shown = [part for child in value for part in _shown(child, resolve)]
            made[name] = [to_json(part, resolve) for part in shown]
        elif name in TARGETS:
            made[name] = resolved(value, resolve)
            if uid := uid_of(value):
                made["uid"] = uid
        else:
            made[name] = value
    if isinstance(node, Embed):
        made.update(page=node.video.page, player=node.video.player)
    return made


TARGETS = ("href", "src")
"""The fields that hold an address."""


def _shown(node: Node, resolve: Resolve | None) -> tuple[Node, ...]:
    """The node; of a link that leads nowhere what is in it, of such an image nothing."""
    target = node.href if isinstance(node, Link) else node.src if isinstance(node, Image) else ""
    if not target or resolved(target, resolve):
        return (node,)
    return tuple(part for child in getattr(node, "children", ()) for part in _shown(child, resolve))
