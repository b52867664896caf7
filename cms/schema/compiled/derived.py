"""The fields that content types declare."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from piccolo.columns import Array

from cms.content import Blocks, Composite, Computed, ContentType, Field, Reverse, Rows
from cms.content.declaration import camel
from cms.content.values import default_of
from cms.content_types import session
from cms.reading.publications import Link, Listing
from cms.schema.columns import never_empty, scalar_of
from cms.schema.compiled import blocks, marks
from cms.schema.compiled.attending import ATTENDED, REPORT
from cms.schema.compiled.comments import COMMENT, commenting, comments
from cms.schema.compiled.common import CONTENT, entries, entry, tags
from cms.schema.compiled.copying import copy
from cms.schema.compiled.facets import of_list
from cms.schema.compiled.fallback import Uncompiled
from cms.schema.compiled.images import held
from cms.schema.compiled.languages import standing, translations
from cms.schema.compiled.linked import json_ld
from cms.schema.compiled.lists import Asked, Source, linked, note_link, rows_of
from cms.schema.compiled.objects import Objects, Place, Write
from cms.schema.compiled.occurrences import OCCURRENCE, OCCURRING
from cms.schema.compiled.rich import rich
from cms.schema.compiled.selection import Selected
from cms.schema.compiled.slots import Variables
from cms.schema.compiled.values import NULL, enumerated, names_of
from cms.schema.compiled.writing import (
    OBJECT,
    Column,
    each,
    many_of,
    never_null,
    one_of,
    quoted,
    refused,
)
from cms.schema.composites import EXTRAS
from cms.schema.derive import own_fields
from cms.schema.formatted import formatted, period, without_clock
from cms.schema.held import holds_picture
from cms.schema.images import File, Image
from cms.schema.narrowing import Narrowed
from cms.schema.reverse import LONGEST_UNPAGED, link_of, listing_of

Writers = dict[str, Write]
ENTRY: Writers = {
    **CONTENT,
    "translations": translations,
    "localization": standing,
    "jsonLd": json_ld,
    "image": held("image", Image),
    "comments": comments,
    "commenting": commenting,
}
"""What every entry has."""
_BESIDE: Mapping[str, Writers] = {session.content_type.name: dict(ATTENDED)}
"""What entries of a type tell beside their declared fields."""


def writers(content_types: Mapping[str, ContentType]) -> dict[str, Writers]:
    """Who writes the fields of each content type, and of the composites and rows in them."""
    found: dict[str, Writers] = {"Content": ENTRY, "Occurrence": dict(OCCURRENCE)}
    found |= {"Comment": dict(COMMENT), "Report": dict(REPORT)}
    for one in content_types.values():
        fields: Writers = dict(ENTRY)
        for declared in own_fields(one):
            fields[camel(declared.name)] = _writer(declared, content_types, found)
            if isinstance(declared, Blocks):
                fields[camel(f"{declared.name}_stored")] = blocks.stored
        if one.schedule:
            fields |= {**OCCURRING, "recurrence": _in_python}
        if one.whole:
            fields["copy"] = copy(one)
        fields |= _BESIDE.get(one.name, {})
        found[one.graphql_name] = fields | _formatted(own_fields(one))
    return found


def _writer(one: Any, content_types: Mapping[str, ContentType], found: dict[str, Writers]) -> Write:
    if isinstance(one, Reverse):
        return _reverse(one, content_types[one.content_type])
    if isinstance(one, Composite):
        first = replace(one.fields[0], required=True)
        _part(one.kind, (first, *one.fields[1:]), found)
        return _composite(one)
    if isinstance(one, Rows):
        return _in_rows(one, found)
    if isinstance(one, Computed):
        return _computed(one)
    return _field(one)


def _in_rows(one: Rows, found: dict[str, Writers]) -> Write:
    if isinstance(one, Blocks):
        found.update(blocks.writers(one, lambda each: _writer(each, {}, found), found))
        return blocks.listed(one)
    if one.relation:
        return _relations(one.name)
    _part(one.kind, one.fields, found, keyed=True)
    return _rows(one.name)


def _part(
    kind: str,
    fields: Iterable[Field | Composite],
    found: dict[str, Writers],
    *,
    keyed: bool = False,
) -> None:
    """The type of a composite or a row."""
    made: Writers = {camel(one.name): _writer(one, {}, found) for one in fields}
    if keyed:
        made["key"] = _text("key")
    extras = EXTRAS.get(kind, {})
    made |= dict.fromkeys(extras, _in_python) if extras else _formatted(without_clock(fields))
    found[kind] = made


def _field(one: Field) -> Write:
    if one.asset or one.references:
        return _linked(one)
    if one.rich:
        return rich(one.name, required=one.required)
    if issubclass(one.kind, Array):
        return _choices(one) if one.choices else _tags(one.name)
    if one.long:
        return _long(one)
    if one.choices:
        return _choice(one)
    return _short(one)


def _linked(one: Field) -> Write:
    if one.asset:
        return held(one.name, Image if holds_picture(one) else File)
    return _relation(one.name)


_CASTS: Mapping[Any, str] = {str: "text", int: "int", bool: "boolean"}


def _short(one: Field) -> Write:
    kind = scalar_of(one).output
    cast = _CASTS.get(kind, "text")
    default = default_of(one) if never_empty(one) else None

    def write(objects: Objects, _one: Selected, place: Place) -> Column:
        if kind is float:
            raise Uncompiled("a number")
        sql = f"({place.text(one.name)})::{cast}"
        if one.required and place.to.drafts:
            return Column("", never_null(sql, place.alias))
        if default is not None:
            return Column("", f"coalesce({sql}, {objects.writer.bind(default, cast)})")
        return Column("", never_null(sql, place.alias) if never_empty(one) else sql)

    return write


def _text(name: str) -> Write:
    def write(_objects: Objects, _one: Selected, place: Place) -> Column:
        return Column("", never_null(place.text(name), place.alias))

    return write


def _computed(one: Computed) -> Write:
    def write(_objects: Objects, _one: Selected, place: Place) -> Column:
        return Column("", f"({place.text(one.name)})::{_CASTS[one.returns]}")

    return write


def _choice(one: Field) -> Write:
    assert one.choices
    names = names_of(one.choices)
    default = default_of(one) if never_empty(one) else None

    def write(_objects: Objects, _one: Selected, place: Place) -> Column:
        value = f"nullif({place.text(one.name)}, '')"
        if default:
            value = f"coalesce({value}, {quoted(str(default))})"
        sql = place.needed(enumerated(value, names, place.alias), required=one.required)
        return Column("", never_null(sql, place.alias) if never_empty(one) else sql)

    return write


def _choices(one: Field) -> Write:
    assert one.choices
    names = names_of(one.choices)

    def write(objects: Objects, _one: Selected, place: Place) -> Column:
        item = objects.writer.alias()
        name = enumerated(f"{item}.value", names, place.alias)
        source = (
            f"SELECT {name} FROM jsonb_array_elements_text({place.json(one.name)})"
            f" WITH ORDINALITY {item} (value, place) ORDER BY {item}.place"
        )
        return Column("", f"array_to_json(ARRAY({source}))")

    return write


def _tags(name: str) -> Write:
    def write(objects: Objects, one: Selected, place: Place) -> Column:
        return tags(objects, one, place, name)

    return write


def _long(one: Field) -> Write:
    def write(_objects: Objects, _one: Selected, place: Place) -> Column:
        sql = place.needed(place.long_text(one.name), required=one.required)
        return Column("", f"coalesce({sql}, '')" if one.required and not place.to.drafts else sql)

    return write


def _relation(name: str) -> Write:
    def write(objects: Objects, one: Selected, place: Place) -> Column:
        uid, locales = place.text(name), place.view.locales
        own = marks.of_uid(f"({uid})", locales)
        objects.mark(place, own if place.apart else marks.of_refs(place.alias, locales))
        return entry(objects, one, place.view, uid)

    return write


def _relations(name: str) -> Write:
    def write(objects: Objects, one: Selected, place: Place) -> Column:
        uids, locales = place.json(name), place.view.locales
        known = marks.of_list(uids, locales) if place.apart else marks.of_refs(place.alias, locales)
        objects.mark(place, known)
        return entries(objects, one, place.view, uids)

    return write


def _composite(one: Composite) -> Write:
    needed = never_empty(one.fields[0])

    def write(objects: Objects, selected: Selected, place: Place) -> Column:
        values = place.json(one.name)
        inner = Place(place.to, place.alias, f"({values})", apart=False)
        row = objects.row(selected.concrete, inner)
        absent = f"coalesce({values}, '{{}}') IN ('null', '{{}}')"
        empty = refused(place.alias) if needed else NULL
        return Column("", f"CASE WHEN {absent} THEN {empty} ELSE {one_of(row, '')} END", row.finish)

    return write


def _rows(name: str) -> Write:
    def write(objects: Objects, one: Selected, place: Place) -> Column:
        item = objects.writer.alias()
        row = objects.row(one.concrete, Place(place.to, place.alias, f"{item}.value", apart=False))
        source = (
            f"FROM jsonb_array_elements({place.json(name)}) WITH ORDINALITY {item} (value, place)"
            f" ORDER BY {item}.place"
        )
        return Column("", many_of(row, source), each(row.finish) if row.finish else None)

    return write


def _reverse(one: Reverse, content_type: ContentType) -> Write:
    link, name = link_of(one, content_type), content_type.name

    def write(objects: Objects, selected: Selected, place: Place) -> Column:
        given, built = selected.arguments, objects.built

        def listed(narrowed: Any) -> Listing:
            order = given.get("order")
            return listing_of(place.view, name, built.filters, built.orders, narrowed, order)

        narrowed = Narrowed(listed, given.get("filter"), link)
        if not one.paged:
            return _whole(objects, selected, place, link, Asked(listed(None), {}))
        others = {"facets": of_list(content_type, narrowed, place)}
        asked = Asked(listed(narrowed.filter), given, others=others)
        return linked(objects, selected, place, link, asked)

    return write


def _whole(objects: Objects, one: Selected, place: Place, link: Link, asked: Asked) -> Column:
    """A list that is never in parts; one that is too long the executor refuses."""
    alias = objects.writer.alias()
    note_link(objects, place, link, asked.listing)
    source = Source(place.to, lambda other: link.sql(other, f"{place.alias}.uid"))
    row = objects.entry(one, place.to, alias)
    rows = rows_of(objects, source, asked, alias, LONGEST_UNPAGED + 1)
    array = f"coalesce(array_to_json(array_agg({row.element})), '[]')"
    checked = f"CASE WHEN count(*) > {LONGEST_UNPAGED} THEN {refused(place.alias)} ELSE {array} END"
    return Column(
        "",
        f"(SELECT {checked} FROM (SELECT {row.select} {rows}) {OBJECT})",
        each(row.finish) if row.finish else None,
    )


def _formatted(declared: Iterable[Any]) -> Writers:
    plain = [one for one in declared if isinstance(one, Field)]
    every = [*map(formatted, plain), period({one.name for one in plain})]
    return {camel(one[0]): _in_python for one in every if one}


def _in_python(_objects: Objects, one: Selected, place: Place) -> Column:
    """A field that the executor's own function makes, of the values of the object."""
    resolve, arguments, view = one.resolver, one.arguments, place.view

    def finish(value: Any, _variables: Variables) -> Any:
        return resolve(SimpleNamespace(values=value or {}, view=view), **arguments)

    return Column("", f"({place.values})::json", finish)
