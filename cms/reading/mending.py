"""What was probably meant, when nothing has the words as they were typed."""

import re
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from itertools import pairwise

from cms.reading.conditions import All, Matches, condition_sql
from cms.reading.inflection import folded
from cms.reading.publications import Listing
from cms.reading.queries import Typed
from cms.reading.statement import Statement
from cms.reading.vocabulary import near

MOST_WORDS = 8
_LEAST_LIKENESS = 0.8
_SHORTEST = 4


async def mended(text: str, listing: Listing) -> str | None:
    """The text with other words for those that nothing in the listing has; none if that finds nothing.

    A word may be spelt wrongly, be two words that others write as one, or one that others write as
    two. Nothing is ever offered that the listing's own view does not have.
    """
    words = Typed(text).words
    if not words or len(words) > MOST_WORDS:
        return None
    # A space says that a word ends there; the last one may go on.
    asked = {word: word if word == Typed(text).half[1] else f"{word} " for word in words}
    known = await _known(asked.values(), listing)
    missing = [word for word in words if asked[word] not in known]
    ways = {f"{one} {other}": [one + other] for one, other in pairwise(words)}
    ways |= {word: _split(word) for word in missing}
    known = await _known([f"{way} " for some in ways.values() for way in some], listing)
    alike = await near([word for word in missing if len(word) >= _SHORTEST], listing)
    for old, some in ways.items():
        new = next((way for way in some if f"{way} " in known), None)
        new = new or next(_alike(old, alike.get(old, {})), None)
        text = re.sub(rf"\b{old}\b", new, text) if new else text
    return text if await _known([text], listing) else None


async def _known(texts: Collection[str], listing: Listing) -> set[str]:
    """Those texts that find something."""
    if not texts:
        return set()
    to = Statement(listing.view)
    asked = " UNION ALL ".join(
        f"SELECT {to.bind(text, 'text')} AS text WHERE EXISTS (SELECT FROM {to.table} p"
        f" WHERE {to.served('p')} AND {condition_sql(All((listing.where, Matches(text))), 'p', to)})"
        for text in dict.fromkeys(texts)
    )
    return {row["text"] for row in await to.rows(asked)}


def _alike(word: str, alike: Mapping[str, str]) -> Iterator[str]:
    for one in get_close_matches(folded(word), alike, 1, _LEAST_LIKENESS):
        yield alike[one]


def _split(word: str) -> list[str]:
    """One word as two, of which neither is short: *denktanksessie* is *denktank sessie*."""
    found = []
    for place in range(_SHORTEST, len(word) - _SHORTEST + 1):
        first, second = word[:place], word[place:]
        found.append(f"{first} {second}")
        if first.endswith("s") and len(first) > _SHORTEST:
            found.append(f"{first[:-1]} {second}")
    return sorted(found, key=lambda pair: -min(map(len, pair.split())))
