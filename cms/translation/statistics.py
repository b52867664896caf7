"""How far the translation of the public content is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from cms.content.discovery import installed
from cms.editing.segmentation import SEPARATOR, same_text
from cms.editing.text_store import WHOLE
from cms.translation.conflicts import is_open
from cms.translation.content_files import ContentFile, content_files
from cms.translation.live import LiveEntry, live_entries
from cms.translation.messages import Message, messages, translated

Stage = Literal["ready", "review", "stale", "missing"]
STAGES: tuple[Stage, ...] = get_args(Stage)


@dataclass
class Coverage:
    """The public texts of one file by stage: how many messages, and how many words of source text."""

    file: ContentFile
    messages: Counter[Stage] = field(default_factory=Counter)
    words: Counter[Stage] = field(default_factory=Counter)

    def as_data(self) -> dict[str, object]:
        """For ``--json``."""
        return {
            "locale": self.file.target,
            "source": self.file.source,
            "type": self.file.type_name,
            "messages": {stage: self.messages[stage] for stage in STAGES},
            "words": {stage: self.words[stage] for stage in STAGES},
        }


async def coverage() -> list[Coverage]:
    """How far each file is that has any text."""
    found = []
    for file in content_files():
        content_type = installed()[file.type_name]
        entries = await live_entries(content_type, file.source)
        if entries:
            counted = Coverage(file)
            for entry in entries:
                _count(counted, entry, messages(content_type, entry))
            found.append(counted)
    return found


def _count(counted: Coverage, entry: LiveEntry, listed: Sequence[Message]) -> None:
    for message in listed:
        stage = _stage(message, entry, counted.file.target)
        counted.messages[stage] += 1
        counted.words[stage] += len(message.template.msgid.split())


def _stage(message: Message, entry: LiveEntry, locale: str) -> Stage:
    made = translated(message, entry.texts, locale, None)
    if made is None:
        return _stage_of_adapted(message, entry, locale)
    if not made.msgstr:
        return "missing"
    if not made.fuzzy:
        return "ready"
    draft = entry.texts.translation(message.place, message.source.seg, locale, "review")
    return "review" if draft or is_open(made.msgstr) else "stale"


def _stage_of_adapted(message: Message, entry: LiveEntry, locale: str) -> Stage:
    adapted = entry.texts.translation(message.place, WHOLE, locale)
    whole = SEPARATOR.join(one.text for one in entry.texts.live(message.place))
    return "ready" if adapted and same_text(adapted.base, whole) else "stale"
