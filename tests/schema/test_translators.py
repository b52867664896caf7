"""Translators at work through GraphQL: their queue, drafts, conflicts, own shapes, offers; who sees it."""

from typing import Any

import pytest

from cms.database.engine import execute
from cms.editing.units import parse_key
from tests.builders import change, make, make_published
from tests.schema.client import ask, post
from tests.schema.editing_client import PROBLEM, SAVED, Client, client_of

pytestmark = pytest.mark.usefixtures("database")

QUEUE = """query ($state: [TextState!], $first: Int! = 20, $after: String, $target: Locale! = EN) {
  translationQueue(target: $target, state: $state, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } counts { state messages words }
    nodes { uid type title source target messages words counts { state messages }
      entry { title locale localization { fields { name state } } } } } }"""
SEGMENTS = """query ($uid: ID!) { segments(uid: $uid, locale: EN) {
  key field item state source text draft base adapted maxLength origin translatedBy arrived
  sourceChange { fate text } terms { term words } history { text why actor }
  proposals { text origin likeness title difference { fate text } } } }"""
TEXTS = "<p>De eerste alinea van de tekst.</p><p>De tweede alinea van de tekst.</p>"
TEXTS_EN = "<p>The first paragraph of the text.</p><p>The second paragraph of the text.</p>"
DRAFTS = {"cms-preview": "drafts"}


async def page(title: str = "Denktank", **values: Any) -> str:
    texts = {"title_nl": title, "title_en": f"{title} in English", "body_nl": TEXTS}
    return (await make_published("page", **(texts | {"body_en": TEXTS_EN} | values))).uid


async def parts(client: Client, uid: str) -> dict[str, Any]:
    found = (await client.ask(SEGMENTS, uid=uid))["segments"]
    return {one["source"]: one for one in found}


async def act(client: Client, mutation: str, **variables: Any) -> Any:
    """Of a mutation on the English texts of ``$uid``, on the working copy as it is."""
    asked = f"{mutation[:-1]}, uid: $uid, locale: EN, ifMatch: $etag)"
    copy = "query ($uid: ID!) { entry(uid: $uid, fallback: [EN]) { etag } }"
    seen = await client.post(copy, DRAFTS, uid=variables["uid"])
    more = f"{PROBLEM} {SAVED} ... on Saved {{ warnings {{ field code message }} }}"
    types = {"uid": "ID!", "key": "ID!", "text": "String!"}
    named = " ".join(f"${name}: {types[name]}" for name in variables)
    query = f"mutation ({named} $etag: String!) {{ done: {asked} {{ {more} }} }}"
    return (await client.ask(query, etag=seen["data"]["entry"]["etag"], **variables))["done"]


async def undone(client: Client, token: str) -> Any:
    return await client.do("undo(token: $token)", "... on Undone { kind }", token=token)


async def arrive(key: str, text: str) -> None:
    """A text in a file, while another was written here."""
    found = parse_key(key)
    assert found
    await execute(
        "INSERT INTO kept_text (uid, field, item, seg, locale, text, why, actor)"
        " VALUES ($1, $2, $3, $4, 'en', $5, 'conflict', 'file')",
        found.uid, *found.place, found.seg, text,
    )  # fmt: skip


async def test_the_queue_holds_what_there_is_to_do_the_most_urgent_first() -> None:
    missing = await page("Zonder", locales=("nl",), title_en="", body_en="")
    stale = await page("Verouderd")
    await change("page", stale, title_nl="Veranderd")
    tess = await client_of("tess", "translator:en")

    found = (await tess.ask(QUEUE))["translationQueue"]

    assert [(one["uid"], one["messages"]) for one in found["nodes"]] == [(stale, 1), (missing, 3)]
    first, second = found["nodes"]
    assert first["counts"] == [
        {"state": "STALE", "messages": 1},
        {"state": "CURRENT", "messages": 2},
    ]
    assert (second["title"], second["source"], second["words"]) == ("Zonder", "NL", 13)
    assert (second["entry"]["locale"], first["entry"]["title"]) == ("NL", "Verouderd in English")
    states = {one["name"]: one["state"] for one in first["entry"]["localization"]["fields"]}
    assert (states["title"], states["body"]) == ("STALE", "CURRENT")
    assert found["totalCount"] == 2
    numbers = {one["state"]: one["messages"] for one in found["counts"]}
    assert (numbers["STALE"], numbers["MISSING"]) == (1, 3)
    only = (await tess.ask(QUEUE, state=["MISSING"]))["translationQueue"]
    assert [one["uid"] for one in only["nodes"]] == [missing]


