"""The site at a moment, past or planned: lists, menus, redirects, what is gone, and windows."""

from datetime import UTC, datetime, timedelta
from typing import Any

from cms.access.actors import load_actor
from cms.content.discovery import installed
from cms.database.engine import fetch, writing
from cms.publishing.publishing import publish, retract
from tests.builders import ACTOR, make, make_home, make_published
from tests.people import give, make_user
from tests.schema.client import ask, post
from tests.schema.previewing import change, reviewer, seen, token

PAGE = installed()["page"]
TREE = """{
  site { title }
  pages(order: [{ title: ASC }]) { totalCount nodes {
    title path slug breadcrumbs { path } children { totalCount nodes { title } } } }
  menu(name: "main") { items { label path level } }
  search(text: "klok") { totalCount nodes { highlight content { title } } }
  klok: content(path: "/nl/klok") { ...where }
  uur: content(path: "/nl/uur") { ...where }
  under: content(path: "/nl/klok/onder") { ...where }
}
fragment where on Route { __typename
  ... on ContentRoute { content { title } alternates { path } }
  ... on Redirect { to status }
  ... on Gone { path suggestions { title } } }"""


async def now() -> datetime:
    moment: datetime = (await fetch("SELECT clock_timestamp() AS at"))[0]["at"]
    return moment


def in_days(days: int) -> datetime:
    """Whole seconds, as answers have them."""
    return datetime.now(UTC).replace(microsecond=0) + timedelta(days=days)


async def publish_nl(uid: str, **when: datetime) -> None:
    async with writing():
        await publish(PAGE, uid, "nl", actor=ACTOR, **when)


def lives(title: str, *paths: str) -> dict[str, Any]:
    alternates = [{"path": path} for path in paths]
    return {"__typename": "ContentRoute", "content": {"title": title}, "alternates": alternates}


def leads(to: str) -> dict[str, Any]:
    return {"__typename": "Redirect", "to": to, "status": 301}


def tree(data: dict[str, Any]) -> list[tuple[str, str, int]]:
    return [
        (one["title"], one["path"], one["children"]["totalCount"]) for one in data["pages"]["nodes"]
    ]


async def test_three_moments_give_three_exact_trees_redirects_included(database: None) -> None:
    page = await make_published("page", "Klok", locales=("nl",), slug_nl="klok", menus=["main"])
    below = await make_published("page", "Onder", locales=("nl",), slug_nl="onder", parent=page.uid)
    first = await now()
    await change("page", page.uid, title_nl="Uur", slug_nl="uur", menus=[])
    await publish_nl(page.uid)
    second = await now()
    await change("page", below.uid, title_nl="Straks", slug_nl="straks", menus=["main"],
                 parent=await make_home())  # fmt: skip
    launch = in_days(3)
    await publish_nl(below.uid, at=launch)
    actor = await reviewer()

    at_first = await seen(await token(actor, moment=first), TREE)
    at_second = await seen(await token(actor, moment=second), TREE)
    before = await seen(await token(actor, moment=launch - timedelta(seconds=1)), TREE)
    at_third = await seen(await token(actor, moment=launch), TREE)
    live = await ask(TREE)

    assert tree(at_first) == [
        ("Home nl", "/nl", 1), ("Klok nl", "/nl/klok", 1), ("Onder nl", "/nl/klok/onder", 0)]  # fmt: skip
    assert at_first["klok"] == lives("Klok nl", "/nl/klok")
    assert at_first["uur"] is None
    assert at_first["under"] == lives("Onder nl", "/nl/klok/onder")
    assert at_first["menu"]["items"] == [{"label": "Klok nl", "path": "/nl/klok", "level": 1}]
    assert at_first["search"]["totalCount"] == 1

    assert tree(at_second) == [
        ("Home nl", "/nl", 1), ("Onder nl", "/nl/uur/onder", 0), ("Uur", "/nl/uur", 1)]  # fmt: skip
    assert at_second["klok"] == leads("/nl/uur")
    assert at_second["under"] == leads("/nl/uur/onder")
    assert at_second["menu"]["items"] == []
    assert at_second["search"]["totalCount"] == 0
    assert at_second == before == live

    assert tree(at_third) == [
        ("Home nl", "/nl", 2), ("Straks", "/nl/straks", 0), ("Uur", "/nl/uur", 0)]  # fmt: skip
    assert at_third["klok"] == leads("/nl/uur")
    assert at_third["under"] == leads("/nl/straks")
    assert at_third["menu"]["items"] == [{"label": "Straks", "path": "/nl/straks", "level": 1}]


async def test_what_is_gone_at_one_moment_lives_at_another(database: None) -> None:
    page = await make_published("page", "Klok", slug_nl="klok")
    standing = await now()
    async with writing():
        await retract(PAGE, page.uid, "nl", actor=ACTOR)
    gone = await now()
    actor = await reviewer()
    query = """query ($uid: ID!) {
      content(path: "/nl/klok") { __typename ... on Gone { since suggestions { title } } }
      entry(uid: $uid, locale: EN) { translations { locale state } in(locale: NL) { title } } }"""

    before = await seen(await token(actor, moment=standing), query, uid=page.uid)
    after = await seen(await token(actor, moment=gone), query, uid=page.uid)
    never = await seen(await token(actor, moment=standing - timedelta(days=1)), query, uid=page.uid)

    assert before["content"]["__typename"] == "ContentRoute"
    assert before["entry"]["in"] == {"title": "Klok nl"}
    assert [one["state"] for one in before["entry"]["translations"]] == ["PUBLISHED", "PUBLISHED"]
    assert after["content"]["__typename"] == "Gone"
    assert [one["title"] for one in after["content"]["suggestions"]] == ["Klok en", "Home nl"]
    assert after["entry"]["in"] is None
    assert [one["state"] for one in after["entry"]["translations"]] == ["RETIRED", "PUBLISHED"]
    assert never == {"content": None, "entry": None}


