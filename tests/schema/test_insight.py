"""What editors ask through GraphQL: who they are, what they may, what happened, what would happen."""

from typing import Any

import pytest

from cms.access.roles import Permission
from tests.builders import make, make_published
from tests.people import give, make_user
from tests.schema.client import ask, post
from tests.schema.editing_client import client_for, client_of

pytestmark = pytest.mark.usefixtures("database")

CAN = "viewer { view edit translate review publish delete share add }"
ALL = {"view", "edit", "translate", "review", "publish", "delete", "share", "add"}


def granted(viewer: dict[str, bool]) -> set[str]:
    return {name for name, able in viewer.items() if able}


async def test_somebody_is_told_who_they_are() -> None:
    eva = await client_of("eva", "editor", scopes=(Permission.EDIT,))
    query = "{ me { name roles { role locale } groups scopes } }"

    assert (await eva.ask(query))["me"] == {
        "name": "eva",
        "roles": [{"role": "EDITOR", "locale": None}],
        "groups": [],
        "scopes": ["VIEW", "EDIT"],
    }
    assert (await ask(query))["me"] is None


@pytest.mark.parametrize(
    ("roles", "scopes", "able"),
    [
        (["reader"], tuple(Permission), {"view"}),
        (["translator:en"], tuple(Permission), {"view", "translate"}),
        (["translator:nl"], tuple(Permission), {"view"}),
        (["editor"], tuple(Permission), ALL - {"review", "publish"}),
        (["editor"], (Permission.DELETE,), {"view", "delete"}),
        (["reviewer"], tuple(Permission), {"view", "review", "publish"}),
        ([], tuple(Permission), set()),
    ],
)
async def test_content_says_what_whoever_asks_may_do_with_it(
    roles: list[str], scopes: tuple[Permission, ...], able: set[str]
) -> None:
    page = await make_published("page")
    client = await client_of("iemand", *roles, scopes=scopes)
    query = f"query ($uid: ID!) {{ entry(uid: $uid, locale: EN) {{ {CAN} }} }}"

    theirs = (await client.ask(query, uid=page.uid))["entry"]["viewer"]
    public = (await ask(query, uid=page.uid))["entry"]["viewer"]

    assert granted(theirs) == able
    assert granted(public) == set()


async def test_what_many_entries_allow_is_asked_at_once(monkeypatch: Any) -> None:
    branch = await make_published("page", "Tak")
    for name in ("Een", "Twee", "Drie"):
        await make_published("page", name, parent=branch.uid)
    await give("editor", user_id=await make_user("eva"), uid=branch.uid)
    eva = await client_for("eva")

    nodes = (await eva.ask("{ pages { nodes { title viewer { edit } } } }"))["pages"]["nodes"]

    able = {one["title"] for one in nodes if one["viewer"]["edit"]}
    assert able == {"Tak nl", "Een nl", "Twee nl", "Drie nl"}


async def test_the_history_is_for_who_may_view_drafts() -> None:
    page = await make_published("page")
    eva, nobody = await client_of("eva", "editor"), await client_of("iemand")
    await eva.save("Page", input={"uid": page.uid, "title": {"nl": "Nieuw"}}, ifMatch="w1")
    query = """query ($uid: ID!) { entry(uid: $uid) { title history(first: 2) {
      nodes { kind operation actor revision changed locale } pageInfo { hasNextPage endCursor } } } }"""

    entry = (await eva.ask(query, uid=page.uid))["entry"]

    assert entry["history"]["pageInfo"]["hasNextPage"] is True
    assert entry["history"]["nodes"][0] == {
        "kind": "version",
        "operation": "save",
        "actor": "eva",
        "revision": 2,
        "changed": ["title.nl"],
        "locale": None,
    }
    for body in (await nobody.post(query, uid=page.uid), (await post(query, uid=page.uid)).json()):
        assert body == {"data": {"entry": {"title": "Voorbeeld nl", "history": None}}}


