"""The column after a session, and what the newspaper asks of it."""

from collections.abc import Iterable

from cms.content import Values, localised
from cms.content.richtext import parse, words
from cms.errors import N_, Message, Problem

FEWEST_WORDS = 300
MOST_WORDS = 400


def column_advice(values: Values, locale: str) -> Iterable[Problem]:
    """What the newspaper's guidelines say of the column in one language, once it is begun."""
    title, text = (localised(f"column_{one}", locale) for one in ("title", "text"))
    number = words(parse(values[text] or ""))
    if not (number or values[title]):
        return
    if not values[title]:
        yield _advice("column_untitled", N_("Without a title the column does not appear."), title)
    if number < FEWEST_WORDS:
        short = N_("The column has {words} words: the newspaper asks for at least {fewest}.")
        yield _advice("column_too_short", short, text, words=number, fewest=FEWEST_WORDS)
    if number > MOST_WORDS:
        long = N_("The column has {words} words: the newspaper takes at most {most}.")
        yield _advice("column_too_long", long, text, words=number, most=MOST_WORDS)


def _advice(code: str, text: str, field: str, **params: object) -> Problem:
    return Problem(code, Message(text, params), field)
