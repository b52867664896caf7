"""Where nothing is, and where something else can be done, it is said in a language of the client's."""

import httpx

from cms.app import create_app
from cms.settings import settings

VISITED = (
    ("GET", "/nope", 404),
    ("GET", "/nl", 404),
    ("GET", "/metrics", 404),
    ("GET", "/graphql/static/nope.js", 404),
    ("GET", "/media/nope", 404),
    ("GET", "/forms/nope", 404),
    ("GET", "/forms/", 404),
    ("GET", "/admin/static/nope.js", 404),
    ("DELETE", "/", 405),
    ("POST", "/healthz", 405),
    ("POST", "/open-data/", 405),
    ("PUT", "/forms/style.css", 405),
)


async def test_what_is_not_there_is_said_in_the_language_that_was_asked_for(
    database: None,
) -> None:
    transport = httpx.ASGITransport(create_app(settings))
    proxied = {"via": "1.1 proxy"}
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        for method, path, status in VISITED:
            told = {}
            for language in ("nl", "en"):
                headers = {**proxied, "accept-language": f"{language}, *;q=0.1"}
                answer = await client.request(method, path, headers=headers)
                assert (path, answer.status_code) == (path, status)
                assert answer.headers["content-language"] == language, path
                assert "accept-language" in answer.headers["vary"].lower(), path
                assert ("allow" in answer.headers) is (status == 405), path
                told[language] = answer.text
            assert told["nl"] != told["en"], path
            assert not {"Not Found", "Method Not Allowed"} & {*told.values()}, path


async def test_a_reader_of_the_panel_is_told_in_the_language_that_they_chose(
    database: None,
) -> None:
    transport = httpx.ASGITransport(create_app(settings))
    async with httpx.AsyncClient(
        transport=transport, base_url="http://test", cookies={"cms_lang": "en"}
    ) as client:
        answer = await client.get("/admin/static/nope.js", headers={"accept-language": "nl"})
    assert (answer.status_code, answer.text) == (404, "There is nothing at this address.\n")
    assert (answer.headers["content-language"], answer.headers["vary"]) == (
        "en",
        "Accept-Language, Cookie",
    )


async def test_the_language_of_an_address_goes_before_that_of_the_browser(
    database: None,
) -> None:
    transport = httpx.ASGITransport(create_app(settings))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.get("/forms/nl/nope/", headers={"accept-language": "en"})
    assert (answer.status_code, answer.headers["content-language"]) == (404, "nl")
    assert "vary" not in answer.headers
