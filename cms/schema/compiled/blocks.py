"""Blocks: one `CASE` over their kinds, in the statement of the whole answer."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from cms.content import Blocks, BlockType, Field
from cms.content.assets import PICTURES
from cms.content.block_trees import shown_fields
from cms.content.blocks import Query
from cms.content.declaration import camel
from cms.reading.conditions import condition_sql
from cms.reading.ordering import order_sql
from cms.reading.stored_queries import listing_of
from cms.schema.blocks import needs
from cms.schema.compiled import marks
from cms.schema.compiled.common import entries
from cms.schema.compiled.fallback import Uncompiled
from cms.schema.compiled.objects import Objects, Place, Write
from cms.schema.compiled.selection import Selected
from cms.schema.compiled.values import NULL
from cms.schema.compiled.writing import (
    KIND,
    OBJECT,
    Column,
    Row,
    by_kind,
    each,
    many_of,
    never_null,
    one_of,
    quoted,
)
from cms.schema.held import holds_picture

Writers = dict[str, Write]
OfField = Callable[[Any], Write]
"""Who writes a field that a kind declares."""


def writers(blocks: Blocks, of_field: OfField, known: Mapping[str, Any]) -> dict[str, Writers]:
    """Who writes the fields of each kind of block, by the name of its type."""
    found: dict[str, Writers] = {}
    for kind in blocks.types:
        if kind.part and kind.graphql_name in known:
            continue  # rows of some entry are the same
        made: Writers = {camel(one.name): of_field(one) for one in shown_fields(blocks, kind)}
        made |= {"key": _key, "anchor": _anchor}
        if kind.holds:
            made[camel(kind.holds.name)] = _held(kind, blocks)
        if kind.listed:
            made[camel(kind.listed)] = _not_compiled
        found[kind.graphql_name] = made
    return found


def listed(blocks: Blocks) -> Write:
    """Who writes the blocks of an entry."""

    def write(objects: Objects, one: Selected, place: Place) -> Column:
        return _many(objects, one, place, blocks, f"{place.alias}.texts->'{blocks.name}'")

    return write


def stored(objects: Objects, one: Selected, _place: Place) -> Column:
    """They are for those who may view working copies; what these are the executor finds."""
    if objects.asker.known:
        raise Uncompiled(f"{one.parent}.{one.name} of somebody")
    return Column("", NULL)


def _key(_objects: Objects, _one: Selected, place: Place) -> Column:
    return Column("", never_null(place.text("key"), place.alias))


def _anchor(_objects: Objects, _one: Selected, place: Place) -> Column:
    return Column("", place.text("anchor"))


def _not_compiled(_objects: Objects, one: Selected, _place: Place) -> Column:
    raise Uncompiled(f"{one.parent}.{one.name}")


def _many(objects: Objects, one: Selected, place: Place, blocks: Blocks, tree: str) -> Column:
    """The blocks of a list that have all that they need."""
    item = objects.writer.alias()
    inner = Place(place.to, place.alias, f"{item}.value", apart=False)
    kinds = {kind.graphql_name: kind for kind in blocks.types if not kind.part}
    row = _varied({kinds[name]: objects.row(some, inner) for name, some in one.below.items()}, item)
    source = (
        f"FROM jsonb_array_elements({tree}) WITH ORDINALITY {item} (value, place)"
        f" WHERE {_visible(objects, inner, blocks, kinds.values(), item)} ORDER BY {item}.place"
    )
    return Column("", many_of(row, source), each(row.finish) if row.finish else None)


def _varied(rows: Mapping[BlockType, Row], item: str) -> Row:
    finishes = {kind.name: row.finish for kind, row in rows.items() if row.finish}
    cases = ""
    for kind, row in rows.items():
        named = f'{quoted(kind.name)}::text AS "{KIND}"' if finishes else ""
        select = ", ".join(filter(None, (row.select, named)))
        cases += f" WHEN {quoted(kind.name)} THEN {one_of(Row(select), '')}"
    finish = by_kind(finishes) if finishes else None
    return Row(f"CASE {item}.value->>'kind'{cases} END AS o", f"{OBJECT}.o", f"{OBJECT}.o", finish)


def _visible(
    objects: Objects, place: Place, blocks: Blocks, kinds: Iterable[BlockType], item: str
) -> str:
    """That a block is of a kind that there is, and that what it needs is there."""
    cases = ""
    for kind in kinds:
        needed = [_is_there(objects, place, one) for one in needs(blocks, kind.name)]
        cases += f" WHEN {quoted(kind.name)} THEN {' AND '.join(needed) or 'true'}"
    return f"CASE {item}.value->>'kind'{cases} ELSE false END"


def _is_there(objects: Objects, place: Place, one: Field) -> str:
    alias, uid = objects.writer.alias(), place.text(one.name)
    if one.asset:
        objects.mark(place, marks.of_files(place.alias))
        fits = (
            f" AND {alias}.kind IN ({', '.join(map(quoted, PICTURES))})"
            if holds_picture(one)
            else ""
        )
        return f"EXISTS (SELECT FROM asset {alias} WHERE {alias}.uid = {uid}{fits})"
    to = place.to
    objects.mark(place, marks.of_refs(place.alias, to.view.locales))
    return (
        f"EXISTS (SELECT FROM {to.table} {alias} WHERE {alias}.uid = {uid}"
        f" AND {to.served(alias)} AND {objects.known(alias)})"
    )


def _held(kind: BlockType, blocks: Blocks) -> Write:
    """What lies in a block."""
    assert kind.holds
    name, holds = kind.holds.name, kind.holds

    def write(objects: Objects, one: Selected, place: Place) -> Column:
        if holds.relation:
            return _related(objects, one, place, kind)
        if not holds.kind:
            return _many(objects, one, place, blocks, place.json(name))
        item = objects.writer.alias()
        inner = Place(place.to, place.alias, f"{item}.value", apart=False)
        row = objects.row(one.concrete, inner)
        source = (
            f"FROM jsonb_array_elements({place.json(name)}) WITH ORDINALITY {item} (value, place)"
            f" ORDER BY {item}.place"
        )
        return Column("", many_of(row, source), each(row.finish) if row.finish else None)

    return write


def _related(objects: Objects, one: Selected, place: Place, kind: BlockType) -> Column:
    """The entries that somebody chose, or those that a query finds."""
    assert kind.holds
    objects.mark(place, marks.of_refs(place.alias, place.view.locales))
    chosen = entries(objects, one, place.view, place.json(kind.holds.name))
    if kind.query is None:
        return chosen
    query = kind.query({"choice": "next", "count": 0})
    assert query
    found = _found(objects, one, place, query)
    return Column(
        "",
        f"CASE {place.text('choice')} WHEN 'chosen' THEN {chosen.sql} ELSE {found.sql} END",
        chosen.finish,
    )


def _found(objects: Objects, one: Selected, place: Place, query: Query) -> Column:
    """What a query finds now, as many as the block says."""
    listing, to, alias = listing_of(query, place.view), place.to, objects.writer.alias()
    objects.noticing.listing(listing)
    row = objects.entry(one, to, alias)
    keys = [key.sql(alias, to) for key in listing.keys]
    source = (
        f"FROM {to.table} {alias} WHERE {to.served(alias)}"
        f" AND ({condition_sql(listing.where, alias, to)})"
        f" ORDER BY {order_sql(keys, listing.keys, backwards=False)}"
        f" LIMIT ({place.text('count')})::int"
    )
    return objects.many(row, source)
