"""What a reader may count on, by number, through GraphQL (15, 16, 17, 27, 28)."""

import asyncio
from typing import Any

import pytest

from cms.content.discovery import installed
from cms.database.engine import fetch, writing
from cms.publishing.publishing import retract
from cms.translation.interface.formats import format_list
from tests.builders import ACTOR
from tests.demo_site import stand_demo
from tests.schema.client import ask, post
from tests.schema.editing_client import Client, client_of
from tests.translation.files import change, uid_of, values_of

pytestmark = pytest.mark.usefixtures("database")

ENTRY = """query ($uid: ID!, $fallback: [Locale!]) { entry(uid: $uid, locale: EN, fallback: $fallback) {
  title ... on Page { body { html locale } }
  localization { requested served isFallback isStale complete
    fields { name state source sourceChangedAt } }
  translations { locale state text path url isSource } } }"""
ROUTE = """query ($path: String!) { content(path: $path) { __typename
  ... on ContentRoute { canonical xDefault alternates { locale url }
    content { uid title translations { locale state text path } } }
  ... on Redirect { to status uid } ... on Gone { path } } }"""
PUBLISH = """mutation ($uid: ID!) { done: transition(uids: [$uid], to: PUBLISHED, locales: [EN]) {
  __typename ... on Transitioned { items { outcome code message problems { code message } } } } }"""
SEGMENTS = "query ($uid: ID!) { segments(uid: $uid, locale: EN) { key source text state field } }"
TRANSLATE = """mutation ($uid: ID!, $segments: [SegmentInput!]!, $ifMatch: String!) {
  done: saveTranslation(uid: $uid, locale: EN, segments: $segments, ifMatch: $ifMatch) {
    __typename ... on Problem { code message } ... on Saved { etag } } }"""
STALE = """query ($locale: Locale!, $state: [TextState!]!) {
  pages(filter: { translation: { locale: $locale, state: $state } }, first: 100) { nodes { uid } } }"""

_BELOW = """
SELECT p.uid, p.content_type FROM publication p JOIN publication top ON top.uid = $1
    AND top.locale = 'en' AND upper_inf(top.valid) AND starts_with(p.path || '/', top.path || '/')
WHERE p.locale = 'en' AND upper_inf(p.valid) ORDER BY length(p.path) DESC
"""


async def english(uid: str, *fallback: str) -> Any:
    return (await ask(ENTRY, uid=uid, fallback=list(fallback)))["entry"]


async def translated(client: Client, uid: str, *given: dict[str, Any]) -> Any:
    etag = f"w{(await values_of(uid))['revision']}"
    return (await client.ask(TRANSLATE, uid=uid, segments=list(given), ifMatch=etag))["done"]


async def refusal(client: Client, uid: str) -> str:
    (item,) = (await client.ask(PUBLISH, uid=uid))["done"]["items"]
    if item["outcome"] != "refused":
        return str(item["outcome"])
    assert [one["code"] for one in item["problems"]] == ["texts_not_ready"]
    return str(item["problems"][0]["message"])


def counts(stale: int = 0, review: int = 0, missing: int = 0) -> str:
    lacks = {
        "texts whose source changed": stale,
        "texts to be looked at": review,
        "texts that are missing": missing,
    }
    listed = [f"{words}: {number}" for words, number in lacks.items() if number]
    return f"The translation is not ready: {format_list(listed, 'en')}."


async def test_15_what_is_not_ready_is_not_published(stood: str) -> None:
    client, was = await client_of("eva", "editor", "reviewer"), await english(stood)
    before = (await values_of(stood))["body_nl"]
    await change(stood, body_nl=before.replace("bevoegdheid", "macht"))
    assert await refusal(client, stood) == counts(stale=1)
    await change(stood, body_nl=before)

    (first, *_) = [one for one in await parts(client, stood) if one["field"] == "body"]
    draft = {"key": first["key"], "text": f"{first['text']} Perhaps.", "draft": True}
    assert (await translated(client, stood, draft))["__typename"] == "Saved"
    assert await refusal(client, stood) == counts(review=1)
    await translated(client, stood, {"key": first["key"], "text": first["text"]})

    await change(stood, body_nl=f"{before}<p>Een alinea die nog niemand heeft vertaald.</p>")
    assert await refusal(client, stood) == counts(missing=1)
    now = await english(stood)
    assert (now["title"], now["body"]) == (was["title"], was["body"])
    await change(stood, body_nl=before)
    assert await refusal(client, stood) in ("done", "already")


