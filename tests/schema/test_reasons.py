"""Why something is empty or left out: told to those who may see the drafts there, and to nobody else."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cms.access.roles import Permission
from cms.content.discovery import installed
from cms.database.engine import execute, writing
from cms.publishing.publishing import publish, retract
from tests.builders import ACTOR, make, make_published, remove
from tests.people import give, make_user
from tests.schema.client import post
from tests.schema.editing_client import Client, client_for, client_of
from tests.schema.statements import counted

pytestmark = pytest.mark.usefixtures("database")

WHY = {"cms-explain": "reasons"}
ENTRY = "query ($uid: ID!) { entry(uid: $uid, locale: EN) { title } }"


async def reasons(client: Client, query: str, **variables: Any) -> list[dict[str, Any]]:
    body = await client.post(query, WHY, **variables)
    assert "errors" not in body, body["errors"]
    found: list[dict[str, Any]] = body.get("extensions", {}).get("reasons", [])
    return found


async def reason(client: Client, uid: str) -> dict[str, Any] | None:
    found = await reasons(client, ENTRY, uid=uid)
    assert len(found) < 2
    return found[0] if found else None


async def _planned(since: datetime, until: datetime | None = None) -> str:
    page = await make("page")
    async with writing():
        await publish(installed()["page"], page.uid, "en", actor=ACTOR, at=since, until=until)
    return page.uid


async def test_a_calendar_tells_what_it_leaves_out() -> None:
    eva = await client_of("eva", "editor")
    draft = await make("event", "Klad")
    query = '{ calendar(from: "2009-12-01T00:00:00Z", to: "2010-01-01T00:00:00Z") { totalCount } }'

    (found,) = await reasons(eva, query)

    assert (found["path"], found["uid"], found["code"]) == (["calendar"], draft.uid, "draft")


async def test_each_reason_has_a_code_a_place_and_words() -> None:
    eva = await client_of("eva", "editor")
    now = datetime.now(UTC)
    public = await make_published("page")
    draft = await make("page", "Klad")
    dutch = await make_published("page", "Nederlands", locales=("nl",), title_en=None, slug_en=None)
    later = await _planned(now + timedelta(days=1))
    gone = await make_published("page", "Weg")
    await remove(gone.uid)
    retired = await make_published("page", "Terug")
    async with writing():
        await retract(installed()["page"], retired.uid, "en", actor=ACTOR)

    found = {
        name: await reason(eva, uid)
        for name, uid in {
            "public": public.uid, "draft": draft.uid, "untranslated": dutch.uid, "not_yet": later,
            "deleted": gone.uid, "retired": retired.uid, "none": "nosuch",
        }.items()
    }  # fmt: skip

    assert (found.pop("public"), found.pop("none")) == (None, None)
    for code, one in found.items():
        assert one is not None, code
        assert (one["code"], one["path"], one["locale"]) == (code, ["entry"], "EN")
        assert one["message"].endswith(".")
    assert found["not_yet"]
    assert datetime.fromisoformat(found["not_yet"]["at"]) == now + timedelta(days=1)


async def test_what_is_over_says_since_when() -> None:
    eva = await client_of("eva", "editor")
    page = await make_published("page")
    await execute(
        "UPDATE publication SET valid = tstzrange(now() - interval '2 days', now() - interval '1 day')"
        " WHERE uid = $1 AND locale = 'en'",
        page.uid,
    )

    found = await reason(eva, page.uid)

    assert found
    assert found["code"] == "expired"
    assert found["at"] < datetime.now(UTC).isoformat()


async def test_relations_lists_slugs_addresses_and_other_languages_say_why_too() -> None:
    eva = await client_of("eva", "editor")
    here, hidden = await make_published("speaker", "Hier"), await make("speaker", "Verborgen")
    event = await make_published(
        "event", "Dag", speakers=[{"speaker": here.uid}, {"speaker": hidden.uid}]
    )
    dutch = await make_published("page", "Oud", locales=("nl",), title_en=None, slug_en=None)
    draft = await make("page", "Klad", slug_nl="klad")
    query = """query ($event: ID!, $page: ID!) {
      entry(uid: $event, locale: NL) { ... on Event { speakers { title } } }
      dutch: entry(uid: $page, locale: NL) { in(locale: EN) { title }
        translations { locale content { title } } }
      pages(locale: EN) { nodes { title } }
      page(slug: "klad") { title }
      content(path: "/nl/klad") { __typename }
    }"""

    found = await reasons(eva, query, event=event.uid, page=dutch.uid)

    told = {(tuple(one["path"]), one["uid"], one["code"]) for one in found}
    assert told == {
        (("entry", "speakers"), hidden.uid, "draft"),
        (("dutch", "in"), dutch.uid, "untranslated"),
        (("dutch", "translations", 1, "content"), dutch.uid, "untranslated"),
        (("pages",), dutch.uid, "untranslated"),
        (("pages",), draft.uid, "draft"),
        (("page",), draft.uid, "draft"),
        (("content",), draft.uid, "draft"),
    }


async def told_of(client: Client, query: str, **variables: Any) -> Any:
    """What is told of the places of an answer, by their last names, and how many each list lacks."""
    body = await client.post(query, WHY, **variables)
    assert "errors" not in body, body["errors"]
    told = body.get("extensions", {})
    reasons = {(one["path"][-1], one["uid"], one["code"]) for one in told.get("reasons", [])}
    return reasons, {one["path"][-1]: one["codes"] for one in told.get("leftOut", [])}


async def test_what_stands_below_and_above_and_refers_says_why_it_is_not_there() -> None:
    eva = await client_of("eva", "editor")
    branch = await make_published("page", "Tak")
    await make_published("page", "Te zien", parent=branch.uid)
    draft = await make("page", "Klad", parent=branch.uid)
    another = await make("page", "Nog een", parent=branch.uid)
    dutch = await make_published(
        "page", "Oud", locales=("nl",), parent=branch.uid, title_en=None, slug_en=None
    )
    speaker = await make_published("speaker", "Eva")
    session = await make("session", "Gesprek", moderator=speaker.uid)

    reasons, left_out = await told_of(
        eva,
        """query ($branch: ID!, $speaker: ID!) {
          branch: entry(uid: $branch, locale: EN) { children { nodes { title } }
            books: children(types: [BOOK]) { nodes { title } } }
          speaker: entry(uid: $speaker, locale: EN) { backlinks { nodes { title } }
            ... on Speaker { sessions { nodes { title } } } } }""",
        branch=branch.uid,
        speaker=speaker.uid,
    )

    assert reasons == {
        ("children", draft.uid, "draft"), ("children", another.uid, "draft"),
        ("children", dutch.uid, "untranslated"), ("backlinks", session.uid, "draft"),
        ("sessions", session.uid, "draft"),
    }  # fmt: skip
    assert left_out == {
        "children": {"draft": 2, "untranslated": 1},
        "backlinks": {"draft": 1},
        "sessions": {"draft": 1},
    }


async def test_a_trail_that_breaks_off_says_why() -> None:
    eva = await client_of("eva", "editor")
    branch = await make_published("page", "Tak")
    page = await make_published("page", "Blad", parent=branch.uid)
    await execute(
        "UPDATE publication SET valid = tstzrange(lower(valid), now()) WHERE uid = $1", branch.uid
    )

    reasons, left_out = await told_of(
        eva,
        "query ($uid: ID!) { entry(uid: $uid, locale: EN) { breadcrumbs { path } } }",
        uid=page.uid,
    )

    assert [(place, uid) for place, uid, _ in reasons] == [("breadcrumbs", branch.uid)]
    assert left_out == {}


async def test_menus_and_searches_say_what_they_lack() -> None:
    eva = await client_of("eva", "editor")
    await make_published("page", "Zichtbaar kompas", menus=["main"])
    draft = await make("page", "Kompas", menus=["main"])
    dutch = await make_published(
        "page", "Oud", locales=("nl",), title_en=None, slug_en=None, menus=["main"]
    )

    reasons, left_out = await told_of(
        eva,
        """{ menu(name: "main", locale: EN) { items { label } }
          search(text: "kompas", locale: EN) { nodes { content { title } } } }""",
    )

    assert reasons == {
        ("menu", draft.uid, "draft"), ("menu", dutch.uid, "untranslated"),
        ("search", draft.uid, "draft"),
    }  # fmt: skip
    assert left_out == {"menu": {"draft": 1, "untranslated": 1}, "search": {"draft": 1}}


async def test_nobody_else_is_told_what_lists_lack() -> None:
    branch = await make_published("page", "Tak")
    await make("page", "Kompas", parent=branch.uid, menus=["main"])
    iemand = await client_of("iemand")
    query = """query ($uid: ID!) { entry(uid: $uid, locale: EN) { children { nodes { title } }
        breadcrumbs { path } backlinks { nodes { title } } }
      menu(name: "main", locale: EN) { items { label } }
      search(text: "kompas", locale: EN) { nodes { content { title } } } }"""

    assert await told_of(iemand, query, uid=branch.uid) == (set(), {})
    assert "extensions" not in (await post(query, WHY, uid=branch.uid)).json()


async def test_however_many_lists_there_are_finding_out_takes_few_statements(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    eva = await client_of("eva", "editor")
    for number in range(12):
        branch = await make_published("page", f"Tak {number}")
        await make("page", f"Klad {number}", parent=branch.uid)
    query = (
        "query ($n: Int!) { pages(locale: EN, first: $n) { nodes { children { nodes { uid } } } } }"
    )
    taken = []
    for number in (3, 12):
        async with counted(monkeypatch) as statements:
            await told_of(eva, query, n=number)
        taken.append(len(statements))

    assert taken[0] == taken[1]


async def test_a_field_that_takes_a_permission_names_it() -> None:
    page = await make_published("page")
    nobody = await client_of("iemand")

    found = await reasons(
        nobody, "query ($uid: ID!) { entry(uid: $uid) { history { nodes { at } } } }", uid=page.uid
    )

    assert [(one["code"], one["missing"], one["path"]) for one in found] == [
        ("permission", "VIEW", ["entry", "history"])
    ]


async def test_who_may_not_see_the_draft_is_told_nothing() -> None:
    draft, gone = await make("page", "Klad", slug_nl="klad"), await make_published("page", "Weg")
    await remove(gone.uid)
    branch = await make_published("page", "Tak")
    below = await make("page", "Binnen", parent=branch.uid)
    await give("editor", user_id=await make_user("eva"), uid=branch.uid)
    eva, bare = await client_for("eva"), await client_of("iemand")
    query = """query ($uid: ID!) { entry(uid: $uid, locale: EN) { title } page(slug: "klad") { title }
      content(path: "/nl/klad") { __typename } pages { nodes { title } } }"""

    for uid in (draft.uid, gone.uid, "nosuch"):
        assert await reasons(bare, query, uid=uid) == []
    assert [one["uid"] for one in await reasons(eva, query, uid=draft.uid)] == [below.uid]


async def test_the_public_gets_the_same_bytes_whether_something_exists_or_not() -> None:
    await make_published("page")
    query = """query ($uid: ID!, $slug: String!, $path: String!) {
      entry(uid: $uid, locale: EN) { title history { nodes { at } } } page(slug: $slug) { title }
      content(path: $path) { __typename } nodes(ids: []) { id } pages { totalCount } }"""
    nothing = {"uid": "aaaaaaaaaa", "slug": "klad", "path": "/nl/klad"}
    before = [await post(query, headers, **nothing) for headers in ({}, WHY)]
    draft = await make("page", "Klad", slug_nl="klad", slug_en="draft")
    something = nothing | {"uid": draft.uid}
    after = [await post(query, headers, **something) for headers in ({}, WHY)]

    assert before[0].content == after[0].content
    assert before[1].content == after[1].content == before[0].content
    assert {name: value for name, value in before[1].headers.items() if name != "date"} == {
        name: value for name, value in after[1].headers.items() if name != "date"
    }


async def test_without_asking_nothing_is_explained() -> None:
    eva = await client_of("eva", "editor")
    draft = await make("page", "Klad")

    assert "extensions" not in await eva.post(ENTRY, uid=draft.uid)


async def test_a_preview_of_drafts_explains_what_even_it_does_not_show() -> None:
    eva = await client_of("eva", "editor")
    dutch = await make("page", "Oud", title_en=None, slug_en=None)

    body = await eva.post(ENTRY, WHY | {"cms-preview": "drafts"}, uid=dutch.uid)

    assert [one["code"] for one in body["extensions"]["reasons"]] == ["untranslated"]


async def test_reasons_are_told_in_the_readers_language() -> None:
    eva = await client_of("eva", "editor")
    draft = await make("page", "Klad")

    found = await reason(Client(eva.token, "nl"), draft.uid)

    assert found
    assert found["message"] == "Dit is in deze taal nooit gepubliceerd."


async def test_of_a_long_list_a_hundred_are_explained() -> None:
    eva = await client_of("eva", "editor", scopes=(Permission.VIEW,))
    for number in range(3):
        await make("book", f"Boek {number}")

    found = await reasons(
        eva, "{ " + " ".join(f"a{n}: books {{ totalCount }}" for n in range(20)) + " }"
    )

    assert len(found) == 60
