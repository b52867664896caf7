"""What a message of a translator's file means for the database, before its text is checked."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from cms.editing.segmentation import same_text
from cms.editing.text_store import Source, Standing, Texts, Translation
from cms.editing.units import Place, TextKey, parse_key, text_key
from cms.errors import N_, Message
from cms.translation.exchange.exported import Exports, Said
from cms.translation.po.conflicts import MARK, is_open, sides
from cms.translation.po.content_files import ContentFile
from cms.translation.po.po import Entry

Outcome = Literal[
    "unchanged", "older", "emptied", "cleared", "refused", "open", "conflict", "take", "keep"
]


class Verdict(NamedTuple):
    """What becomes of a message, and why if a person must know."""

    outcome: Outcome
    code: str = ""
    message: Message | None = None


@dataclass(frozen=True)
class Known:
    """All that is known of the entries a file speaks of.

    ``sources`` is each entry's source language; an entry that is gone has texts and no language.
    ``actor`` is who imports. ``own`` says that the file lies in its own place: what was imported from
    there and not exported since was in this very file. Of the messages named in ``clear`` the
    translation goes when the file has none.
    """

    file: ContentFile
    exports: Exports
    origin: int | None
    sources: dict[str, str]
    texts: dict[str, Texts]
    actor: str = ""
    own: bool = False
    clear: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Judged:
    """A message with what becomes of it; ``code`` and ``message`` say why when a person must know.

    ``shown`` is what it said when the copy was made, and ``now`` what the database says.
    """

    entry: Entry
    outcome: Outcome
    code: str = ""
    message: Message | None = None
    key: TextKey | None = None
    source: Source | None = None
    now: Translation | None = None
    shown: Said | None = None

    @property
    def settled(self) -> tuple[str, ...]:
        """The texts that the copy showed in conflict, if the translator chose."""
        chosen = self.outcome in ("unchanged", "take", "keep") and self.entry.msgstr.strip()
        return sides(self.shown.msgstr)[1] if self.shown and chosen else ()

    @property
    def name(self) -> str:
        """Its msgctxt."""
        return self.entry.msgctxt or ""

    @property
    def standing(self) -> Standing:
        return "review" if self.entry.fuzzy else "ready"

    @property
    def place(self) -> Place:
        assert self.key is not None
        return self.key.place

    @property
    def is_stale(self) -> bool:
        """Whether the source says something else by now."""
        assert self.source is not None
        said = (self.source.text, self.source.published)
        return not any(same_text(self.entry.msgid, text) for text in said)

    def base(self) -> str:
        """The source text that the translation was made from, as far as the translator confirms it.

        An earlier text with a place of its own is another's, whose translation was proposed.
        """
        if self.entry.fuzzy and self.entry.previous_msgid and not self.entry.previous_msgctxt:
            return self.entry.previous_msgid
        return self.entry.msgid

    def translation(self, locale: str, actor: str, text: str = "") -> Translation:
        """The row it asks for."""
        assert self.key is not None
        return Translation(
            *self.key.place, self.key.seg, locale, self.standing,
            text or self.entry.msgstr, self.base(), "po", actor,
        )  # fmt: skip


def judge(entry: Entry, known: Known) -> Judged:
    """Compare a message with what its file said when the copy was made, and with the database."""
    key = parse_key(entry.msgctxt or "")
    source = _source(key, entry, known)
    if key is None or source is None:
        text = N_("There is no such place in the content.")
        return Judged(entry, "refused", "E04", Message(text), key)
    refusal = _misplaced(entry, key, known)
    if refusal:
        return refusal
    now = _now(known, key)
    shown = _shown(entry, known)
    verdict = _compare(entry, source, now, shown, known)
    return Judged(entry, *verdict, key, source, now, shown)


def _source(key: TextKey | None, entry: Entry, known: Known) -> Source | None:
    """The source text that a message names, if there ever was one."""
    texts = known.texts.get(key.uid) if key else None
    source = texts.sources.get((key.place, key.seg)) if texts and key else None
    return source if key and source and entry.msgctxt == _named(key, source) else None


def _misplaced(entry: Entry, key: TextKey, known: Known) -> Judged | None:
    """Whether the message cannot be taken in this file, whatever it says."""
    if known.sources.get(key.uid, known.file.source) != known.file.source:
        text = N_("This was not written in the language that the file is translated from.")
        return Judged(entry, "refused", "E03", Message(text), key)
    if entry.msgid_plural is not None:
        text = N_("Content has no plural forms.")
        return Judged(entry, "refused", "E12", Message(text), key)
    return None


def _named(key: TextKey, source: Source) -> str:
    return text_key(key.uid, key.place, source.kind, key.seg)


def _now(known: Known, key: TextKey) -> Translation | None:
    """What the next export would show."""
    texts, locale = known.texts[key.uid], known.file.target
    draft = texts.translation(key.place, key.seg, locale, "review")
    return draft or texts.translation(key.place, key.seg, locale)


def _shown(entry: Entry, known: Known) -> Said | None:
    """What the message said when the copy was made."""
    key = entry.msgctxt or ""
    if known.origin is None:
        return next((one for one in known.exports.of(key) if one.is_said_by(entry)), None)
    return known.exports.at(key, known.origin)


def _base(entry: Entry, now: Translation | None, shown: Said | None, known: Known) -> Said | None:
    """The same, or what this very file brought in since."""
    newest = known.exports.now(entry.msgctxt or "")
    if now and known.own and now.actor == known.actor and shown == newest:
        return Said(entry.msgid, now.text, now.state == "review", known.exports.number, None)
    return shown


def _compare(
    entry: Entry, source: Source, now: Translation | None, shown: Said | None, known: Known
) -> Verdict:
    if is_open(entry.msgstr):
        return _open(entry, shown, known)
    base = _base(entry, now, shown, known)
    if base and base.is_said_by(entry):
        newest = base == known.exports.now(entry.msgctxt or "")
        same = now.text == entry.msgstr if now else not entry.msgstr
        return Verdict("unchanged" if same or newest else "older")
    if not entry.msgstr.strip():
        return _emptied(now, clear=(entry.msgctxt or "") in known.clear)
    if now and _agree(entry, source, now):
        return Verdict("unchanged")
    return (
        _refusal(entry, source, now, known)
        or _conflict(entry, now, base)
        or _taken(entry, source, known)
    )


def _open(entry: Entry, shown: Said | None, known: Known) -> Verdict:
    """Nobody chose yet; in an older copy that may be past."""
    newest = known.exports.now(entry.msgctxt or "")
    if shown and shown.msgstr == entry.msgstr and shown != newest:
        return Verdict("older")
    text = N_("A conflict is still open: keep one text and remove the lines with {marker}.")
    return Verdict("open", "E11", Message(text, {"marker": MARK}))


def _emptied(now: Translation | None, *, clear: bool) -> Verdict:
    if now is None:
        return Verdict("unchanged")
    if clear:
        return Verdict("cleared", "I02", Message(N_("The translation was taken away.")))
    text = N_("It was emptied in the file; the translation is kept.")
    return Verdict("emptied", "I01", Message(text))


def _refusal(entry: Entry, source: Source, now: Translation | None, known: Known) -> Verdict | None:
    if _was_source(entry.msgid, source, now, known, entry.msgctxt or ""):
        return None
    text = N_(
        "This source text is unknown here: it was altered in the file, or changed on the site before"
        " the first export."
    )
    return Verdict("refused", "E05", Message(text))


def _conflict(entry: Entry, now: Translation | None, base: Said | None) -> Verdict | None:
    if now and now.text != entry.msgstr and (base is None or sides(base.msgstr)[0] != now.text):
        text = N_(
            "It was changed on the site too since the file was exported; the site’s stays: {text}"
        )
        return Verdict("conflict", "E11", Message(text, {"text": now.text[:80]}))
    return None


def _taken(entry: Entry, source: Source, known: Known) -> Verdict:
    if not source.removed and not _entry_is_gone(known, entry):
        return Verdict("take")
    text = N_("The source text is no longer in use; the translation is kept.")
    return Verdict("keep", "R01", Message(text))


def _agree(entry: Entry, source: Source, now: Translation) -> bool:
    """Whether the database says what the message says already."""
    if now.text != entry.msgstr:
        return False
    stale = not (same_text(now.base, source.text) or same_text(now.base, source.published))
    shown = now.state == "review" or stale
    ready = now.state == "ready" and not entry.fuzzy
    return shown == entry.fuzzy or (ready and same_text(now.base, entry.msgid))


def _was_source(
    msgid: str, source: Source, now: Translation | None, known: Known, key: str
) -> bool:
    """Whether a msgid is what the source says, or once said."""
    once = [source.text, source.published, *(one.msgid for one in known.exports.of(key))]
    return any(same_text(msgid, text) for text in [*once, *([now.base] if now else [])])


def _entry_is_gone(known: Known, entry: Entry) -> bool:
    """Whether the whole entry was removed."""
    key = parse_key(entry.msgctxt or "")
    return key is not None and key.uid not in known.sources
