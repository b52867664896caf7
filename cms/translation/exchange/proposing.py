"""Proposals in translators' files: what the memory knows for messages that have no text yet."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from cms.translation.exchange.memory import Memory
from cms.translation.exchange.remembered import whole_memory
from cms.translation.po.content_files import ContentFile
from cms.translation.po.po import Entry
from cms.translation.rules.conventions import Conventions

SAME = "same text translated elsewhere"


@dataclass
class Memories:
    """The memories of one export: that of each pair of languages is read once, if it is needed."""

    conventions: Conventions
    _read: dict[tuple[str, str], Memory] = field(default_factory=dict)

    async def proposed(self, file: ContentFile, entries: Sequence[Entry]) -> list[Entry]:
        """The messages of a file; those without a text with a proposal where there is one."""
        if not any(map(_is_wanting, entries)):
            return list(entries)
        memory = await self._memory(file.source, file.target)
        return [self._with(one, memory) if _is_wanting(one) else one for one in entries]

    def _with(self, entry: Entry, memory: Memory) -> Entry:
        return propose(entry, memory, self.conventions)

    async def _memory(self, source: str, target: str) -> Memory:
        if (source, target) not in self._read:
            self._read[source, target] = await whole_memory(source, target)
        return self._read[source, target]


def _is_wanting(entry: Entry) -> bool:
    return not entry.msgstr and not entry.obsolete


def propose(entry: Entry, memory: Memory, found: Conventions) -> Entry:
    """A message with the text the memory has for it, if there is one; not ready unless asked for.

    Of the same text with several translations none is proposed: the same words may need different
    ones in different places.
    """
    same = memory.exact(entry.msgid)
    if len(same) == 1:
        ready = found.exact == "accept" and len(same[0].text) <= _max_length(entry)
        return replace(
            entry,
            msgstr=same[0].text,
            extracted=(*entry.extracted, SAME),
            flags=entry.flags if ready else entry.flags | {"fuzzy"},
        )
    near = [] if same else memory.near(entry.msgid, found.likeness)
    if not near:
        return entry
    best = near[0].remembered
    return replace(
        entry,
        msgstr=best.text,
        flags=entry.flags | {"fuzzy"},
        previous_msgctxt=best.key,
        previous_msgid=best.source,
    )


def _max_length(entry: Entry) -> float:
    limits = (flag.partition(":")[2] for flag in entry.flags if flag.startswith("max-length:"))
    return min(map(int, limits), default=float("inf"))


def said(made: Sequence[Entry], shown: Sequence[Entry]) -> list[Entry]:
    """What a file is remembered to say: an accepted proposal is new to the database at import."""
    return [
        one if other.msgstr and not one.msgstr and not other.fuzzy else other
        for one, other in zip(made, shown, strict=True)
    ]
