"""The ``{name}`` places of a message: a translation must have the same ones, or it is not used."""

from collections.abc import Sequence
from string import Formatter

Place = tuple[str, str | None, str | None]


class BadPlaceholder(ValueError):
    """A brace stands alone, so the text cannot be filled in."""


def forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    """A text as Babel has it, one or a form for each number or none yet, always as several."""
    return (text or "",) if text is None or isinstance(text, str) else tuple(text)


def placeholders(text: str) -> frozenset[Place]:
    """Each place's name with its format and conversion, if any; raises `BadPlaceholder`."""
    try:
        parsed = list(Formatter().parse(text))
    except ValueError as error:
        raise BadPlaceholder(text) from error
    return frozenset((name, spec, how) for _, name, spec, how in parsed if name is not None)


def fits(source: Sequence[str], translation: Sequence[str]) -> bool:
    """Whether a translation can be filled in with what its source is filled in with.

    Each is one text, or a text for each number; those may do without the number, as in ``one page``.
    """
    try:
        wanted = frozenset[Place]().union(*map(placeholders, source))
    except BadPlaceholder:
        return True  # a text that nothing is ever filled into
    try:
        found = [placeholders(text) for text in translation]
    except BadPlaceholder:
        return False
    if len(source) == 1:
        return all(each == wanted for each in found)
    return all(each <= wanted for each in found)