async def test_the_queue_goes_on_after_a_cursor_and_refuses_others() -> None:
    uids = [await page(name, title_en="", body_en="", locales=("nl",)) for name in "cab"]
    tess = await client_of("tess", "translator:en")
    seen, after = [], None
    for turn in range(3):
        part = (await tess.ask(QUEUE, first=1, after=after))["translationQueue"]
        seen.append(part["nodes"][0]["uid"])
        after = part["pageInfo"]["endCursor"]
        assert (part["totalCount"], part["pageInfo"]["hasNextPage"]) == (3, turn < 2)
    assert seen == [uids[1], uids[2], uids[0]]
    for cursor, state in ((after, ["MISSING"]), ("bm9uc2Vuc2U", None), ("é", None)):
        body = await tess.post(QUEUE, after=cursor, state=state)
        assert body["errors"][0]["extensions"]["code"] == "bad_cursor"


@pytest.mark.parametrize(
    ("roles", "code"), [(("translator:nl",), "denied"), (("reader",), "denied"), ((), "denied")]
)
async def test_the_queue_is_for_who_translates_into_the_language(
    roles: tuple[str, ...], code: str
) -> None:
    await page(title_en="", locales=("nl",))
    client = await client_of("iemand", *roles)
    assert (await client.post(QUEUE))["errors"][0]["extensions"]["code"] == code
    anonymous = (await post(QUEUE)).json()
    assert anonymous["errors"][0]["extensions"]["code"] == "unauthenticated"


async def test_the_queue_takes_states_that_a_text_can_be_in() -> None:
    eva = await client_of("eva", "editor")
    body = await eva.post(QUEUE, state=["FALLBACK"])
    assert body["errors"][0]["extensions"]["code"] == "bad_argument"


async def test_segments_help_those_who_translate_and_nobody_else() -> None:
    await page("Denktank van de overheid")
    uid = await page("Denktank van de burger", title_en="", body_en="", locales=("nl",))
    tess, rik = await client_of("tess", "translator:en"), await client_of("rik", "reader")

    found = (await parts(tess, uid))["De eerste alinea van de tekst."]
    seen = (await parts(rik, uid))["De eerste alinea van de tekst."]

    assert (found["state"], found["text"], found["base"]) == ("MISSING", None, None)
    (proposal,) = [one for one in found["proposals"] if one["origin"] == "exact"]
    assert proposal["text"] == "The first paragraph of the text."
    assert (proposal["title"], proposal["likeness"]) == ("Denktank van de overheid", 1.0)
    assert found["history"] == found["arrived"] == []
    for name in ("proposals", "terms", "history", "arrived"):
        assert seen[name] is None


async def test_a_changed_source_shows_its_change_until_it_is_marked_as_ready() -> None:
    uid, tess = await page(), await client_of("tess", "translator:en")
    await change("page", uid, title_nl="Grote denktank")
    stale = (await parts(tess, uid))["Grote denktank"]
    assert (stale["state"], stale["base"]) == ("STALE", "Denktank")
    assert [one["fate"] for one in stale["sourceChange"]] != ["kept"]

    made = await act(tess, "markTranslated(keys: [$key])", uid=uid, key=stale["key"])
    ready = (await parts(tess, uid))["Grote denktank"]
    back = await undone(tess, made["undo"])

    assert made["__typename"] == "Saved", made
    assert (ready["state"], ready["sourceChange"]) == ("CURRENT", [])
    assert back["kind"] == "texts"
    assert (await parts(tess, uid))["Grote denktank"] == stale


