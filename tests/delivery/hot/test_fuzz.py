"""Random edits against kept answers in two processes: nothing stale, and little dropped for nothing."""

import asyncio
import os
import random
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson

from cms.content import LOCALES
from cms.database.engine import fetch
from cms.errors import CmsError
from cms.publishing.changes import Change
from cms.publishing.concerns import purged
from cms.publishing.feed import News
from cms.reading.surrogates import named
from cms.translation.interface.catalogues import gettext
from tests.delivery.hot.edits import (
    EDITS,
    OF_MOMENTS,
    Edit,
    Site,
    close_soon,
    describe,
    illustrate,
    made,
)
from tests.delivery.hot.serving import API, Process, process

STEPS = int(os.environ.get("FUZZ_STEPS", "20"))
SEED = int(os.environ.get("FUZZ_SEED", "7"))
MOST_DROPPED = float(os.environ.get("FUZZ_MOST", "3"))
"""Times as many as really changed."""

SECONDS = {close_soon: 1.7}
"""Until what an edit plans has come, of those that take longer than a second."""

ENTRY = """query($uid: ID!) {
    nl: entry(uid: $uid, locale: NL) { title summary path tags { label } breadcrumbs { title path } }
    en: entry(uid: $uid, locale: EN, fallback: [NL]) { title locale }
}"""
STANDING = """query($uid: ID!) { entry(uid: $uid, locale: EN, fallback: [NL]) {
    window { from until } localization { isStale complete }
    translations { locale path text content { title } } } }"""
BELOW = """query($uid: ID!) { entry(uid: $uid, locale: NL) {
    children { nodes { title position } totalCount } backlinks { nodes { uid title } } } }"""
LINKED = "query($uid: ID!) { entry(uid: $uid, locale: EN, fallback: [NL]) { jsonLd } }"
TALK = """query($uid: ID!) { entry(uid: $uid, locale: NL) {
    commenting { open reason moderated } comments { nodes { text name depth } totalCount } } }"""
TEXT = "query($uid: ID!) { event(slug: $uid, locale: NL) { body { html } kind startsAt } }"
PATH = """query($path: String!) { content(path: $path) { __typename
    ... on ContentRoute { canonical content { title } alternates { path } }
    ... on Redirect { to status } ... on Gone { suggestions { path } } } }"""
LISTS = (
    "{ events(locale: NL, order: [{startsAt: ASC}], first: 3) { nodes { title startsAt } } }",
    "{ events(locale: NL, filter: {kind: {eq: MEETING}}) { nodes { title } totalCount } }",
    "{ events(locale: EN, fallback: [NL]) { nodes { uid title } } }",
    '{ events(locale: NL, filter: {title: {contains: "koffie"}}) { nodes { uid } } }',
    '{ events(locale: NL, filter: {tags: {eq: "groen"}}) { nodes { uid } } }',
    "{ pages(locale: NL, filter: {translation: {locale: EN, state: [STALE, CURRENT]}}) { nodes { uid } } }",
    """{ sessions(locale: NL) { nodes { title moderator { title } event { title path }
        interlocutors { title } } } }""",
    "{ sessions(locale: NL) { nodes { seatsLeft signUp { state closesAt capacity waiting } } } }",
    '{ sessions(locale: NL, filter: {moderator: {is: {title: {contains: "a"}}}}) { totalCount } }',
    "{ speakers(locale: NL) { nodes { title sessions { nodes { title } totalCount } } } }",
    '{ speakers(locale: NL, filter: {memberships: {on: "2009-06-01"}}) { nodes { title } } }',
    "{ sessions(locale: NL) { nodes { column { title text { html } } reports { title } } } }",
    '{ menu(name: "main", locale: NL) { items { label path level } } }',
    '{ search(text: "koffie", locale: NL) { nodes { content { title } } totalCount } }',
    "{ site(locale: NL) { title url } }",
    "{ events(locale: NL) { nodes { image { alt url set(preset: CARD) { srcset } } } } }",
    "{ events(locale: NL) { nodes { body { html images { alt } } jsonLd } } }",
    """{ calendar(from: "2015-05-01T00:00:00Z", to: "2015-07-01T00:00:00Z", locale: EN, fallback: [NL]) {
        totalCount nodes { startsAt cancelled note content { title } } } }""",
    """{ events(filter: {occursIn: {from: "2015-05-10T00:00:00Z", to: "2015-05-12T00:00:00Z"}}) {
        nodes { uid occurrences(from: "2015-05-01T00:00:00Z", to: "2016-01-01T00:00:00Z") {
        localStart } } } }""",
    "{ events(locale: NL, order: [{nextOccurrence: ASC}]) { nodes { uid } } }",
    "{ sessions(locale: NL) { nodes { next { startsAt } } } }",
    """{ pages(locale: NL) { nodes { blocks { __typename
        ... on TeaserBlock { entry { title path } } ... on EventsBlock { events { title } }
        ... on ListingBlock { items { nodes { title } } } } } } }""",
)