async def test_16_a_new_source_leaves_the_translation_as_it_was(stood: str) -> None:
    query = (
        "query ($uid: ID!) { entry(uid: $uid, locale: EN) { title ... on Page { body { html } } } }"
    )
    was, before = (await post(query, uid=stood)).content, await english(stood)
    body = (await values_of(stood))["body_nl"]
    await change(stood, body_nl=body.replace("bevoegdheid", "macht"))
    now = await english(stood)
    assert (await post(query, uid=stood)).content == was
    assert before["localization"]["isStale"] is False
    assert (now["localization"]["isStale"], now["localization"]["isFallback"]) == (True, False)
    fields = {one["name"]: one for one in now["localization"]["fields"]}
    assert (fields["body"]["state"], fields["title"]["state"]) == ("STALE", "CURRENT")
    assert fields["body"]["sourceChangedAt"]
    assert fields["title"]["sourceChangedAt"] is None
    found = (await ask(STALE, locale="EN", state=["STALE"]))["pages"]["nodes"]
    assert {"uid": stood} in found


async def test_17_a_fallback_says_so_and_none_is_null(stood: str) -> None:
    await withdrawn(stood)
    found = await english(stood, "NL")
    localization = found["localization"]
    assert (localization["requested"], localization["served"]) == ("EN", "NL")
    assert (localization["isFallback"], localization["complete"]) == (True, False)
    assert found["body"]["html"].startswith('<div lang="nl"><')
    assert found["body"]["locale"] == "NL"
    assert await english(stood) is None
    own = await ask(
        "query ($uid: ID!) { entry(uid: $uid) { ... on Page { body { html } } } }", uid=stood
    )
    assert found["body"]["html"] == f'<div lang="nl">{own["entry"]["body"]["html"]}</div>'


async def test_27_each_reader_is_answered_in_their_own_language(stood: str) -> None:
    invalid = "{ pages { nodes { bestaatNiet } } }"

    async def told(header: str) -> str:
        body = (await post(invalid, {"accept-language": header})).json()
        return str(body["errors"][0]["message"])

    english, dutch = await told("nl;q=0.3,en;q=0.7"), await told("nl-BE")
    assert "field" in english
    assert "veld" in dutch
    asked = ["nl;q=0.3,en;q=0.7", "nl-BE"] * 20
    answers = await asyncio.gather(*(told(one) for one in asked))
    assert answers == [english, dutch] * 20
    eva = await client_of("eva", "editor")
    nobodys = '{ segments(uid: "geen", locale: EN) { key } }'
    bad = 'mutation { done: rename(uid: "geen", locale: EN, slug: "x") { ... on Problem { message } } }'
    refusals = {}
    for header in ("nl;q=0.3,en;q=0.7", "nl-BE"):
        refused = await eva.post(nobodys, {"accept-language": header})
        done = (await eva.post(bad, {"accept-language": header}))["data"]["done"]
        assert refused["errors"][0]["message"] == done["message"]
        refusals[header] = done["message"]
    assert list(refusals.values()) == [
        "There is no entry geen.",
        "Er is niets met het kenmerk geen.",
    ]
    both = "query ($uid: ID!, $l: Locale) { entry(uid: $uid, locale: $l) { title locale } }"
    spoken = await asyncio.gather(
        *(ask(both, uid=stood, l=("NL", "EN")[turn % 2]) for turn in range(20))
    )
    assert [one["entry"]["locale"] for one in spoken] == ["NL", "EN"] * 10


async def test_28_addresses_of_one_entry_know_each_other(stood: str) -> None:
    routes = [(await ask(ROUTE, path=one))["content"] for one in ("/nl/denktank", "/en/think-tank")]
    dutch, foreign = routes
    assert dutch["content"]["uid"] == foreign["content"]["uid"] == stood
    assert dutch["alternates"] == foreign["alternates"]
    assert [one["url"] for one in dutch["alternates"]] == [dutch["canonical"], foreign["canonical"]]
    assert dutch["xDefault"] == foreign["xDefault"] == dutch["canonical"]
    await change(stood, slug_nl="klankbord")
    old = (await ask(ROUTE, path="/nl/denktank"))["content"]
    assert old == {"__typename": "Redirect", "to": "/nl/klankbord", "status": 301, "uid": stood}
    page = '{ page(slug: "denktank", locale: EN, fallback: [NL]) { uid url } }'
    assert (await ask(page))["page"] == {"uid": stood, "url": foreign["canonical"]}
    assert (await ask('{ page(slug: "denktank", locale: EN) { uid } }'))["page"] is None
    await withdrawn(stood)
    alone = (await ask(ROUTE, path="/nl/klankbord"))["content"]
    assert [one["locale"] for one in alone["alternates"]] == ["NL"]
    assert (await ask(ROUTE, path="/en/think-tank"))["content"]["__typename"] == "Gone"


@pytest.fixture
async def stood() -> str:
    """The uid of the demo's think tank."""
    await stand_demo()
    return await uid_of("Denktank")


async def parts(client: Client, uid: str) -> list[Any]:
    return list((await client.ask(SEGMENTS, uid=uid))["segments"])


async def withdrawn(uid: str) -> None:
    """It is not public in English any more, and so neither is what stands under it."""
    below = await fetch(_BELOW, uid)
    async with writing():
        for one in below:
            content_type = installed()[one["content_type"]]
            await retract(content_type, one["uid"], "en", actor=ACTOR)