async def test_a_conflict_is_told_and_settled_and_comes_back_when_that_is_undone() -> None:
    uid, tess = await page(), await client_of("tess", "translator:en")
    key = (await parts(tess, uid))["Denktank"]["key"]
    await arrive(key, "Brains trust")
    before = (await parts(tess, uid))["Denktank"]

    settle = 'settleConflict(key: $key, text: $text, seen: ["Brains trust"])'
    made = await act(tess, settle, uid=uid, key=key, text="Brains trust")
    after = (await parts(tess, uid))["Denktank"]
    await undone(tess, made["undo"])

    assert (before["state"], before["arrived"]) == ("CONFLICT", ["Brains trust"])
    assert (after["state"], after["text"], after["arrived"]) == ("CURRENT", "Brains trust", [])
    back = (await parts(tess, uid))["Denktank"]
    assert (back["state"], back["text"]) == ("CONFLICT", before["text"])


async def test_a_field_gets_a_shape_of_its_own_and_follows_again() -> None:
    uid, tess = await page(), await client_of("tess", "translator:en")
    made = await act(tess, 'adapt(field: "body")', uid=uid)
    own = (await parts(tess, uid))["De tweede alinea van de tekst."]
    again = await act(tess, 'follow(field: "body")', uid=uid)
    followed = (await parts(tess, uid))["De tweede alinea van de tekst."]
    wrong = await act(tess, 'adapt(field: "nothing")', uid=uid)

    assert made["__typename"] == again["__typename"] == "Saved", (made, again)
    assert (own["adapted"], followed["adapted"]) == (True, False)
    assert wrong["__typename"] == "InvalidInput"
    await undone(tess, again["undo"])
    assert (await parts(tess, uid))["De tweede alinea van de tekst."]["adapted"] is True


async def test_a_field_with_its_own_shape_is_said_to_be_right_still() -> None:
    uid, tess = await page(), await client_of("tess", "translator:en")
    text = "De tweede alinea van de tekst."
    follows = await act(tess, 'confirmAdapted(field: "body")', uid=uid)
    await act(tess, 'adapt(field: "body")', uid=uid)
    await change("page", uid, body_nl=f"<p>Iets anders.</p><p>{text}</p>")
    stale = (await parts(tess, uid))[text]
    made = await act(tess, 'confirmAdapted(field: "body")', uid=uid)
    right = (await parts(tess, uid))[text]
    await undone(tess, made["undo"])

    assert follows["__typename"] == "InvalidInput"
    assert made["__typename"] == "Saved", made
    assert (stale["state"], right["state"], right["adapted"]) == ("STALE", "CURRENT", True)
    assert (await parts(tess, uid))[text]["state"] == "STALE"


async def test_drafts_are_undone_unless_somebody_went_on_with_them() -> None:
    uid, tess = await page(), await client_of("tess", "translator:en")
    save = "saveTranslation(segments: [{key: $key, text: $text, draft: true}])"
    key = (await parts(tess, uid))["Denktank"]["key"]
    one = await act(tess, save, uid=uid, key=key, text="Brains trust")
    two = await act(tess, save, uid=uid, key=key, text="Sounding board")

    late = await undone(tess, one["undo"])
    assert late["code"] == "undo_stale"
    await undone(tess, two["undo"])
    now = (await parts(tess, uid))["Denktank"]
    assert (now["draft"], now["state"]) == ("Brains trust", "REVIEW")
    assert "Sounding board" in [one["text"] for one in now["history"]]


async def test_a_draft_that_somebody_else_wrote_meanwhile_is_not_replaced_unseen() -> None:
    uid, tess = await page(), await client_of("tess", "translator:en")
    key = (await parts(tess, uid))["Denktank"]["key"]
    save = 'saveTranslation(segments: [{key: $key, text: $text, draft: true, seen: "Seen"}])'
    await act(tess, save.replace(', seen: "Seen"', ""), uid=uid, key=key, text="Brains trust")

    late = await act(tess, save, uid=uid, key=key, text="Mine")
    same = await act(tess, save.replace("Seen", "Brains trust"), uid=uid, key=key, text="Mine")

    assert [(one["field"], one["code"]) for one in late["fields"]] == [
        ("segments.0.seen", "overtaken")
    ]
    assert "Brains trust" in late["fields"][0]["message"]
    assert same["__typename"] == "Saved"


