"""What strangers type into a form: each field read once, and all that is wrong told at once."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from cms import settings
from cms.community.addresses import email_address
from cms.errors import N_, InvalidInput, Message, Problem

_BLANK = re.compile(r"\n{3,}")
# Bounded, so that no text takes long. Some write an address as people can read it, and programs cannot.
_ADDRESS = re.compile(
    r"[^\s<>()\[\],;]{1,320}"
    r"(?:[@\uff20\ufe6b]|\s{0,5}[(\[{]\s{0,5}(?:at|@|apenstaartje)\s{0,5}[)\]}]\s{0,5})"
    r"[^\s<>()\[\],;]{0,320}[^\s<>()\[\],;.:!?]",
    re.IGNORECASE,
)


_TURNING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF"})
"""Of what turns the direction of all that follows, on somebody else's page too."""


def _is_hidden(letter: str) -> bool:
    control = unicodedata.category(letter) in ("Cc", "Cs")
    return control or unicodedata.bidirectional(letter) in _TURNING


def discreet(text: str, withheld: str) -> str:
    """A text without the e-mail addresses in it: ``withheld`` stands in place of each."""
    return _ADDRESS.sub(lambda _found: withheld, text)


class Typed:
    """The fields of a form. Ask for each, and then `check`, before any of it is used."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values
        self._problems: list[Problem] = []

    def check(self, more: Sequence[Problem] = ()) -> None:
        """Raise `InvalidInput` if anything is wrong, or something ``more`` is."""
        problems = [*self._problems, *more]
        if problems:
            raise InvalidInput(problems)

    def wrong(self, code: str, text: str, field: str, **params: Any) -> None:
        """Note what is wrong with a field."""
        self._problems.append(Problem(code, Message(text, params), field))

    def line(self, field: str, most: int, *, required: bool = False) -> str:
        """One line: every break in it becomes a space, so that it can stand in a mail's header."""
        return self._checked(field, " ".join(self._text(field).split()), most, required)

    def text(self, field: str, most: int, *, required: bool = False) -> str:
        """Several lines, in plain text."""
        typed = self._text(field).replace("\r\n", "\n").replace("\r", "\n")
        lines = (line.expandtabs(4).rstrip() for line in typed.split("\n"))
        return self._checked(field, _BLANK.sub("\n\n", "\n".join(lines)).strip(), most, required)

    def email(self, field: str = "email") -> str:
        """An e-mail address."""
        try:
            return email_address(self._text(field), field)
        except InvalidInput as refused:
            self._problems.extend(refused.problems)
            return ""

    def one_of(self, field: str, known: Collection[str], default: str = "") -> str:
        """One of these words."""
        value = self._text(field) or default
        if value not in known:
            self.wrong("unknown_choice", N_("Choose one of these."), field)
        return value

    def moment(self, field: str) -> datetime | None:
        """A moment, or nothing; without a time zone it is on the site's clocks."""
        value = self._values.get(field) or None
        try:
            read = datetime.fromisoformat(value) if isinstance(value, str) else value
            if read is None:
                return None
            if isinstance(read, datetime):
                zone = read.tzinfo or ZoneInfo(settings.settings.timezone)
                return read.replace(tzinfo=zone).astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        text = N_("Write a date and a time, as in 2009-12-04 15:30.")
        self.wrong("bad_moment", text, field)
        return None

    def some(self, field: str, most: int, at_most: int) -> list[str]:
        """Short texts, each once: a list, or one text with commas between them."""
        value = self._values.get(field) or ()
        parts = value.split(",") if isinstance(value, str) else value
        found = dict.fromkeys(" ".join(str(part).split()) for part in parts)
        words = [word for word in found if word]
        if len(words) > at_most:
            self.wrong("too_many", N_("No more than {most}, please."), field, most=at_most)
        return [self._checked(field, word, most, required=False) for word in words[:at_most]]

    def some_of(self, field: str, known: Collection[str], default: Iterable[str]) -> list[str]:
        """Some of these words."""
        found = self.some(field, most=20, at_most=len(known) + 1) or list(default)
        if not set(found) <= set(known):
            self.wrong("unknown_choice", N_("Choose one of these."), field)
        return found

    def ticked(self, field: str) -> bool:
        """Whether a box was ticked."""
        return self._values.get(field) in (True, "yes", "on", "true")

    def _text(self, field: str) -> str:
        value = self._values.get(field)
        return value if isinstance(value, str) else ""

    def _checked(self, field: str, value: str, most: int, required: bool) -> str:
        if not value and required:
            self.wrong("required", N_("This field is needed."), field)
        if len(value) > most:
            self.wrong("too_long", N_("This is too long: at most {most} characters."), field,
                       most=most)  # fmt: skip
        if any(_is_hidden(one) for one in value if one != "\n"):
            text = N_("There are characters in this that nobody can read.")
            self.wrong("bad_characters", text, field)
        return value
