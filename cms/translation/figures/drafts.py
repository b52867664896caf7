"""Texts that the files do not have yet: an editor changed the source, and nobody published that.

The translation board counts them, since it looks at working copies; a file has what is public.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cms.content.discovery import installed
from cms.editing.segmentation import same_text
from cms.editing.text_store import WHOLE, Source
from cms.editing.units import text_key
from cms.translation.exchange.live import LiveEntry, live_entries
from cms.translation.exchange.messages import stage_here
from cms.translation.po.content_files import ContentFile, content_files
from cms.translation.rules.stages import Stage


@dataclass(frozen=True)
class Drafted:
    """One text: its source says ``now`` in the working copy; ``text`` was made from ``base``."""

    file: ContentFile
    key: str
    stage: Stage
    now: str
    text: str = ""
    base: str = ""


async def in_drafts() -> list[Drafted]:
    """Those of every entry that has texts in the files."""
    found: list[Drafted] = []
    for file in content_files():
        for entry in await live_entries(installed()[file.type_name], file.source):
            found += drafted(file, entry)
    return found


def drafted(file: ContentFile, entry: LiveEntry) -> Iterator[Drafted]:
    """Those of one entry. A field with a shape of its own is counted as a whole, elsewhere."""
    texts, locale = entry.texts, file.target
    for one in texts.sources.values():
        changed = not one.removed and not same_text(one.text, one.published)
        if changed and not texts.translation(one.place, WHOLE, locale):
            yield _drafted(file, entry, one)


def _drafted(file: ContentFile, entry: LiveEntry, one: Source) -> Drafted:
    texts, slot = entry.texts, (one.place, one.seg, file.target)
    key = text_key(entry.uid, one.place, one.kind, one.seg)
    known = texts.translation(*slot, "review") or texts.translation(*slot)
    if known is None:
        return Drafted(file, key, stage_here(one, None, texts.conflicts.get(slot, ())), one.text)
    arrived = [text for text in texts.conflicts.get(slot, ()) if text != known.text]
    return Drafted(file, key, stage_here(one, known, arrived), one.text, known.text, known.base)
