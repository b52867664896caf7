"""GraphiQL for browsers, from our own files."""

import re

from cms.schema.http.ide import STATIC
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
