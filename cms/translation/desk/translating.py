"""Translating an entry text by text, as translators' files do, for somebody who is at work here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cms.access.actors import Actor
from cms.access.permissions import Denied, decide, require
from cms.access.roles import Permission
from cms.content import ContentType, Values
from cms.editing import authorised, text_store, working_copy
from cms.editing.input import problems_of, tidied
from cms.editing.saving import Saved
from cms.editing.segmentation import canonical
from cms.editing.text_store import Changes, Standing, Texts, Translation
from cms.editing.units import Place, parse_key
from cms.errors import N_, Conflict, InvalidInput, Message, Problem
from cms.translation.desk.parts import Part, load_texts, parts, parts_of
from cms.translation.exchange.composing import compose
from cms.translation.rules import glossary
from cms.translation.rules.checks import EVEN_IN_A_DRAFT, Finding, check
from cms.translation.rules.conventions import conventions

MOST = 1000

Origin = Literal["human", "tm", "mt"]


@dataclass(frozen=True)
class Translated:
    """A segment that somebody translated; ``source`` is the text they saw, if they say it.

    A ``draft`` is kept beside what is shown, and shown once somebody confirms it. ``settles`` are the
    texts in conflict that they saw when they chose. ``origin`` says who wrote the words.
    """

    key: str
    text: str
    source: str | None = None
    draft: bool = False
    settles: Sequence[str] = ()
    origin: Origin = "human"


@dataclass(frozen=True)
class Opened:
    """A working copy on somebody's desk, held until the transaction ends."""

    actor: Actor
    locale: str
    content_type: ContentType
    values: Values
    texts: Texts

    @property
    def uid(self) -> str:
        uid: str = self.values["uid"]
        return uid

    def parts(self) -> dict[str, Part]:
        """Its segments by key."""
        listed = parts(self.content_type, self.values, self.texts, self.locale)
        return {one.key: one for one in listed}

    async def save(self, changes: Changes, places: set[Place]) -> Saved:
        """Write the changes, and what is ready in these places to the columns."""
        made = self.texts.translations | {one.slot: one for one in changes.translations}
        for slot in changes.dropped:
            made.pop(slot, None)
        known = Texts(self.texts.sources, made)
        wanted, _ = compose(self.content_type, self.values, known, places, self.locale)
        await text_store.write(changes)
        revision = self.values["revision"]
        if not wanted:
            return Saved(self.uid, revision, self.values, ())
        return await authorised.save(
            self.actor, self.content_type, self.uid, wanted, revision=revision
        )


async def open_for_translation(actor: Actor, uid: str, locale: str, *, revision: int) -> Opened:
    """Hold a working copy for somebody who may translate it into ``locale``.

    Raises `Denied`, `NotFound`, `Conflict` when ``revision`` is not the newest, and `InvalidInput`
    for the language that it was written in.
    """
    content_type = await working_copy.content_type_of(uid)
    values = await working_copy.load(content_type, uid, lock=True)
    await require_translator(actor, uid, locale)
    if locale == values["source_locale"]:
        text = N_("It was written in this language: there is nothing to translate.")
        raise InvalidInput([Problem("source_locale", Message(text), "locale")])
    if values["revision"] != revision:
        raise Conflict(opened=revision, current=values["revision"])
    return Opened(actor, locale, content_type, values, await load_texts(uid))


async def require_translator(actor: Actor, uid: str, locale: str) -> None:
    """Raise `NotFound` or `Denied` unless the actor may edit the entry, or translate it so."""
    facts = await require(actor, Permission.VIEW, uid)
    able = decide(actor, Permission.EDIT, facts).allowed
    if not able and not decide(actor, Permission.TRANSLATE, facts, locale).allowed:
        raise Denied(Permission.TRANSLATE)


async def translate(
    actor: Actor, uid: str, locale: str, given: Sequence[Translated], *, revision: int
) -> Saved:
    """Take translations of segments. A field is shown once each of its segments has a text.

    Takes `translate` in that language. Raises `Denied`, `NotFound`, `Conflict`, and `InvalidInput`
    naming each segment that is not there or cannot be taken: then nothing is. Call it inside
    `writing()`.
    """
    opened = await open_for_translation(actor, uid, locale, revision=revision)
    if len(given) > MOST:
        text = N_("At most {most} segments at once.")
        raise InvalidInput([Problem("too_many", Message(text, {"most": MOST}), "segments")])
    return await _translate(opened, given)


