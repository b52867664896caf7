"""Previews of working copies: all root fields follow, and nothing shows without the token."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from graphql import get_named_type, is_composite_type, is_required_argument, is_union_type

from cms.access.actors import load_actor
from cms.access.tables import BlockedBranch
from cms.content.discovery import installed
from cms.database.engine import fetch, writing
from cms.publishing.publishing import retract
from cms.reading import publications
from cms.schema.build import built
from tests.builders import ACTOR, make, make_home, make_published
from tests.people import give, make_user
from tests.schema.client import ask
from tests.schema.made import make_tags
from tests.schema.previewing import change, look, reviewer, seen, token
from tests.schema.statements import counted

SECRET = "Zwaluwstaart"
CORNERS = """query ($uid: ID!, $slug: String!) {
  entry(uid: $uid) { id title summary path state url slug position etag updatedAt publishedAt
    seo { title description } tags { key } jsonless: __typename
    in(locale: EN) { title } translations { locale state path content { title } }
    localization { complete fields { name state } } parent { title } breadcrumbs { title path }
    children { totalCount nodes { title path state parent { title } } }
    backlinks { totalCount nodes { title } }
    window { from until scheduled expired }
    ... on Page { body { html text toc { text } references { title } } } }
  page(slug: $slug) { title }
  pages(order: [{ title: ASC }]) { totalCount nodes { title path summary } }
  found: pages(filter: { search: "Zwaluwstaart" }) { totalCount nodes { title } }
  titled: pages(filter: { title: { contains: "zwaluw" } }) { totalCount }
  search(text: "Zwaluwstaart") { totalCount nodes { highlight content { title } } }
  likely: search(text: "Zwaluwstrt") { totalCount nodes { content { title } } }
  menu(name: "main") { items { label path content { title summary } } }
  old: content(path: "/nl/klok-nl") { __typename ... on Redirect { to status }
    ... on ContentRoute { content { title } } }
  new: content(path: "/nl/zwaluwstaart") { __typename ... on ContentRoute {
    canonical content { title } alternates { locale path } } }
}"""


async def changed_page() -> str:
    """A published page whose working copy says something else everywhere."""
    page = await make_published("page", "Klok")
    await make_published(
        "page", "Onder", parent=page.uid, body_nl=f'<p><a href="uid:{page.uid}">x</a></p>'
    )
    await change(
        "page", page.uid, title_nl=SECRET, slug_nl=SECRET.lower(), summary_nl=f"Over {SECRET}",
        body_nl=f"<h2>{SECRET}</h2><p>De {SECRET}</p>", menus=["main"], seo_description_nl=SECRET,
    )  # fmt: skip
    return page.uid


async def test_a_draft_shows_everywhere_with_its_token_and_nowhere_without(database: None) -> None:
    uid = await changed_page()
    preview = await token(await reviewer())
    variables = {"uid": uid, "slug": "zwaluwstaart"}

    public = await ask(CORNERS, **variables)
    data = await seen(preview, CORNERS, **variables)

    assert SECRET.lower() not in json.dumps(public).lower()
    assert data["entry"]["title"] == SECRET
    assert data["entry"]["path"] == "/nl/zwaluwstaart"
    assert data["entry"]["seo"] == {"title": SECRET, "description": SECRET}
    assert data["entry"]["body"]["html"].count(SECRET) == 2
    assert data["entry"]["in"] == {"title": "Klok en"}
    below = {"title": "Onder nl", "path": "/nl/zwaluwstaart/onder-nl", "state": "PUBLISHED",
             "parent": {"title": SECRET}}  # fmt: skip
    assert data["entry"]["children"] == {"totalCount": 1, "nodes": [below]}
    assert data["entry"]["backlinks"]["totalCount"] == 1
    assert data["entry"]["window"]["scheduled"] is False
    assert data["entry"]["window"]["from"] is not None
    assert data["page"] == {"title": SECRET}
    assert [one["title"] for one in data["pages"]["nodes"]] == ["Home nl", "Onder nl", SECRET]
    for name in ("found", "search", "likely"):
        assert data[name]["totalCount"] == 1
    assert "<mark>" in data["search"]["nodes"][0]["highlight"]
    assert data["titled"] == {"totalCount": 1}
    (item,) = data["menu"]["items"]
    assert (item["label"], item["path"]) == (SECRET, "/nl/zwaluwstaart")
    assert item["content"]["summary"] == f"Over {SECRET}"
    assert data["old"] == {"__typename": "Redirect", "to": "/nl/zwaluwstaart", "status": 301}
    assert data["new"]["content"]["title"] == SECRET
    assert {one["path"] for one in data["new"]["alternates"]} == {"/nl/zwaluwstaart", "/en/klok-en"}


async def test_a_preview_is_renewed_with_each_change(database: None) -> None:
    page = await make("page", "Klok")
    below = await make("page", "Onder", parent=page.uid)
    preview = await token(await reviewer())
    query = "query ($uid: ID!) { entry(uid: $uid) { title path state } }"

    before = await seen(preview, query, uid=below.uid)
    await change("page", page.uid, title_nl="Uur", slug_nl="uur")
    moved = await seen(preview, query, uid=below.uid)
    await change("page", below.uid, parent=await make_home())
    away = await seen(preview, query, uid=below.uid)

    assert before["entry"] == {
        "title": "Onder nl",
        "path": "/nl/klok-nl/onder-nl",
        "state": "PRIVATE",
    }
    assert moved["entry"]["path"] == "/nl/uur/onder-nl"
    assert away["entry"]["path"] == "/nl/onder-nl"


async def test_what_did_not_change_is_not_derived_again(database: None) -> None:
    pages = [await make("page", f"P{n}") for n in range(3)]
    preview = await token(await reviewer())
    rows = "SELECT uid, locale, id FROM draft ORDER BY uid, locale"

    await seen(preview, "{ pages { totalCount } }")
    first = await fetch(rows)
    await seen(preview, "{ pages { totalCount } }")
    second = await fetch(rows)
    await change("page", pages[0].uid, title_nl="Anders")
    await seen(preview, "{ pages { totalCount } }")
    third = await fetch(rows)

    assert first == second
    assert {one["uid"] for one in third if one not in second} == {pages[0].uid}


async def test_in_which_languages_there_is_a_draft(database: None) -> None:
    page = await make_published("page", "Klok", locales=("nl",))
    await change("page", page.uid, title_en="")
    retired = await make_published("page", "Weg")
    async with writing():
        await retract(installed()["page"], retired.uid, "en", actor=ACTOR)
    await change("page", retired.uid, title_en="")
    preview = await token(await reviewer())
    query = """query ($uid: ID!) { entry(uid: $uid) { translations { locale state path } } }"""

    data = await seen(preview, query, uid=page.uid)
    gone = await seen(preview, query, uid=retired.uid)

    assert [(one["locale"], one["state"]) for one in data["entry"]["translations"]] == [
        ("NL", "PUBLISHED"), ("EN", "PRIVATE")]  # fmt: skip
    assert data["entry"]["translations"][1]["path"] is None
    assert [one["state"] for one in gone["entry"]["translations"]] == ["PUBLISHED", "RETIRED"]
    assert gone["entry"]["translations"][1]["path"] is not None


async def test_a_branch_shows_its_own_drafts_alone(database: None) -> None:
    outside = await make_published("page", "Buiten")
    branch = await make_published("page", "Tak")
    leaf = await make("page", "Blad", parent=branch.uid)
    await make("page", "Los")
    await change("page", outside.uid, title_nl="Geheim", slug_nl="geheim")
    preview = await token(await reviewer(), branch=branch.uid)

    data = await seen(preview, "{ pages(order: [{ title: ASC }]) { nodes { title path } } }")

    assert data["pages"]["nodes"] == [
        {"title": "Blad nl", "path": "/nl/tak-nl/blad-nl"},
        {"title": "Buiten nl", "path": "/nl/buiten-nl"},
        {"title": "Home nl", "path": "/nl"},
        {"title": "Tak nl", "path": "/nl/tak-nl"},
    ]
    assert leaf.uid


async def test_a_branch_stands_under_what_is_live_above_it(database: None) -> None:
    above = await make_published("page", "Boven")
    branch = await make("page", "Tak", parent=above.uid)
    await make("page", "Blad", parent=branch.uid)
    await change("page", above.uid, title_nl="Anders", slug_nl="anders")
    preview = await token(await reviewer(), branch=branch.uid)

    data = await seen(preview, """{ content(path: "/nl/boven-nl/tak-nl/blad-nl") {
      ... on ContentRoute { content { breadcrumbs { title path } } } } }""")  # fmt: skip

    assert data["content"]["content"]["breadcrumbs"] == [
        {"title": "Home nl", "path": "/nl"},
        {"title": "Boven nl", "path": "/nl/boven-nl"},
        {"title": "Tak nl", "path": "/nl/boven-nl/tak-nl"},
    ]


async def test_a_branch_names_no_draft_above_it(database: None) -> None:
    above = await make_published("page", "Boven", locales=("nl",))
    draft = await make("page", "Geheim", parent=above.uid)
    branch = await make("page", "Tak", parent=draft.uid)
    await make("page", "Blad", parent=branch.uid)
    await change("page", above.uid, slug_nl="geheim")
    preview = await token(await reviewer(), branch=branch.uid)

    data = await seen(preview, '{ page(slug: "blad-nl") { path } }')

    assert data["page"]["path"] == f"/nl/boven-nl/{draft.uid}/tak-nl/blad-nl"


async def test_a_preview_shows_no_more_than_its_maker_may_view(database: None) -> None:
    shared = await make("page", "Gedeeld")
    hidden = await make("page", "Verborgen", parent=shared.uid)
    await make("page", "Los")
    user_id = await make_user("lot")
    await give("reader", user_id=user_id, uid=shared.uid)
    await BlockedBranch.insert(BlockedBranch(uid=hidden.uid, blocked_by="x"))
    preview = await token(await load_actor("lot"), branch=shared.uid)

    data = await seen(preview, "{ pages { totalCount nodes { title } } }")

    assert data["pages"] == {"totalCount": 1, "nodes": [{"title": "Gedeeld nl"}]}


async def test_ids_name_the_preview_and_grant_nothing(database: None) -> None:
    uid = await changed_page()
    actor = await reviewer()
    preview, other = await token(actor), await token(actor, branch=uid)
    ask_id = "query ($uid: ID!) { entry(uid: $uid) { id } }"
    node = "query ($id: ID!) { node(id: $id) { ... on Page { title } } nodes(ids: [$id]) { id } }"

    live = (await ask(ask_id, uid=uid))["entry"]["id"]
    ids = {(await seen(one, ask_id, uid=uid))["entry"]["id"] for one in (preview, other)}
    draft = (await seen(preview, ask_id, uid=uid))["entry"]["id"]

    assert len({live, *ids}) == 3
    assert await ask(node, id=draft) == {"node": None, "nodes": [None]}
    assert (await seen(other, node, id=draft))["node"] is None
    assert (await seen(preview, node, id=draft))["node"] == {"title": SECRET}
    assert (await seen(preview, node, id=live))["node"] == {"title": "Klok nl"}


async def test_cursors_lead_on_in_a_preview(database: None) -> None:
    for n in range(5):
        await make("page", f"P{n}")
    preview = await token(await reviewer())
    query = """query ($after: String) { pages(first: 2, after: $after, order: [{ title: DESC }]) {
      nodes { title } pageInfo { endCursor hasNextPage } } }"""
    titles: list[str] = []
    after = None

    for _ in range(3):
        page = (await seen(preview, query, after=after))["pages"]
        titles += [one["title"] for one in page["nodes"]]
        after = page["pageInfo"]["endCursor"]

    assert titles == ["P4 nl", "P3 nl", "P2 nl", "P1 nl", "P0 nl", "Home nl"]


@pytest.mark.parametrize("name", list(installed()))
@pytest.mark.parametrize("locale", ["NL", "EN"])
async def test_whatever_a_draft_lacks_every_type_stays_true(
    database: None, name: str, locale: str
) -> None:
    saved = await make(name, **EMPTIEST[name])
    preview = await token(await reviewer())
    selection = everything(installed()[name].graphql_name)

    body = await look(
        preview,
        f"query ($uid: ID!) {{ entry(uid: $uid, locale: {locale}, fallback: [NL])"
        f" {{ title ... on {installed()[name].graphql_name} {{ {selection} }} }}"
        ' pages { nodes { title } } search(text: "ontbreekt") { totalCount } }',
        uid=saved.uid,
    )

    missing = {(one["uid"], one["field"], *one["path"]) for one in body["extensions"]["incomplete"]}
    if name == "speaker":  # whose title is made of the names
        assert (saved.uid, "organisation", "entry", "affiliations", 0, "organisation") in missing
    else:
        assert (saved.uid, "title", "entry", "title") in missing
        assert body["data"]["entry"]["title"] == "[Titel ontbreekt]"
    assert body["data"]["search"] == {"totalCount": 0}


EMPTY_TITLE = {"title_nl": "", "title_en": "", "summary_nl": "Nog niet af"}
EMPTIEST: dict[str, dict[str, Any]] = {
    "page": EMPTY_TITLE,
    "mission_text": EMPTY_TITLE | {
        "statements": [{"text_nl": "", "text_en": ""}], "facts": [{"label_nl": "", "label_en": ""}]},
    "book": EMPTY_TITLE | {"printings": [{}], "links": [{"url": "https://example.org"}], "authors": [{}]},
    "event": EMPTY_TITLE | {"kind": "course", "starts_at": None},
    "speaker": EMPTY_TITLE | {"affiliations": [{}]},
    "session": EMPTY_TITLE | {"starts_at": None, "theme_nl": "", "theme_en": ""},
}  # fmt: skip


def everything(graphql_name: str, depth: int = 2) -> str:
    """Every field of a type that needs no argument, and every field of those, as a selection."""
    type_ = built().schema._schema.get_type(graphql_name)
    parts = []
    for name, field in type_.fields.items():  # type: ignore[union-attr]
        inner = get_named_type(field.type)
        if any(is_required_argument(one) for one in field.args.values()):
            continue
        if not is_composite_type(inner):
            parts.append(name)
        elif depth and not is_union_type(inner):
            parts.append(f"{name} {{ __typename {everything(inner.name, depth - 1)} }}")
    return " ".join(parts)


async def test_placeholders_of_texts_rows_and_wholes(database: None) -> None:
    speaker = await make("speaker", "Naam")
    session = await make("session", "Sessie", theme_nl="", theme_en="")
    menu = await make("page", title_nl="", menus=["main"])
    await make("page", "Onder", parent=menu.uid)
    preview = await token(await reviewer())
    query = """query ($speaker: ID!, $session: ID!) {
      entry(uid: $session) { ... on Session { theme } }
      speaker: entry(uid: $speaker) { title }
      menu(name: "main") { items { label path } }
      pages(filter: { slug: { eq: "onder-nl" } }) { nodes { path breadcrumbs { title } } }
    }"""

    body = await look(preview, query, speaker=speaker.uid, session=session.uid)

    data, missing = body["data"], body["extensions"]["incomplete"]
    assert data["entry"]["theme"].startswith("[")
    assert data["menu"]["items"] == [{"label": "[Titel ontbreekt]", "path": f"/nl/{menu.uid}"}]
    (below,) = data["pages"]["nodes"]
    assert below["path"] == f"/nl/{menu.uid}/onder-nl"
    assert below["breadcrumbs"][-1] == {"title": "[Titel ontbreekt]"}
    assert {(one["uid"], one["field"]) for one in missing} == {
        (session.uid, "theme"), (menu.uid, "title")}  # fmt: skip
    assert ["menu", "items", 0, "label"] in [one["path"] for one in missing]


async def test_statements_do_not_grow_with_the_entries(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_tags(web=("Web", "Web"))
    page = await make("page", "Uitdaging")
    for n in range(30):
        await make("session", f"S{n}", tags=["web"], challenge=page.uid)
    preview = await token(await reviewer())
    query = """query ($first: Int) { sessions(first: $first) { totalCount nodes { title state
      window { from } tags { label } body { text } challenge { title } parent { title }
      children { totalCount } backlinks { totalCount } translations { state content { title } } } } }"""

    async def statements(first: int) -> tuple[int, int]:
        async with counted(monkeypatch) as sent:
            data = await seen(preview, query, first=first)
        return len(data["sessions"]["nodes"]), len(sent)

    await statements(1)  # derives the drafts
    (one, for_one), (many, for_many) = await statements(1), await statements(30)

    assert (one, many) == (1, 30)
    assert for_one == for_many


def test_no_statement_for_readers_names_the_table_of_what_is_live() -> None:
    for name in ("conditions", "languages", "menus", "ordering", "publications", "searching"):
        source = (Path(publications.__file__).parent / f"{name}.py").read_text()
        assert not re.search(r"(FROM|JOIN) publication|statement_timestamp", source), name
