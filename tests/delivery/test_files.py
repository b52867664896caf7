"""How files for programs are sent, and kept: the same for everybody, never stale."""

import asyncio
import os
import random

import pytest
from starlette.types import ASGIApp

from cms.database.engine import fetch
from cms.errors import CmsError
from tests.builders import make_published
from tests.delivery.editing import move, republish, retract
from tests.delivery.hot.edits import EDITS, OF_MOMENTS, made
from tests.delivery.reading import FILES, kept, read
from tests.schema.editing_client import client_of

pytestmark = pytest.mark.usefixtures("database")
STEPS = int(os.environ.get("FUZZ_STEPS", "6"))
SEED = int(os.environ.get("FUZZ_SEED", "3"))
PATHS = (
    "/feeds/nl/all.atom",
    "/calendars/nl/all.ics",
    "/sitemap.xml",
    "/sitemaps/nl-1.xml",
    "/robots.txt",
)


@pytest.mark.parametrize("path", PATHS)
async def test_a_client_that_has_it_is_told_so(path: str) -> None:
    await make_published("event", "Iets")
    first = await read(path)
    tag, date = first.headers["etag"], first.headers["last-modified"]

    for headers in (
        {"if-none-match": tag},
        {"if-none-match": f'"x", W/{tag}'},
        {"if-modified-since": date},
    ):
        again = await read(path, headers=headers)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    for headers in (
        {"if-none-match": '"other"', "if-modified-since": date},
        {"if-modified-since": "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"if-modified-since": "gisteren"},
    ):
        assert (await read(path, headers=headers)).status_code == 200


@pytest.mark.parametrize("path", PATHS)
async def test_what_changes_nothing_in_it_makes_no_other_file(path: str) -> None:
    await make_published("event", "Iets")
    async with kept() as files:
        bodies = {(await files.read(f"{path}?{query}")).content for query in ("", "x=1", "text=y")}

        assert (len(files), len(bodies)) == (1, 1)


async def test_searches_are_told_apart_by_what_is_looked_for() -> None:
    await make_published("event", "Iets")
    async with kept() as files:
        for query in ("text=iets", "x=1&text=iets", "text=iets&x=2", "text=niets", "text=niets"):
            found = await files.read(f"/feeds/nl/search.json?{query}")
            assert len(found.json()["items"]) == ("niets" not in query)
        assert len(files) == 2
        assert (await files.read("/feeds/nl/search.json?x=1")).status_code == 400


@pytest.mark.parametrize("path", PATHS)
async def test_how_it_is_sent(path: str) -> None:
    await make_published("event", "Iets", body_nl=f"<p>{'woord ' * 500}</p>")
    plain = await read(path, headers={"accept-encoding": "identity"})

    assert plain.headers["vary"] == "accept-encoding"
    assert "content-encoding" not in plain.headers
    assert plain.headers["cache-control"].startswith("public")
    assert "set-cookie" not in plain.headers
    for coding in ("gzip", "zstd"):
        coded = await read(path, headers={"accept-encoding": coding})
        assert coded.content == plain.content
        if len(plain.content) >= 1_000:
            assert coded.headers["content-encoding"] == coding
            assert coded.headers["etag"] != plain.headers["etag"]
    head = await read(path, "HEAD", headers={"accept-encoding": "identity"})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(plain.content))
    posted = await read(path, "POST", headers={"accept-language": "nl"})
    assert (posted.status_code, posted.headers["allow"]) == (405, "GET, HEAD")
    assert "alleen lezen" in posted.text


@pytest.mark.parametrize("path", PATHS)
async def test_no_cookie_and_no_token_changes_it(path: str) -> None:
    await make_published("page", "Iets")
    chief = await client_of("chief", superuser=True)
    nobody = await read(path)

    for headers in (
        {"cookie": "id=1; preview=1"},
        {"authorization": f"Bearer {chief.token}"},
        {"cms-preview": "token", "accept-language": "en", "accept": "text/html"},
    ):
        assert (await read(path, headers=headers)).content == nobody.content


