"""HTML from anywhere to well-formed HTML of the few elements we know.

nh3 does the work. But a tree builder that follows the standard can be made to answer 27 kB with
28 MB (formatting left open is reopened in every paragraph), and takes quadratic time for deep
nesting. So `_tame` first leaves only known tags and attributes, opens no formatting twice, and
refuses deep nesting. What other programs write goes through `foreign` before that.
"""

import re
from collections import Counter

import nh3

from cms.content.embeds import known
from cms.content.richtext.foreign import domestic
from cms.content.richtext.lexer import End, Start, markup
from cms.errors import N_, InvalidInput, Message, Problem

MAX_LENGTH = 1_000_000
MAX_DEPTH = 20
NOTE = "data-footnote"
EMBED = "data-embed"

_SAME = {"b": "strong", "i": "em", "h1": "h2", "h5": "h4", "h6": "h4", "tt": "code", "kbd": "code"}
_HEADINGS = frozenset({"h2", "h3", "h4"})
_NESTING = _HEADINGS | {"ul", "ol", "blockquote", "pre", "table", "figure"}
_MARKS = frozenset({"strong", "em", "code"})
_FLAT = frozenset({"p", "li", "tr", "td", "th", "a"})
_VOID = frozenset({"br", "img"})
# Blocks we have no node for. They end a paragraph; what they hold is kept.
_BOUNDARIES = frozenset(
    {"address", "article", "aside", "body", "caption", "center", "dd", "details", "dialog", "div"}
    | {"dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "hr"}
    | {"html", "legend", "main", "nav", "option", "section", "summary"}
)
_BOUNDARY = "<div></div>"

_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "role"},
    "li": {"class"},
    "span": {"lang", NOTE},
}
_ATTRIBUTES |= {"figure": {EMBED}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
_TAGS = {"span", "div"} | _NESTING | _MARKS | _FLAT | _VOID
_SCHEMES = {"http", "https", "mailto", "tel", "uid"}
_UNENCODABLE = re.compile("[\0\ud800-\udfff]")


def sanitise(html: str) -> str:
    """Well-formed HTML of known elements, with nothing in it that could run.

    Raises `InvalidInput` for more than a million characters, or nesting deeper than any text needs.
    """
    limit_length(html)
    text = _UNENCODABLE.sub("\N{REPLACEMENT CHARACTER}", html.replace("\r\n", "\n"))
    return nh3.clean(
        _tame(text),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel=None,
    )


def limit_length(html: str, beside: int = 0) -> None:
    """Raise `InvalidInput` for more HTML than we are willing to read; ``beside`` it counts as well."""
    length = len(html) + beside
    if length > MAX_LENGTH:
        text = N_("This text has {length} characters, its formatting included; at most {max} fit.")
        message = Message(text, {"length": length, "max": MAX_LENGTH})
        raise InvalidInput([Problem("too_long", message)])


def limit_depth(depth: int) -> None:
    """Raise `InvalidInput` for blocks nested deeper than any text needs."""
    if depth > MAX_DEPTH:
        text = N_("Lists, quotations and tables can be nested at most {max} deep.")
        raise InvalidInput([Problem("too_deep", Message(text, {"max": MAX_DEPTH}))])


def _tame(html: str) -> str:
    tamer = _Tamer()
    for token in domestic(html):
        if isinstance(token, Start):
            tamer.start(token)
        elif isinstance(token, End):
            tamer.end(token.name)
        else:
            tamer.written.append(markup(token))
    return "".join(tamer.written)


class _Tamer:
    """Writes known tags only, and keeps count of what is open."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.nested: list[str] = []
        self.marks: Counter[str] = Counter()
        self.spans: list[bool] = []  # for each open span: was it written?
        self.languages = 0

    def start(self, tag: Start) -> None:
        name = _SAME.get(tag.name, tag.name)
        if name in _BOUNDARIES and not _is_embed(tag):
            self.written.append(_BOUNDARY)
        elif name in _MARKS:
            self.marks[name] += 1
            if self.marks[name] == 1:
                self.written.append(f"<{name}>")
        elif name == "span":
            self.spans.append(not tag.attributes.keys().isdisjoint(_ATTRIBUTES["span"]))
            if self.spans[-1]:
                self.languages += 1
                self._open(name, tag.attributes)
        elif name in _NESTING:
            if name in _HEADINGS and self.nested and self.nested[-1] in _HEADINGS:
                self._close(self.nested[-1])
            self.nested.append(name)
            self._open(name, tag.attributes)
        elif name in _FLAT or name in _VOID:
            self._open(name, tag.attributes)

    def end(self, tag: str) -> None:
        name = _SAME.get(tag, tag)
        if name in self.nested:
            self._close(name)
        elif name in _BOUNDARIES:
            self.written.append(_BOUNDARY)
        elif name in _MARKS:
            if self.marks[name] == 1:
                self.written.append(f"</{name}>")
            self.marks[name] = max(0, self.marks[name] - 1)
        elif name == "span":
            if self.spans and self.spans.pop():
                self.languages -= 1
                self.written.append("</span>")
        elif name in _FLAT:
            self.written.append(f"</{name}>")

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        limit_depth(max(len(self.nested), self.languages))
        wanted = _ATTRIBUTES.get(name, ())
        kept = {key: value for key, value in attributes.items() if key in wanted}
        self.written.append(markup(Start(name, kept)))

    def _close(self, name: str) -> None:
        while self.nested:
            last = self.nested.pop()
            self.written.append(f"</{last}>")
            if last == name:
                return


def _is_embed(tag: Start) -> bool:
    return (
        tag.name == "figure"
        and known(*tag.attributes.get(EMBED, "").partition(":")[::2]) is not None
    )