async def questions(site: Site) -> list[bytes]:
    rows = await fetch("SELECT DISTINCT path FROM publication WHERE locale = 'nl'")
    site.paths |= {row["path"] for row in rows} | {"/nl/kort", "/nl/nergens"}
    asked: list[tuple[str, dict[str, Any]]] = [(query, {}) for query in LISTS]
    for uid, name in (site.uids | site.gone).items():
        asked.append((ENTRY, {"uid": uid}))
        if name in ("page", "event"):
            asked += [(one, {"uid": uid}) for one in (STANDING, BELOW, TALK)]
        if name in ("event", "session"):
            asked.append((LINKED, {"uid": uid}))
    asked += [(PATH, {"path": path}) for path in sorted(site.paths)[:25]]
    return [orjson.dumps({"query": query, "variables": values}) for query, values in asked]


async def truth(asked: bytes) -> bytes:
    """What the API answers without a cache."""
    transport = httpx.ASGITransport(app=API)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        headers = {"content-type": "application/json"}
        answer = await client.post("/graphql", content=asked, headers=headers)
    assert "errors" not in answer.json(), answer.json()
    return answer.content


async def answered(one: Process, asked: bytes) -> bytes:
    answer = await one.send(content=asked, headers={"content-type": "application/json"})
    return answer.content


@dataclass
class Tally:
    dropped: int = 0
    changed: int = 0
    by_edit: dict[str, list[int]] = field(default_factory=dict)


def kept(one: Process) -> set[bytes]:
    answers = [*one.cache.store._answers.values()]
    return {answer.key[2] for answer in answers if one.cache.find(answer.key)}  # type: ignore[index]


def headers(one: Process) -> dict[bytes, set[str]]:
    """The surrogate keys that a shared cache was given with each answer."""
    found = one.cache.store._answers.values()
    return {answer.key[2]: set(named(answer.keys)) for answer in found}  # type: ignore[index]


async def passed(processes: tuple[Process, ...], edit: Edit) -> None:
    if edit in OF_MOMENTS:
        await asyncio.sleep(SECONDS.get(edit, 1.0))
        for one in processes:
            one.cache.find("nothing")  # what is due goes when somebody asks
    for one in processes:
        await one.heard()


async def step(site: Site, edit: Edit, processes: tuple[Process, ...], tally: Tally) -> None:
    asked = await questions(site)
    for one in processes:
        for question in asked:
            for _ in range(2):
                if question not in kept(one):
                    await answered(one, question)
        assert kept(one) >= set(asked), [*map(orjson.loads, set(asked) - kept(one))]
    before = {question: await truth(question) for question in asked}
    given, told = headers(processes[0]), list[str]()

    def hear(news: News) -> None:
        told.extend(purged(news) if isinstance(news, Change) else ())

    with processes[0].feed.heard_by(hear):
        try:
            await edit(site)
        except CmsError:
            return
        await passed(processes, edit)
    after = {question: await truth(question) for question in asked}
    changed = {question for question in asked if before[question] != after[question]}
    if edit not in OF_MOMENTS:  # caches know of moments by how long they may keep an answer
        kept_elsewhere = [orjson.loads(one) for one in changed if given[one].isdisjoint(told)]
        assert not kept_elsewhere, (SEED, edit.__name__, kept_elsewhere, told)
    for one in processes:
        dropped = set(asked) - kept(one)
        stale = changed - dropped
        assert not stale, (SEED, edit.__name__, [orjson.loads(each) for each in stale])
        for question in set(asked) - dropped:
            assert await answered(one, question) == after[question]
        tally.dropped += len(dropped)
        tally.changed += len(changed)
        counts = tally.by_edit.setdefault(edit.__name__, [0, 0])
        counts[0] += len(dropped)
        counts[1] += len(changed)


async def test_nothing_is_stale_and_little_is_dropped_for_nothing(database: None) -> None:
    for locale in LOCALES:
        gettext("Yes", locale)  # reading the catalogues begins another edition of all answers
    rng = random.Random(SEED)
    site = await made(rng)
    tally = Tally()
    async with process() as here, process() as there:
        for _ in range(STEPS):
            await step(site, rng.choice(EDITS), (here, there), tally)
    enough = max(tally.changed, 40)  # a few edits say little of how many are dropped for nothing
    assert tally.dropped < MOST_DROPPED * enough, (SEED, tally)


async def test_no_picture_is_stale(database: None) -> None:
    rng = random.Random(SEED)
    site = await made(rng)
    tally = Tally()
    async with process() as here:
        site.pictures = site.pictures[:1]
        for edit in (illustrate, illustrate, illustrate, describe):
            await step(site, edit, (here,), tally)
    assert tally.by_edit["describe"][1]
