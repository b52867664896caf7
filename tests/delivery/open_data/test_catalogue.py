"""The description of the open data, as portals read it."""

import httpx
import pytest
from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from starlette.applications import Starlette

from cms.content.discovery import installed
from cms.delivery.open_data.rdf import Iri, Resource, json_ld, turtle
from cms.delivery.open_data.rdf import Literal as Text
from cms.delivery.public_files import public_files
from cms.settings import Settings
from tests.builders import change, make, make_published
from tests.delivery.hot.serving import until
from tests.delivery.open_data.reading import fetched
from tests.delivery.reading import SITE, kept, read

VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
CATALOGUE = URIRef(f"{SITE}/open-data/catalogue")
CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
FULL = public_files(
    Settings(base_url=SITE, licence=CC0, publisher="Ambtenaar 2.0", contact="data@example.org")
)
MANDATORY = {
    DCAT.Catalog: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.dataset),
    DCAT.Dataset: (DCTERMS.title, DCTERMS.description, DCAT.distribution, DCTERMS.publisher),
    DCAT.Distribution: (DCAT.accessURL, DCTERMS.format),
    FOAF.Agent: (FOAF.name,),
    VCARD.Organization: (VCARD.fn,),
}
"""What DCAT-AP 3 demands, and what our own says besides."""


async def described(app: Starlette = FULL) -> Graph:
    """The description, which is the same in both formats."""
    turtle_, linked = [
        await read(f"/open-data/catalogue.{end}", app=app) for end in ("ttl", "jsonld")
    ]
    assert turtle_.headers["content-type"].startswith("text/turtle;")
    assert linked.headers["content-type"].startswith("application/ld+json;")
    graph, same = Graph(), Graph()
    graph.parse(data=turtle_.text, format="turtle")
    same.parse(data=linked.text, format="json-ld")
    assert isomorphic(graph, same)
    return graph


def complete(graph: Graph) -> None:
    for kind, demanded in MANDATORY.items():
        for one in graph.subjects(RDF.type, kind):
            for name in demanded:
                assert graph.value(one, name, any=True) is not None, (one, name)
    for name in (DCTERMS.publisher, DCAT.dataset, DCAT.distribution):
        for value in graph.objects(None, name):
            assert graph.value(value, RDF.type) is not None, value


async def test_everything_has_what_a_portal_demands(database: None) -> None:
    await make_published("book")

    graph = await described()

    complete(graph)
    datasets = set(graph.objects(CATALOGUE, DCAT.dataset))
    assert datasets == set(graph.subjects(RDF.type, DCAT.Dataset))
    assert {str(one).partition("#")[2] for one in datasets} == {"all", *installed()}
    book = URIRef(f"{CATALOGUE}#book")
    assert set(graph.objects(book, DCTERMS.title)) == {
        Literal("Boeken", "nl"),
        Literal("Books", "en"),
    }
    assert set(graph.objects(CATALOGUE, DCTERMS.title)) == {
        Literal("Open data van Home nl", "nl"),
        Literal("Open data of Home en", "en"),
    }
    issued = graph.value(book, DCTERMS.issued)
    assert issued is not None
    assert issued.datatype == XSD.dateTime  # type: ignore[attr-defined]
    period = graph.value(book, DCTERMS.temporal)
    assert graph.value(period, DCAT.startDate)
    assert graph.value(URIRef(f"{CATALOGUE}#event"), DCTERMS.issued) is None, "nothing is public"


async def test_who_answers_for_it_and_what_may_be_done_with_it(database: None) -> None:
    graph = await described()

    publisher = graph.value(CATALOGUE, DCTERMS.publisher)
    assert graph.value(publisher, FOAF.name) == Literal("Ambtenaar 2.0")
    for one in graph.subjects(RDF.type, DCAT.Distribution):
        assert graph.value(one, DCTERMS.license) == URIRef(CC0)
    for one in graph.subjects(RDF.type, DCAT.Dataset):
        contact = graph.value(one, DCAT.contactPoint)
        assert graph.value(contact, VCARD.hasEmail) == URIRef("mailto:data@example.org")


async def test_a_site_that_says_nothing_of_itself_is_described_too(database: None) -> None:
    graph = await described(public_files(Settings(base_url=SITE)))

    complete(graph)
    assert not set(graph.objects(None, DCTERMS.license))
    assert not set(graph.subjects(RDF.type, VCARD.Organization))
    names = set(graph.objects(graph.value(CATALOGUE, DCTERMS.publisher), FOAF.name))
    assert names == {Literal("example.org", "nl"), Literal("example.org", "en")}


async def test_each_address_in_it_is_answered(database: None) -> None:
    await make_published("page")
    graph = await described()

    addresses = set(graph.objects(None, DCAT.downloadURL))
    assert len(addresses) == 2 * (4 * len(installed()) + 3)
    for one in addresses:
        answer: httpx.Response = await fetched(str(one).removeprefix(f"{SITE}/open-data/"))
        assert answer.status_code == 200, one
        (distribution,) = graph.subjects(DCAT.downloadURL, one)
        kind = graph.value(distribution, DCAT.mediaType)
        if kind:
            media_type = str(kind).partition("media-types/")[2]
            assert answer.headers["content-type"].partition(";")[0] == media_type


async def test_what_is_kept_of_it_goes_when_something_is_published(database: None) -> None:
    async with kept() as files:
        path = "/open-data/catalogue.ttl"
        await files.read(path)
        first = await files.read(path)
        assert len(files) == 1

        saved = await make_published("event")
        await until(lambda: len(files) == 0)
        again = await files.read(path)

        assert "dct:temporal" in again.text
        assert again.text != first.text
        await files.read(path)
        await change("event", saved.uid, title_nl="Zwijgplicht")
        await make("book", "Zwijgplicht")
        assert (await files.read(path)).text == again.text


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ('"a" \\ b\n\tc\r\x01 é ‘’', 'https://a.example/<b> "c"{d}|^`\\'),
        ("", "https://a.example/é"),
    ],
)
def test_nothing_ends_a_text_or_an_address(text: str, address: str) -> None:
    one = Resource("dcat:Dataset", f"{SITE}/x").say("dct:title", Text(text, "nl"), Text(text))
    one.say("dcat:landingPage", Iri(address)).say(
        "dct:issued", Text("2008-12-04", datatype="xsd:date")
    )

    graph, same = Graph(), Graph()
    graph.parse(data=turtle([one]).decode(), format="turtle")
    same.parse(data=json_ld([one]).decode(), format="json-ld")

    assert isomorphic(graph, same)
    assert set(graph.objects(None, DCTERMS.title)) == {Literal(text, "nl"), Literal(text)}
    assert len(graph) == 5
