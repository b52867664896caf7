"""Units of translation: each translated field of an entry, and of each of its related rows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from cms.content import LOCALES, Composite, ContentType, Field, Rows, Values
from cms.content.segments import context


class Place(NamedTuple):
    """Where a unit stands in its entry: the field's name, and the key of the related row if any."""

    field: str
    item: str


@dataclass(frozen=True)
class Unit:
    """One translated field of an entry, or of one related row.

    ``values`` are those of the entry or of the row. ``public`` is the name under which readers find
    the text: the field's, or that of the list.
    """

    place: Place
    one: Field
    values: Values
    public: str

    def text(self, locale: str) -> str:
        """What its column holds in ``locale``."""
        return self.values[self.one.column_in(locale)] or ""

    @property
    def empty(self) -> bool:
        return not any(self.text(locale) for locale in LOCALES)


def units(content_type: ContentType, values: Values) -> dict[Place, Unit]:
    """The units of an entry in the order in which a page is read."""
    return {unit.place: unit for unit in _units(content_type, values)}


def public_names(content_type: ContentType) -> dict[str, str]:
    """Under which name readers find the text of a place: by the place's ``field``."""
    found: dict[str, str] = {}
    for one in content_type.all_fields:
        if isinstance(one, Rows):
            found |= {f"{one.name}_{plain.column_name}": one.name for plain in one.plain_fields}
        elif isinstance(one, Field | Composite):
            plain_fields = one.fields if isinstance(one, Composite) else (one,)
            found |= {plain.column_name: one.name for plain in plain_fields}
    return found


def _units(content_type: ContentType, values: Values) -> Iterator[Unit]:
    for one in content_type.all_fields:
        if isinstance(one, Rows):
            yield from _of_rows(one, values)
        elif isinstance(one, Field | Composite):
            for plain in one.fields if isinstance(one, Composite) else (one,):
                if translatable(plain):
                    yield Unit(Place(plain.column_name, ""), plain, values, one.name)


def _of_rows(rows: Rows, values: Values) -> Iterator[Unit]:
    if not rows.to_po:
        return
    for row in values[rows.name]:
        for one in rows.fields_of(row):
            if translatable(one):
                yield Unit(Place(f"{rows.name}_{one.column_name}", row["key"]), one, row, rows.name)


def translatable(one: Field) -> bool:
    """Whether translators see it."""
    return one.translated and one.to_po and one.choices is None


class TextKey(NamedTuple):
    """Which segment a message of a translators' file is about."""

    uid: str
    place: Place
    seg: str


_KEY = re.compile(
    r"([0-9a-z]{1,16})/([a-z][a-z0-9_]*)(?:\.([0-9a-z]{1,8}))?(?:@[a-z]+)?#([0-9a-z]{1,8})"
)


def parse_key(text: str) -> TextKey | None:
    """The reverse of `text_key`; none for what is no such name."""
    found = _KEY.fullmatch(text)
    return TextKey(found[1], Place(found[2], found[3] or ""), found[4]) if found else None


def text_key(uid: str, place: Place, kind: str, seg: str) -> str:
    """A segment's name in translators' files: ``uid/field.item@part#seg``."""
    return context(uid, ".".join(filter(None, place)), kind, seg)
