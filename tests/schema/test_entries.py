"""One entry: by its address, its slug, its uid, its id."""

import pytest

from cms.content.discovery import installed
from cms.database.engine import execute, writing
from cms.editing import saving
from cms.publishing.publishing import publish
from tests.builders import ACTOR, make, make_published
from tests.schema.client import SITE, ask, error_of, post

EVERY_TYPE = pytest.mark.parametrize("name", list(installed()))

COMMON = """
  __typename id uid path url slug title summary position locale state etag publishedAt updatedAt
  tags { key label } seo { title description noindex } window { from until scheduled expired }
  translations { locale state text path url isSource content { title } }
  localization { requested served isFallback isStale complete fields { name state source } }
  parent { title } breadcrumbs { title path uid }
  children { totalCount nodes { title } } backlinks { totalCount nodes { title } }
"""


@EVERY_TYPE
async def test_every_type_answers_the_common_fields(database: None, name: str) -> None:
    saved = await make_published(name)

    data = await ask(f"query ($uid: ID!) {{ entry(uid: $uid) {{ {COMMON} }} }}", uid=saved.uid)

    entry = data["entry"]
    assert entry["__typename"] == installed()[name].graphql_name
    assert entry["uid"] == saved.uid
    assert entry["title"] == saved.values["title_nl"]
    assert entry["slug"] == saved.values["slug_nl"]
    assert entry["path"] == f"/nl/{saved.values['slug_nl']}"
    assert entry["url"] == SITE + entry["path"]
    assert entry["summary"] == ""
    assert entry["seo"] == {"title": entry["title"], "description": "", "noindex": False}
    assert (entry["locale"], entry["state"]) == ("NL", "PUBLISHED")
    assert entry["breadcrumbs"] == [
        {"title": "Home nl", "path": "/nl", "uid": entry["breadcrumbs"][0]["uid"]}
    ]
    assert entry["parent"] == {"title": "Home nl"}
    assert entry["localization"]["complete"] is True


@EVERY_TYPE
async def test_one_by_its_slug_and_all_in_a_list(database: None, name: str) -> None:
    content_type = installed()[name]
    saved = await make_published(name)
    await make(name, "Concept")
    one = content_type.name.split("_")[0] + "".join(
        part.capitalize() for part in content_type.name.split("_")[1:]
    )
    query = f"""query ($slug: String!) {{
      {one}(slug: $slug) {{ uid }}
      {content_type.graphql_plural}(filter: {{ slug: {{ empty: false }} }}) {{ nodes {{ uid }} totalCount }}
    }}"""

    data = await ask(query, slug=saved.values["slug_nl"])

    assert data == {
        one: {"uid": saved.uid},
        content_type.graphql_plural: {"nodes": [{"uid": saved.uid}], "totalCount": 1},
    }


async def test_a_slug_in_two_branches_is_the_first_path(database: None) -> None:
    b = await make_published("page", "B", slug_nl="b")
    a = await make_published("page", "A", slug_nl="a")
    below_b = await make_published("page", "X", slug_nl="x", parent=b.uid)
    below_a = await make_published("page", "X", slug_nl="x", parent=a.uid)

    data = await ask('{ page(slug: "x") { uid path } }')

    assert data["page"] == {"uid": below_a.uid, "path": "/nl/a/x"}
    assert below_a.uid != below_b.uid


async def test_a_slug_is_looked_for_in_the_fallbacks_too(database: None) -> None:
    saved = await make_published("page", slug_nl="denktank", locales=("nl",))
    query = (
        'query ($f: [Locale!]) { page(slug: "denktank", locale: EN, fallback: $f) { uid locale } }'
    )

    assert await ask(query) == {"page": None}
    assert await ask(query, f=["NL"]) == {"page": {"uid": saved.uid, "locale": "NL"}}


async def test_a_published_translation_goes_before_the_fallback_whose_slug_was_asked(
    database: None,
) -> None:
    await make_published("page", slug_nl="denktank", slug_en="think-tank")

    data = await ask('{ page(slug: "denktank", locale: EN, fallback: [NL]) { slug locale } }')

    assert data["page"] == {"slug": "think-tank", "locale": "EN"}


