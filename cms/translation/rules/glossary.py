"""The site's own terms with their words in each language, from ``locales/glossary.tsv``."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from cms.content import LOCALES
from cms.errors import N_, Message
from cms.settings import settings
from cms.translation.rules.checks import Finding

NAME = "glossary.tsv"
SAME = "="
_OR = "|"
# Of a word in a source text. In a translation it may be a part of any longer one: denktankleden.
_INFLECTION = r"(?:['’]?s|es|e|en|n|['’]|je|jes|tje|tjes)?"


@dataclass(frozen=True, eq=False)
class Term:
    """One line of the glossary. ``words`` are those of each language, the preferred one first."""

    term: str
    words: Mapping[str, tuple[str, ...]]
    note: str = ""
    line: int = 0

    def said_in(self, locale: str) -> str:
        """The preferred words in a language."""
        return self.words[locale][0] if locale in self.words else self.term

    @property
    def keep(self) -> bool:
        """Whether it is said the same in every language, capitals and all."""
        return all(words == (self.term,) for words in self.words.values())


class Wrong(NamedTuple):
    """A line that cannot be used."""

    line: int
    message: Message


@dataclass(frozen=True, eq=False)
class Glossary:
    """The terms of a file, and the lines that say none."""

    terms: tuple[Term, ...] = ()
    wrong: tuple[Wrong, ...] = ()


def glossary_path(folder: Path | None = None) -> Path:
    """Where the file lies; ``folder`` is that of the catalogues."""
    return (folder or settings.catalogues) / NAME


def glossary(path: Path | None = None) -> Glossary:
    """The site's own, or that of a file. An edit counts at once; without a file there are no terms."""
    found = path or glossary_path()
    try:
        return _read(found, found.stat().st_mtime_ns)
    except FileNotFoundError:
        return Glossary()


@lru_cache(maxsize=4)
def _read(path: Path, _stamp: int) -> Glossary:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        text = N_("It cannot be read: {reason}.")
        return Glossary(wrong=(Wrong(1, Message(text, {"reason": str(error)})),))
    terms, wrong = [], []
    for one in _lines(lines):
        if isinstance(one, Term):
            terms.append(one)
        else:
            wrong.append(one)
    return Glossary(tuple(terms), tuple(wrong))


def _lines(lines: Sequence[str]) -> Iterator[Term | Wrong]:
    head = lines[0].split("\t") if lines else []
    locales = head[1:-1]
    if head[:1] != ["term"] or head[-1:] != ["note"] or set(locales) != set(LOCALES):
        text = N_("The first line must name the columns: {columns}, with tabs between them.")
        yield Wrong(1, Message(text, {"columns": " ".join(("term", *LOCALES, "note"))}))
        return
    seen: dict[str, int] = {}
    for number, line in enumerate(lines[1:], 2):
        if line.strip() and not line.startswith("#"):
            yield _line(number, line, locales, seen)


def _line(number: int, line: str, locales: Sequence[str], seen: dict[str, int]) -> Term | Wrong:
    term, *cells = (cell.strip() for cell in line.split("\t"))
    if len(cells) not in (len(locales), len(locales) + 1):
        text = N_("Expected {expected} columns with tabs between them, found {found}.")
        return Wrong(number, Message(text, {"expected": len(locales) + 2, "found": len(cells) + 1}))
    if not term or not all(cells[: len(locales)]):
        return Wrong(number, Message(N_("A term needs its words in every language.")))
    if term.lower() in seen:
        text = N_("“{term}” stands on line {line} already.")
        return Wrong(number, Message(text, {"term": term, "line": seen[term.lower()]}))
    seen[term.lower()] = number
    words = {locale: _words(cell, term) for locale, cell in zip(locales, cells, strict=False)}
    return Term(term, words, " ".join(cells[len(locales) :]), number)


def _words(cell: str, term: str) -> tuple[str, ...]:
    given = [word.strip() for word in cell.split(_OR)]
    return tuple(term if word == SAME else word for word in given if word)


def terms(text: str, target: str, known: Glossary | None = None) -> list[Term]:
    """The terms in a source text, in its order, to be said in the language ``target``."""
    found = known or glossary()
    places = (one.lastgroup for one in _in_sources(found, target).finditer(text))
    return [found.terms[int(place[1:])] for place in dict.fromkeys(places) if place]


def misused(
    source: str, translation: str, target: str, known: Glossary | None = None
) -> list[Term]:
    """The terms of a source text that its translation does not say in the words agreed upon."""
    listed = terms(source, target, known)
    return [one for one in listed if not _in_translations(one, target).search(translation)]


def findings(
    source: str, translation: str, target: str, known: Glossary | None = None
) -> list[Finding]:
    """W09 for each term that the site agreed to say otherwise."""
    text = N_("The glossary says “{words}” for “{term}”.")
    return [
        Finding("W09", Message(text, {"words": one.said_in(target), "term": one.term}))
        for one in misused(source, translation, target, known)
    ]


@lru_cache(maxsize=8)
def _in_sources(known: Glossary, target: str) -> re.Pattern[str]:
    """Any term in the words of another language; where two begin, the longer."""
    found = []
    for place, one in enumerate(known.terms):
        words = _every(one, [locale for locale in one.words if locale != target])
        pattern = _any(words, keep=one.keep)
        found.append((-max(map(len, words), default=0), f"(?P<t{place}>{pattern}{_INFLECTION})"))
    either = "|".join(pattern for _, pattern in sorted(found)) or "(?!)"
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=1000)
def _in_translations(one: Term, target: str) -> re.Pattern[str]:
    return re.compile(_any(_every(one, [target]), keep=one.keep), re.IGNORECASE)


def _every(one: Term, locales: Sequence[str]) -> list[str]:
    return [word for locale in locales for word in one.words.get(locale, (one.term,))]


def _any(words: Sequence[str], *, keep: bool) -> str:
    """One of the words, wherever a line breaks; a name is written with its own capitals."""
    longest = sorted(set(words), key=lambda word: (-len(word), word))
    either = "|".join(r"\s+".join(map(re.escape, word.split())) for word in longest)
    either = re.sub("['\u2019]", "['\u2019]", either)
    return f"(?{'-i' if keep else ''}:{either})"