async def mark(
    actor: Actor, uid: str, locale: str, keys: Sequence[str], *, ready: bool, revision: int
) -> Saved:
    """Say of what is shown in these segments that it is ready, or that somebody must look at it.

    What becomes ready counts as made from the source as it is now. Raises as `translate`.
    """
    opened = await open_for_translation(actor, uid, locale, revision=revision)
    known = opened.parts()
    given = [_marked(key, known.get(key), ready=ready) for key in keys]
    return await _translate(opened, given)


def _marked(key: str, part: Part | None, *, ready: bool) -> Translated:
    shown = part.shown if part else None
    if shown is None:
        return Translated(key, "", draft=not ready)
    return Translated(key, shown.text, None if ready else shown.base, draft=not ready)


def findings(part: Part, text: str, locale: str, *, draft: bool = False) -> list[Finding]:
    """What is wrong with a text, as an import would say; one that `refuses` keeps it out.

    A draft may be wrong in any way that does no harm.
    """
    length, segment = part.unit.one.length, part.segment
    address = conventions().address.get(locale, "")
    found = check(
        part.source.text, text, segment.placeholders, segment.kind, length, address=address
    )
    found += glossary.findings(part.source.text, text, locale)
    return [one for one in found if not draft or one.code in EVEN_IN_A_DRAFT]


async def _translate(opened: Opened, given: Sequence[Translated]) -> Saved:
    known = opened.parts()
    problems_of(_problems(given, known, opened.locale))
    shown = _canonical(given, known, opened.values["source_locale"])
    changes = Changes(opened.uid)
    for one in given:
        text = shown.get(one.key, "")
        if one.draft or not text:
            text = tidied(known[one.key].unit.one, one.text)  # a draft may lack what it must have
        _take(one, known[one.key], text, opened, changes)
    places = {known[one.key].unit.place for one in given if not one.draft}
    return await opened.save(changes, places)


def _problems(
    given: Sequence[Translated], known: Mapping[str, Part], locale: str
) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, one in enumerate(given):
        part = known.get(one.key)
        if part is None or parse_key(one.key) is None or one.key in seen:
            text = Message(N_("There is no such place in the content."))
            yield Problem("unknown_segment", text, f"segments.{place}.key")
            continue
        seen.add(one.key)
        if not one.text.strip():
            text = Message(N_("Write a text."))
            yield Problem("required", text, f"segments.{place}.text")
            continue
        for found in findings(part, one.text, locale, draft=one.draft):
            if found.refuses:
                yield Problem(found.code, found.message, f"segments.{place}.text")


def _canonical(
    given: Sequence[Translated], known: Mapping[str, Part], source: str
) -> dict[str, str]:
    """Each text as it will be read back from the column."""
    typed = {one.key: one.text for one in given}
    by_unit: dict[int, list[Part]] = {}
    for part in known.values():
        by_unit.setdefault(id(part.unit), []).append(part)
    shown: dict[str, str] = {}
    for listed in by_unit.values():
        unit = listed[0].unit
        texts = canonical(unit.one, unit.text(source), [typed.get(one.key) for one in listed])
        shown |= {part.key: text for part, text in zip(listed, texts, strict=True) if text}
    return shown


def _take(one: Translated, part: Part, text: str, opened: Opened, changes: Changes) -> None:
    """Note one translation; a ready one puts an end to the draft beside it."""
    standing: Standing = "review" if one.draft else "ready"
    base = part.source.text if one.source is None else one.source
    new = Translation(
        *part.unit.place, part.source.seg, opened.locale, standing, text, base, one.origin,
        opened.actor.name,
    )  # fmt: skip
    changes.translations.append(new)
    changes.settle(new, one.settles)
    for old in _ended(part, draft=one.draft):
        if old.text != text:
            changes.keep(old, "replaced")
    if part.draft and not one.draft:
        changes.dropped.append(part.draft.slot)


def _ended(part: Part, *, draft: bool) -> Iterator[Translation]:
    """What a new text takes the place of."""
    for old in (part.draft, None if draft else part.ready):
        if old:
            yield old


__all__ = [
    "Opened",
    "Part",
    "Translated",
    "findings",
    "mark",
    "open_for_translation",
    "parts_of",
    "translate",
]
