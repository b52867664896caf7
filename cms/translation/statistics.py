"""How far the translation of the public content is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from cms.access.actors import Actor
from cms.access.permissions import visible
from cms.content.discovery import installed
from cms.editing.segmentation import SEPARATOR, same_text
from cms.editing.text_store import WHOLE
from cms.translation.conflicts import is_open
from cms.translation.content_files import ContentFile, content_files
from cms.translation.live import LiveEntry, live_entries
from cms.translation.messages import Message, messages, translated
from cms.translation.po import Entry

Stage = Literal["ready", "review", "stale", "missing"]
STAGES: tuple[Stage, ...] = get_args(Stage)
SAME_TEXT = "same text translated elsewhere"
"""The comment at a translation that was taken from another place."""


@dataclass(frozen=True)
class EntryCoverage:
    """The messages of one public entry by stage; its title and address are those of its source."""

    uid: str
    title: str
    path: str
    messages: Counter[Stage]

    @property
    def work(self) -> int:
        """How many messages somebody must look at."""
        return self.messages.total() - self.messages["ready"]


@dataclass
class Coverage:
    """The public texts of one file by stage: how many messages, and how many words of source text."""

    file: ContentFile
    messages: Counter[Stage] = field(default_factory=Counter)
    words: Counter[Stage] = field(default_factory=Counter)
    entries: list[EntryCoverage] = field(default_factory=list)

    def as_data(self) -> dict[str, object]:
        """For ``--json``."""
        return {
            "locale": self.file.target,
            "source": self.file.source,
            "type": self.file.type_name,
            "messages": {stage: self.messages[stage] for stage in STAGES},
            "words": {stage: self.words[stage] for stage in STAGES},
        }


async def coverage(actor: Actor | None = None) -> list[Coverage]:
    """How far each file is that has any text, of what ``actor`` may view; without one, of everything."""
    counted = [await coverage_of(file, actor) for file in content_files()]
    return [one for one in counted if one.entries]


async def coverage_of(file: ContentFile, actor: Actor | None = None) -> Coverage:
    """How far one file is."""
    content_type = installed()[file.type_name]
    entries = await live_entries(content_type, file.source)
    if actor and entries:
        seen = await visible(actor, (entry.uid for entry in entries))
        entries = [entry for entry in entries if entry.uid in seen]
    counted = Coverage(file)
    for entry in entries:
        _count(counted, entry, messages(content_type, entry))
    return counted


def _count(counted: Coverage, entry: LiveEntry, listed: Sequence[Message]) -> None:
    stages: Counter[Stage] = Counter()
    for message in listed:
        stage = _stage(message, entry, counted.file.target)
        stages[stage] += 1
        counted.words[stage] += len(message.template.msgid.split())
    counted.messages += stages
    counted.entries.append(EntryCoverage(entry.uid, entry.title, entry.path, stages))


def _stage(message: Message, entry: LiveEntry, locale: str) -> Stage:
    made = translated(message, entry.texts, locale, None)
    return stage_of(made) if made else _stage_of_adapted(message, entry, locale)


def stage_of(entry: Entry) -> Stage:
    """How far a message of a file is. What the memory proposed is nobody's translation yet."""
    if not entry.begun or _proposed(entry):
        return "missing"
    if not entry.fuzzy:
        return "ready"
    texts = entry.msgstr_plural or (entry.msgstr,)
    return "stale" if entry.previous_msgid and not any(map(is_open, texts)) else "review"


def _proposed(entry: Entry) -> bool:
    exact = any(line.startswith(SAME_TEXT) for line in entry.extracted)
    return entry.fuzzy and (exact or entry.previous_msgctxt is not None)


def _stage_of_adapted(message: Message, entry: LiveEntry, locale: str) -> Stage:
    adapted = entry.texts.translation(message.place, WHOLE, locale)
    whole = SEPARATOR.join(one.text for one in entry.texts.live(message.place))
    return "ready" if adapted and same_text(adapted.base, whole) else "stale"
