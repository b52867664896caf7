"""GraphiQL for browsers, from our own files."""

import re

import httpx
import pytest

from cms.schema.http.endpoint import graphql_app
from cms.schema.http.ide import STATIC
from cms.settings import read_settings
from tests.schema.client import post, send

HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


async def test_a_browser_gets_graphiql_and_nothing_from_elsewhere() -> None:
    page = await send("GET", headers=HTML)

    sources = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    policy = page.headers["content-security-policy"]
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["vary"] == "accept"
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert not re.search(r"<script(?![^>]+src=)", page.text)
    for source in sources:
        assert source.startswith(("/graphql/static/", "data:,"))
        if source.startswith("/"):
            assert (await send("GET", source)).status_code == 200


@pytest.mark.parametrize(
    ("chosen", "there"),
    [
        ({}, True),
        ({"CMS_PRODUCTION": "true"}, False),
        ({"CMS_PRODUCTION": "true", "CMS_GRAPHIQL": "on"}, True),
        ({"CMS_GRAPHIQL": "off"}, False),
    ],
)
async def test_in_production_it_is_there_for_who_wants_it(
    chosen: dict[str, str], there: bool
) -> None:
    app = graphql_app(read_settings(chosen))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        page = await client.get("/graphql", headers=HTML)
        script = await client.get("/graphql/static/graphiql-page.js")

    told = (page.status_code, page.headers["content-type"].partition(";")[0], script.status_code)
    assert told == ((200, "text/html", 200) if there else (400, "application/json", 404))


async def test_its_files_have_their_types() -> None:
    script = await send("GET", "/graphql/static/graphiql-page.js")
    style = await send("GET", "/graphql/static/graphiql.min.css")

    assert "javascript" in script.headers["content-type"]
    assert style.headers["content-type"].startswith("text/css")


async def test_no_other_file_is_served() -> None:
    for path in (
        "/graphql/static/%2e%2e/ide.py",
        "/graphql/static/nope.js",
    ):
        assert (await send("GET", path)).status_code == 404


async def test_an_address_is_no_way_to_inject_script() -> None:
    page = await send("GET", '/graphql/"><script>alert(1)</script>', headers=HTML)

    assert "<script>alert" not in page.text


async def test_a_program_gets_json() -> None:
    answer = await post("{ contentTypes { name } }", headers=HTML)
    query = await send("GET", params={"query": "{ contentTypes { name } }"}, headers=HTML)

    assert answer.headers["content-type"].startswith("application/json")
    assert query.json() == answer.json()


def test_each_file_of_others_has_its_licence_beside_it() -> None:
    readme = (STATIC / "README.md").read_text()

    for file in STATIC.glob("*.min.*"):
        assert f"`{file.name}`" in readme
    for licence in ("graphiql.LICENSE", "react.LICENSE"):
        assert "MIT License" in (STATIC / licence).read_text()