async def test_what_is_odd_about_a_text_is_said_though_it_is_taken() -> None:
    uid, tess = await page(), await client_of("tess", "translator:en")
    key = (await parts(tess, uid))["De eerste alinea van de tekst."]["key"]
    save = "saveTranslation(segments: [{key: $key, text: $text}])"

    made = await act(tess, save, uid=uid, key=key, text="The first  paragraph of 2009.")

    assert made["__typename"] == "Saved", made
    assert {(one["field"], one["code"]) for one in made["warnings"]} == {
        ("segments.0.text", "W02"),
        ("segments.0.text", "W06"),
    }


async def test_the_public_never_learns_of_a_draft() -> None:
    uid, tess = await page(), await client_of("tess", "translator:en")
    foreign = await make_published("page", "Vreemd", locales=("en",))
    unseen = (await make("page", "Concept")).uid
    states = """query ($uid: ID!) { entry(uid: $uid, locale: EN) {
      localization { fields { name state source } } translations { locale state text isSource } } }"""
    before = await ask(states, uid=uid)
    key = (await parts(tess, uid))["Denktank"]["key"]
    save = "saveTranslation(segments: [{key: $key, text: $text, draft: true}])"
    await act(tess, save, uid=uid, key=key, text="Brains trust")

    assert await ask(states, uid=uid) == before
    seen = (await tess.post(states, DRAFTS, uid=uid))["data"]["entry"]
    told = {one["name"]: one["state"] for one in seen["localization"]["fields"]}
    assert (told["title"], told["body"]) == ("REVIEW", "CURRENT")
    assert [one["text"] for one in seen["translations"]] == ["CURRENT", "REVIEW"]
    translated = (await ask(states, uid=foreign.uid))["entry"]
    assert {one["source"] for one in translated["localization"]["fields"]} == {None}
    assert [one["isSource"] for one in translated["translations"]] == [False, False]
    assert (await ask(states, uid=unseen))["entry"] is None


async def test_a_filter_sees_of_drafts_what_its_reader_does() -> None:
    uid, tess = await page(), await client_of("tess", "translator:en")
    key = (await parts(tess, uid))["Denktank"]["key"]
    save = "saveTranslation(segments: [{key: $key, text: $text, draft: true}])"
    await act(tess, save, uid=uid, key=key, text="Brains trust")
    listed = """query ($state: [TextState!]!) {
      pages(filter: { translation: { locale: EN, state: $state } }) { nodes { uid } } }"""

    async def found(state: str) -> list[bool]:
        public = (await ask(listed, state=[state]))["pages"]["nodes"]
        own = (await tess.post(listed, DRAFTS, state=[state]))["data"]["pages"]["nodes"]
        return [{"uid": uid} in public, {"uid": uid} in own]

    assert await found("REVIEW") == [False, True]
    assert await found("CURRENT") == [True, False]
    assert await found("MISSING") == [False, False]
    await arrive(key, "Think tank")
    assert await found("CONFLICT") == [False, True]
    assert await found("REVIEW") == [False, False]


async def test_a_text_is_offered_to_translators_and_taken_back() -> None:
    uid = (await make("page", "Concept")).uid
    boss = await client_of("boss", "administrator")
    selected = "... on TranslationOffer { offered version actor undo }"

    made = await boss.do("offerForTranslation(uid: $uid)", selected, uid=uid)
    back = await boss.do("withdrawOffer(uid: $uid)", selected, uid=uid)
    await undone(boss, back["undo"])
    again = await boss.do("offerForTranslation(uid: $uid)", selected, uid=uid)
    tess = await client_of("tess", "translator:en")

    assert (made["offered"], made["version"], made["actor"]) == (True, 1, "boss")
    assert (back["offered"], back["version"]) == (False, None)
    assert (again["offered"], again["undo"]) == (True, None)
    refused = await tess.do("offerForTranslation(uid: $uid)", selected, uid=uid)
    assert (refused["__typename"], refused["missing"]) == ("Denied", "SHARE")