async def test_windows_tell_when_the_public_may_read_it(database: None) -> None:
    later, end = in_days(2), in_days(5)
    planned = await make("page", "Straks")
    async with writing():
        await publish(PAGE, await make_home(), "nl", actor=ACTOR)
    await publish_nl(planned.uid, at=later, until=end)
    changing = await make_published("page", "Klok")
    await change("page", changing.uid, title_nl="Uur")
    await publish_nl(changing.uid, at=later, until=end)
    over = await make_published("page", "Voorbij")
    async with writing():
        await fetch(
            "UPDATE publication SET valid = tstzrange(lower(valid), clock_timestamp())"
            " WHERE uid = $1",
            over.uid,
        )
    actor = await reviewer()
    drafts, moment = await token(actor), await token(actor, moment=later)
    query = """query ($uid: ID!) {
      entry(uid: $uid) { title state window { from until scheduled expired } } }"""

    async def window(preview: str, uid: str) -> Any:
        entry = (await seen(preview, query, uid=uid))["entry"]
        found = entry["window"]
        return (
            entry["state"],
            _read(found["from"]),
            _read(found["until"]),
            found["scheduled"],
            found["expired"],
        )

    assert await window(drafts, planned.uid) == ("PUBLISHED", later, end, True, False)
    assert await window(moment, planned.uid) == ("PUBLISHED", later, end, False, False)
    state, since, until, *flags = await window(drafts, changing.uid)
    assert (state, until, flags) == ("PUBLISHED", end, [False, False])
    assert since < datetime.now(UTC)
    state, since, until, *flags = await window(drafts, over.uid)
    assert (state, flags) == ("PUBLISHED", [False, True])
    live = (await ask(query, uid=changing.uid))["entry"]
    assert (_read(live["window"]["from"]), _read(live["window"]["until"])) == (
        (await window(drafts, changing.uid))[1], end)  # fmt: skip
    assert (await ask(query, uid=planned.uid))["entry"] is None


def _read(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


async def test_a_moment_of_a_branch_leaves_the_rest_as_it_is_live(database: None) -> None:
    branch = await make_published("page", "Tak", slug_nl="tak")
    leaf = await make("page", "Blad", parent=branch.uid, slug_nl="blad")
    other = await make_published("page", "Ander", slug_nl="ander")
    await change("page", other.uid, title_nl="Nieuw", slug_nl="nieuw")
    await publish_nl(other.uid)
    later = in_days(2)
    hidden = await make("page", "Geheim")
    await publish_nl(hidden.uid, at=later)
    await publish_nl(leaf.uid, at=later)
    await give("reader", user_id=await make_user("lot"), uid=branch.uid)
    lot = await load_actor("lot")
    query = """{ pages(order: [{ title: ASC }]) { nodes { title window { from } } }
      content(path: "/nl/ander") { ... on Redirect { to } } }"""

    ahead = await seen(await token(lot, branch=branch.uid, moment=later), query)
    back = await seen(
        await token(lot, branch=branch.uid, moment=datetime.now(UTC) - timedelta(days=9)), query
    )

    assert [one["title"] for one in ahead["pages"]["nodes"]] == [
        "Blad nl",
        "Home nl",
        "Nieuw",
        "Tak nl",
    ]
    assert _read(ahead["pages"]["nodes"][0]["window"]["from"]) == later
    assert _read(ahead["pages"]["nodes"][2]["window"]["from"]) < datetime.now(UTC)
    assert [one["title"] for one in back["pages"]["nodes"]] == ["Home nl", "Nieuw"]
    assert ahead["content"] == back["content"] == {"to": "/nl/nieuw"}


async def test_what_is_planned_shows_only_with_a_token(database: None) -> None:
    page = await make_published("page", "Klok")
    await change("page", page.uid, title_nl="Zwaluwstaart", slug_nl="zwaluwstaart")
    await publish_nl(page.uid, at=datetime.now(UTC) + timedelta(hours=1))
    query = """query ($uid: ID!) { entry(uid: $uid) { id title window { until } translations { path } }
      pages { nodes { title } } search(text: "zwaluwstaart") { totalCount }
      content(path: "/nl/zwaluwstaart") { __typename } }"""

    answer = await post(query, uid=page.uid)

    assert "zwaluw" not in answer.text.lower()
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["data"]["content"] is None
    assert answer.json()["data"]["entry"]["window"] == {"until": None}


async def test_a_cursor_belongs_to_its_moment(database: None) -> None:
    for n in range(3):
        await make_published("page", f"P{n}")
    actor = await reviewer()
    moment = await token(actor, moment=await now())
    query = """query ($after: String) { pages(first: 2, after: $after, order: [{ title: ASC }]) {
      nodes { id title } pageInfo { endCursor } } }"""

    first = (await seen(moment, query))["pages"]
    second = (await seen(moment, query, after=first["pageInfo"]["endCursor"]))["pages"]
    live = await post(query, after=first["pageInfo"]["endCursor"])

    assert [one["title"] for one in second["nodes"]] == ["P1 nl", "P2 nl"]
    assert live.json()["errors"][0]["extensions"]["code"] == "bad_cursor"
