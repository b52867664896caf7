"""The root fields."""

from collections.abc import Callable, Mapping
from typing import Any

from cms.content import ContentType
from cms.content.declaration import camel
from cms.errors import CmsError
from cms.reading.publications import Listing, slug_sql
from cms.schema.compiled.addresses import content
from cms.schema.compiled.common import entry
from cms.schema.compiled.facets import of_list
from cms.schema.compiled.fallback import Uncompiled
from cms.schema.compiled.lists import Asked, Source, connection
from cms.schema.compiled.nodes import node, nodes
from cms.schema.compiled.objects import Objects
from cms.schema.compiled.occurrences import calendar
from cms.schema.compiled.searches import search
from cms.schema.compiled.selection import TYPENAME, Selected
from cms.schema.compiled.site import consents, content_types, menu, site
from cms.schema.compiled.slots import Later, Slot, given
from cms.schema.compiled.subjects import subjects
from cms.schema.compiled.writing import Column, quoted
from cms.schema.narrowing import Narrowed
from cms.schema.reverse import listing_of

Root = Callable[[Objects, Selected], Column]


def roots(types: Mapping[str, ContentType]) -> Mapping[str, Root]:
    """Who writes each root field."""
    found: dict[str, Root] = {"content": content, "entry": _entry, TYPENAME: _typename}
    found |= {"site": site, "menu": menu, "contentTypes": content_types, "search": search}
    found |= {"tags": subjects, "node": node, "nodes": nodes, "consents": consents}
    found["calendar"] = calendar([name for name, one in types.items() if one.schedule])
    for one in types.values():
        found[camel(one.name)] = _by_slug(one.name)
        found[one.graphql_plural] = _list(one)
    return found


def text(value: Any) -> Any:
    """A text argument as a parameter."""
    return Later(lambda variables: variables[value.name]) if isinstance(value, Slot) else value


def _typename(_objects: Objects, one: Selected) -> Column:
    return Column("", f"{quoted(one.parent)}::text")


def _entry(objects: Objects, one: Selected) -> Column:
    given_uid = one.arguments["uid"]
    uid = objects.writer.bind(text(given_uid), "text")
    view = objects.view(one.arguments)
    objects.notes.append(
        lambda reads, variables: reads.entry(given(given_uid, variables), view.locales)
    )
    return entry(objects, one, view, uid)


def _by_slug(name: str) -> Root:
    def write(objects: Objects, one: Selected) -> Column:
        view = objects.view(one.arguments)
        slug = objects.writer.bind(text(one.arguments["slug"]), "text")
        asked = one.arguments["slug"]
        objects.notes.append(lambda reads, variables: reads.slug(name, given(asked, variables)))
        return entry(objects, one, view, f"({slug_sql(name, slug, objects.writer.to(view))})")

    return write


def _list(content_type: ContentType) -> Root:
    def write(objects: Objects, one: Selected) -> Column:
        arguments, built = one.arguments, objects.built
        view = objects.view(arguments)

        def listed(narrowed: Any) -> Listing:
            order = arguments.get("order")
            return listing_of(view, content_type.name, built.filters, built.orders, narrowed, order)

        narrowed = Narrowed(listed, arguments.get("filter") or None)
        try:
            listing = listed(narrowed.filter)
        except CmsError as error:
            raise Uncompiled(error.code) from error
        objects.noticing.listing(listing)
        source = Source(objects.writer.to(view), lambda _alias: "true")
        others = {"facets": of_list(content_type, narrowed)}
        return connection(objects, one, source, Asked(listing, arguments, others=others))

    return write
