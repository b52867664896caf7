"""Texts as messages of a PO file: what a translator reads about each, and what is known of it."""

from collections import defaultdict, deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from cms.content import Blocks, ContentType, Rows
from cms.content.segments.inline import numbers
from cms.editing.segmentation import same_text, segments_of
from cms.editing.text_store import MACHINE, WHOLE, Source, Texts, Translation
from cms.editing.units import Place, Unit, text_key, units
from cms.settings import PANEL
from cms.translation.exchange.exported import Exports, Said
from cms.translation.exchange.live import LiveEntry
from cms.translation.po.conflicts import both
from cms.translation.po.po import Entry
from cms.translation.rules.stages import Stage


@dataclass(frozen=True, slots=True)
class Message:
    """One public text: its place in the content, and the message as a template has it.

    ``preview`` is where it can be looked at in the panel, once a language is added; empty if the
    site's address is not known.
    """

    place: Place
    source: Source
    template: Entry
    preview: str = ""

    def into(self, locale: str) -> Entry:
        """The message in a file of one language, before it has a text."""
        if not self.preview:
            return self.template
        link = f"{self.preview}{locale}/"
        return replace(self.template, extracted=(*self.template.extracted, link))


def messages(content_type: ContentType, entry: LiveEntry, site: str = "") -> list[Message]:
    """The messages of an entry in the order in which it is read; ``site`` is its address."""
    lists = {rows.name: rows for rows in content_type.rows}
    return [
        message
        for unit in units(content_type, entry.values).values()
        for message in _of_unit(unit, lists.get(unit.public), entry, site)
    ]


def _of_unit(unit: Unit, rows: Rows | None, entry: LiveEntry, site: str) -> Iterator[Message]:
    waiting: dict[str, deque[Source]] = defaultdict(deque)
    for source in entry.texts.public(unit.place):
        waiting[source.published].append(source)
    label = f"{rows.label_of(unit.values)}, {unit.one.label}" if rows else unit.one.label
    said = rows.help if rows and not isinstance(rows, Blocks) else ""  # of blocks each says its own
    about = ": ".join(filter(None, [label, unit.one.help or said]))
    preview = f"{site}{PANEL}preview/{entry.uid}/" if site else ""
    for segment in segments_of(unit.one, unit.text(entry.source)):
        if waiting[segment.text]:
            source = waiting[segment.text].popleft()
            comments = [
                f"{entry.title} — {about}",
                *filter(None, [segment.note]),
                *(f"{{{n}}} = {hidden}" for n, hidden in enumerate(segment.placeholders, 1)),
                *((site + entry.path,) if entry.path else ()),
            ]
            template = _template(unit, entry.uid, source, comments)
            yield Message(unit.place, source, template, preview)


def _template(unit: Unit, uid: str, source: Source, comments: list[str]) -> Entry:
    flags = set()
    if unit.one.rich:
        flags.add("md-text")
    if unit.one.length and not unit.one.rich:
        comments.append(f"at most {unit.one.length} characters")
        flags.add(f"max-length:{unit.one.length}")
    if "{" in source.published or "}" in source.published:
        flags.add("python-brace-format")
    return Entry(
        msgctxt=text_key(uid, unit.place, source.kind, source.seg),
        msgid=source.published,
        extracted=tuple(comments),
        flags=frozenset(flags),
    )


def translated(message: Message, texts: Texts, locale: str, said: Said | None) -> Entry | None:
    """The message with its text in ``locale``; none if that language has a shape of its own there.

    ``said`` is what the file says now. A translation of a source text that is not public yet would
    give that text away: until then the message stays as it was. An open conflict shows both texts.
    """
    place, source = message.place, message.source
    if texts.translation(place, WHOLE, locale):
        return None
    draft = texts.translation(place, source.seg, locale, "review")
    known = draft or texts.translation(place, source.seg, locale)
    if known is None:
        return message.into(locale)
    if not same_text(source.text, source.published) and same_text(known.base, source.text):
        same = said is not None and said.msgid == source.published
        return (
            _with(message.into(locale), said.msgstr, said.fuzzy)
            if said and same
            else message.into(locale)
        )
    stale = not same_text(known.base, source.published)
    fuzzy = draft is not None or stale or not fits(source.published, known.text)
    previous = known.base if stale else ""
    arrived = in_conflict(message, texts, locale, known.text)
    if arrived:
        return _with(message.into(locale), both(known.text, arrived), fuzzy=True, previous=previous)
    return _with(message.into(locale), known.text, fuzzy, previous)


def in_conflict(message: Message, texts: Texts, locale: str, here: str) -> list[str]:
    """The texts that arrived in files while ``here`` was written, and nobody chose from yet."""
    arrived = texts.conflicts.get((message.place, message.source.seg, locale), [])
    return [text for text in arrived if text != here]


def fits(source: str, text: str) -> bool:
    """Whether a translation has the placeholders of its source, each as often."""
    return sorted(numbers(source) or ()) == sorted(numbers(text) or ())


def stage_here(source: Source, shown: Translation | None, arrived: Collection[str]) -> Stage:
    """How far a text is in the working copy; `cms.translation.desk.workload` says the same in SQL.

    ``shown`` is what a translator sees, ``arrived`` what files brought beside it.
    """
    if arrived:
        return Stage.CONFLICT
    if shown is None:
        return Stage.MISSING
    if shown.state == "review":
        return Stage.MACHINE if shown.origin == MACHINE else Stage.REVIEW
    fitting = same_text(shown.base, source.text) and fits(source.text, shown.text)
    return Stage.READY if fitting else Stage.STALE


def _with(message: Entry, text: str, fuzzy: bool, previous: str = "") -> Entry:
    flags = message.flags | ({"fuzzy"} if fuzzy else set())
    return replace(message, msgstr=text, flags=flags, previous_msgid=previous or None)


def removed(entry: LiveEntry, locale: str, exports: Exports) -> Iterator[Entry]:
    """The texts that are gone and had a translation, as far as they were ever in the file."""
    for source in entry.texts.sources.values():
        key = text_key(entry.uid, source.place, source.kind, source.seg)
        known = entry.texts.translation(source.place, source.seg, locale)
        if known and exports.of(key) and not source.published:
            yield Entry(
                msgctxt=key, msgid=known.base or source.text, msgstr=known.text, obsolete=True
            )
