"""What other programs put on the clipboard, said in the few elements that we know.

Word and Outlook write lists as paragraphs, Google Docs bold as a style, web pages a picture's address
anywhere but where it belongs. HTML as we store it has none of this, and comes through unchanged.
"""

import re
from collections.abc import Iterator, Sequence

from cms.content.embeds import embedded
from cms.content.richtext.elements import Elements, classes, style, value
from cms.content.richtext.foreign_lists import Lists, is_marker, paragraph_item
from cms.content.richtext.foreign_notes import with_notes
from cms.content.richtext.lexer import End, Start, Token, tokens

_FOREIGN = re.compile(
    r"<(?:iframe|button)|\s(?:style|class|id|name|role|cite|aria-\w+|data-\w[\w-]*)\s*="
    r"|=\s*[\"']?data:",
    re.IGNORECASE,
)
_BOLD = re.compile(r"bold|bolder|[6-9]\d\d")
_ITALIC = re.compile(r"italic|oblique")
_PLAIN = re.compile(r"normal|lighter|[1-5]\d\d")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_HARD_SPACES = ("&nbsp;", "&#160;", "\u00a0")
_SPACES = re.compile("(?:&nbsp;|&#160;|[\u00a0 \t\n])+")
_OFFICE = ("Mso", "OutlineElement", "TextRun")
_GENERATORS = ("Microsoft", "LibreOffice", "OpenOffice")

# What a page shows around its text, and no reader of the text misses.
_FURNITURE = frozenset(
    {"mw-editsection", "mw-cite-backlink", "mw-jump-link", "headerlink", "anchor-link", "noprint"}
    | {"MsoCommentReference", "msocomtxt", "MsoTocHeading"}
    | {f"MsoToc{level}" for level in range(1, 10)}
)
_QUOTATIONS = frozenset({"MsoQuote", "MsoIntenseQuote"})
_EMOJI = frozenset({"emoji", "wp-smiley"})
_LAZY = ("data-src", "data-lazy-src", "data-original")


def domestic(html: str) -> Iterator[Token]:
    """The tokens of a text, whoever wrote it."""
    if not _FOREIGN.search(html):
        return tokens(html)
    return _Translator(Elements(with_notes(tuple(tokens(html))))).translated()


class _Translator:
    """Puts other tokens in the places of those that we do not know."""

    def __init__(self, page: Elements) -> None:
        self.page = page
        self.new: dict[int, Sequence[Token]] = {}
        self.instead: dict[
            int, Sequence[Token]
        ] = {}  # of elements that go with all that is in them
        self.lists = Lists(page)
        self.heading = 0  # where the last one ends
        tags = [token for token in page.tokens if isinstance(token, Start)]
        self.office = any(map(_is_office, tags))
        self.styled = any("style" in tag.attributes for tag in tags)

    def translated(self) -> Iterator[Token]:
        after = 0
        for place, token in enumerate(self.page.tokens):
            if place < after:
                continue
            if isinstance(token, Start):
                self._read(place, token)
                if place in self.instead or _is_furniture(token):
                    after = self.page.whole(place).stop
                    yield from self.instead.get(place, ())
                    continue
            for one in self.new.get(place, (token,)):
                yield _spaced(one) if self.styled and isinstance(one, str) else one

    def _read(self, place: int, tag: Start) -> None:
        match tag.name:
            case "span" | "font":
                self._styles(place, tag)
            case "b" | "strong" | "i" | "em" | "a":
                self._unwrap_plain(place, tag)
            case "p" | "div":
                self._paragraph(place, tag)
            case "ul" | "ol":
                self.lists.opens(place)
            case "li":
                if found := self.lists.item(place):
                    self._wrap(place, *found)
            case "img":
                self.new[place] = _image(tag)
            case "iframe":
                self.new[place] = _frame(tag)
            case name if name in _HEADINGS:
                self.heading = self.page.whole(place).stop

    def _wrap(self, place: int, start: Sequence[Token], end: Sequence[Token]) -> None:
        if place in self.page.ends:
            self.new[place] = start
            self.new[self.page.ends[place]] = end

    def _styles(self, place: int, tag: Start) -> None:
        """Formatting that is said in a style; of Word, languages are those of its spelling check."""
        if value(tag, "class") == "Apple-converted-space":
            if place in self.page.ends:
                self.instead.setdefault(place, (" ",))
            return
        said = style(tag)
        names = []
        if _BOLD.match(said.get("font-weight", "")) and place >= self.heading:
            names.append("strong")
        if _ITALIC.match(said.get("font-style", "")):
            names.append("em")
        if not names and not self.office:
            return
        kept = {k: v for k, v in tag.attributes.items() if k != "lang" or not self.office}
        marks, closed = (Start(name, {}) for name in names), (End(name) for name in reversed(names))
        self._wrap(place, (Start("span", kept), *marks), (*closed, End("span")))

    def _unwrap_plain(self, place: int, tag: Start) -> None:
        """A mark that its own style takes away again; a place in the text that has only a name."""
        said = style(tag)
        names = {"b": "font-weight", "strong": "font-weight", "i": "font-style", "em": "font-style"}
        plain = tag.name in names and _PLAIN.match(said.get(names[tag.name], ""))
        if plain or (tag.name == "a" and "href" not in tag.attributes):
            self._wrap(place, (), ())

    def _paragraph(self, place: int, tag: Start) -> None:
        if tag.name == "p" and (item := paragraph_item(self.page, place)):
            self._wrap(place, *item.around())
            self.instead |= {item.marker: ()} if item.marker is not None else {}
        elif value(tag, "role") == "heading":
            level = value(tag, "aria-level")
            self._heading(place, f"h{level}" if f"h{level}" in _HEADINGS else "h2")
        elif "MsoTitle" in classes(tag):
            self._heading(place, "h1")
        elif not _QUOTATIONS.isdisjoint(classes(tag)):
            self._wrap(place, (Start("blockquote", {}), tag), (End("p"), End("blockquote")))

    def _heading(self, place: int, name: str) -> None:
        self._wrap(place, (Start(name, {}),), (End(name),))
        self.heading = self.page.whole(place).stop


