"""What translators' files say is ready: all that the translation memory draws on."""

from collections.abc import Collection, Sequence
from typing import Any

from cms.access.actors import Actor
from cms.access.permissions import visible_filter
from cms.content.segments.likeness import WORDS
from cms.database.engine import fetch
from cms.editing.segmentation import same_text
from cms.editing.units import Place, text_key
from cms.reading.statement import live
from cms.translation.exchange.memory import Memory, Remembered
from cms.translation.exchange.messages import fits

_TELLING = 4  # words of a text by which texts like it are looked for
_MOST = 2000

# Public in the language it was written in, translated text by text, and up to date.
_READY = f"""
SELECT s.uid, s.field, s.item, s.seg, s.kind, s.published, p.title, t.text, t.base
FROM source_text s
JOIN translated_text t ON (t.uid, t.field, t.item, t.seg) = (s.uid, s.field, s.item, s.seg)
    AND t.locale = $2 AND t.state = 'ready'
JOIN publication p ON p.uid = s.uid AND p.locale = $1 AND {live("p")}
    AND p.fingerprints ->> 'source' = $1
WHERE s.published <> '' AND NOT EXISTS (
    SELECT FROM translated_text w WHERE w.uid = s.uid AND (w.field, w.item) = (s.field, s.item)
    AND w.locale = $2 AND w.seg = '')
"""  # noqa: S608 - our own


async def whole_memory(source: str, target: str) -> Memory:
    """Everything that was translated from ``source`` into ``target``."""
    return _memory(await fetch(_READY, source, target))


async def memory_for(actor: Actor, texts: Collection[str], source: str, target: str) -> Memory:
    """What may help to translate ``texts``, of the entries that the actor may view."""
    seen = visible_filter(actor, "s.uid")
    rows = await fetch(
        f"{_READY} AND (s.published = ANY($3::text[]) OR s.published ILIKE ANY($4::text[]))"
        f" AND {seen.numbered(5)} ORDER BY s.id LIMIT {_MOST}",
        *(source, target, list(texts), sorted({like for one in texts for like in _likes(one)})),
        *seen.values,
    )
    return _memory(rows)


def _likes(text: str) -> list[str]:
    """Patterns for texts with one of the longest words in common, which are the rarest by and large."""
    words = sorted(set(WORDS.findall(text.lower())), key=lambda word: (-len(word), word))
    return [f"%{word.replace('_', chr(92) + '_')}%" for word in words[:_TELLING]]


def _memory(rows: Sequence[dict[str, Any]]) -> Memory:
    return Memory(
        Remembered(
            text_key(row["uid"], Place(row["field"], row["item"]), row["kind"], row["seg"]),
            row["published"],
            row["text"],
            row["title"],
        )
        for row in rows
        if same_text(row["base"], row["published"]) and fits(row["published"], row["text"])
    )
