"""Two snapshots of an entry compared, field by field."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from piccolo.columns import Array, Text, Varchar

from cms.content import LOCALES, Composite, ContentType, Field, Rows
from cms.content.declaration import Declared
from cms.content.values import blank, blank_row, empty, encode
from cms.editing.comparison.lines import RichChange, compare_rich
from cms.editing.comparison.sequences import rising
from cms.editing.comparison.words import TextChange, compare_text

Snapshot = Mapping[str, Any]
RowFate = Literal["added", "removed", "changed"]


@dataclass(frozen=True)
class ValueChange:
    """A number, a date, a choice or a relation, as JSON: one in place of another."""

    before: Any
    after: Any


@dataclass(frozen=True)
class ListChange:
    """Tags, menus or related entries: the keys or uids, and whether those that stayed changed places."""

    kept: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    reordered: bool


@dataclass(frozen=True)
class RowChange:
    """What became of a related row: its place before and now, from 1, and the cells that differ."""

    fate: RowFate
    key: str
    was_at: int | None
    is_at: int | None
    moved: bool
    cells: tuple["FieldChange", ...]


@dataclass(frozen=True)
class RowsChange:
    """The related rows that differ, in their order now; removed ones stand where they stood."""

    rows: tuple[RowChange, ...]


Change = TextChange | RichChange | ValueChange | ListChange | RowsChange


@dataclass(frozen=True)
class FieldChange:
    """What differs in one column or list; ``locale`` is the language of a translated one."""

    name: str
    one: Field | Rows
    locale: str | None
    change: Change


def compare(content_type: ContentType, before: Snapshot, after: Snapshot) -> list[FieldChange]:
    """What differs between two snapshots (`cms.editing.versions`), in the order of the declaration.

    A column that a snapshot does not have yet counts as empty. Pure, but a large text takes a
    second: keep it off the event loop.
    """
    start = encode(blank(content_type))
    return list(_fields(content_type.all_fields, start | dict(before), start | dict(after)))


def _fields(
    declared: Sequence[Declared], before: Snapshot, after: Snapshot
) -> Iterator[FieldChange]:
    for one in declared:
        if isinstance(one, Composite):
            yield from _fields(one.fields, before, after)
        elif isinstance(one, Field):
            for column, locale in _columns(one):
                if before[column] != after[column] and not _both_empty(before, after, column):
                    change = _change(one, before[column], after[column])
                    yield FieldChange(column, one, locale, change)
        elif isinstance(one, Rows) and before[one.name] != after[one.name]:
            yield FieldChange(one.name, one, None, _rows(one, before[one.name], after[one.name]))


def _both_empty(before: Snapshot, after: Snapshot, column: str) -> bool:
    return empty(before[column]) and empty(after[column])


def _columns(one: Field) -> list[tuple[str, str | None]]:
    if one.translated:
        return [(one.column_in(locale), locale) for locale in LOCALES]
    return [(one.column_name, None)]


def _change(one: Field, before: Any, after: Any) -> Change:
    if one.rich:
        return compare_rich(before or "", after or "")
    if issubclass(one.kind, Array):
        return _list(before or (), after or ())
    if issubclass(one.kind, Varchar | Text) and one.choices is None:
        return compare_text(before or "", after or "")
    return ValueChange(before, after)


def _list(before: Sequence[str], after: Sequence[str]) -> ListChange:
    kept = tuple(one for one in after if one in before)
    return ListChange(
        kept=kept,
        added=tuple(one for one in after if one not in before),
        removed=tuple(one for one in before if one not in after),
        reordered=kept != tuple(one for one in before if one in after),
    )


def _rows(rows: Rows, before: Sequence[Snapshot], after: Sequence[Snapshot]) -> Change:
    if rows.relation:
        column = rows.target.column_name
        return _list(*([row[column] for row in part if row[column]] for part in (before, after)))
    old, new = ({row["key"]: row for row in part} for part in (before, after))
    places, new_places = _places(old), _places(new)
    moved = _moved(places, new_places)
    found = []
    for key in _merged(list(old), list(new)):
        was_at, is_at = places.get(key), new_places.get(key)
        cells = _cells(rows, old.get(key), new.get(key))
        if cells or key in moved or was_at is None or is_at is None:
            fate: RowFate = "added" if was_at is None else "removed" if is_at is None else "changed"
            found.append(RowChange(fate, key, was_at, is_at, key in moved, cells))
    return RowsChange(tuple(found))


def _places(rows: Mapping[str, Snapshot]) -> dict[str, int]:
    return {key: place for place, key in enumerate(rows, start=1)}


def _moved(places: Mapping[str, int], new_places: Mapping[str, int]) -> set[str]:
    """The fewest rows that would have to be picked up to get from one order to the other."""
    both = [key for key in new_places if key in places]
    stayed = {both[n] for n in rising([places[key] for key in both])}
    return set(both) - stayed


def _merged(old: Sequence[str], new: Sequence[str]) -> list[str]:
    found = list(new)
    for place, key in enumerate(old):
        if key not in new:
            at = found.index(old[place - 1]) + 1 if place else 0
            found.insert(at, key)
    return found


def _cells(rows: Rows, before: Snapshot | None, after: Snapshot | None) -> tuple[FieldChange, ...]:
    """The cells that differ; of a row that came or went, all that have something in them."""
    start = encode(blank_row(rows))
    if before is None or after is None:
        start = {column: False if value is False else None for column, value in start.items()}
    old, new = (start | dict(part or {}) for part in (before, after))
    return tuple(_fields(rows.declared_of(after or before or {}), old, new))
