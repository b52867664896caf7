"""Translations whose source says something else by now, and what changed in it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from cms.content.discovery import installed
from cms.editing.comparison.words import Run, compare_text
from cms.editing.segmentation import SEPARATOR, same_text
from cms.editing.text_store import WHOLE
from cms.editing.units import Place
from cms.translation.exchange.live import LiveEntry, live_entries
from cms.translation.exchange.messages import Message, messages, translated
from cms.translation.figures.drafts import drafted
from cms.translation.po.content_files import ContentFile, content_files
from cms.translation.rules.stages import Stage, stage_of


@dataclass(frozen=True)
class Stale:
    """One translation. ``text`` was made from ``base``; the public source says ``now``.

    In a ``draft`` it is the working copy's source that says so: the files do not have it yet.
    """

    file: ContentFile
    key: str
    title: str
    path: str
    text: str
    base: str
    now: str
    draft: bool = False

    @property
    def changes(self) -> tuple[Run, ...]:
        """The source word by word: what stayed, what came and what went."""
        return compare_text(self.base, self.now).runs

    def marked(self) -> str:
        """The source with ``[-what went-]`` and ``{+what came+}``."""
        signs = {"kept": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}
        return "".join(run.text.join(signs[run.fate]) for run in self.changes)

    def as_data(self) -> dict[str, object]:
        """For ``--json``."""
        return {
            "file": self.file.relative,
            "key": self.key,
            "title": self.title,
            "path": self.path,
            "text": self.text,
            "base": self.base,
            "now": self.now,
            "draft": self.draft,
            "changes": [[run.fate, run.text] for run in self.changes],
        }


async def stale(locale: str | None = None) -> list[Stale]:
    """The stale translations into one language or all, as a page is read, then those in drafts."""
    found: list[Stale] = []
    for file in content_files():
        if locale in (None, file.target):
            content_type = installed()[file.type_name]
            for entry in await live_entries(content_type, file.source):
                here = [*_of_entry(file, entry, messages(content_type, entry))]
                found += [*here, *_drafts(file, entry, {one.key for one in here})]
    return found


def _of_entry(file: ContentFile, entry: LiveEntry, listed: Sequence[Message]) -> Iterator[Stale]:
    adapted: set[Place] = set()
    for message in listed:
        made = translated(message, entry.texts, file.target, None)
        key = message.template.msgctxt or ""
        if made is None and message.place not in adapted:
            adapted.add(message.place)
            yield from _adapted(file, entry, message.place, key)
        elif made and stage_of(made) is Stage.STALE:
            yield Stale(
                file,
                key,
                entry.title,
                entry.path,
                made.msgstr,
                made.previous_msgid or "",
                made.msgid,
            )


def _drafts(file: ContentFile, entry: LiveEntry, told: Collection[str]) -> Iterator[Stale]:
    """Those that only the working copy knows of."""
    for one in drafted(file, entry):
        if one.stage is Stage.STALE and one.key not in told:
            yield Stale(
                file, one.key, entry.title, entry.path, one.text, one.base, one.now, draft=True
            )


def _adapted(file: ContentFile, entry: LiveEntry, place: Place, key: str) -> Iterator[Stale]:
    """A text with a shape of its own, of which the whole is stale or not."""
    known = entry.texts.translation(place, WHOLE, file.target)
    now = SEPARATOR.join(one.text for one in entry.texts.live(place))
    if known and not same_text(known.base, now):
        yield Stale(file, key, entry.title, entry.path, known.text, known.base, now)
