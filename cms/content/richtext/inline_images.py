"""Pictures that were pasted into a text. They belong in the library: before that, it is not saved."""

import base64
import binascii
import re
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from cms.content.richtext.elements import value
from cms.content.richtext.foreign import domestic
from cms.content.richtext.lexer import Start, Token, markup
from cms.errors import N_, InvalidInput, Message, Problem

_DATA = re.compile(
    r"data:(image/[\w.+-]+)((?:;[\w.=+-]+)*?)(;base64)?,(.*)", re.IGNORECASE | re.DOTALL
)
_VALUE = re.compile(r"(?<=[\"'=])data:image/[^\"'<>\s]*+", re.IGNORECASE)
_ELSEWHERE = re.compile(r"\s*(?:file|cid|blob|webkit-fake-url|x-apple\w*):", re.IGNORECASE)
_MAYBE = re.compile(r"data:image|file:|cid:|blob:|webkit-fake-url:", re.IGNORECASE)
_NOTHING = 2  # pixels: what is not larger keeps a place free
_SMALLEST = 40  # bytes


class InlineImage(NamedTuple):
    """A picture in a text itself; what it is its bytes say, whatever ``media_type`` claims."""

    media_type: str
    content: bytes
    alt: str


class Pasted:
    """A text with the pictures in it, read once: a long one takes its time."""

    def __init__(self, html: str) -> None:
        self.html = html

    @cached_property
    def _tokens(self) -> Sequence[Token]:
        return tuple(domestic(self.html)) if _MAYBE.search(self.html) else ()

    @cached_property
    def _found(self) -> dict[int, InlineImage]:
        """The pictures by the places of their tokens."""
        found = ((place, _inline(token)) for place, token in enumerate(self._tokens))
        return {place: one for place, one in found if one}

    @property
    def pictures(self) -> list[InlineImage]:
        """Those that lie in the text itself, in order; those that show nothing are not among them."""
        return list(self._found.values())

    def moved(self, uids: Sequence[str]) -> str:
        """The text with images of the library in place of its ``pictures``, in order."""
        if not self._found:
            return self.html
        uid_at = dict(zip(self._found, uids, strict=True))
        return "".join(
            markup(_moved(token, uid_at[place]) if place in uid_at else token)
            for place, token in enumerate(self._tokens)
        )

    @property
    def problems(self) -> list[Problem]:
        """What nobody else could see, now that the ``pictures`` are in the library."""
        return _elsewhere(self._tokens)

    def refuse(self) -> None:
        """Raise `InvalidInput` for what `refuse_inline_images` refuses."""
        problems = self.problems
        if inline := len(self._found):
            text = N_("The text itself holds pictures: {count}. Put them in the library first.")
            problems.insert(0, Problem("inline_image", Message(text, {"count": inline})))
        if problems:
            raise InvalidInput(problems)


def inline_images(html: str) -> list[InlineImage]:
    """The pictures that lie in a text itself, in order; those that show nothing are not among them."""
    return Pasted(html).pictures


def with_inline_images(html: str, uids: Sequence[str]) -> str:
    """The text with images of the library in place of those that `inline_images` found, in order."""
    return Pasted(html).moved(uids)


def refuse_inline_images(html: str) -> None:
    """Raise `InvalidInput` for a picture that nobody else could see, so that none is lost silently.

    ``inline_image`` lies in the text itself, ``local_image`` on the writer's own computer.
    """
    Pasted(html).refuse()


def without_values(html: str) -> str:
    """The text without what its pictures hold, to see how long it is."""
    return _VALUE.sub("", html)


def _elsewhere(tokens: Sequence[Token]) -> list[Problem]:
    count = sum(map(_is_elsewhere, tokens))
    if not count:
        return []
    text = N_(
        "Only your computer has some of the pictures: {count}. Put them in the library first."
    )
    return [Problem("local_image", Message(text, {"count": count}))]


def _moved(token: Token, uid: str) -> Token:
    assert isinstance(token, Start)
    return Start("img", {**token.attributes, "src": f"uid:{uid}"})


def _is_elsewhere(token: Token) -> bool:
    if not isinstance(token, Start) or token.name != "img":
        return False
    return _ELSEWHERE.match(value(token, "src")) is not None


def _inline(token: Token) -> InlineImage | None:
    if not isinstance(token, Start) or token.name != "img":
        return None
    found = _DATA.fullmatch(value(token, "src"))
    content = _decoded(found[4], is_base64=bool(found[3])) if found else b""
    if not found or _is_blank(content):
        return None
    return InlineImage(found[1].lower(), content, " ".join(value(token, "alt").split()))


def _decoded(text: str, *, is_base64: bool) -> bytes:
    content = unquote_to_bytes(text)
    if not is_base64:
        return content
    try:
        return base64.b64decode(b"".join(content.split()) + b"==")
    except binascii.Error:
        return b""


def _is_blank(content: bytes) -> bool:
    """Whether it shows nothing: it keeps a place free, until a script puts a picture there."""
    if content.startswith(b"GIF8"):
        sides = (int.from_bytes(content[at : at + 2], "little") for at in (6, 8))
        return max(sides) <= _NOTHING
    if content.startswith(b"\x89PNG"):
        sides = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
        return max(sides) <= _NOTHING
    if b"<svg" in content[:200]:
        return not re.search(rb"<(?!/?svg\b|\?|!)", content)
    return len(content) < _SMALLEST
