"""The ``{name}`` places of a message: a translation must have the same ones, or it is not used."""

from collections.abc import Iterable
from string import Formatter

from cms.translation.po.po import Entry

Place = tuple[str, str | None, str | None]


class BadPlaceholder(ValueError):
    """A brace stands alone, so the text cannot be filled in."""


def placeholders(*texts: str) -> frozenset[Place]:
    """Each place's name with its format and conversion, if any; raises `BadPlaceholder`."""
    return frozenset(place for text in texts for place in _places(text))


def _places(text: str) -> Iterable[Place]:
    try:
        parsed = list(Formatter().parse(text))
    except ValueError as error:
        raise BadPlaceholder(text) from error
    return [(name, spec, how) for _, name, spec, how in parsed if name is not None]


def fits(entry: Entry) -> bool:
    """Whether the translation can be filled in with what its source is filled in with.

    A counted text may do without the number in one of its forms, as in ``one page``.
    """
    try:
        wanted = placeholders(entry.msgid, entry.msgid_plural or "")
    except BadPlaceholder:
        return True  # a text that nothing is ever filled into
    try:
        if entry.msgid_plural is None:
            return placeholders(entry.msgstr) == wanted
        return placeholders(*entry.msgstr_plural) <= wanted
    except BadPlaceholder:
        return False
