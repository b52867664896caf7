"""What search engines are told, and robots.txt."""

from datetime import datetime
from typing import Any

import pytest
from lxml import etree
from protego import Protego

from cms.database.engine import execute
from cms.delivery.public_files import public_files
from cms.delivery.sitemaps.routes import MOST_ADDRESSES
from cms.reading import site_map
from cms.settings import Settings
from tests.builders import make_asset, make_published
from tests.delivery.editing import republish, retract
from tests.delivery.reading import SITE, body, read
from tests.delivery.secrets import WORD, plant

pytestmark = pytest.mark.usefixtures("database")
PLACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
IMAGES = "http://www.google.com/schemas/sitemap-image/1.1"
GRAMMAR = etree.RelaxNG(
    etree.fromstring(
        f"""<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="{PLACES["s"]}"
            datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
        <define name="place">
            <element name="loc"><data type="anyURI"><param name="maxLength">2047</param></data></element>
            <optional><element name="lastmod">
                <choice><data type="dateTime"/><data type="date"/></choice></element></optional>
        </define>
        <start><choice>
            <element name="sitemapindex"><oneOrMore><element name="sitemap"><ref name="place"/>
            </element></oneOrMore></element>
            <element name="urlset"><oneOrMore><element name="url"><ref name="place"/>
                <zeroOrMore><element name="link" ns="{PLACES["x"]}">
                    <attribute name="rel" ns=""><value>alternate</value></attribute>
                    <attribute name="hreflang" ns="">
                        <choice><value>x-default</value><data type="language"/></choice></attribute>
                    <attribute name="href" ns=""><data type="anyURI"/></attribute>
                </element></zeroOrMore>
                <optional><element name="image" ns="{IMAGES}"><element name="loc" ns="{IMAGES}">
                    <data type="anyURI"/></element></element></optional>
                </element></oneOrMore></element>
        </choice></start></grammar>"""
    )
)


async def parsed(path: str) -> Any:
    found = etree.fromstring(await body(path))
    GRAMMAR.assertValid(found)
    return found


async def pages(locale: str = "nl") -> dict[str, Any]:
    found = (await parsed(f"/sitemaps/{locale}-1.xml")).findall("s:url", PLACES)
    return {one.findtext("s:loc", "", PLACES).removeprefix(SITE): one for one in found}


async def modified(path: str) -> datetime:
    found = (await pages(path[1:3]))[path]
    return datetime.fromisoformat(found.findtext("s:lastmod", "", PLACES))


async def exactly(path: str) -> datetime:
    found = await site_map.part("nl", 1, MOST_ADDRESSES)
    return next(one.modified for one in found if one.path == path)


def links(page: Any) -> dict[str, str]:
    found = page.findall("x:link", PLACES)
    return {one.get("hreflang"): one.get("href").removeprefix(SITE) for one in found}


async def test_the_index_leads_to_every_address() -> None:
    await make_published("page", "Pagina")
    await make_published("book", "Boek", locales=("en",))

    index = await parsed("/sitemap.xml")
    found = set()
    for one in index.iterfind("s:sitemap/s:loc", PLACES):
        answer = await read(one.text.removeprefix(SITE))
        found |= {each.text for each in etree.fromstring(answer.content).iter("{*}loc")}

    paths = ("/nl", "/en", "/nl/pagina-nl", "/en/pagina-en", "/en/boek-en")
    assert found == {SITE + path for path in paths}


async def test_a_page_names_its_languages_and_never_a_fallback() -> None:
    first = await make_published("page", "Beide")
    dutch = await make_published("page", "Half", locales=("nl",))
    await make_published("page", "Engels", locales=("en",))

    nl, en = await pages("nl"), await pages("en")

    both = {"nl": "/nl/beide-nl", "en": "/en/beide-en", "x-default": "/nl/beide-nl"}
    assert links(nl["/nl/beide-nl"]) == links(en["/en/beide-en"]) == both
    assert links(nl["/nl/half-nl"]) == {"nl": "/nl/half-nl", "x-default": "/nl/half-nl"}
    assert links(en["/en/engels-en"]) == {"en": "/en/engels-en"}
    assert not [path for path in en if "half" in path]
    await retract("page", first.uid, "en")
    assert "en" not in links((await pages())["/nl/beide-nl"])
    await retract("page", dutch.uid, "nl")
    assert "/nl/half-nl" not in await pages("nl")


