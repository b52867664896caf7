"""Translating an entry text by text, as translators' files do, for somebody who is at work here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cms.access.actors import Actor
from cms.access.permissions import Denied, decide, require
from cms.access.roles import Permission
from cms.content import ContentType, Values
from cms.content.segments import Segment
from cms.editing import authorised, text_store, working_copy
from cms.editing.input import problems_of
from cms.editing.saving import Saved
from cms.editing.segmentation import canonical, same_text, segments_of
from cms.editing.text_store import Changes, Source, Standing, Texts, Translation
from cms.editing.units import Unit, parse_key, text_key, units
from cms.errors import N_, Conflict, InvalidInput, Message, Problem
from cms.translation.checking import EVEN_IN_A_DRAFT
from cms.translation.checks import MAX_LENGTH, Finding, check
from cms.translation.composing import compose

MOST = 1000
MOST_KEPT = 10 * MAX_LENGTH
"""So much of a text is kept aside that is too long for any place."""


@dataclass(frozen=True)
class Translated:
    """A segment that somebody translated; ``source`` is the text they saw, if they say it.

    A ``draft`` is kept beside what is shown, and shown once somebody confirms it.
    """

    key: str
    text: str
    source: str | None = None
    draft: bool = False


@dataclass(frozen=True)
class Part:
    """A segment of an entry, and what is known of it in a language."""

    key: str
    unit: Unit
    source: Source
    segment: Segment
    ready: Translation | None
    draft: Translation | None

    @property
    def stale(self) -> bool:
        """Whether its translation was made from another text."""
        return self.ready is not None and not same_text(self.ready.base, self.source.text)


async def parts_of(actor: Actor, uid: str, locale: str) -> list[Part]:
    """All segments of a working copy in reading order. Raises `NotFound`."""
    await require(actor, Permission.VIEW, uid)
    content_type = await working_copy.content_type_of(uid)
    values = await working_copy.load(content_type, uid)
    return list(_parts(content_type, values, await text_store.load(uid), locale))


def _parts(content_type: ContentType, values: Values, texts: Texts, locale: str) -> Iterator[Part]:
    for place, unit in units(content_type, values).items():
        segments = segments_of(unit.one, unit.text(values["source_locale"]))
        for source, segment in zip(texts.live(place), segments, strict=False):
            yield Part(
                text_key(values["uid"], place, source.kind, source.seg),
                unit,
                source,
                segment,
                texts.translation(place, source.seg, locale),
                texts.translation(place, source.seg, locale, "review"),
            )


async def translate(
    actor: Actor, uid: str, locale: str, given: Sequence[Translated], *, revision: int
) -> Saved:
    """Take translations of segments. A field is shown once each of its segments has a text.

    Takes `translate` in that language. Raises `Denied`, `NotFound`, `Conflict`, and `InvalidInput`
    naming each segment that is not there or cannot be taken: then nothing is. Call it inside
    `writing()`.
    """
    content_type = await working_copy.content_type_of(uid)
    values = await working_copy.load(content_type, uid, lock=True)
    await _check_allowed(actor, values, locale, given)
    if values["revision"] != revision:
        raise Conflict(opened=revision, current=values["revision"])
    texts, changes = await text_store.load(uid), Changes(uid)
    parts = {one.key: one for one in _parts(content_type, values, texts, locale)}
    problems_of(_problems(given, parts))
    shown = _canonical(given, parts, values["source_locale"])
    for one in given:
        _take(one, parts[one.key], shown[one.key], locale, actor, changes)
    known = Texts(
        texts.sources, texts.translations | {one.slot: one for one in changes.translations}
    )
    places = {parts[one.key].unit.place for one in given if not one.draft}
    wanted, _ = compose(content_type, values, known, places, locale)
    await text_store.write(changes)
    if not wanted:
        return Saved(uid, revision, values, ())
    return await authorised.save(actor, content_type, uid, wanted, revision=revision)


async def _check_allowed(
    actor: Actor, values: Values, locale: str, given: Sequence[Translated]
) -> None:
    facts = await require(actor, Permission.VIEW, values["uid"])
    able = decide(actor, Permission.EDIT, facts).allowed
    if not able and not decide(actor, Permission.TRANSLATE, facts, locale).allowed:
        raise Denied(Permission.TRANSLATE)
    if locale == values["source_locale"]:
        text = N_("It was written in this language: there is nothing to translate.")
        raise InvalidInput([Problem("source_locale", Message(text), "locale")])
    if len(given) > MOST:
        text = N_("At most {most} segments at once.")
        raise InvalidInput([Problem("too_many", Message(text, {"most": MOST}), "segments")])


def _problems(given: Sequence[Translated], parts: Mapping[str, Part]) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, one in enumerate(given):
        part = parts.get(one.key)
        key = parse_key(one.key)
        if part is None or key is None or one.key in seen:
            text = Message(N_("There is no such place in the content."))
            yield Problem("unknown_segment", text, f"segments.{place}.key")
            continue
        seen.add(one.key)
        if not one.text.strip():
            text = Message(N_("Write a text."))
            yield Problem("required", text, f"segments.{place}.text")
            continue
        for found in _findings(one, part):
            yield Problem(found[0], found[1], f"segments.{place}.text")


def _findings(one: Translated, part: Part) -> list[tuple[str, Message]]:
    """What a file would be refused for: a draft may be wrong in any way that does no harm."""
    found = _check(one, part)
    return [
        (each.code, each.message)
        for each in found
        if each.refuses and (not one.draft or each.code in EVEN_IN_A_DRAFT)
    ]


def _check(one: Translated, part: Part) -> list[Finding]:
    segment, length = part.segment, part.unit.one.length
    return check(part.source.text, one.text, segment.placeholders, segment.kind, length)


def _canonical(
    given: Sequence[Translated], parts: Mapping[str, Part], source: str
) -> dict[str, str]:
    """Each text as it will be read back from the column; a draft that is wrong stays as it was typed."""
    wrong = {one.key: one.text.strip() for one in given if _is_wrong(one, parts[one.key])}
    typed = {one.key: one.text for one in given if one.key not in wrong}
    by_unit: dict[int, list[Part]] = {}
    for part in parts.values():
        by_unit.setdefault(id(part.unit), []).append(part)
    shown: dict[str, str] = {}
    for listed in by_unit.values():
        unit = listed[0].unit
        texts = canonical(unit.one, unit.text(source), [typed.get(one.key) for one in listed])
        shown |= {part.key: text for part, text in zip(listed, texts, strict=True) if text}
    return shown | wrong


def _is_wrong(one: Translated, part: Part) -> bool:
    return any(each.refuses for each in _check(one, part))


def _take(
    one: Translated, part: Part, text: str, locale: str, actor: Actor, changes: Changes
) -> None:
    """Note one translation; a ready one puts an end to the draft beside it."""
    standing: Standing = "review" if one.draft else "ready"
    base = part.source.text if one.source is None else one.source
    new = Translation(
        *part.unit.place, part.source.seg, locale, standing, text, base, "human", actor.name
    )
    changes.translations.append(new)
    old = part.draft if one.draft else part.ready
    if part.draft and not one.draft:
        changes.dropped.append(part.draft.slot)
        if part.draft.text != text:
            changes.keep(part.draft, "replaced")
    if old and old.text != text:
        changes.keep(old, "replaced")
