"""What an address leads to: what lives there, where that lives now, or what to offer instead."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import Any

from cms.content import DEFAULT_LOCALE, LOCALES
from cms.publishing.aliases.aliases import lead_of
from cms.publishing.tree.paths import normal_path
from cms.reading.publications import past_sql
from cms.reading.surrogates import Reads
from cms.reading.view import View
from cms.schema.compiled import marks
from cms.schema.compiled.common import entry, home_uid, url
from cms.schema.compiled.fallback import Unanswered, Uncompiled
from cms.schema.compiled.languages import alternates, x_default
from cms.schema.compiled.objects import Further, Objects, Place, further_name
from cms.schema.compiled.selection import TYPENAME, Selected
from cms.schema.compiled.slots import Later, Variables, given
from cms.schema.compiled.values import NULL, instant
from cms.schema.compiled.variables import locale_of
from cms.schema.compiled.writing import (
    KIND,
    Column,
    Finish,
    Part,
    Row,
    by_kind,
    each,
    many_of,
    one_of,
    quoted,
    row_of,
)
from cms.schema.content import paths_above
from cms.schema.routes import LONGEST_PATH


class _Address:
    """An argument ``path``, and the parameters that follow from it."""

    def __init__(self, objects: Objects, one: Selected) -> None:
        self.given = one.arguments["path"]
        self.locale = locale_of(given(self.given, objects.variables))
        self.bind = objects.writer.bind
        self.perspective = objects.asker.perspective

    @cached_property
    def sql(self) -> str:
        """The address itself."""
        return self.bind(Later(lambda variables: _path(given(self.given, variables))), "text")

    async def lead(self, variables: Variables, reads: Reads) -> Further:
        """Where an alias leads from it."""
        path = _path(given(self.given, variables))
        found = await lead_of(path, self.perspective, reads)
        return found and ("Redirect" if found.to else "Gone"), found

    def note(self, reads: Reads, variables: Variables) -> None:
        """Note that it was asked what it leads to."""
        reads.address(_path(given(self.given, variables)))

    def note_above(self, reads: Reads, variables: Variables) -> None:
        """Note the same of the addresses above it."""
        for path in paths_above(_path(given(self.given, variables))):
            reads.address(path)

    def above(self) -> str:
        """The addresses above it."""
        return self.bind(
            Later(lambda variables: paths_above(_path(given(self.given, variables)))), "text[]"
        )


def _path(path: str) -> str:
    found = normal_path(path)
    if len(found) > LONGEST_PATH or "\0" in found:
        raise Unanswered("an address that nothing has")
    return found


def content(objects: Objects, one: Selected) -> Column:
    """What to answer for an address; where an alias leads is looked for between two statements."""
    address = _Address(objects, one)
    objects.notes.append(address.note)
    if address.locale == "/":
        return _home(objects, one)
    led = objects.further.get(one.key)
    objects.lookups[one.key] = address.lead
    if led and led[0]:
        return _led(objects, one, address, led)
    if not address.locale:
        alias = "" if led else f"EXISTS (SELECT FROM alias WHERE path = {address.sql})"
        return Column("", NULL, missed=alias)
    to = objects.writer.to(View(address.locale, perspective=objects.asker.perspective))
    living = _living(objects, one, to, address)
    if not led:
        return Column("", one_of(*living), living[0].finish, missed="true")
    moved, gone = _past(objects, one, to, address)
    rows = {"ContentRoute": living[0], "Redirect": moved[0], "Gone": gone[0]}
    kinds = {name: row.finish for name, row in rows.items() if row.finish}
    found, to_live, to_past = (
        one_of(_marked(name, row) if kinds else row, source)
        for (name, row), (_, source) in zip(rows.items(), (living, moved, gone), strict=True)
    )
    sql = f"coalesce({found}, {to_live}, {to_past})"
    return Column("", sql, by_kind(kinds) if kinds else None)


def _led(objects: Objects, one: Selected, address: _Address, led: Further) -> Column:
    """Where an alias leads, or that what was there is gone for good."""
    if led[0] == "Redirect":
        row = row_of([_lead(objects, one, each_) for each_ in one.below["Redirect"]])
        return Column("", one_of(row, ""))
    view = View(address.locale or DEFAULT_LOCALE, perspective=address.perspective)
    to, past = objects.writer.to(view), objects.writer.alias()
    row = row_of([_gone(objects, each_, to, past, address) for each_ in one.below["Gone"]])
    since = _of_lead(objects, one, "since", "timestamptz")
    return Column(
        "", one_of(row, f"FROM (SELECT ''::text AS uid, {since} AS until) {past}"), row.finish
    )


_LEAD = {"to": "text", "status": "int", "uid": "text"}


def _lead(objects: Objects, root: Selected, one: Selected) -> Column:
    if one.name == TYPENAME:
        return objects.typename(one)
    return Column(one.key, _of_lead(objects, root, one.name, _LEAD[one.name]))


def _of_lead(objects: Objects, root: Selected, name: str, sql_type: str) -> str:
    """One thing that the lead of a request says."""
    key = further_name(root.key)
    return objects.writer.bind(Later(lambda variables: getattr(variables[key], name)), sql_type)


def _marked(name: str, row: Row) -> Row:
    kind = f'{quoted(name)}::text AS "{KIND}"'
    return replace(row, select=", ".join(filter(None, (row.select, kind))))


Sourced = tuple[Row, str]
"""A row, and what it is made from."""


def _living(objects: Objects, one: Selected, to: Part, address: _Address) -> Sourced:
    alias = objects.writer.alias()
    place = Place(to, alias, f"{alias}.data")
    row = row_of([_route(objects, each_, place) for each_ in one.below["ContentRoute"]])
    return objects.marked(row, place), (
        f"FROM {to.table} {alias} WHERE {alias}.locale = {to.bind(to.view.locale, 'text')}"
        f" AND {alias}.path = {address.sql} AND {to.live(alias)} AND {objects.known(alias)}"
        f"{_draft_first(to, alias)} LIMIT 1"
    )


def _draft_first(to: Part, alias: str) -> str:
    """Of a draft and what is live at one address the draft."""
    return f" ORDER BY {alias}.id" if to.drafts else ""


def _route(objects: Objects, one: Selected, place: Place) -> Column:
    if one.name == TYPENAME:
        return objects.typename(one)
    if one.name == "canonical":
        return Column(one.key, url(objects, one, place).sql)
    if one.name == "alternates":
        return replace(alternates(objects, one, place), key=one.key)
    if one.name == "xDefault":
        return x_default(objects, one, place)
    if one.name != "content":
        raise Uncompiled(f"ContentRoute.{one.name}")
    row = objects.entry(one, place.to, place.alias)
    return Column(one.key, one_of(row, ""), row.finish)


def _past(objects: Objects, one: Selected, to: Part, address: _Address) -> tuple[Sourced, Sourced]:
    """Where what lived at the address lives now; or that it is gone."""
    past, live = objects.writer.alias(), objects.writer.alias()
    was = f"FROM ({past_sql(address.sql, to)}) {past}"
    now = f"{live}.uid = {past}.uid AND {to.served(live)} AND {objects.known(live)}"
    moved = objects.marked(_redirect(objects, one, live, 301), Place(to, live, "NULL"))
    gone = row_of([_gone(objects, each_, to, past, address) for each_ in one.below["Gone"]])
    once = Place(to, past, "NULL")
    objects.mark(once, marks.of_uid(f"{past}.uid", LOCALES))
    gone = objects.marked(gone, once)
    return (moved, f"{was} JOIN {to.table} {live} ON {now}"), (gone, was)


def _redirect(objects: Objects, one: Selected, alias: str, status: int) -> Row:
    known = {"to": f"{alias}.path", "status": str(status), "uid": f"{alias}.uid"}
    return row_of(
        [
            objects.typename(each_)
            if each_.name == TYPENAME
            else Column(each_.key, known[each_.name])
            for each_ in one.below["Redirect"]
        ]
    )


def _home(objects: Objects, one: Selected) -> Column:
    view = View(DEFAULT_LOCALE, perspective=objects.asker.perspective)
    to, alias = objects.writer.to(view), objects.writer.alias()
    source = f"FROM {to.table} {alias} WHERE {alias}.uid = {home_uid(objects, to)} AND {to.served(alias)}"
    objects.reads.below("", LOCALES)
    row = objects.marked(_redirect(objects, one, alias, 302), Place(to, alias, "NULL"))
    return Column("", one_of(row, source))


def _gone(objects: Objects, one: Selected, to: Part, past: str, address: _Address) -> Column:
    if one.name == TYPENAME:
        return objects.typename(one)
    if one.name == "suggestions":
        return _suggestions(objects, one, to, past, address)
    return Column(one.key, {"path": address.sql, "since": instant(f"{past}.until")}[one.name])


def _suggestions(objects: Objects, one: Selected, to: Part, past: str, address: _Address) -> Column:
    """The entry in other languages, then the nearest pages above it."""
    objects.notes.append(address.note_above)
    others = [
        entry(objects, one, to.view.only(locale), f"{past}.uid")
        for locale in LOCALES
        if locale != to.view.locale
    ]
    alias = objects.writer.alias()
    row = objects.entry(one, to, alias)
    above = (
        f"FROM {to.table} {alias} WHERE {alias}.locale = {to.bind(to.view.locale, 'text')}"
        f" AND {alias}.path = ANY({address.above()}) AND {to.live(alias)} AND {objects.known(alias)}"
        f" ORDER BY length({alias}.path) DESC"
    )
    sql = ", ".join([*(other.sql for other in others), many_of(row, above)])
    finish = _together([other.finish for other in others], each(row.finish) if row.finish else None)
    return Column(one.key, f"json_build_array({sql})", finish)


def _together(own: Iterable[Finish | None], rest: Finish | None) -> Finish:
    """One list of the values that are there and of the list after them."""

    def finish(value: Any, variables: Variables) -> Any:
        *first, listed = value
        made = [
            make(one, variables) if make else one
            for one, make in zip(first, own, strict=True)
            if one is not None
        ]
        return made + (rest(listed, variables) if rest else listed)

    return finish
