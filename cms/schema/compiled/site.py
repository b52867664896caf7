"""The root fields of the site as a whole: what it is, its menus, its content types, its search."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from cms.content import DEFAULT_LOCALE, LOCALES
from cms.content.base import Menu
from cms.http.addresses import site_feeds
from cms.reading.menus import is_in_menu, menu_order
from cms.reading.view import View
from cms.schema.community.consents import consents_in
from cms.schema.compiled import marks
from cms.schema.compiled.common import LOCALE_NAMES, home_uid, url
from cms.schema.compiled.fallback import Uncompiled
from cms.schema.compiled.objects import Objects, Place
from cms.schema.compiled.selection import TYPENAME, Selected
from cms.schema.compiled.slots import Variables
from cms.schema.compiled.told import check, told
from cms.schema.compiled.values import NULL
from cms.schema.compiled.writing import (
    OBJECT,
    Column,
    Finish,
    Row,
    many_of,
    one_of,
    row_of,
)
from cms.schema.labels import content_type_infos
from cms.schema.menus import arranged
from cms.settings import settings

_SITE = ("title", "urls", "locale", "locales", "defaultLocale", "url", "timezone", "feeds")


def site(objects: Objects, one: Selected) -> Column:
    """What a reader of a language must know of the site."""
    check(one, _SITE)
    view = objects.view(one.arguments)
    columns = [replace(_site_field(objects, each, view), key=each.key) for each in one.concrete]
    return objects.whole(columns)


def _site_field(objects: Objects, one: Selected, view: View) -> Column:
    address = objects.public_url
    if one.name == "title":
        return Column("", f"coalesce({_home_title(objects, view)}, '')")
    if one.name == "urls":
        pairs = [
            {"locale": name, "url": f"{address}/{code}"} for code, name in LOCALE_NAMES.items()
        ]
        return _constant([_chosen(pair, one) for pair in pairs])
    if one.name == "feeds":
        feeds = site_feeds(view.locale)
        pairs = [{"mediaType": kind, "url": address + path} for kind, path in feeds]
        return _constant([_chosen(pair, one) for pair in pairs])
    values = {
        "locale": LOCALE_NAMES[view.locale],
        "locales": [*LOCALE_NAMES.values()],
        "defaultLocale": LOCALE_NAMES[DEFAULT_LOCALE],
        "url": f"{address}/{view.locale}",
        "timezone": settings.timezone,
        TYPENAME: one.parent,
    }
    return _constant(values[one.name])


def _chosen(values: Mapping[str, Any], one: Selected) -> Mapping[str, Any]:
    return {each.key: {TYPENAME: each.parent, **values}[each.name] for each in one.concrete}


def _constant(value: Any) -> Column:
    """What the database need not be asked."""
    return Column("", NULL, lambda _none, _variables: value)


def _home_title(objects: Objects, view: View) -> str:
    to, alias = objects.writer.to(replace(view, fallback=LOCALES)), objects.writer.alias()
    objects.reads.below("", LOCALES)
    objects.marks[""] += marks.of_uid(home_uid(objects, to), to.view.locales)
    title, uid = Place(to, alias, "NULL").title, home_uid(objects, to)
    return (
        f"(SELECT {title} FROM {to.table} {alias} WHERE {alias}.uid = {uid}"
        f" AND {to.served(alias)} AND {objects.known(alias)})"
    )


def content_types(objects: Objects, one: Selected) -> Column:
    """The content types; catalogues may be read again, so labels are looked up each time."""
    locale = objects.view(one.arguments).locale
    return Column("", NULL, lambda _none, _variables: told(content_type_infos(locale), one))


def consents(objects: Objects, one: Selected) -> Column:
    """What people agree to, word for word: as above."""
    locale = objects.view(one.arguments).locale
    return Column("", NULL, lambda _none, _variables: told(consents_in(locale), one))


class _Item(NamedTuple):
    """An item of a menu, as PostgreSQL answered it; what follows from its place is yet to be filled in."""

    path: str
    parent: str | None
    uid: str
    values: dict[str, Any]


_PLAIN = ("uid", "path", "label")
_BY_PLACE = ("level", "parentUid")


def menu(objects: Objects, one: Selected) -> Column:
    """A menu, whole: PostgreSQL answers its items, Python how they stand under each other."""
    view, name, depth = objects.view(one.arguments), one.arguments["name"], one.arguments["depth"]
    if depth < 1:
        raise Uncompiled("a menu without depth")
    if name not in [kind.value for kind in Menu]:
        return Column("", NULL)
    check(one, ("name", "locale", "items"))
    objects.reads.menu(view.locale)
    columns = [
        replace(_menu_field(objects, each, view, name), key=each.key) for each in one.concrete
    ]
    row = row_of(columns)

    def finish(value: Any, variables: Variables) -> Any:
        found = row.finish(value, variables) if row.finish else value
        for one_ in one.concrete:
            if one_.name == "items":
                found[one_.key] = _nested(one_, found[one_.key], depth)
        return found

    return Column("", one_of(row, ""), finish)


def _nested(one: Selected, found: Any, depth: int) -> list[Any]:
    levels = [inner.key for inner in one.concrete if inner.name == "level"]
    parents = [inner.key for inner in one.concrete if inner.name == "parentUid"]
    made = []
    for item, above, level in arranged([*map(_Item._make, found)], depth):
        values = item.values
        for key in levels:
            values[key] = level
        for key in parents:
            values[key] = above.uid if above else None
        made.append(values)
    return made


def _menu_field(objects: Objects, one: Selected, view: View, name: str) -> Column:
    if one.name == "name":
        return _constant(name)
    if one.name == "locale":
        return _constant(LOCALE_NAMES[view.locale])
    if one.name == TYPENAME:
        return _constant(one.parent)
    return _items(objects, one, view, name)


def _items(objects: Objects, one: Selected, view: View, name: str) -> Column:
    check(one, (*_PLAIN, *_BY_PLACE, "url", "content"))
    to, p = objects.writer.to(view), objects.writer.alias()
    place = Place(to, p, f"{p}.data")
    row = objects.marked(row_of([_item(objects, each, place) for each in one.concrete]), place)
    item = f"json_build_array({p}.path, {p}.parent_uid, {p}.uid, {one_of(row, '')}) AS item"
    source = (
        f"FROM {to.table} {p} WHERE {p}.locale = {to.bind(view.locale, 'text')} AND {to.live(p)}"
        f" AND {is_in_menu(p, Menu(name))} AND {objects.known(p)} ORDER BY {menu_order(p)}"
    )
    return Column(
        "", many_of(Row(item, element=f"{OBJECT}.item"), source), row.finish and _made(row.finish)
    )


def _made(finish: Finish) -> Finish:
    """Finishes what the items of a menu show."""

    def all_of(value: Any, variables: Variables) -> Any:
        return [[*placed, finish(values, variables)] for *placed, values in value]

    return all_of


def _item(objects: Objects, one: Selected, place: Place) -> Column:
    if one.name == "content":
        row = objects.entry(one, place.to, place.alias)
        return Column(one.key, one_of(row, ""), row.finish)
    if one.name == TYPENAME:
        return objects.typename(one)
    if one.name in _BY_PLACE:
        return Column(one.key, NULL)
    if one.name == "url":
        return replace(url(objects, one, place), key=one.key)
    return Column(one.key, place.title if one.name == "label" else f"{place.alias}.{one.name}")
