"""Advice about an entry in a language: its type's own, pictures without words, and officialese."""

from cms.content import ContentType, Values
from cms.content.richtext import parse, to_text
from cms.editing import working_copy
from cms.errors import N_, Message, Problem
from cms.publishing.advice import word_lists
from cms.publishing.advice.descriptions import undescribed
from cms.publishing.advice.officialese import Term, find

MOST_NAMED = 10


async def advice(content_type: ContentType, values: Values, locale: str) -> tuple[Problem, ...]:
    """What an editor should know of the working copy before publishing it in ``locale``."""
    own = [one for advise in content_type.advice for one in advise(values, locale)]
    unseen = await undescribed(content_type, values, locale)
    return (*own, *unseen, *await _officialese(content_type, values, locale))


async def advice_on(uid: str, locale: str) -> tuple[Problem, ...]:
    """The same of an entry."""
    content_type = await working_copy.content_type_of(uid)
    return await advice(content_type, await working_copy.load(content_type, uid), locale)


async def _officialese(content_type: ContentType, values: Values, locale: str) -> list[Problem]:
    columns = {
        one.column_in(locale): one
        for one in content_type.plain_fields
        if one.plain and values[one.column_in(locale)]
    }
    if not columns:
        return []
    listed = await word_lists.terms(locale)
    found = []
    for column, one in columns.items():
        text = to_text(parse(values[column])) if one.rich else values[column]
        found += [_plainer(term, column) for term in find(text, listed, locale)][:MOST_NAMED]
    return found


def _plainer(term: Term, column: str) -> Problem:
    text = N_("“{word}” is officialese; perhaps “{instead}”?")
    if not term.instead:
        text = N_("“{word}” is officialese.")
    return Problem(
        "officialese", Message(text, {"word": term.word, "instead": term.instead}), column
    )
