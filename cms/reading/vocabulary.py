"""The words that were published: what a word with a typing error may have been meant to be.

They are only ever candidates. A word is offered to a reader when what that reader may see has it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from cms.database.engine import execute
from cms.reading.conditions import condition_sql
from cms.reading.publications import Listing
from cms.reading.statement import Statement
from cms.reading.view import Drafts

_WORD = re.compile(r"[^\W\d_]{3,40}")
_NEAREST = 20

_LEARN = """
INSERT INTO search_word (locale, word, folded)
SELECT $1::text, word, lower(unaccent(word)) FROM unnest($2::text[]) word ON CONFLICT DO NOTHING
"""


async def learn(locale: str, texts: Iterable[str]) -> None:
    """Know the words of a publication. What is known already is left alone."""
    words = {word.lower() for text in texts for word in _WORD.findall(text)}
    await execute(_LEARN, locale, sorted(words))


def _words(to: Statement) -> str:
    """The words to choose from: for whoever sees drafts, those that are in their titles and summaries too."""
    if not isinstance(to.view.perspective, Drafts):
        return "search_word"
    return (
        "(SELECT locale, word, folded FROM search_word"
        " UNION SELECT p.locale, found.word, lower(unaccent(found.word))"
        f" FROM {to.table} p CROSS JOIN LATERAL unnest(tsvector_to_array("
        "to_tsvector('simple', p.title || ' ' || coalesce(p.data->>'summary', '')))) found (word)"
        " WHERE p.state <> 'published')"
    )


async def near(words: Sequence[str], listing: Listing) -> Mapping[str, Mapping[str, str]]:
    """For each word those of the listing that are spelt much like it, by their spelling without accents."""
    to = Statement(listing.view)
    locale = to.view.locale
    config, typed = to.bind(f"cms_{locale}", "regconfig"), to.bind(list(words), "text[]")
    rows = await to.rows(
        f"SELECT typed.word AS typed, near.word, near.folded FROM"
        f" (SELECT word, lower(unaccent(word)) AS folded FROM unnest({typed}) word) typed"
        f" CROSS JOIN LATERAL (SELECT w.word, w.folded FROM {_words(to)} w"
        f" WHERE w.locale = {to.bind(locale, 'text')} AND w.folded % typed.folded"
        f" AND (SELECT true FROM {to.table} p WHERE p.search @@ plainto_tsquery({config}, w.word)"
        f" AND {to.served('p')} AND ({condition_sql(listing.where, 'p', to)}) LIMIT 1)"
        " ORDER BY similarity(w.folded, typed.folded) DESC, w.word"
        f" LIMIT {_NEAREST}) near"
    )
    found: dict[str, dict[str, str]] = {word: {} for word in words}
    for row in rows:
        found[row["typed"]].setdefault(row["folded"], row["word"])
    return found
