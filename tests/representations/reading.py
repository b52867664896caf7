"""Linked data as other programs read it: by rdflib, with a context that is at hand."""

import json
from collections.abc import Iterator
from typing import Any

from rdflib import Graph, URIRef
from rdflib.namespace import RDF

from tests.representations.vocabulary import CONTEXT, TYPES, needs_of, properties_of
from tests.schema.client import SITE, ask

SCHEMA = "https://schema.org/"
QUERY = """query ($uid: ID!, $locale: Locale, $fallback: [Locale!]) {
  entry(uid: $uid, locale: $locale, fallback: $fallback) { jsonLd } }"""


async def linked(uid: str, locale: str = "NL", **variables: Any) -> dict[str, Any]:
    """The linked data of an entry, checked."""
    data = await ask(QUERY, uid=uid, locale=locale, **variables)
    found: dict[str, Any] = json.loads(data["entry"]["jsonLd"])
    check(found)
    return found


def node(found: dict[str, Any], *kinds: str) -> dict[str, Any]:
    """The one thing of some types, on top."""
    (only,) = (one for one in found["@graph"] if one["@type"] in kinds)
    return dict(only)


def check(found: dict[str, Any]) -> None:
    """Everything has a type that exists, says what it must, and nothing that its type does not know."""
    assert found["@context"] == "https://schema.org"
    for one in _things(found["@graph"]):
        kind = one.get("@type")
        if kind is None:
            assert set(one) == {"@id"}, one  # refers to what is told elsewhere
            continue
        said = {name for name in one if not name.startswith("@")}
        assert said <= properties_of(kind), (kind, said - properties_of(kind))
        reference = "@id" in one and said == {"name", "url"}
        assert reference or needs_of(kind) <= said, (kind, needs_of(kind) - said)
        assert one.get("@id", SITE).startswith(SITE)
        assert all(one[name] not in (None, "", []) for name in one)
    graph = as_graph(found)
    for subject, kind in graph.subject_objects(RDF.type):
        assert str(kind).removeprefix(SCHEMA) in TYPES
        assert isinstance(subject, URIRef) is str(subject).startswith(SITE)


def as_graph(found: dict[str, Any]) -> Graph:
    """The statements that rdflib reads in it."""
    graph = Graph()
    graph.parse(data=json.dumps(found | {"@context": CONTEXT}), format="json-ld")
    return graph


def _things(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for one in value:
            yield from _things(one)
    elif isinstance(value, dict):
        yield value
        for one in value.values():
            yield from _things(one)
