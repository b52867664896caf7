"""The ``{name}`` places of a message: a translation must have the same ones, or it is not used."""

from string import Formatter

Place = tuple[str, str | None, str | None]


class BadPlaceholder(ValueError):
    """A brace stands alone, so the text cannot be filled in."""


def placeholders(text: str) -> frozenset[Place]:
    """Each place's name with its format and conversion, if any; raises `BadPlaceholder`."""
    try:
        parsed = list(Formatter().parse(text))
    except ValueError as error:
        raise BadPlaceholder(text) from error
    return frozenset((name, spec, how) for _, name, spec, how in parsed if name is not None)


def fits(source: tuple[str, ...], translation: tuple[str, ...]) -> bool:
    """Whether a translation can be filled in with what its source is filled in with.

    Each is one text, or a text for each number. Where there is a form for one, it may do without the
    number: ``one page``.
    """
    wanted = frozenset[Place]().union(*map(_safely, source))
    try:
        found = [placeholders(text) for text in translation]
    except BadPlaceholder:
        return not wanted
    if len(source) == 1:
        return all(each == wanted for each in found)
    return all(each <= wanted for each in found)


def _safely(text: str) -> frozenset[Place]:
    try:
        return placeholders(text)
    except BadPlaceholder:
        return frozenset()
