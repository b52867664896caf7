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
from cms.editing.segmentation import same_text, segments_of
from cms.editing.units import Place
from cms.errors import N_, InvalidInput, Message
from cms.translation.desk.translating import Part, findings
from cms.translation.interface.catalogues import gettext, help_of, label, render
from cms.translation.rules.checks import code_of
from cms.translation.rules.stages import WORK, Stage

KINDS: Mapping[str, str] = {
    "h2": N_("heading"),
    "h3": N_("heading"),
    "h4": N_("heading"),
    "p": N_("paragraph"),
    "li": N_("list item"),
    "quote": N_("quotation"),
    "cell": N_("table cell"),
    "note": N_("footnote"),
    "embed": N_("title of a video"),
    "alt": N_("image description"),
}
LINK, IMAGE = N_("link to {target}"), N_("image {target}")
NOTE = N_("footnote {number}, which is translated below")
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
    """The texts of one field, or of a field of one row.

    One that is ``adapted`` has a shape of its own: ``whole`` is what it says, piece by piece.
    """

    label: str
    help: str
    place: str
    adaptable: bool
    adapted: bool
    whole: tuple[str, ...]
    pieces: tuple[Piece, ...]


def counted(parts: Iterable[Part]) -> tuple[Counter[Stage], Counter[Stage]]:
    """How many texts, and how many words of source text, are how far."""
    texts: Counter[Stage] = Counter()
    words: Counter[Stage] = Counter()
    for part in parts:
        texts[part.stage] += 1
        words[part.stage] += len(part.source.text.split())
    return texts, words


@dataclass(frozen=True)
class Reader:
    """Whom it is shown to: in which language, with the titles of entries that links lead to.

    ``into`` is the language that is translated into.
    """

    locale: str
    into: str
    titles: Mapping[str, str]


def linked(parts: Iterable[Part]) -> set[str]:
    """The entries that links in these texts lead to."""
    found = (uid_of(one[1:-1]) for part in parts for one in part.segment.placeholders)
    return {uid for uid in found if uid}


def groups(content_type: ContentType, parts: Sequence[Part], reader: Reader) -> Iterator[Group]:
    """The texts by field, in reading order."""
    names = _names(content_type, parts, reader.locale)
    for place, listed in groupby(parts, lambda part: part.unit.place):
        some = list(listed)
        unit = some[0].unit
        text = unit.text(reader.into)
        yield Group(
            label=names[place],
            help=help_of(content_type, unit.one, reader.locale),
            place=".".join(filter(None, place)),
            adaptable=unit.one.rich and bool(text),
            adapted=bool(some[0].adapted),
            whole=tuple(one.text for one in segments_of(unit.one, text)) if text else (),
            pieces=tuple(piece(part, reader) for part in some),
        )


def _names(content_type: ContentType, parts: Sequence[Part], locale: str) -> Mapping[Place, str]:
    """What each field is called; one of a row by the row's number."""
    rows = {one.name: one for one in content_type.rows}
    numbers: dict[str, list[str]] = {}
    names: dict[Place, str] = {}
    for part in parts:
        unit = part.unit
        name = label(content_type, unit.one, locale)
        if unit.place.item and unit.public in rows:
            known = numbers.setdefault(unit.public, [])
            if unit.place.item not in known:
                known.append(unit.place.item)
            row = label(content_type, rows[unit.public], locale)
            name = f"{row} {known.index(unit.place.item) + 1}, {name}"
        names[unit.place] = name
    return names


def piece(part: Part, reader: Reader) -> Piece:
    """One text as it is shown."""
    stage, made, kind = part.stage, part.shown, part.segment.kind
    text = made.text if made else ""
    formatted = kind not in ("plain", "alt")
    return Piece(
        key=part.key,
        id=part.source.seg,
        kind=gettext(KINDS[kind], reader.locale) if kind in KINDS else "",
        stage=stage.value,
        sign=SIGNS[stage],
        state=gettext(NAMES[stage], reader.locale),
        raw=part.source.text,
        source=_PLACEHOLDER.split(part.source.text),
        text=text,
        note=part.hint.partition(_GOES_ON)[2],
        hidden=tuple(_hidden(part, reader)),
        changes=_changes(part) if stage is not Stage.READY else (),
        told=told(part, text, reader) if text else (),
        arrived=part.arrived,
        made=made.actor if made else "",
        formatted=formatted,
        length=len(text if formatted else from_plain(text)),
        limit=part.max_length,
    )


def _changes(part: Part) -> tuple[Run, ...]:
    """What changed in the source since the text that is shown was made from it."""
    base = part.shown.base if part.shown else ""
    if not base or same_text(base, part.source.text):
        return ()
    return compare_text(base, part.source.text).runs


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
    if what.startswith("^"):
        return Message(NOTE, {"number": what.strip("^()").rpartition(" ")[2]})
    target = what.strip("!()")
    named = reader.titles.get(uid_of(target) or "", target)
    return Message(IMAGE if what.startswith("!") else LINK, {"target": named})


def refused(error: InvalidInput | None, locale: str) -> Iterator[Told]:
    """Why a text was not taken."""
    for one in error.problems if error else ():
        yield Told(code_of(one), True, render(one.message, locale))


def told(part: Part, text: str, reader: Reader) -> tuple[Told, ...]:
    """What an import would say of a text, errors first."""
    found = [
        Told(one.code, one.refuses, render(one.message, reader.locale))
        for one in findings(part, text, reader.into)
    ]
    return tuple(sorted(found, key=lambda one: not one.error))
