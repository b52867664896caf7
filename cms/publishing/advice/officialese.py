"""Officialese: a list of words for a language, with plainer ones, and finding them in a text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from cms.errors import N_, InvalidInput, Message, Problem
from cms.reading.inflection import folded, forms

MOST_WORDS = 300
LONGEST = 100
_ENDINGS = {"nl": r"(?:e|n|en|s)?", "en": r"(?:s|es|d|ed|ing)?"}


@dataclass(frozen=True)
class Term:
    """A word or a few, and what could be said instead, if the list says so."""

    word: str
    instead: str = ""


def read_list(text: str, field: str) -> tuple[Term, ...]:
    """The terms of a list: one a line, ``word: plainer``. Raises `InvalidInput` naming the line."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1)]
    terms = [_term(number, line, field) for number, line in lines if line]
    if len(terms) > MOST_WORDS:
        said = Message(N_("A list has at most {most} words."), {"most": MOST_WORDS})
        raise InvalidInput([Problem("too_many", said, field)])
    return tuple(terms)


def _term(number: int, line: str, field: str) -> Term:
    word, _, instead = (part.strip() for part in line.partition(":"))
    if not re.search(r"\w", word) or max(len(word), len(instead)) > LONGEST:
        said = N_(
            "Line {number}: write a word, a colon and what is plainer; each at most {most} long."
        )
        raise InvalidInput(
            [Problem("bad_line", Message(said, {"number": number, "most": LONGEST}), field)]
        )
    return Term(word, instead)


def find(text: str, terms: tuple[Term, ...], locale: str) -> Iterator[Term]:
    """The terms that a text has, whole words in any of their usual forms, in the list's order."""
    plain = folded(text)
    return (one for one in terms if _pattern(one.word, locale).search(plain))


@lru_cache(2 * MOST_WORDS)
def _pattern(word: str, locale: str) -> re.Pattern[str]:
    *before, last = folded(word).split()
    ways = "|".join(map(re.escape, sorted(_forms(last, locale), key=len, reverse=True)))
    ahead = "".join(rf"{re.escape(one)}\s+" for one in before)
    return re.compile(rf"(?<!\w){ahead}(?:{ways}){_ENDINGS.get(locale, '')}(?!\w)")


def _forms(word: str, locale: str) -> set[str]:
    found = set(forms(word, locale))
    if locale == "en":
        found |= {one[:-1] for one in found if re.search(r"[^aeiou]e$", one)}  # utilising
    return found
