"""Search: what has some words; when nothing does, what was meant is looked for between two statements."""

from dataclasses import replace

from cms.errors import CmsError
from cms.reading.conditions import Compare
from cms.reading.mending import mended
from cms.reading.publications import Listing
from cms.reading.queries import Typed
from cms.reading.searching import highlight_sql
from cms.reading.surrogates import Reads
from cms.reading.view import View
from cms.schema.compiled.facets import of_search
from cms.schema.compiled.fallback import Uncompiled
from cms.schema.compiled.lists import Asked, Node, Other, Source, connection
from cms.schema.compiled.objects import Further, Lookup, Objects
from cms.schema.compiled.selection import TYPENAME, Selected
from cms.schema.compiled.slots import Variables, given
from cms.schema.compiled.values import NULL
from cms.schema.compiled.writing import Column, Part, Row, one_of, row_of
from cms.schema.enums import values_of
from cms.schema.search import Sought, sought_of


def search(objects: Objects, one: Selected) -> Column:
    """What has some words, or what was found to be meant by them."""
    view = objects.view({"locale": one.arguments.get("locale")})
    try:
        sought = _sought(one)
    except CmsError as error:
        raise Uncompiled(error.code) from error
    objects.noticing.listing(sought.listing(view))
    meant: str | None = None
    known = objects.further.get(one.key)
    if known:
        objects.noticing.mended((sought.words, Listing(view, sought.where())), None)
        meant = known[1]
        sought = replace(sought, words=meant or sought.words)
    objects.lookups[one.key] = _meant(sought, view)
    others = {"facets": of_search(sought), "didYouMean": _instead(meant)}
    asked = Asked(sought.listing(view), one.arguments, others=others)
    further = given(one.arguments.get("after"), objects.variables)
    settled = bool(known) or bool(further) or Typed(sought.words).exact
    to = objects.writer.to(view)
    source = Source(to, lambda _alias: "true", _hit(sought.words), may_be_empty=settled)
    return connection(objects, one, source, asked)


def _sought(one: Selected) -> Sought:
    arguments = one.arguments
    return sought_of(
        arguments["text"],
        values_of(arguments.get("types") or None),
        arguments.get("tags") or (),
        arguments.get("under") or None,
        arguments.get("published") or None,
    )


def _meant(sought: Sought, view: View) -> Lookup:
    async def look(variables: Variables, _reads: Reads) -> Further:
        others = tuple(
            replace(one, operand=given(one.operand, variables)) if isinstance(one, Compare) else one
            for one in sought.others
        )
        listing = Listing(view, replace(sought, others=others).where())
        found = await mended(sought.words, listing)
        return found, found

    return look


def _instead(meant: str | None) -> Other:
    """Who writes what was looked for instead of what was typed."""

    def write(_objects: Objects, _one: Selected, _source: Source) -> Column:
        return Column("", NULL, (lambda _none, _variables: meant) if meant else None)

    return write


def _hit(words: str) -> Node:
    """Who writes what was found with some words."""

    def write(objects: Objects, one: Selected, to: Part, alias: str) -> Row:
        return row_of([_hit_field(objects, each, to, alias, words) for each in one.concrete])

    return write


def _hit_field(objects: Objects, one: Selected, to: Part, alias: str, words: str) -> Column:
    if one.name == TYPENAME:
        return objects.typename(one)
    if one.name == "highlight":
        return Column(one.key, highlight_sql(words, alias, to))
    row = objects.entry(one, to, alias)
    return Column(one.key, one_of(row, ""), row.finish)
