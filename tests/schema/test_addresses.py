"""Addresses by hand and broken links through GraphQL."""

from typing import Any

import pytest

from cms.access.roles import Permission
from cms.database.engine import fetch
from tests.builders import make, make_published
from tests.schema.client import ask
from tests.schema.editing_client import Client, client_of

pytestmark = pytest.mark.usefixtures("database")

TEXT = "{ path target locale status }"
CHANGED = f" ... on AliasChanged {{ id undo dryRun before {TEXT} after {TEXT} }} "
IMPORTED = """ ... on AliasesImported { added changed same dryRun lines { line path fate }
  faults { line field code message } } """
UNDONE = " ... on Undone { kind uid } "
LIST = """query ($after: String, $search: String! = "") {
  aliases(first: 2, after: $after, search: $search) {
    nodes { id says { path } } pageInfo { hasNextPage endCursor } totalCount } }"""
IMPORT = f"""mutation ($csv: String!, $dry: Boolean! = false) {{
  done: importAliases(csv: $csv, dryRun: $dry) {{ __typename {IMPORTED}
    ... on Problem {{ code }} }} }}"""
HEAD = "path,target,locale,status\n"


def saving(path: str, target: str = "https://example.org/", more: str = "") -> str:
    return f'saveAlias(input: {{path: "{path}", target: "{target}"}} {more})'


def of(changed: Any) -> str:
    return ', id: "{}"'.format(changed["id"])


async def publisher() -> Client:
    return await client_of("mo", "reviewer")


async def leads(path: str) -> str | None:
    query = "query ($path: String!) { content(path: $path) { ... on Redirect { to } } }"
    found = (await ask(query, path=path))["content"]
    return found and found["to"]


async def test_an_alias_is_written_changed_and_deleted_and_each_of_it_undone() -> None:
    mo = await publisher()

    tried = await mo.do(saving("/oud", more=", dryRun: true"), CHANGED)
    assert (tried["dryRun"], tried["undo"], await leads("/oud")) == (True, None, None)
    made = await mo.do(saving("/oud"), CHANGED)
    assert (made["before"], made["after"]["path"]) == (None, "/oud")
    moved = await mo.do(saving("/ouder", more=of(made)), CHANGED)
    assert (moved["before"]["path"], moved["after"]["path"]) == ("/oud", "/ouder")
    gone = await mo.do("deleteAlias(id: $id)", CHANGED, id=made["id"])
    assert (await leads("/ouder"), gone["after"]) == (None, None)

    back = await mo.do("undo(token: $token)", UNDONE, token=gone["undo"])
    assert back == {"__typename": "Undone", "kind": "alias", "uid": None}
    assert await leads("/ouder") == "https://example.org/"
    stale = await mo.do("undo(token: $token)", UNDONE, token=moved["undo"])
    assert stale["code"] == "undo_stale"  # what came back is another alias than the one that moved

    other = await mo.do(saving("/ander"), CHANGED)
    changed = await mo.do(saving("/anders", more=of(other)), CHANGED)
    await mo.do("undo(token: $token)", UNDONE, token=changed["undo"])
    assert (await leads("/ander"), await leads("/anders")) == ("https://example.org/", None)
    assert (await mo.do("undo(token: $token)", token=other["undo"]))["__typename"] == "Undone"
    assert await leads("/ander") is None


async def test_an_alias_that_changed_since_is_left_alone() -> None:
    mo = await publisher()
    made = await mo.do(saving("/oud"), CHANGED)
    await mo.do(saving("/oud", "https://a.example/", of(made)), CHANGED)

    stale = await mo.do("undo(token: $token)", token=made["undo"])

    assert stale["code"] == "undo_stale"
    assert await leads("/oud") == "https://a.example/"


@pytest.mark.parametrize(
    ("mutation", "outcome", "code"),
    [
        (saving("oud"), "InvalidInput", "invalid_input"),
        (saving("/oud", "javascript:alert(1)"), "InvalidInput", "invalid_input"),
        (saving("/oud", more=', id: "99"'), "NotFound", "not_found"),
        (saving("/oud", more=', id: "x"'), "NotFound", "not_found"),
        ('deleteAlias(id: "99999999999999999999")', "NotFound", "not_found"),
        ('deleteAlias(id: "-1")', "NotFound", "not_found"),
    ],
)
async def test_what_is_wrong_is_an_outcome(mutation: str, outcome: str, code: str) -> None:
    found = await (await publisher()).do(mutation, CHANGED)

    assert (found["__typename"], found["code"]) == (outcome, code)
    assert await fetch("SELECT FROM alias") == []


