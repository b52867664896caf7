"""The fields that speakers have are tags: found by their key, or by what they are called."""

from collections.abc import Iterable, Sequence

from cms.content import LOCALES, localised
from cms.database.engine import fetch
from cms.reading.publications import tag_labels

_LABELS = ", ".join(f"lower({localised('label', locale)})" for locale in LOCALES)
_FIND = f"""
SELECT key, ARRAY[lower(key), {_LABELS}] AS names FROM tag
WHERE ARRAY[lower(key), {_LABELS}]::text[] && $1::text[] ORDER BY key
"""  # noqa: S608 - our own columns


async def words_of(words: Sequence[str], locale: str) -> list[str]:
    """What fields are called in a language; what means none of ours stands as it was typed."""
    keys = await keys_of(words)
    labels = await tag_labels(keys.values())
    return [labels.get(keys.get(word, ""), {}).get(locale, word) for word in words]


async def keys_of(words: Iterable[str]) -> dict[str, str]:
    """The tags that words mean, by word; a word that means none is absent."""
    wanted = {word.lower(): word for word in words if word}
    rows = await fetch(_FIND, list(wanted))
    return {
        wanted[name]: row["key"]
        for row in reversed(rows)
        for name in row["names"]
        if name in wanted
    }