async def test_a_draft_is_found_by_no_way(database: None) -> None:
    await make_published("page", "Openbaar")
    draft = await make("page", "Geheim", slug_nl="geheim")

    data = await ask(
        """query ($uid: ID!) {
          entry(uid: $uid) { title } page(slug: "geheim") { title }
          content(path: "/nl/geheim") { __typename }
          pages { totalCount nodes { title } }
          search(text: "Geheim") { totalCount }
          home: page(slug: "openbaar-nl") { parent { children { totalCount nodes { title } } } }
        }""",
        uid=draft.uid,
    )

    assert "Geheim" not in str(data)
    assert (data["entry"], data["page"], data["content"]) == (None, None, None)
    assert data["pages"]["totalCount"] == 2
    assert data["search"]["totalCount"] == 0
    assert data["home"]["parent"]["children"]["totalCount"] == 1


async def test_an_edit_shows_only_when_it_is_published(database: None) -> None:
    saved = await make_published("page", "Oud")
    page = installed()["page"]
    async with writing():
        await saving.save(page, saved.uid, {"title_nl": "Nieuw"}, revision=1, actor=ACTOR)
    query = "query ($uid: ID!) { entry(uid: $uid) { title etag publishedAt } }"

    before = (await ask(query, uid=saved.uid))["entry"]
    async with writing():
        await publish(page, saved.uid, "nl", actor=ACTOR)
    after = (await ask(query, uid=saved.uid))["entry"]

    assert (before["title"], after["title"]) == ("Oud nl", "Nieuw")
    assert before["etag"] != after["etag"]
    assert before["publishedAt"] == after["publishedAt"]


async def test_what_will_be_and_what_was_published_is_not_there(database: None) -> None:
    later, past = await make_published("page", "Later"), await make_published("page", "Voorbij")
    move = "UPDATE publication SET valid = tstzrange({}) WHERE uid = $1"
    await execute(move.format("statement_timestamp() + interval '1 day', NULL"), later.uid)
    await execute(move.format("lower(valid), statement_timestamp()"), past.uid)

    data = await ask(
        "query ($a: ID!, $b: ID!) { a: entry(uid: $a) { title } b: entry(uid: $b) { title }"
        ' pages { nodes { title } } search(text: "later") { totalCount } }',
        a=later.uid,
        b=past.uid,
    )

    assert data == {
        "a": None,
        "b": None,
        "pages": {"nodes": [{"title": "Home nl"}]},
        "search": {"totalCount": 0},
    }


async def test_an_id_names_entry_and_view(database: None) -> None:
    saved = await make_published("page")
    query = """query ($uid: ID!) {
      nl: entry(uid: $uid, locale: NL) { id } en: entry(uid: $uid, locale: EN) { id }
      fallback: entry(uid: $uid, locale: EN, fallback: [NL]) { id }
    }"""
    ids = {key: one["id"] for key, one in (await ask(query, uid=saved.uid)).items()}

    again = await ask(
        "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Content { locale } } }",
        ids=list(ids.values()),
    )
    one = await ask("query ($id: ID!) { node(id: $id) { id __typename } }", id=ids["en"])

    assert len(set(ids.values())) == 3
    assert [node["id"] for node in again["nodes"]] == list(ids.values())
    assert [node["locale"] for node in again["nodes"]] == ["NL", "EN", "EN"]
    assert one["node"] == {"id": ids["en"], "__typename": "Page"}


@pytest.mark.parametrize(
    "bad", ["", "x", "====", "bm9uc2Vuc2U", "é", "YX5ubA==", "YX5mcg", "YX5ubCxubA"]
)
async def test_what_is_no_id_is_an_error_with_a_code(database: None, bad: str) -> None:
    error = await error_of("query ($id: ID!) { node(id: $id) { id } }", id=bad)

    assert error["extensions"]["code"] == "bad_id"
    assert error["path"] == ["node"]


async def test_an_id_of_nothing_published_is_null(database: None) -> None:
    data = await ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=["YX5ubA"])

    assert data == {"nodes": [None]}


async def test_one_bad_id_leaves_the_others(database: None) -> None:
    page = await make_published("page", "Een")
    [good] = (await ask('{ pages(filter: { slug: { eq: "een-nl" } }) { nodes { id } } }'))["pages"][
        "nodes"
    ] or [None]
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Content { uid } } }"

    body = (await post(query, ids=["nonsense", good["id"], "Zm9v"])).json()

    assert [one and one["uid"] for one in body["data"]["nodes"]] == [None, page.uid, None]
    assert [one["path"] for one in body["errors"]] == [["nodes", 0], ["nodes", 2]]
    assert {one["extensions"]["code"] for one in body["errors"]} == {"bad_id"}
