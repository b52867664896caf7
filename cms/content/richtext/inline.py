"""One way to write any line of text: runs with marks, and the tree they stand for.

The same words in the same formatting always give the same tree: formatting begins and ends at a
word, neighbours with equal formatting are one, and the mark that reaches furthest is outermost.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cms.content.richtext.ast import (
    Break,
    Code,
    Emphasis,
    Footnote,
    Image,
    Inline,
    Inlines,
    Language,
    Link,
    Strong,
    Text,
)


class Marks(NamedTuple):
    """The formatting of a run. Of two that reach equally far, the first is outermost."""

    link: str = ""
    language: str = ""
    emphasis: str = ""
    strong: str = ""
    code: str = ""


class Run(NamedTuple):
    content: str | Break | Image | Footnote
    marks: Marks = Marks()

    def is_gap(self) -> bool:
        """Whether it only parts what stands before and after it."""
        if isinstance(self.content, str):
            return not self.content.strip()
        return isinstance(self.content, Break)


_ON = "on"
EMPHASIS = {"emphasis": _ON}
STRONG = {"strong": _ON}
CODE = {"code": _ON}
_WRAPPERS = Marks._fields[:-1]  # code holds only text: it is always innermost

_SPACES = re.compile(r"[ \t\n\r\f]+")
_CONTROLS = re.compile("[\0-\x08\x0b\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")


def printable(text: str) -> str:
    """The text without control characters that no reader sees and no database stores."""
    return _CONTROLS.sub("", text)


def tree(runs: Iterable[Run], *, breaks: bool = True) -> Inlines:
    """The runs as nodes. Without ``breaks`` (in a heading) a line break becomes a space."""
    return _nested(list(_merged(_tidy(runs, breaks))))


def runs(inlines: Inlines, marks: Marks = Marks()) -> Iterator[Run]:  # noqa: B008 - immutable
    """The nodes as runs: `tree` of them gives the nodes back."""
    for node in inlines:
        match node:
            case Text(text):
                yield Run(text, marks)
            case Code(text):
                yield Run(text, marks._replace(**CODE))
            case Break() | Image() | Footnote():
                yield Run(node, marks)
            case _:
                yield from runs(node.children, _marked(node, marks))


def _marked(node: Link | Language | Emphasis | Strong, marks: Marks) -> Marks:
    match node:
        case Link(href):
            return marks._replace(link=href)
        case Language(lang):
            return marks._replace(language=lang)
        case Emphasis():
            return marks._replace(**EMPHASIS)
        case Strong():
            return marks._replace(**STRONG)


def _tidy(runs: Iterable[Run], breaks: bool) -> Iterator[Run]:
    """Spaces once, none at the ends, and only with the marks that both neighbours have."""
    before: Marks | None = None
    gap: list[Run] = []
    for run in _pieces(runs):
        if run.is_gap():
            gap.append(run)
            continue
        if before is not None and gap:
            yield Run(_between(gap, breaks), _shared(before, run.marks))
        gap.clear()
        before = run.marks
        yield run


def _pieces(runs: Iterable[Run]) -> Iterator[Run]:
    for content, marks in runs:
        if isinstance(content, Footnote):
            yield Run(content)
            continue
        if not isinstance(content, str):
            yield Run(content, marks._replace(code=""))
            continue
        if content and content.isprintable() and "  " not in content and content == content.strip():
            yield Run(content, marks)  # as most are
            continue
        text = _SPACES.sub(" ", printable(content))
        core = text.strip()
        before, _, after = text.partition(core) if core else (text, "", "")
        yield from (Run(piece, marks) for piece in (before, core, after) if piece)


def _between(gap: Sequence[Run], breaks: bool) -> str | Break:
    if breaks and any(isinstance(run.content, Break) for run in gap):
        return Break()
    return _SPACES.sub(" ", "".join(x if isinstance(x, str) else " " for x, _ in gap))


def _shared(one: Marks, other: Marks) -> Marks:
    return Marks(*(a if a == b else "" for a, b in zip(one, other, strict=True)))


def _merged(runs: Iterable[Run]) -> Iterator[Run]:
    texts: list[str] = []
    marks = Marks()
    for run in runs:
        if texts and (run.marks != marks or not isinstance(run.content, str)):
            yield Run("".join(texts), marks)
            texts = []
        if isinstance(run.content, str):
            texts.append(run.content)
            marks = run.marks
        else:
            yield run
    if texts:
        yield Run("".join(texts), marks)


def _nested(runs: Sequence[Run]) -> Inlines:
    nodes: list[Inline] = []
    position = 0
    while position < len(runs):
        mark, end = _furthest(runs, position)
        if mark is None:
            nodes.append(_leaf(runs[position]))
            position += 1
            continue
        inner = [Run(c, m._replace(**{mark: ""})) for c, m in runs[position:end]]
        nodes.append(_wrapped(mark, getattr(runs[position].marks, mark), _nested(inner)))
        position = end
    return tuple(nodes)


def _furthest(runs: Sequence[Run], start: int) -> tuple[str | None, int]:
    """The mark on the run at ``start`` that lasts longest, and where it ends."""
    best: tuple[str | None, int] = (None, start)
    for mark in _WRAPPERS:
        value = getattr(runs[start].marks, mark)
        end = start
        while value and end < len(runs) and getattr(runs[end].marks, mark) == value:
            end += 1
        if end > best[1]:
            best = (mark, end)
    return best


def _leaf(run: Run) -> Inline:
    if not isinstance(run.content, str):
        return run.content
    return Code(run.content) if run.marks.code else Text(run.content)


def _wrapped(mark: str, value: str, children: Inlines) -> Inline:
    match mark:
        case "link":
            return Link(value, children)
        case "language":
            return Language(value, children)
        case "emphasis":
            return Emphasis(children)
        case _:
            return Strong(children)
