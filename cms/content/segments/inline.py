"""A line of rich text as translators see it, and back.

It is Markdown of a few signs: ``*emphasis*``, ``**strong**``, `` `code` ``, a line break for a line
break. What a translator must not touch is a number in braces: ``[text]{1}`` is a link, ``{2}`` an
image or a footnote, ``{3}words{4}`` words in another language. Braces of the text itself are doubled.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import TypeAlias

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from cms.content.richtext.ast import (
    Break,
    Footnote,
    Image,
    Inlines,
    Language,
    Link,
    Text,
)
from cms.content.richtext.inline import CODE, EMPHASIS, STRONG, Marks, Run, tree
from cms.content.richtext.markdown import InlineWriter

_BRACES = re.compile(r"\{\{|\}\}|\{([1-9]\d{0,3})\}|[{}]")
_BRACED = re.compile(r"\{([1-9]\d{0,3})\}")
_WHOLE = ("!", "^")  # how placeholders of images and footnotes begin
_TAG = re.compile(r"<(/?)(em|strong)>")
_LANGUAGE = re.compile(r'<span lang="(.+)">')
_NOTHING_BUT_WORDS = re.compile("[^\\W_](?:[^\\W_]++|[.,;:?!'\"()/%€–—…“”‘’-]++| (?! ))*+(?<! )")


def doubled(text: str) -> str:
    """The text with its braces doubled, so that none looks like a placeholder."""
    return text.replace("{", "{{").replace("}", "}}")


def undoubled(text: str) -> str:
    """The text that `doubled` was given."""
    return text.replace("{{", "{").replace("}}", "}")


def numbers(text: str) -> list[int] | None:
    """The placeholders of a text in order; None if it has a single brace that is none."""
    if "{" not in text and "}" not in text:
        return []  # as in most texts
    found: list[int] = []
    for brace in _BRACES.finditer(text):
        if brace[1]:
            found.append(int(brace[1]))
        elif len(brace[0]) == 1:
            return None
    return found


def renumbered(text: str, new: Sequence[int]) -> str:
    """The text with its placeholder ``{n}`` called by the n-th number of ``new``."""
    if not new:
        return text
    return _BRACES.sub(
        lambda brace: f"{{{new[int(brace[1]) - 1]}}}" if brace[1] else brace[0], text
    )


Part: TypeAlias = Image | Footnote
"""What a placeholder stands for as a whole, with words that are translated elsewhere."""


@lru_cache(maxsize=512)
def write(inlines: Inlines) -> tuple[str, tuple[str, ...]] | None:
    """A line's text and what its placeholders stand for: ``(href)``, ``!(src)``, ``<span …>``,
    ``^(footnote 1)`` for the first footnote.

    None for a line that could not be read back, so that it is left alone rather than damaged.
    """
    if len(inlines) == 1 and isinstance(inlines[0], Text) and is_plain(inlines[0].text):
        return inlines[0].text, ()
    whole = parts(inlines)
    for tags in (False, True):
        writer = _Writer(tags=tags)
        text = writer.write(inlines)
        if read(text, writer.placeholders, whole) == inlines:
            return text, tuple(writer.placeholders)
    return None


def read(
    text: str,
    placeholders: Sequence[str],
    whole: Sequence[Part] = (),
    *,
    breaks: bool = True,
) -> Inlines:
    """The line that a text stands for.

    ``placeholders`` are those of the source; ``whole`` its images and footnotes in order, whose own
    texts are translated elsewhere. What is no formatting we know is taken as it is written.
    """
    if is_plain(text):
        return (Text(text),)
    children = _READER.parseInline(text, {"placeholders": placeholders})[0].children or []
    hidden = [(n, what) for n, what in enumerate(placeholders, 1) if what[0] in _WHOLE]
    shown = {
        number: part or _part(what)
        for (number, what), part in zip_longest(hidden, whole[: len(hidden)])
    }
    return tree(_runs(children, shown), breaks=breaks)


def _part(hidden: str) -> Part:
    """What a placeholder stands for, as far as it tells."""
    return Image(hidden[2:-1]) if hidden[0] == "!" else Footnote((Text(hidden[2:-1]),))


@lru_cache(maxsize=512)
def is_plain(text: str) -> bool:
    """Whether a line has no sign that formatting could be made of: most lines have none."""
    return _NOTHING_BUT_WORDS.fullmatch(text) is not None


def parts(inlines: Inlines) -> list[Part]:
    """The images and footnotes of a line, in order."""
    found: list[Part] = []
    for node in inlines:
        if isinstance(node, Image | Footnote):
            found.append(node)
        else:
            found += parts(getattr(node, "children", ()))
    return found


class _Writer(InlineWriter):
    def __init__(self, *, tags: bool) -> None:
        super().__init__(tags=tags)
        self.placeholders: list[str] = []
        self.notes = 0

    def text(self, text: str) -> str:
        return doubled(super().text(text))

    def code(self, text: str) -> str:
        return doubled(super().code(text))

    def line_break(self) -> str:
        return "\n"

    def special(self, node: Image | Link | Language | Footnote) -> str:
        if isinstance(node, Image):
            return self._hidden(f"!({node.src})")
        if isinstance(node, Footnote):
            self.notes += 1
            return self._hidden(f"^(footnote {self.notes})")
        if isinstance(node, Link):
            inner = self.write(node.children)
            return f"[{inner}]" + self._hidden(f"({node.href})")
        opening = self._hidden(f'<span lang="{node.lang}">')
        return opening + self.write(node.children) + self._hidden("</span>")

    def _hidden(self, what: str) -> str:
        self.placeholders.append(what)
        return f"{{{len(self.placeholders)}}}"


def _link(state: StateInline, silent: bool) -> bool:
    """``[text]{n}``, in place of Markdown's own links."""
    start = state.pos + 1
    if state.src[state.pos] != "[":
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos, True)
    target = _BRACED.match(state.src, end + 1) if end >= 0 else None
    if not target or not _placeholder(state, target[1]).startswith("("):
        return False
    if not silent:
        limit = state.posMax
        state.pos, state.posMax = start, end
        state.push("link_open", "a", 1).content = _placeholder(state, target[1])[1:-1]
        state.linkLevel += 1
        state.md.inline.tokenize(state)
        state.linkLevel -= 1
        state.push("link_close", "a", -1)
        state.posMax = limit
    state.pos = target.end()
    return True


