"""The addresses of files for programs: what GraphQL names is there, also in answers by one statement."""

from tests.builders import make_published
from tests.delivery.reading import read
from tests.schema.client import SITE, ask
from tests.schema.compiled.both import Both

QUERY = """{
    events(locale: NL) { nodes { a: ics uid } }
    sessions(locale: EN, fallback: [NL]) { nodes { ics } }
    site(locale: EN) { feeds { mediaType url __typename } }
}"""


async def test_every_address_that_is_named_is_there(database: None) -> None:
    event = await make_published("event")
    session = await make_published("session", locales=("nl",))
    both = Both()

    await both.ask(QUERY)
    data = await ask(QUERY)

    assert both.compared == 1, both.left
    found = [data["events"]["nodes"][0]["a"], data["sessions"]["nodes"][0]["ics"]]
    assert found == [f"{SITE}/calendars/nl/entry/{one.uid}.ics" for one in (event, session)]
    feeds = data["site"]["feeds"]
    assert [one["mediaType"].partition("/")[2] for one in feeds] == [
        *("atom+xml", "rss+xml", "feed+json"),
        "calendar",
    ]
    for one in [*feeds, *({"mediaType": "text/calendar", "url": url} for url in found)]:
        answer = await read(one["url"].removeprefix(SITE))
        assert (answer.status_code, answer.headers["content-type"]) == (
            200,
            f"{one['mediaType']}; charset=utf-8",
        )
