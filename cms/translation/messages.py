"""Texts as messages of a PO file: what a translator reads about each, and what is known of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cms.content import ContentType, Rows
from cms.content.segments import Segment
from cms.editing.segmentation import same_text, segments_of
from cms.editing.text_store import WHOLE, Source, Texts
from cms.editing.units import Place, Unit, text_key, units
from cms.settings import settings
from cms.translation.exported import Exports, Said
from cms.translation.live import LiveEntry
from cms.translation.po import Entry


@dataclass(frozen=True)
class Message:
    """One public text: its place in the content, and the message as a template has it."""

    place: Place
    source: Source
    template: Entry


def messages(content_type: ContentType, entry: LiveEntry) -> list[Message]:
    """The messages of an entry in the order in which it is read."""
    lists = {rows.name: rows for rows in content_type.rows}
    return [
        message
        for unit in units(content_type, entry.values).values()
        for message in _of_unit(unit, lists.get(unit.public), entry)
    ]


def _of_unit(unit: Unit, rows: Rows | None, entry: LiveEntry) -> Iterator[Message]:
    live = entry.texts.live(unit.place)
    split = segments_of(unit.one, unit.text(entry.values["source_locale"]))
    segments = dict(zip((one.seg for one in live), split, strict=False))
    public = all(one.text == one.published for one in live)
    label = f"{rows.label}, {unit.one.label}" if rows else unit.one.label
    about = ": ".join(filter(None, [label, unit.one.help or (rows.help if rows else "")]))
    for source in entry.texts.public(unit.place):
        segment = segments.get(source.seg)
        comments = [
            f"{entry.title} — {about}",
            *(_comments(segment, source, public) if segment else ()),
            settings.base_url.rstrip("/") + entry.path,
        ]
        yield Message(unit.place, source, _template(unit, entry.uid, source, comments))


def _comments(segment: Segment, source: Source, public: bool) -> Iterator[str]:
    """What a translator is told of a segment; ``public`` says that its whole unit is."""
    if segment.note:
        yield segment.note if public else segment.note.partition(";")[0]
    if source.text == source.published:
        yield from (f"{{{n}}} = {hidden}" for n, hidden in enumerate(segment.placeholders, 1))


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
    give that text away: until then the message stays as it was.
    """
    place, source = message.place, message.source
    if texts.translation(place, WHOLE, locale):
        return None
    draft = texts.translation(place, source.seg, locale, "review")
    known = draft or texts.translation(place, source.seg, locale)
    if known is None:
        return message.template
    if not same_text(source.text, source.published) and same_text(known.base, source.text):
        same = said is not None and said.msgid == source.published
        return _with(message, said.msgstr, said.fuzzy) if said and same else message.template
    stale = not same_text(known.base, source.published)
    return _with(message, known.text, draft is not None or stale, known.base if stale else "")


def _with(message: Message, text: str, fuzzy: bool, previous: str = "") -> Entry:
    flags = message.template.flags | ({"fuzzy"} if fuzzy else set())
    return replace(message.template, msgstr=text, flags=flags, previous_msgid=previous or None)


def removed(entry: LiveEntry, locale: str, exports: Exports) -> Iterator[Entry]:
    """The texts that are gone and had a translation, as far as they were ever in the file."""
    for source in entry.texts.sources.values():
        key = text_key(entry.uid, source.place, source.kind, source.seg)
        known = entry.texts.translation(source.place, source.seg, locale)
        if known and exports.of(key) and not source.published:
            yield Entry(
                msgctxt=key, msgid=known.base or source.text, msgstr=known.text, obsolete=True
            )
