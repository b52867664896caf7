"""Lists of other programs: how deep an item lies is said beside it, or the list is no list at all."""

import re
from typing import NamedTuple

from cms.content.richtext.elements import Elements, classes, style, value
from cms.content.richtext.lexer import End, Start, Token

_MSO = re.compile(r"l\d+\s+level(\d)")
_KIX = re.compile(r"lst-kix_\w+-(\d)")
_NUMBER = re.compile(r"\(?(?:\d{1,4}|[A-Za-z]|[ivxlcIVXLC]{1,7})[.)]")
_MARKER = re.compile(rf"{_NUMBER.pattern}[\s\u00a0]*|[·•▪§o–\uf0b7\uf0a7-][\s\u00a0]*")
_MOST_BEFORE = 12
_LONGEST_MARKER = 120
_DEEPEST = 8


class Item(NamedTuple):
    """A paragraph that is an item: how deep it lies, and the element that holds its number or dot."""

    ordered: bool
    indent: int
    marker: int | None

    def around(self) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
        """What stands before and after it, in HTML as an editor of flat lists writes it."""
        name = "ol" if self.ordered else "ul"
        return (Start(name, {}), _item(self.indent)), (End("li"), End(name))


def paragraph_item(page: Elements, place: int) -> Item | None:
    """The item that a paragraph of Word is, if it is one."""
    tag = page.start(place)
    found = _MSO.search(style(tag).get("mso-list", ""))
    if not found and not any(name.startswith("MsoListParagraph") for name in classes(tag)):
        return None
    marker, text = _marker(page, place, "" if found else None)
    if not found and marker is None:
        return None
    ordered = _NUMBER.match(text.strip()) is not None
    return Item(ordered, int(found[1]) - 1 if found else 0, marker)


def _marker(page: Elements, place: int, default: str | None) -> tuple[int | None, str]:
    """The span with a number or dot in front of an item's words."""
    for inner in page.inside(place)[:_MOST_BEFORE]:
        tag = page.tokens[inner]
        if isinstance(tag, str) and tag.strip():
            break
        if isinstance(tag, Start) and tag.name == "span":
            text = page.text(inner, _LONGEST_MARKER) or ""
            said = is_marker(tag) or (
                default is None and _MARKER.fullmatch(text.strip("\u00a0 \n"))
            )
            if said:
                return inner, text
    return None, default or ""


def is_marker(tag: Start) -> bool:
    """Whether Word says that an element is its own number or dot."""
    return style(tag).get("mso-list", "").strip() == "ignore"


class Lists:
    """The lists that are open, and how deep they say that they lie."""

    def __init__(self, page: Elements) -> None:
        self.page = page
        self._opened: list[tuple[int, str, int]] = []

    def opens(self, place: int) -> None:
        """A list begins."""
        tag = self.page.start(place)
        found = _KIX.search(value(tag, "class"))
        if place in self.page.ends:
            level = int(found[1]) + 1 if found else 0
            self._opened.append((self.page.ends[place], tag.name, level))

    def item(self, place: int) -> tuple[tuple[Token, ...], tuple[Token, ...]] | None:
        """What to write for the start and the end of an item, if that is something else."""
        while self._opened and self._opened[-1][0] < place:
            self._opened.pop()
        tag = self.page.start(place)
        _, name, level = self._opened[-1] if self._opened else (0, "ul", 0)
        said = value(tag, "aria-level") or value(tag, "data-aria-level")
        level = int(said) if re.fullmatch("[1-9]", said) else level
        indent = level - max(1, len(self._opened))
        start = _item(indent) if indent > 0 else tag
        if name == "ol" and value(tag, "data-list") == "bullet":  # Quill 2 has one kind of list
            return (End("ol"), Start("ul", {}), start), (End("li"), End("ul"), Start("ol", {}))
        return ((start,), (End("li"),)) if indent > 0 else None


def _item(indent: int) -> Start:
    return Start("li", {"class": f"ql-indent-{min(indent, _DEEPEST)}"} if indent else {})
