"""Which fields of entries a document shows, so that an answer outlives changes of all others."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from graphql import DocumentNode, FieldNode, OperationDefinitionNode, OperationType, visit
from graphql.language import Visitor

from cms.content import Blocks, Composite, ContentType, Field, Reverse, Rows
from cms.content.declaration import camel
from cms.content.discovery import installed
from cms.reading.surrogates import ANY
from cms.schema.documents import MOST_KEPT, parsed
from cms.schema.kept import Kept
from cms.schema.query import EDITORIAL

_STRUCTURE = """
__typename anchor ast backlinks breadcrumbs cancelled children closesAt commenting comments
complete consent consents content contentTypes cursor defaultLocale depth edges endCursor entry
feeds fields formatted hasNextPage hasPreviousPage home html ics id in isFallback isSource
isStale items key level locale localEnd locales localStart markdown mediaType menu minutes
moderated name node nodes note offerAsSpeaker open overridden page pageCount pageInfo parentUid
postedAt propose reason recurrenceId references requested requestSpeaker search served since
site source startCursor state status suggestions text to toc totalCount uid urls version waiting
withdrawn words
"""
"""Names of what shows no field by itself, or follows from what is noted as it is read."""

_OF_SIGN_UPS = ("capacity", "sign_up_mode", "sign_up_closes", "starts_at")
_OF_EVERY_ENTRY: Mapping[str, tuple[str, ...]] = {
    "alternates": ("path",),
    "localization": ("fingerprints",),
    "sourceChangedAt": ("fingerprints",),
    "translations": ("fingerprints", "path"),
    "xDefault": ("path",),
    "canonical": ("path",),
    "description": ("summary", "seo_description"),
    "label": ("title",),
    "noindex": ("noindex",),
    "parent": ("parent",),
    "path": ("path",),
    "position": ("position",),
    "publishedAt": ("first_published_at",),
    "seatsLeft": _OF_SIGN_UPS,
    "seo": ("title", "seo_title"),
    "signUp": _OF_SIGN_UPS,
    "slug": ("slug", "path"),
    "summary": ("summary",),
    "tags": ("tags",),
    "title": ("title",),
    "updatedAt": ("updated_at",),
    "url": ("path",),
    "window": ("window",),
}
_OCCURRENCES = ("series", "place", "overrides", "variations", "timezone", "whole_day", "open_end")
"""What is shown of the times at which entries take place."""
_CLOCK = ("timezone", "whole_day", "starts_at", "ends_at")
"""What moments are formatted by."""

_NAMELESS = frozenset(camel(name) for name in EDITORIAL)
"""Root fields for those who work on the site; what they read is not noted."""


class _Names(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        self.found.add(node.name.value)


_known: Kept[str, tuple[frozenset[str] | None]] = Kept(MOST_KEPT)


def shown_fields(query: str) -> frozenset[str] | None:
    """The names of all fields that a readable query shows of entries; `ANY` among them stands for all.

    None for what is no query, and for one of which it is not known what it reads.
    """
    found = _known.get(query)
    if found is None:
        found = (_shown(parsed(query)),)
        _known.put(query, found, len(query))
    return found[0]


def _shown(document: DocumentNode) -> frozenset[str] | None:
    operations = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    names = _names(document)
    if names & _NAMELESS or any(one.operation != OperationType.QUERY for one in operations):
        return None
    known = _vocabulary()
    return frozenset(field for name in names for field in known.get(name, (ANY,)))


def _names(document: DocumentNode) -> set[str]:
    visitor = _Names()
    visit(document, visitor)
    return visitor.found


@cache
def _vocabulary() -> Mapping[str, frozenset[str]]:
    """By a field's name in GraphQL, whatever the type: the fields of entries that it may show."""
    made: dict[str, set[str]] = {name: set() for name in _STRUCTURE.split()}
    for name, fields in _OF_EVERY_ENTRY.items():
        made.setdefault(name, set()).update(fields)
    for name in ("calendar", "next", "occurrences", "recurrence"):
        made[name] = set(_OCCURRENCES)
    for one in installed().values():
        for name, fields in _of_type(one):
            made.setdefault(camel(name), set()).update(fields)
    return {name: frozenset(fields) for name, fields in made.items()}


def _of_type(content_type: ContentType) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield content_type.name, ()
    yield content_type.graphql_plural, ()
    yield "period_formatted", _CLOCK
    for one in content_type.all_fields:
        if isinstance(one, Reverse):
            yield one.name, ()
            continue
        yield one.name, (one.name,)
        yield f"{one.name}_formatted", (one.name, *_CLOCK)
        if isinstance(one, Composite | Rows):
            yield from _within(one)


def _within(one: Composite | Rows) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The whole is told as one field: what is in it adds nothing."""
    if isinstance(one, Blocks):
        for kind in one.types:
            held = kind.holds.name if kind.holds else kind.name
            yield from ((name, ()) for name in (held, kind.listed or held))
            yield from ((each.name, ()) for each in kind.computed)
        yield from (("key", ()), ("anchor", ()))
    for each in one.fields:
        yield each.name, ()
        yield f"{each.name}_formatted", ()
        if isinstance(each, Composite):
            yield from ((inner.name, ()) for inner in each.fields if isinstance(inner, Field))