def _brace(state: StateInline, silent: bool) -> bool:
    """``{n}`` that is no link's, and doubled braces."""
    brace = _BRACES.match(state.src, state.pos)
    if not brace:
        return False
    hidden = _placeholder(state, brace[1]) if brace[1] else ""
    if not silent and hidden.startswith((*_WHOLE, "<")):
        token = state.push("whole" if hidden[0] in _WHOLE else "language", "", 0)
        token.content = hidden
        token.meta["number"] = int(brace[1])
    elif not silent:
        state.pending += undoubled(brace[0])
    state.pos = brace.end()
    return True


def _tag(state: StateInline, silent: bool) -> bool:
    """``<em>`` and ``<strong>``, for formatting that asterisks cannot say."""
    tag = _TAG.match(state.src, state.pos)
    if not tag:
        return False
    if not silent:
        state.push(f"{tag[2]}_{'close' if tag[1] else 'open'}", tag[2], 0)
    state.pos = tag.end()
    return True


def _placeholder(state: StateInline, number: str) -> str:
    placeholders: Sequence[str] = state.env["placeholders"]
    return placeholders[int(number) - 1] if int(number) <= len(placeholders) else ""


def _reader() -> MarkdownIt:
    reader = MarkdownIt("zero").enable(["newline", "escape", "backticks", "emphasis", "link"])
    reader.inline.ruler.at("link", _link)
    reader.inline.ruler.before("link", "brace", _brace)
    reader.inline.ruler.before("link", "tag", _tag)
    return reader


_READER = _reader()
_MARKS = {
    "em_open": EMPHASIS,
    "em_close": {"emphasis": ""},
    "strong_open": STRONG,
    "strong_close": {"strong": ""},
    "link_close": {"link": ""},
}


def _runs(tokens: Iterable[Token], whole: Mapping[int, Part]) -> Iterator[Run]:
    marks = Marks()
    for token in tokens:
        if token.type == "text":
            yield Run(token.content, marks)
        elif token.type == "code_inline":
            yield Run(undoubled(token.content), marks._replace(**CODE))
        elif token.type in ("softbreak", "hardbreak"):
            yield Run(Break(), marks)
        elif token.type == "link_open":
            marks = marks._replace(link=token.content)
        elif token.type == "whole":
            yield Run(whole[token.meta["number"]], marks)
        elif token.type == "language":
            found = _LANGUAGE.fullmatch(token.content)
            marks = marks._replace(language=found[1] if found else "")
        else:
            marks = marks._replace(**_MARKS[token.type])