async def test_what_was_taken_away_counts_as_a_change() -> None:
    page = await make_published("page", "Weg")
    await make_published("page", "Blijft")
    before = await read("/feeds/nl/page.rss")
    await asyncio.sleep(1.1)  # dates on the web know no smaller steps

    await retract("page", page.uid, "nl")
    since = {"if-modified-since": before.headers["last-modified"]}

    assert (await read("/feeds/nl/page.rss", headers=since)).status_code == 200


async def test_an_answer_is_kept_until_it_changes() -> None:
    page = await make_published("page", "Iets")
    async with kept() as one:
        await one.feed.caught_up()
        for _ in range(3):
            answer = await one.read("/feeds/nl/page.atom")
        assert len(one) == 1
        assert "max-age=10" in answer.headers["cache-control"]
        tags = {"if-none-match": answer.headers["etag"]}
        since = {"if-modified-since": answer.headers["last-modified"]}
        for headers in (tags, since):
            assert (await one.read("/feeds/nl/page.atom", headers=headers)).status_code == 304

        await republish("page", page.uid, title_nl="Anders")
        await one.feed.caught_up()

        assert len(one) == 0
        assert "Anders" in (await one.read("/feeds/nl/page.atom", headers=tags)).text


async def test_what_is_new_appears_at_once() -> None:
    who = await make_published("speaker", given_name="Mia", family_name="Nijs")
    branch = await make_published("page", "Tak")
    moved = await make_published("event", "Verhuisd")
    below = f"branch/{branch.uid}"
    paths = [
        *(f"/feeds/nl/{name}.rss" for name in ("all", "event", below)),
        "/feeds/nl/search.rss?text=nieuw",
        *(f"/calendars/nl/{name}.ics" for name in ("all", "event", below, f"speaker/{who.uid}")),
        "/sitemaps/nl-1.xml",
    ]
    async with kept() as one:
        await one.feed.caught_up()
        for path in (*paths, *paths):
            assert b"nieuws" not in (await one.read(path)).content
        assert len(one) == len(paths)

        values = {"parent": branch.uid, "speakers": [{"speaker": who.uid}]}
        await make_published("event", "Iets nieuws", **values)
        await one.feed.caught_up()

        for path in paths:
            assert b"nieuws-nl" in (await one.read(path)).content, path
        await move(moved.uid, branch.uid)
        await one.feed.caught_up()
        for path in (f"/feeds/nl/{below}.rss", f"/calendars/nl/{below}.ics"):
            assert b"verhuisd-nl" in (await one.read(path)).content, path


async def asked(uids: list[str]) -> list[str]:
    rows = await fetch("SELECT DISTINCT content_type FROM publication")
    types = [row["content_type"] for row in rows]
    found = [f"/feeds/nl/{name}.rss" for name in types] + ["/feeds/nl/search.json?text=koffie"]
    for uid in uids:
        found += [f"/feeds/nl/branch/{uid}.json", f"/calendars/nl/entry/{uid}.ics"]
        found += [f"/calendars/nl/speaker/{uid}.ics"]
    named = ["/feeds/en/tag/groen.atom", "/calendars/nl/tag/samen.ics", "/feeds/nl/all.json"]
    return [*PATHS[:4], *named, *found]


async def fresh(path: str, app: ASGIApp = FILES) -> tuple[int, bytes]:
    answer = await read(path, app=app)
    return answer.status_code, answer.content


async def test_nothing_that_is_kept_is_stale() -> None:
    rng = random.Random(SEED)
    site = await made(rng)
    async with kept() as one:
        for _ in range(STEPS):
            paths = await asked(rng.sample(sorted(site.uids), 5))
            for path in (*paths, *paths):
                await one.read(path)
            assert len(one) > 0
            edit = rng.choice(EDITS)
            try:
                await edit(site)
            except CmsError:
                continue
            if edit in OF_MOMENTS:
                await asyncio.sleep(1.0)
                one.cache.find("nothing")  # what is due goes when somebody asks
            await one.feed.caught_up()
            for path in paths:
                assert await fresh(path, one.front) == await fresh(path), (edit.__name__, path)