def _is_office(tag: Start) -> bool:
    made_by = tag.name == "meta" and value(tag, "name").lower() == "generator"
    return (
        (made_by and value(tag, "content").startswith(_GENERATORS))
        or "mso-" in tag.attributes.get("style", "")
        or any(name.startswith(_OFFICE) for name in classes(tag))
    )


def _is_furniture(tag: Start) -> bool:
    """Whether an element, and all that is in it, is no part of the text."""
    if tag.name == "button":
        return True
    if tag.name == "del":  # a change that Word keeps track of; else it is text that is struck out
        return "datetime" in tag.attributes
    named = classes(tag)
    if not _FURNITURE.isdisjoint(named) or (tag.name == "sup" and "reference" in named):
        return True
    said = style(tag)
    hidden = said.get("display", "").startswith("none") or said.get("mso-hide", "") == "all"
    return hidden or is_marker(tag) or said.get("mso-element", "").startswith("comment")


def _image(tag: Start) -> tuple[Token, ...]:
    if not _EMOJI.isdisjoint(classes(tag)) or "data-emoji" in tag.attributes:
        return (tag.attributes.get("alt", ""),)
    if (
        "aria-roledescription" in tag.attributes
        or {_size(tag, "width"), _size(tag, "height")} <= _DOT
    ):
        return ()  # a box to tick, a dot that counts its readers
    src = value(tag, "src")
    later = next((tag.attributes[name] for name in _LAZY if tag.attributes.get(name)), "")
    if later and (not src or src.startswith("data:")):
        return (Start("img", {**tag.attributes, "src": later}),)
    return (tag,)


_DOT = {"0", "1"}


def _size(tag: Start, name: str) -> str:
    return value(tag, name).removesuffix("px")


def _frame(tag: Start) -> tuple[Token, ...]:
    """A video of those that we show; another frame has no words."""
    video = embedded(value(tag, "src")) or embedded(value(tag, "data-src"))
    if not video:
        return ()
    start = Start("figure", {"data-embed": f"{video.provider}:{video.id}"})
    return (start, tag.attributes.get("title", ""), End("figure"))


def _spaced(text: str) -> str:
    """The text without the hard spaces that keep editors from losing a second one."""
    return _SPACES.sub(lambda found: _space(found[0]), text)


def _space(run: str) -> str:
    hard = any(sign in run for sign in _HARD_SPACES)
    return " " if hard and run not in _HARD_SPACES else run
