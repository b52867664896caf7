"""What somebody typed into a search, and the query for PostgreSQL that it makes."""

import re
from dataclasses import dataclass
from functools import cached_property

from cms.reading.inflection import forms
from cms.reading.statement import Statement

_TERM = re.compile(r'(?<!\S)(-?)(?:"[^"]*(?:"|$)|(\S+))')
_WORD = re.compile(r"\w{2,}")
_OF = re.compile(r"(?<=\w\w)['’]s\b")
_HALF = re.compile(r"(?:^|\s)(\w+)$")


@dataclass(frozen=True)
class Typed:
    """What somebody typed, as PostgreSQL reads a web search.

    All words must be there; ``or`` stands between what may replace each other, quotes around what
    stands together, a hyphen before what must be absent.
    """

    text: str

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words outside quotes."""
        found = (_WORD.findall(word) for _, word in _TERM.findall(self.text))
        return tuple(dict.fromkeys(word for words in found for word in words))

    @property
    def exact(self) -> bool:
        """Whether it says what to leave out, or to take literally."""
        return bool(re.search(r'(?:^|\s)-|"', self.text))

    @cached_property
    def half(self) -> tuple[str, str]:
        """The word at the end, which may be half typed, after what stands before it."""
        last = None if '"' in self.text else _HALF.search(self.text)
        return (self.text[: last.start(1)], last[1]) if last else (self.text, "")


def tsquery(text: str, locale: str, to: Statement) -> str:
    """What somebody typed as a query for the search documents of a language.

    The words are found in their other forms too, the last one also as the beginning of a word. It is
    a query of its own, which PostgreSQL answers once and not for every row.
    """
    if '"' not in text:
        text = _OF.sub("s", text)  # thema's are themas
    config = to.bind(f"cms_{locale}", "regconfig")
    sql = _whole_words(text, locale, config, to)
    before, half = Typed(text).half
    if half:
        # What is half typed has no stem yet. Titles and summaries have words as they are written too.
        begun = _beginning(f"unaccent({to.bind(half, 'text')})")
        begins = f"to_tsquery('simple', {begun})"
        if before:
            begins = f"({_whole_words(before, locale, config, to)} && {begins})"
        sql = f"{sql} || {begins}"
    return f"(SELECT {sql})"


def _whole_words(text: str, locale: str, config: str, to: Statement) -> str:
    """A web search in which each word may have another form; a word that is never looked for has none."""
    sql = f"websearch_to_tsquery({config}, {to.bind(text, 'text')})"
    for one in Typed(text).words:
        others = forms(one, locale)
        if len(others) > 1:
            word, any_ = to.bind(others[0], "text"), to.bind(" | ".join(others), "text")
            sql = f"ts_rewrite({sql}, plainto_tsquery({config}, {word}), to_tsquery({config}, {any_}))"
    return sql


def _beginning(text: str) -> str:
    """The beginning of a word, in quotes: folding makes signs of some letters, ``ŉ`` → ``'n``."""
    quoted = rf"replace(replace({text}, '\', '\\'), '''', '''''')"
    return f"('''' || {quoted} || ''':*')"
