"""An entry's texts beside their translations, as the translate page shows them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from admin.language import language_name
from admin.stages import NAMES, SIGNS
from cms.content import ContentType
from cms.content.richtext.addresses import uid_of
from cms.content.segments import from_plain
from cms.editing.comparison import Run
from cms.editing.comparison.words import compare_text
from cms.errors import N_, Message
from cms.translation.catalogues import gettext, help_of, label, render
from cms.translation.checks import Finding, check
from cms.translation.translating import Part
from cms.translation.workload import WORK, Stage

KINDS: Mapping[str, str] = {
    "h2": N_("heading"),
    "h3": N_("heading"),
    "h4": N_("heading"),
    "p": N_("paragraph"),
    "li": N_("list item"),
    "quote": N_("quotation"),
    "cell": N_("table cell"),
    "alt": N_("image description"),
}
LINK, IMAGE = N_("link to {target}"), N_("image {target}")
STARTS, ENDS = N_("from here in {language}"), N_("to here in {language}")
_PLACEHOLDER = re.compile(r"(\{[1-9]\d{0,3}\})")
_GOES_ON = "; the sentence goes on in the next item: "
_LANGUAGE = re.compile(r'<span lang="(.+)">')


@dataclass(frozen=True)
class Hidden:
    """A place in the text that stands for what translators leave alone: ``{1}``, a link."""

    sign: str
    meaning: str


@dataclass(frozen=True)
class Told:
    """What is wrong with a translation; an error keeps it from being ready."""

    code: str
    error: bool
    text: str


@dataclass(frozen=True)
class Piece:
    """One text with its translation.

    ``source`` comes in stretches, of which every second is a placeholder. ``changes`` are the runs
    of what changed in the source since it was translated.
    """

    key: str
    id: str
    kind: str
    stage: str
    sign: str
    state: str
    raw: str
    source: Sequence[str]
    text: str
    base: str
    note: str
    hidden: tuple[Hidden, ...]
    changes: tuple[Run, ...]
    told: tuple[Told, ...]
    arrived: tuple[str, ...]
    made: str
    formatted: bool
    length: int
    limit: int | None

    @property
    def unfinished(self) -> bool:
        return self.stage in WORK


@dataclass(frozen=True)
class Group:
    """The texts of one field, or of a field of one row."""

    label: str
    help: str
    place: str
    adapted: bool
    whole: str
    pieces: tuple[Piece, ...]


def shown_of(part: Part) -> str:
    """The text that a form opens with: a draft before what is ready."""
    made = part.draft or part.ready
    return made.text if made else ""


def stage_of(part: Part) -> Stage:
    """How far it is."""
    if part.draft:
        return Stage.MACHINE if part.draft.origin == "mt" else Stage.REVIEW
    if part.ready is None:
        return Stage.MISSING
    return Stage.STALE if part.stale else Stage.READY


def counted(parts: Iterable[Part]) -> tuple[Counter[Stage], Counter[Stage]]:
    """How many texts, and how many words of source text, are how far."""
    texts: Counter[Stage] = Counter()
    words: Counter[Stage] = Counter()
    for part in parts:
        stage = stage_of(part)
        texts[stage] += 1
        words[stage] += len(part.source.text.split())
    return texts, words


@dataclass(frozen=True)
class Reader:
    """Whom it is shown to: in which language, with the titles of entries that links lead to."""

    locale: str
    titles: Mapping[str, str]


def linked(parts: Iterable[Part]) -> set[str]:
    """The entries that links in these texts lead to."""
    found = (uid_of(one[1:-1]) for part in parts for one in part.segment.placeholders)
    return {uid for uid in found if uid}


def groups(content_type: ContentType, parts: Sequence[Part], reader: Reader) -> Iterator[Group]:
    """The texts by field, in reading order."""
    rows = {one.name: one for one in content_type.rows}
    numbers: dict[str, list[str]] = {}
    for place, listed in groupby(parts, lambda part: part.unit.place):
        some = list(listed)
        unit = some[0].unit
        name = label(content_type, unit.one, reader.locale)
        if unit.public in rows and place.item:
            known = numbers.setdefault(unit.public, [])
            if place.item not in known:
                known.append(place.item)
            heading = label(content_type, rows[unit.public], reader.locale)
            name = f"{heading} {known.index(place.item) + 1}, {name}"
        yield Group(
            label=name,
            help=help_of(content_type, unit.one, reader.locale),
            place=".".join(filter(None, place)),
            adapted=False,
            whole="",
            pieces=tuple(piece(part, reader) for part in some),
        )


def piece(part: Part, reader: Reader) -> Piece:
    """One text as it is shown."""
    stage, text = stage_of(part), shown_of(part)
    made = part.draft or part.ready
    base = made.base if made else ""
    changed = bool(made and base and stage is not Stage.READY and base != part.source.text)
    formatted = part.segment.kind not in ("plain", "alt")
    return Piece(
        key=part.key,
        id=part.source.seg,
        kind=gettext(KINDS[part.segment.kind], reader.locale) if part.segment.kind in KINDS else "",
        stage=stage.value,
        sign=SIGNS[stage],
        state=gettext(NAMES[stage], reader.locale),
        raw=part.source.text,
        source=_PLACEHOLDER.split(part.source.text),
        text=text,
        base=base,
        note=part.segment.note.partition(_GOES_ON)[2],
        hidden=tuple(_hidden(part, reader)),
        changes=compare_text(base, part.source.text).runs if changed else (),
        told=told(part, text, reader.locale) if text else (),
        arrived=(),
        made=made.actor if made else "",
        formatted=formatted,
        length=len(text if formatted else from_plain(text)),
        limit=part.unit.one.length,
    )


def _hidden(part: Part, reader: Reader) -> Iterator[Hidden]:
    languages: list[str] = []
    for number, what in enumerate(part.segment.placeholders, 1):
        yield Hidden(f"{{{number}}}", render(_meaning(what, languages, reader), reader.locale))


def _meaning(what: str, languages: list[str], reader: Reader) -> Message:
    """What a placeholder stands for; ``languages`` are those that were opened before it."""
    opened = _LANGUAGE.fullmatch(what)
    if opened:
        languages.append(opened[1])
        return Message(STARTS, {"language": language_name(opened[1], reader.locale)})
    if what.startswith("</"):
        language = languages.pop() if languages else ""
        return Message(ENDS, {"language": language_name(language, reader.locale)})
    target = what.strip("!()")
    named = reader.titles.get(uid_of(target) or "", target)
    return Message(IMAGE if what.startswith("!") else LINK, {"target": named})


def findings(part: Part, text: str) -> list[Finding]:
    """What a file would be told of this text."""
    segment = part.segment
    return check(part.source.text, text, segment.placeholders, segment.kind, part.unit.one.length)


def told(part: Part, text: str, locale: str) -> tuple[Told, ...]:
    """The same in words, errors first."""
    found = [
        Told(one.code, one.refuses, render(one.message, locale)) for one in findings(part, text)
    ]
    return tuple(sorted(found, key=lambda one: not one.error))
