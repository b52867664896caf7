"""What editors say of a file: checked, and as it is kept."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any

from cms.content import LOCALES, Values, localised
from cms.content.assets import Licence
from cms.errors import N_, InvalidInput, Message, Problem
from cms.media.names import cleaned, parted
from cms.publishing.library.rows import PLACES

LONGEST_ALT = 400
LONGEST_CREDIT = 200
LONGEST_FOLDER = 200
LONGEST_TAG = 60
MOST_TAGS = 20
DEEPEST_FOLDER = 8
ALT = tuple(localised("alt", locale) for locale in LOCALES)


class _Wrong(Exception):
    """A value that cannot be kept: its code, and a msgid with its parameters."""

    def __init__(self, code: str, text: str, **params: Any) -> None:
        self.code = code
        self.message = Message(text, params)


def read(values: Mapping[str, Any]) -> Values:
    """What was typed of a file, by column name, as it is kept. Raises `InvalidInput`."""
    made: Values = {}
    problems: list[Problem] = []
    for name, value in values.items():
        try:
            made[name] = _reader(name)(value)
        except _Wrong as wrong:
            problems.append(Problem(wrong.code, wrong.message, str(name)[:80]))
    if problems:
        raise InvalidInput(problems)
    return made


def renamed(before: str, name: str) -> str:
    """A file's new name: its ending says what is in it, and stays."""
    stem, suffix = parted(before)
    typed = name.removesuffix(suffix) if suffix else name
    return cleaned(typed + suffix) if typed.strip(" .") else cleaned(stem + suffix)


def _reader(name: str) -> Callable[[Any], Any]:
    if name in ALT:
        return lambda value: _text(value, LONGEST_ALT)
    if name not in _READERS:
        raise _Wrong("unknown_field", N_("There is no field {name}."), name=str(name)[:80])
    return _READERS[name]


def _text(value: Any, most: int) -> str:
    if value is not None and not isinstance(value, str):
        raise _Wrong("wrong_type", N_("Write a text."))
    text = unicodedata.normalize("NFC", " ".join((value or "").split()))
    if not text.isprintable():
        raise _Wrong("bad_character", N_("This text has characters that cannot be shown."))
    if len(text) > most:
        raise _Wrong("too_long", N_("This may be at most {most} characters long."), most=most)
    return text


def _name(value: Any) -> str:
    text = _text(value, 2_000)
    if not text:
        raise _Wrong("required", N_("This field is needed."))
    return text


def _credit(value: Any) -> str:
    return _text(value, LONGEST_CREDIT)


def _licence(value: Any) -> str:
    try:
        return Licence(value).value
    except ValueError:
        known = ", ".join(Licence)
        raise _Wrong("bad_choice", N_("Choose one of {known}."), known=known) from None


def _focus(value: Any) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not (number and isfinite(value) and 0 <= value <= 1):
        raise _Wrong("bad_focus", N_("A focal point lies in the picture: from 0 to 1."))
    return round(float(value), PLACES)


def _folder(value: Any) -> str:
    text = _text(value, LONGEST_FOLDER * 2)
    parts = [part.strip() for part in re.split(r"[/\\]", text) if part.strip(" .")]
    if len(parts) > DEEPEST_FOLDER or len("/".join(parts)) > LONGEST_FOLDER:
        raise _Wrong("bad_folder", N_("A folder may be {most} levels deep, and not longer than {long}."),
                     most=DEEPEST_FOLDER, long=LONGEST_FOLDER)  # fmt: skip
    return "/".join(parts)


def _tags(value: Any) -> list[str]:
    if value is not None and not isinstance(value, list | tuple):
        raise _Wrong("wrong_type", N_("Write a list of texts."))
    tags = [_text(one, LONGEST_TAG) for one in (value or ())[: MOST_TAGS + 1]]
    kept = list(dict.fromkeys(filter(None, tags)))
    if len(kept) > MOST_TAGS:
        raise _Wrong("too_many", N_("At most {most} tags."), most=MOST_TAGS)
    return kept


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "name": _name,
    "credit": _credit,
    "licence": _licence,
    "focus_x": _focus,
    "focus_y": _focus,
    "folder": _folder,
    "tags": _tags,
}
