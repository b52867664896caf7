"""How many entries of a list have which values: PostgreSQL counts and names them, Python words the rest."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from cms.content import ContentType, localised
from cms.errors import CmsError
from cms.reading.facets import BY_TAG, By, counts_sql, found_sql
from cms.reading.publications import Listing
from cms.schema.compiled import marks
from cms.schema.compiled.fallback import Uncompiled
from cms.schema.compiled.lists import Other, Source, chosen, note_link
from cms.schema.compiled.objects import Objects, Place
from cms.schema.compiled.selection import Selected
from cms.schema.compiled.slots import Variables
from cms.schema.compiled.told import told
from cms.schema.compiled.writing import Column, Part, Row, many_of
from cms.schema.facets import Facet, FacetValue
from cms.schema.narrowing import Narrowed, Narrowing, asked_of, narrowings
from cms.schema.search import COUNTED, Sought, facet

Label = Callable[[Objects, Part], tuple[str, list[str]]]
"""The SQL of what the value ``v.value`` is called, and of the keys that it follows from."""
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class _Counted:
    """What is counted of a listing. ``made`` words what PostgreSQL answered."""

    by: By
    listing: Listing
    label: Label
    made: Callable[[Rows], Facet]


def of_list(content_type: ContentType, narrowed: Narrowed, place: Place | None = None) -> Other:
    """Who writes the facets of a list of one type; of what belongs to an entry with its ``place``."""

    def write(objects: Objects, one: Selected, source: Source) -> Column:
        known = narrowings(content_type)
        try:
            asked = [
                _narrowed(known[str(by.value)], by, narrowed)
                for by in asked_of(one.arguments["by"])
            ]
        except CmsError as error:
            raise Uncompiled(error.code) from error
        for each in asked:
            if place and narrowed.link:
                note_link(objects, place, narrowed.link, each.listing)
            else:
                objects.noticing.listing(each.listing)
        return _facets(objects, one, source, asked)

    return write


def _narrowed(one: Narrowing, by: Enum, narrowed: Narrowed) -> _Counted:
    listing = narrowed.beside(one.name)
    locale = listing.view.locale

    def made(rows: Rows) -> Facet:
        values = [
            FacetValue(
                value=one.spelt(row["value"]),
                label=one.words(row["value"], locale) if words else row["label"],
                count=row["number"],
            )
            for row in rows
            if words or row["label"] is not None
        ]
        return Facet(by=by.name, values=values)

    words = one.labelled == "words"
    label = {"words": _unlabelled, "title": _title, "tag": _tag}[one.labelled]
    return _Counted(one.value, listing, label, made)


def of_search(sought: Sought) -> Other:
    """Who writes the facets of a search."""

    def write(objects: Objects, one: Selected, source: Source) -> Column:
        asked = []
        for by in dict.fromkeys(one.arguments["by"]):
            listing = sought.beside(by).listing(source.to.view)
            objects.noticing.listing(listing)
            label = _tag if COUNTED[by] == BY_TAG else _unlabelled
            asked.append(_Counted(COUNTED[by], listing, label, _sought(by, source.to.view.locale)))
        return _facets(objects, one, source, asked)

    return write


def _sought(by: Any, locale: str) -> Callable[[Rows], Facet]:
    def made(rows: Rows) -> Facet:
        labels = {row["value"]: row["label"] for row in rows if row["label"]}
        return facet(by, [(row["value"], row["number"]) for row in rows], labels, locale)

    return made


def _unlabelled(_objects: Objects, _to: Part) -> tuple[str, list[str]]:
    return "NULL", []


def _tag(_objects: Objects, to: Part) -> tuple[str, list[str]]:
    name = localised("label", to.view.locale)
    label = f"(SELECT nullif(l.{name}, '') FROM tag l WHERE l.key = v.value)"
    return f"coalesce({label}, v.value)", ["'tag.' || v.value"]


def _title(objects: Objects, to: Part) -> tuple[str, list[str]]:
    """The title of an entry; null for one that the view does not serve."""
    p = to.alias()
    title = (
        f"(SELECT {Place(to, p, 'NULL').title} FROM {to.table} {p} WHERE {p}.uid = v.value"
        f" AND {to.served(p)} AND {objects.known(p)})"
    )
    return title, marks.of_uid("v.value", to.view.locales)


def _facets(objects: Objects, one: Selected, source: Source, asked: Sequence[_Counted]) -> Column:
    """What is counted of the same listing is counted of the same rows, which are found once."""
    groups: dict[Any, list[int]] = {}
    for number, each in enumerate(asked):
        objects.noticing.counted(each.by, each.listing)
        groups.setdefault(replace(each.listing, order=()), []).append(number)
    made = [
        _group(objects, source, [asked[number] for number in numbers])
        for numbers in groups.values()
    ]
    places = [number for numbers in groups.values() for number in numbers]

    def finish(value: Any, _variables: Variables) -> Any:
        rows = dict(zip(places, (each for group in value for each in group), strict=True))
        return told([each.made(rows[number]) for number, each in enumerate(asked)], one)

    return Column("", f"json_build_array({', '.join(made)})", finish)


def _group(objects: Objects, source: Source, some: Sequence[_Counted]) -> str:
    """The rows of each facet of one listing."""
    alias, found = objects.writer.alias(), objects.writer.alias()
    to = source.to
    every = [each.by for each in some]
    where = chosen(source, some[0].listing, alias)
    rows = found_sql(every, f"{to.table} {alias}", where, alias)
    counted = []
    for number, each in enumerate(some):
        label, keys = each.label(objects, to)
        row = Row(", ".join([*objects.hidden(keys), "v.value", "v.number", f"{label} AS label"]))
        counted.append(many_of(row, f"FROM ({counts_sql(number, each.by, to, found)}) v"))
    return f"(WITH {found} AS ({rows}) SELECT json_build_array({', '.join(counted)}))"
