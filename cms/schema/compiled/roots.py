"""The root fields."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from cms.content import ContentType
from cms.content.declaration import camel
from cms.errors import CmsError
from cms.publishing.tree.paths import normal_path
from cms.reading.publications import Listing
from cms.reading.view import View
from cms.schema.compiled.common import entry, url
from cms.schema.compiled.fallback import Uncompiled
from cms.schema.compiled.languages import alternates, x_default
from cms.schema.compiled.lists import Asked, Source, connection
from cms.schema.compiled.objects import Objects, Place
from cms.schema.compiled.selection import TYPENAME, Selected
from cms.schema.compiled.site import content_types, menu, search, site
from cms.schema.compiled.slots import Later, Slot, given
from cms.schema.compiled.variables import locale_of
from cms.schema.compiled.views import view_of
from cms.schema.compiled.writing import Column, one_of, quoted, row_of
from cms.schema.routes import LONGEST_PATH

Root = Callable[[Objects, Selected], Column]


def roots(types: Mapping[str, ContentType]) -> Mapping[str, Root]:
    """Who writes each root field."""
    found: dict[str, Root] = {"content": _content, "entry": _entry, TYPENAME: _typename}
    found |= {"site": site, "menu": menu, "contentTypes": content_types, "search": search}
    for one in types.values():
        found[camel(one.name)] = _by_slug(one.name)
        found[one.graphql_plural] = _list(one.name)
    return found


def text(value: Any) -> Any:
    """A text argument as a parameter."""
    return Later(lambda variables: variables[value.name]) if isinstance(value, Slot) else value


def _typename(_objects: Objects, one: Selected) -> Column:
    return Column("", f"{quoted(one.parent)}::text")


def _entry(objects: Objects, one: Selected) -> Column:
    given_uid = one.arguments["uid"]
    uid = objects.writer.bind(text(given_uid), "text")
    view = view_of(one.arguments)
    objects.notes.append(
        lambda reads, variables: reads.entry(given(given_uid, variables), view.locales)
    )
    return entry(objects, one, view, uid)


def _by_slug(name: str) -> Root:
    def write(objects: Objects, one: Selected) -> Column:
        view = view_of(one.arguments)
        to, alias = objects.writer.to(view), objects.writer.alias()
        locales = to.bind(list(view.locales), "text[]")
        slug = objects.writer.bind(text(one.arguments["slug"]), "text")
        uid = (
            f"(SELECT {alias}.uid FROM {to.table} {alias} WHERE {alias}.content_type = '{name}'"
            f" AND {alias}.data->>'slug' = {slug} AND {alias}.locale = ANY({locales})"
            f" AND {to.live(alias)} ORDER BY array_position({locales}, {alias}.locale::text),"
            f' {alias}.path COLLATE "C" LIMIT 1)'
        )
        found = entry(objects, one, view, uid)
        asked = one.arguments["slug"]
        objects.notes.append(lambda reads, variables: reads.slug(name, given(asked, variables)))
        return replace(found, needed=True)  # the executor knows what had the slug before

    return write


def _list(name: str) -> Root:
    def write(objects: Objects, one: Selected) -> Column:
        arguments, built = one.arguments, objects.built
        view, asked = view_of(arguments), arguments.get("filter") or None
        try:
            listing = Listing(
                view,
                built.filters.condition(name, asked),
                built.orders.order(
                    name, arguments.get("order") or None, getattr(asked, "search", None) or None
                ),
            )
        except CmsError as error:
            raise Uncompiled(error.code) from error
        objects.noticing.listing(listing)
        source = Source(objects.writer.to(view), lambda _alias: "true")
        return connection(objects, one, source, Asked(listing, arguments))

    return write


def _content(objects: Objects, one: Selected) -> Column:
    """What lives at an address; what does not the executor looks for elsewhere."""
    path = one.arguments["path"]
    locale = locale_of(given(path, objects.variables))
    if not locale:
        raise Uncompiled("an address of no language")
    to, alias = objects.writer.to(View(locale)), objects.writer.alias()
    asked = objects.writer.bind(Later(lambda variables: _path(given(path, variables))), "text")
    place = Place(to, alias, f"{alias}.data")
    objects.notes.append(lambda reads, variables: reads.address(_path(given(path, variables))))
    row = row_of([_route(objects, each, place) for each in one.below["ContentRoute"]])
    row = objects.marked(row, place)
    source = (
        f"FROM {to.table} {alias} WHERE {alias}.locale = {to.bind(locale, 'text')}"
        f" AND {alias}.path = {asked} AND {to.live(alias)} AND {objects.known(alias)}"
        " LIMIT 1"
    )
    return Column("", one_of(row, source), row.finish, needed=True)


def _path(path: str) -> str:
    found = normal_path(path)
    if len(found) > LONGEST_PATH or "\0" in found:
        raise Uncompiled("an address that nothing has")
    return found


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