async def test_what_is_not_public_or_hidden_is_not_in_it() -> None:
    await make_published("page", "Verstopt", noindex=True)
    await plant("page")

    for path in ("/sitemap.xml", "/sitemaps/nl-1.xml", "/sitemaps/en-1.xml"):
        answer = (await body(path)).decode()
        assert WORD not in answer
        assert "verstopt" not in answer
    assert "/nl/openbaar-nl" in await pages("nl")


async def test_a_change_date_includes_what_the_page_lists() -> None:
    branch = await make_published("page", "Tak")
    leaf = await make_published("page", "Blad", parent=branch.uid)
    who = await make_published("speaker", given_name="Mia", family_name="Nijs")
    await make_published("page", "Los")
    await execute(
        "UPDATE publication SET updated_at = updated_at - interval '9 days',"
        " valid = tstzrange(lower(valid) - interval '9 days', NULL)"
    )
    before = {path: await modified(path) for path in await pages()}

    await republish("page", leaf.uid, title_nl="Blaadje", slug_nl="blad-nl")
    book = await make_published("book", "Boek", authors=[{"speaker": who.uid}])

    changed = {path for path in before if await modified(path) > before[path]}
    assert changed == {"/nl/tak-nl/blad-nl", "/nl/tak-nl", "/nl/mia-nijs", "/nl"}
    with_book = await exactly("/nl/mia-nijs")
    await retract("book", book.uid, "nl")
    assert await exactly("/nl/mia-nijs") > with_book


async def test_a_page_names_its_picture() -> None:
    image = await make_asset()
    await make_published("page", "Haven", ("nl",), image=image)

    found = await parsed("/sitemaps/nl-1.xml")

    shown = [one.text for one in found.iter(f"{{{IMAGES}}}loc")]
    assert shown == [f"{SITE}/media/{image}/v1/contain-1280.auto"]


async def test_it_comes_in_parts() -> None:
    for number in range(4):
        await make_published("page", f"Pagina {number}", locales=("nl",))

    parts = await site_map.parts(2)
    found = [await site_map.part("nl", number, 2) for number in (1, 2, 3, 4)]

    assert [(one.locale, one.number) for one in parts] == [
        *(("nl", number) for number in (1, 2, 3)),
        ("en", 1),
    ]
    assert [len(one) for one in found] == [2, 2, 1, 0]
    assert len({page.path for one in found for page in one}) == 5
    latest = [max(page.modified for page in one) for one in found[:3]]
    assert [one.modified for one in parts[:3]] == latest
    assert MOST_ADDRESSES <= 50_000


@pytest.mark.parametrize(
    "path",
    ["nl-0.xml", "nl-2.xml", "nl-01.xml", "nl-x.xml", "xx-1.xml", "nl-9999999.xml", "nl.xml"],
)
async def test_a_sitemap_that_is_not_there(path: str) -> None:
    await make_published("page", "Pagina")

    assert (await read(f"/sitemaps/{path}")).status_code == 404


async def robots(**settings: Any) -> Protego:
    app = public_files(Settings(base_url=SITE, **settings))
    answer = await read("/robots.txt", app=app)
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    return Protego.parse(answer.text)


async def test_robots_may_read_the_site_and_neither_panel_nor_previews() -> None:
    found = await robots(production=True, preview_url=f"{SITE}/preview/{{token}}{{path}}")

    assert list(found.sitemaps) == [f"{SITE}/sitemap.xml"]
    assert found.can_fetch(f"{SITE}/nl/iets", "bot")
    assert found.can_fetch(f"{SITE}/graphql", "bot")
    for path in ("/admin/", "/admin/event/", "/preview/abc/nl"):
        assert not found.can_fetch(SITE + path, "bot")


async def test_a_site_that_is_no_production_asks_robots_to_stay_away() -> None:
    found = await robots()

    assert not found.can_fetch(f"{SITE}/nl", "bot")
    assert list(found.sitemaps) == [f"{SITE}/sitemap.xml"]
