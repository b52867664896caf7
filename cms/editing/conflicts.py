"""A save that came too late: what somebody else made of the entry, what was typed, and both together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from piccolo.columns import Array

from cms.content import LOCALES, ContentType, Field, Rows
from cms.content.richtext import clean
from cms.content.values import blank, blank_row, encode, held
from cms.editing import reverting, versions, working_copy
from cms.editing.comparison.fields import Snapshot
from cms.editing.input import KEY_COLUMN, read_input
from cms.editing.merging import Clash, merged_list, merged_value, same
from cms.errors import NotFound


@dataclass(frozen=True)
class FieldConflict:
    """A column or list that both changed, in different ways; the values are as in a snapshot.

    ``locale`` is the language of a translated column. ``base`` is what both started from.
    """

    name: str
    one: Field | Rows
    locale: str | None
    base: Any
    theirs: Any
    mine: Any


@dataclass(frozen=True)
class Reconciliation:
    """What two people made of one revision.

    ``merged`` is all that can be put together by itself, as input for a save on ``current``; the
    fields in conflict are not in it. ``base`` is `None` when the opened revision was pruned: then
    every field that differs is in conflict. ``theirs`` and ``mine`` are snapshots; ``saved_by`` and
    ``saved_at`` tell who made theirs last.
    """

    opened: int
    current: int
    saved_by: str
    saved_at: datetime
    base: Snapshot | None
    theirs: Snapshot
    mine: Snapshot
    merged: Mapping[str, Any]
    fields: tuple[FieldConflict, ...]


async def conflict_of(
    content_type: ContentType, uid: str, opened: int, typed: Mapping[str, Any]
) -> Reconciliation:
    """Compare what was typed on the revision ``opened`` with what the entry is now, field by field.

    Raises `InvalidInput` when what was typed cannot be read, and `NotFound`. Ask first whether the
    actor may view the entry.
    """
    values = await working_copy.load(content_type, uid)
    theirs = whole(content_type, versions.snapshot(content_type, values))
    base = await opened_snapshot(content_type, uid, opened)
    mine = as_typed(content_type, theirs if base is None else base, typed)
    merged, fields = _merged(content_type, base, theirs, mine)
    return Reconciliation(
        opened, values["revision"], values["updated_by"], values["updated_at"],
        base, theirs, mine, merged, tuple(fields),
    )  # fmt: skip


async def opened_snapshot(content_type: ContentType, uid: str, revision: int) -> Snapshot | None:
    """The entry as it was in that revision, or `None` when nobody knows any more."""
    try:
        version = await versions.load(uid, revision)
    except NotFound:
        return None
    return whole(content_type, version.snapshot)


def whole(content_type: ContentType, snapshot: Snapshot) -> Snapshot:
    """A snapshot with exactly the columns that the type has today."""
    found = encode(blank(content_type)) | reverting.restored(content_type, snapshot)
    for rows in content_type.rows:
        found[rows.name] = [encode(blank_row(rows)) | row for row in found[rows.name]]
    return dict(found)


def as_typed(content_type: ContentType, base: Snapshot, typed: Mapping[str, Any]) -> Snapshot:
    """What a form says, as a snapshot; what it does not name is as in ``base``.

    Raises `InvalidInput`.
    """
    read = read_input(content_type, typed)
    for rows in content_type.rows:
        if rows.name in read:
            read[rows.name] = working_copy.whole_rows(rows, read[rows.name], base[rows.name])
    for one in held(content_type, read):
        for column in one.rich():
            if column in one.values:
                one.values[column] = clean(one.values[column])
    written: dict[str, Any] = encode(read)
    return dict(base) | written


def _merged(
    content_type: ContentType, base: Snapshot | None, theirs: Snapshot, mine: Snapshot
) -> tuple[dict[str, Any], list[FieldConflict]]:
    merged: dict[str, Any] = {}
    fields: list[FieldConflict] = []
    for name, one, locale in named(content_type):
        start = None if base is None else base[name]
        try:
            if base is None and not same(theirs[name], mine[name]):
                raise Clash
            merged[name] = _together(one, start, theirs[name], mine[name])
        except Clash:
            fields.append(FieldConflict(name, one, locale, start, theirs[name], mine[name]))
    return merged, fields


def named(content_type: ContentType) -> Iterator[tuple[str, Field | Rows, str | None]]:
    """Every column and list that an editor can change, with the language of a translated one."""
    for one in content_type.plain_fields:
        if one.translated:
            yield from ((one.column_in(locale), one, locale) for locale in LOCALES)
        else:
            yield one.column_name, one, None
    for rows in content_type.rows:
        yield rows.name, rows, None


def _together(one: Field | Rows, base: Any, theirs: Any, mine: Any) -> Any:
    try:
        return merged_value(base, theirs, mine)
    except Clash:
        if isinstance(one, Rows):
            column = one.target.column_name if one.relation else KEY_COLUMN
            found = merged_list(base or [], theirs, mine, lambda row: str(row[column]))
            if not one.whole(found):
                raise Clash from None  # one removed what the other put something in
            return found
        if issubclass(one.kind, Array):
            return merged_list(base or [], theirs, mine, str)
        raise