async def test_the_list_comes_in_parts() -> None:
    mo = await publisher()
    for path in ("/c", "/a", "/b"):
        await mo.do(saving(path))

    first = (await mo.ask(LIST))["aliases"]
    rest = (await mo.ask(LIST, after=first["pageInfo"]["endCursor"]))["aliases"]
    sought = (await mo.ask(LIST, search="/C"))["aliases"]

    assert [one["says"]["path"] for one in first["nodes"] + rest["nodes"]] == ["/a", "/b", "/c"]
    assert (first["totalCount"], rest["pageInfo"]["hasNextPage"]) == (3, False)
    assert [one["says"]["path"] for one in sought["nodes"]] == ["/c"]


async def test_a_file_is_tried_taken_in_and_given_out() -> None:
    mo = await publisher()
    await mo.do(saving("/a"))
    csv = HEAD + "/a,https://a.example/,,302\n/b,https://b.example/,,301\n"

    tried = (await mo.ask(IMPORT, csv=csv, dry=True))["done"]
    before = (await mo.ask("{ aliasesCsv }"))["aliasesCsv"]
    done = (await mo.ask(IMPORT, csv=csv))["done"]
    again = (await mo.ask(IMPORT, csv=(await mo.ask("{ aliasesCsv }"))["aliasesCsv"]))["done"]

    assert tried == done | {"dryRun": True}
    assert done["lines"] == [
        {"line": 2, "path": "/a", "fate": "changed"},
        {"line": 3, "path": "/b", "fate": "added"},
    ]
    assert (done["added"], done["changed"], again["same"]) == (1, 1, 2)
    assert "/b" not in before
    assert await leads("/b") == "https://b.example/"


async def test_a_file_with_faults_does_nothing() -> None:
    mo = await publisher()

    done = (await mo.ask(IMPORT, csv=HEAD + "/a,https://a.example/,,301\nb,/c,,999\n"))["done"]

    assert [(one["line"], one["field"]) for one in done["faults"]] == [(3, "path"), (3, "status")]
    assert (done["added"], await fetch("SELECT FROM alias")) == (0, [])


async def test_a_token_without_the_scope_does_not_reach_them() -> None:
    ada = await client_of("ada", superuser=True, scopes=(Permission.EDIT,))

    assert (await ada.do(saving("/a")))["__typename"] == "Denied"
    for query in ("{ aliases { totalCount } }", "{ aliasesCsv }"):
        (error,) = (await ada.post(query))["errors"]
        assert error["extensions"]["code"] == "denied"


async def test_broken_links_come_in_parts_and_as_far_as_one_may_see() -> None:
    draft = (await make("speaker", "Klad")).uid
    for name in ("Een", "Twee"):
        body = f'<p><a href="uid:{draft}">x</a></p>'
        await make_published("page", name, body_nl=body, locales=("nl",))
    query = """query ($after: String) { brokenLinks(locale: NL, first: 1, after: $after) {
      nodes { path title kind target fate } pageInfo { hasNextPage endCursor } totalCount hidden } }"""
    eva, niemand = await client_of("eva", "reader"), await client_of("niemand")

    first = (await eva.ask(query))["brokenLinks"]
    rest = (await eva.ask(query, after=first["pageInfo"]["endCursor"]))["brokenLinks"]
    hidden = (await niemand.ask(query))["brokenLinks"]

    assert [one["path"] for one in first["nodes"] + rest["nodes"]] == ["/nl/een-nl", "/nl/twee-nl"]
    assert first["nodes"][0] | {"path": "", "title": ""} == {
        "path": "", "title": "", "kind": "link", "target": draft, "fate": "not_public",
    }  # fmt: skip
    assert (first["totalCount"], first["pageInfo"]["hasNextPage"]) == (2, True)
    assert rest["pageInfo"] == {"hasNextPage": False, "endCursor": None}
    assert (hidden["nodes"], hidden["totalCount"], hidden["hidden"]) == ([], 0, 2)
    (error,) = (await eva.post(query, after="x"))["errors"]
    assert error["extensions"]["code"] == "bad_cursor"
