"""Keys that nothing knows: what they say would be lost without a word, so they are refused by name."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel

from cms.content import LOCALES, ContentType
from cms.content.discovery import installed
from cms.editing.input import KEY_COLUMN
from cms.editing.units import public_names
from cms.portability.format import EntryFile, GoneFile

MOST = 20
"""Of one file: more are told once these are mended."""
_LONGEST = 80
_LIKE, _MUCH_LIKE = 0.6, 0.8
_PRINTS = ("fields", "source")
"""What the fingerprints of a publication have."""


class Unknown(NamedTuple):
    """A key that nothing knows: where it stands, what it is called, and what may be meant."""

    place: str
    name: str
    near: str


def in_form(model: Any, place: Sequence[int | str]) -> Unknown:
    """The last key of ``place`` in a file of this form, where no such key is declared."""
    part = _part(model)
    for step in place[:-1]:
        if isinstance(step, str):
            part = _part(part.model_fields[step].annotation)
    name = str(place[-1])[:_LONGEST]
    where = ".".join(map(str, (*place[:-1], name)))
    return Unknown(where, name, _near(name, part.model_fields, _LIKE))


def _part(annotation: Any) -> type[BaseModel]:
    """What is declared of an object, or of each in a list of them."""
    named = (*get_args(annotation), annotation)
    return next(one for one in named if isinstance(one, type) and issubclass(one, BaseModel))


def in_entry(one: EntryFile | GoneFile) -> Iterator[Unknown]:
    """The keys that its type does not know, wherever an entry has them; of a type that is installed.

    What it was before may have keys of what is declared no more: there one is told only where a key
    of now is missing that is called nearly so.
    """
    content_type = installed()[one.type]
    if isinstance(one, EntryFile):
        yield from _unknown(one.states, LOCALES, "states")
        yield from _in_values(content_type, one.values, "values")
    then: dict[int, Mapping[str, Any]] = {}
    for number, version in enumerate(one.versions):
        if version.snapshot is not None:
            then[version.revision] = version.snapshot
            place = f"versions.{number}.snapshot"
            yield from _in_values(content_type, version.snapshot, place, past=True)
    for number, publication in enumerate(one.publications):
        place = f"publications.{number}.fingerprints"
        yield from _unknown(publication.fingerprints, _PRINTS, place)
        fields = publication.fingerprints.get("fields")
        if isinstance(fields, dict):
            past = not {*then.get(publication.revision, ())} <= _names(content_type)
            known = {*public_names(content_type).values()}
            yield from _unknown(fields, known, f"{place}.fields", past=past)


def _names(content_type: ContentType) -> set[str]:
    return {*content_type.columns, *(rows.name for rows in content_type.rows)}


def _in_values(
    content_type: ContentType, values: Mapping[str, Any], place: str, *, past: bool = False
) -> Iterator[Unknown]:
    yield from _unknown(values, _names(content_type), place, past=past)
    for rows in content_type.rows:
        known = {KEY_COLUMN, *(column for one in rows.plain_fields for column in one.columns())}
        listed = values.get(rows.name)
        for number, row in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(row, dict):
                yield from _unknown(row, known, f"{place}.{rows.name}.{number}", past=past)


def _unknown(
    said: Collection[str], known: Collection[str], place: str, *, past: bool = False
) -> Iterator[Unknown]:
    for name in said:
        if name not in known:
            possible = {*known} - {*said} if past else known
            near = _near(name, possible, _MUCH_LIKE if past else _LIKE)
            if near or not past:
                shown = name[:_LONGEST]
                yield Unknown(f"{place}.{shown}", shown, near)


def _near(name: str, known: Collection[str], like: float) -> str:
    """The one that is called nearly so, if any is."""
    found = get_close_matches(name[:_LONGEST], sorted(known), n=1, cutoff=like)
    return found[0] if found else ""
