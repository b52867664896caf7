"""Blocks as they are stored, in the form in which a client gives them back."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cms.content import LOCALES, Blocks, Composite, Field, Values, localised
from cms.content.blocks import held_in
from cms.content.declaration import camel
from cms.content.values import encode
from cms.editing.input import KEY_COLUMN


def stored_blocks(blocks: Blocks, stored: Sequence[Values]) -> list[Any]:
    """All blocks of a working copy, hidden ones too, as `BlockInput` has them.

    But for those of a kind that there was once.
    """
    lying = held_in(row for row in stored if row["kind"] in blocks.kinds)
    return [_block(blocks, row, lying) for row in lying.get("", [])]


def _block(blocks: Blocks, row: Values, lying: Mapping[str, list[Values]]) -> dict[str, Any]:
    return {row["kind"]: _row(blocks, row, lying)}


def _row(blocks: Blocks, row: Values, lying: Mapping[str, list[Values]]) -> dict[str, Any]:
    kind = blocks.kinds[row["kind"]]
    made: dict[str, Any] = {KEY_COLUMN: row[KEY_COLUMN]}
    if not kind.part:
        made |= {"anchor": row["anchor"], "hidden": row["hidden"]}
    made |= _values(blocks.own_fields(kind.name), row)
    if kind.holds:
        rows = lying.get(row[KEY_COLUMN], [])
        made[camel(kind.holds.name)] = (
            [uid for one in rows for uid in blocks.related(one)]
            if kind.holds.relation
            else [_row(blocks, one, lying) for one in rows]
            if kind.holds.kind
            else [_block(blocks, one, lying) for one in rows]
        )
    return made


def _values(declared: Iterable[Field | Composite], row: Values) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for one in declared:
        if isinstance(one, Composite):
            made[camel(one.name)] = _values(one.fields, row)
        elif one.translated:
            columns = {locale: row[localised(one.column_name, locale)] for locale in LOCALES}
            made[camel(one.name)] = columns
        else:
            made[camel(one.name)] = _value(one, row[one.column_name])
    return made


def _value(one: Field, value: Any) -> Any:
    """A choice is called as GraphQL calls it."""
    return one.choices(value).name if one.choices and value else encode(value)