async def test_two_revisions_are_compared() -> None:
    page, eva = (
        await make("page", body_nl="<p>Een oud woord.</p>"),
        await client_of("eva", "editor"),
    )
    wish = {"uid": page.uid, "body": {"nl": "<p>Een nieuw woord.</p>"}}
    await eva.save("Page", input=wish, ifMatch="w1")

    [change] = (
        await eva.ask(
            """query ($uid: ID!) { diff(uid: $uid, old: 1, new: 2) { field label change {
            ... on RichTextChange { lines { fate runs { fate text } } } } } }""",
            uid=page.uid,
        )
    )["diff"]
    gone = await eva.post(
        "query ($uid: ID!) { diff(uid: $uid, old: 1, new: 9) { field } }", uid=page.uid
    )

    assert (change["field"], change["label"]) == ("body.nl", "Text")
    [line] = change["change"]["lines"]
    assert {(one["fate"], one["text"]) for one in line["runs"]} >= {
        ("removed", "oud"),
        ("added", "nieuw"),
    }
    assert gone["errors"][0]["extensions"]["code"] == "not_found"


async def test_the_workflow_tells_its_steps_and_why_not() -> None:
    page = await make_published("page")
    eva = await client_of("eva", "editor")
    query = """query ($uid: ID!) { workflow(type: PAGE) { states transitions { name label target } }
      steps(uid: $uid, locale: NL) { transition { name } allowed code why } }"""

    data = await eva.ask(query, uid=page.uid)

    assert data["workflow"]["states"] == ["PRIVATE", "PENDING", "PUBLISHED", "RETIRED"]
    steps = {one["transition"]["name"]: one for one in data["steps"]}
    assert steps["retire"]["code"] == "denied"
    assert "publish" in steps["retire"]["why"]
    assert steps["reject"]["code"] == "wrong_state"


async def test_access_is_explained_to_who_may_ask() -> None:
    page = await make("page")
    await give("translator:en", user_id=await make_user("tess"), uid=page.uid)
    eva, tess = await client_of("eva", "editor"), await client_for("tess")
    query = """query ($uid: ID!, $user: String!) {
      explainAccess(uid: $uid, user: $user, permission: TRANSLATE, locale: EN) {
        allowed reason role uid } }"""

    found = (await eva.ask(query, uid=page.uid, user="tess"))["explainAccess"]
    denied = await tess.post(query, uid=page.uid, user="eva")

    assert (found["allowed"], found["role"], found["uid"]) == (True, "TRANSLATOR", page.uid)
    assert denied["errors"][0]["extensions"]["code"] == "denied"
    assert denied["data"]["explainAccess"] is None


async def test_the_impact_of_an_act_is_told_before_it_is_done() -> None:
    above, page = await make_published("page", "Boven"), await make_published("page", "Pagina")
    ada = await client_of("ada", superuser=True)
    query = """query ($uid: ID!, $parent: ID) {
      move: impact(uid: $uid, action: MOVE, parent: $parent) { moved { total items { before after } }
        refused { code } }
      wrong: impact(uid: $uid, action: MOVE, parent: $uid) { moved { total } refused { code message } }
      delete: impact(uid: $uid, action: DELETE) { gone { total } } }"""

    data = await ada.ask(query, uid=page.uid, parent=above.uid)

    assert {"before": "/nl/pagina-nl", "after": "/nl/boven-nl/pagina-nl"} in data["move"]["moved"][
        "items"
    ]
    assert (data["move"]["moved"]["total"], data["move"]["refused"]) == (2, None)
    assert data["wrong"]["refused"]["code"] == "invalid_input"
    assert data["delete"]["gone"]["total"] == 2


async def test_the_bin_shows_what_was_deleted() -> None:
    page, eva = await make("page", "Weg"), await client_of("eva", "editor")
    await eva.do("delete(uids: [$uid])", uid=page.uid)
    query = "{ recycleBin { totalCount nodes { uid title type entries deletedBy } } }"

    assert (await eva.ask(query))["recycleBin"] == {
        "totalCount": 1,
        "nodes": [
            {"uid": page.uid, "title": "Weg en", "type": "PAGE", "entries": 1, "deletedBy": "eva"}
        ],
    }
    assert (await (await client_of("iemand")).ask(query))["recycleBin"]["totalCount"] == 0


@pytest.mark.parametrize(
    "query",
    [
        '{ steps(uid: "x", locale: NL) { code } }',
        '{ explainAccess(uid: "x", user: "y", permission: EDIT) { allowed } }',
        '{ impact(uid: "x", action: DELETE) { gone { total } } }',
        '{ diff(uid: "x", old: 1, new: 2) { field } }',
        "{ recycleBin { totalCount } }",
    ],
)
async def test_the_public_asks_none_of_it(query: str) -> None:
    body = (await post(query)).json()

    assert [one["extensions"]["code"] for one in body["errors"]] == ["unauthenticated"]
    assert list(body["data"].values()) == [None]
