"""Whatever a client sends to change something: an outcome with a code, and nothing half-written."""

import asyncio
from typing import Any

import pytest

from cms.database.engine import fetch
from tests.builders import make, make_home, make_published
from tests.schema.editing_client import PROBLEM, client_of

pytestmark = pytest.mark.usefixtures("database")

UID = "nothinghere0"
LONG = "x" * 100_000
MUTATIONS = [
    'savePage(input: {uid: ""}, ifMatch: "w1")',
    'savePage(input: {uid: "%s", title: {nl: "x"}}, ifMatch: "w999999999")',
    'savePage(input: {uid: "%s", title: {nl: "x"}}, ifMatch: "w99999999999999999999")',
    'savePage(input: {uid: "%s", title: {nl: "x"}}, ifMatch: "")',
    "savePage(input: {})",
    'savePage(input: {title: {nl: "x"}, position: 2147483647})',
    'savePage(input: {title: {nl: "x"}, position: -2147483648, parent: ""})',
    'savePage(input: {title: {nl: "x"}, parent: "nothinghere0"})',
    'savePage(input: {title: {nl: "x"}, slug: {nl: "../.."}, tags: ["nope", ""]})',
    'savePage(input: {title: {nl: "\\u0001"}})',
    "savePage(input: {title: null, slug: null, menus: null, tags: null, parent: null, sourceLocale: null})",
    'savePage(input: {title: {nl: "x"}, body: {nl: "<script>alert(1)</script><p onclick=x>y"}})',
    'savePage(input: {title: {nl: "x"}}, note: "\\u0000")',
    'saveBook(input: {title: {nl: "x"}, published: {date: "0001-01-01", precision: null}})',
    'saveBook(input: {title: {nl: "x"}, printings: [{key: "zz", number: null}]})',
    'saveBook(input: {title: {nl: "x"}, printings: [{key: "' + "k" * 99 + '"}, {}]})',
    'saveBook(input: {title: {nl: "x"}, authors: ["", "nothinghere0"]})',
    'saveEvent(input: {title: {nl: "x"}, startsAt: "9999-12-31T23:59:59Z", kind: null, timezone: "Mars"})',
    'saveEvent(input: {title: {nl: "x"}, startsAt: "2009-12-04T00:00:00Z", rrule: "FREQ=SECONDLY"})',
    'saveEvent(input: {uid: "%s", title: {nl: "Another type"}}, ifMatch: "w1")',
    'move(uid: "%s", parent: "%s")',
    'move(uid: "%s", parent: "nothinghere0", position: -5)',
    'move(uid: "%s", parent: "", ifOrder: ["", ""])',
    'rename(uid: "%s", locale: NL, slug: "")',
    'rename(uid: "%s", locale: EN, slug: "' + "s" * 500 + '")',
    'reorder(parent: "%s", order: ["nothinghere0", "nothinghere0"])',
    'reorder(parent: "nothinghere0", order: [])',
    'copy(uid: "%s", parent: "%s")',
    'copy(uid: "%s", parent: "nothinghere0")',
    "transition(uids: [], to: PUBLISHED, locales: [NL])",
    'transition(uids: ["%s"], to: PUBLISHED, locales: [])',
    'transition(uids: ["%s", "%s", "nothinghere0"], to: PENDING, locales: [NL, NL])',
    'transition(uids: ["%s"], to: PUBLISHED, locales: [NL], at: "0001-01-01T00:00:00Z")',
    'transition(uids: ["%s"], to: PUBLISHED, locales: [NL], until: "2000-01-01T00:00:00Z")',
    'transition(uids: ["%s"], to: RETIRED, locales: [NL], comment: "' + "c" * 999 + '")',
    'revert(uid: "%s", to: -1, ifMatch: "w1")',
    'revert(uid: "%s", to: 2147483647, ifMatch: "w1")',
    'revert(uid: "%s", to: 1, ifMatch: "w1", note: "' + "n" * 999 + '")',
    "delete(uids: [])",
    'delete(uids: ["%s", "%s", "nothinghere0"])',
    'restore(uid: "%s")',
    'restore(uid: "", parent: "nothinghere0")',
    'undo(token: "")',
    'undo(token: "\\u00e9")',
    'share(uid: "%s", grants: [{user: "nobody", roles: [{role: TRANSLATOR}]}])',
    'share(uid: "%s", grants: [{user: "ada", group: "x", roles: [{role: EDITOR, locale: NL}]}])',
    'share(uid: "%s", grants: [{user: "ada", roles: [{role: EDITOR, locale: NL}]}])',
    'share(uid: "%s", grants: [{user: "ada", roles: [{role: ADMINISTRATOR}]}])',
    'saveTranslation(uid: "%s", locale: EN, segments: [{key: "", text: ""}], ifMatch: "w1")',
    'saveTranslation(uid: "%s", locale: EN, segments: [{key: "a/b#c", text: "{9}"}], ifMatch: "w1")',
]
HARMLESS = {"Saved", "Transitioned", "Deleted", "Shared", "Reordered"}


@pytest.mark.parametrize("mutation", MUTATIONS)
async def test_every_mutation_has_an_outcome_for_everything(mutation: str) -> None:
    page = await make_published("page")
    ada = await client_of("ada", superuser=True)
    wish = mutation.replace("%s", page.uid)

    body = await ada.post(f"mutation {{ done: {wish} {{ {PROBLEM} }} }}")

    if "errors" in body:  # it does not fit the schema, or has a character that no text has
        assert "data" not in body
        codes = {one["extensions"]["code"] for one in body["errors"]}
        assert codes <= {"wrong_type", "bad_request", "bad_argument"}, body
        return
    done = body["data"]["done"]
    assert done.get("code") not in ("internal", "unavailable"), done
    assert done["__typename"] in HARMLESS or done["message"], done


async def test_large_texts_are_refused_by_length() -> None:
    ada = await client_of("ada", superuser=True)
    await make_home()

    done = await ada.save("Page", input={"title": {"nl": LONG}, "summary": {"nl": LONG}})

    assert {one["code"] for one in done["fields"]} == {"too_long"}


async def test_many_at_once_on_one_branch_end_in_outcomes() -> None:
    above, below = await make_published("page", "Boven"), await make_published("page", "Onder")
    pages = [await make("page", f"Pagina {n}", parent=above.uid) for n in range(4)]
    ada = await client_of("ada", superuser=True)
    acts: list[tuple[str, dict[str, Any]]] = []
    for one in pages:
        acts += [
            ("move(uid: $uid, parent: $parent)", {"uid": one.uid, "parent": below.uid}),
            ("transition(uids: [$uid], to: PUBLISHED, locales: [NL, EN])", {"uid": one.uid}),
            ("copy(uid: $uid, parent: $parent)", {"uid": one.uid, "parent": below.uid}),
            ("delete(uids: [$uid])", {"uid": one.uid}),
        ]

    done = await asyncio.gather(*(ada.do(act, **names) for act, names in acts))

    assert [one for one in done if one.get("code") in ("internal", "unavailable")] == []
    torn = await fetch(
        "SELECT FROM publication p WHERE p.valid @> now() AND NOT EXISTS"
        " (SELECT FROM node n WHERE n.uid = p.uid)"
    )
    assert torn == []
