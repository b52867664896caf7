"""Moving, publishing, deleting and sharing through GraphQL: the services' outcomes, dry runs too."""

import asyncio
import contextvars

import pytest

from cms.access.actors import load_actor
from cms.content.discovery import installed
from cms.database.engine import fetch, writing
from cms.editing import working_copy
from cms.publishing.plans import one_at_a_time
from cms.publishing.publishing import publish
from cms.schema.editing import acts
from tests.builders import change, make, make_home, make_published
from tests.people import give, make_user
from tests.schema.client import ask
from tests.schema.editing_client import SAVED, client_of

pytestmark = pytest.mark.usefixtures("database")

DONE = """ ... on Transitioned { affectedPaths dryRun items { uid locale outcome code message path
  problems { field } } } """
DELETED = """ ... on Deleted { affectedPaths dryRun branches { uid entries retracted unlinked } }
  ... on WouldBreakLinks { sources { uid title } total hidden } """
ORDER = " ... on Reordered { order dryRun } ... on StaleOrder { order } "


async def path_of(uid: str) -> str | None:
    entry = (await ask("query ($uid: ID!) { entry(uid: $uid) { path } }", uid=uid))["entry"]
    return entry and str(entry["path"])


async def test_moving_tells_the_addresses_and_a_dry_run_leaves_them() -> None:
    above = await make_published("page", "Boven")
    page = await make_published("page", "Pagina")
    ada = await client_of("ada", superuser=True)
    mutation = "move(uid: $uid, parent: $parent, dryRun: {})"

    tried = await ada.do(mutation.format("true"), SAVED, uid=page.uid, parent=above.uid)
    before = await path_of(page.uid)
    moved = await ada.do(mutation.format("false"), SAVED, uid=page.uid, parent=above.uid)

    assert tried["__typename"] == moved["__typename"] == "Saved", tried
    assert (
        tried["affectedPaths"]
        == moved["affectedPaths"]
        == [
            "/en/boven-en/pagina-en",
            "/en/pagina-en",
            "/nl/boven-nl/pagina-nl",
            "/nl/pagina-nl",
        ]
    )
    assert (before, await path_of(page.uid)) == ("/nl/pagina-nl", "/nl/boven-nl/pagina-nl")
    assert (tried["undo"], bool(moved["undo"])) == (None, True)


@pytest.mark.parametrize("act", ["move(parent: $home, {})", 'rename(locale: NL, slug: "x", {})'])
async def test_an_etag_is_looked_at_whatever_it_says(act: str) -> None:
    page, home = await make("page", "Pagina"), await make_home()
    ada = await client_of("ada", superuser=True)
    given = {"uid": page.uid} | ({"home": home} if "$home" in act else {})

    async def outcome(etag: str) -> str:
        told = await ada.do(act.format(f"uid: $uid, ifMatch: {etag}"), SAVED, **given)
        return str(told["__typename"])

    told = [await outcome(one) for one in ('""', '"x"', '"w9"', "null")]
    assert told == ["InvalidInput", "InvalidInput", "Conflict", "Saved"]


async def test_renaming_and_copying() -> None:
    page = await make_published("page", "Pagina")
    ada, home = await client_of("ada", superuser=True), await make_home()

    renamed = await ada.do('rename(uid: $uid, locale: NL, slug: "anders")', SAVED, uid=page.uid)
    bad = await ada.do('rename(uid: $uid, locale: NL, slug: "Niet Goed")', uid=page.uid)
    copied = await ada.do("copy(uid: $uid, parent: $home)", SAVED, uid=page.uid, home=home)

    assert await path_of(page.uid) == "/nl/anders"
    assert renamed["affectedPaths"] == ["/nl/anders", "/nl/pagina-nl"]
    assert bad["__typename"] == "InvalidInput"
    assert copied["uid"] != page.uid
    assert await path_of(copied["uid"]) is None
    copy = await working_copy.load(installed()["page"], copied["uid"])
    assert copy["title_nl"] == "Pagina nl (2)"


async def test_an_order_that_somebody_changed_is_not_overwritten() -> None:
    one, two = await make("page", "Een"), await make("page", "Twee")
    eva, home = await client_of("eva", "editor"), await make_home()
    names = {"home": home, "one": one.uid, "two": two.uid}

    done = await eva.do(
        "reorder(parent: $home, order: [$two, $one], ifOrder: [$one, $two])", ORDER, **names
    )
    stale = await eva.do(
        "reorder(parent: $home, order: [$one, $two], ifOrder: [$one, $two])", ORDER, **names
    )

    assert done["order"] == stale["order"] == [two.uid, one.uid]
    assert (stale["__typename"], stale["code"]) == ("StaleOrder", "stale_order")


async def test_publishing_many_is_told_one_by_one() -> None:
    page, book = await make("page", "Pagina"), await make("book", title_nl="")
    await make_published("page", "Thuis")
    rik = await client_of("rik", "reviewer")
    mutation = "transition(uids: [$page, $book], to: {}, locales: [NL], dryRun: {})"
    names = {"page": page.uid, "book": book.uid}

    tried = await rik.do(mutation.format("PUBLISHED", "true"), DONE, **names)
    nothing = await path_of(page.uid)
    done = await rik.do(mutation.format("PUBLISHED", "false"), DONE, **names)
    again = await rik.do(mutation.format("PUBLISHED", "false"), DONE, **names)
    gone = await rik.do(mutation.format("RETIRED", "false"), DONE, **names)

    outcomes = [{one["uid"]: one["outcome"] for one in each["items"]} for each in (tried, done)]
    assert outcomes == [{page.uid: "done", book.uid: "refused"}] * 2
    refused = next(one for one in done["items"] if one["uid"] == book.uid)
    assert refused["code"] == "required_to_publish"
    assert refused["message"]
    assert (nothing, done["affectedPaths"]) == (None, ["/nl/pagina-nl"])
    assert {one["outcome"] for one in again["items"]} == {"already", "refused"}
    assert gone["affectedPaths"] == ["/nl/pagina-nl"]
    assert await path_of(page.uid) is None


async def test_a_deletion_that_breaks_links_must_be_meant_and_can_be_undone() -> None:
    speaker = await make_published("speaker", "Spreker")
    book = await make_published("book", "Boek", authors=[{"speaker": speaker.uid}])
    ada = await client_of("ada", superuser=True)

    refused = await ada.do("delete(uids: [$uid])", DELETED, uid=speaker.uid)
    tried = await ada.do(
        "delete(uids: [$uid], breakLinks: true, dryRun: true)", DELETED, uid=speaker.uid
    )
    still = await path_of(speaker.uid)
    done = await ada.do("delete(uids: [$uid], breakLinks: true)", DELETED, uid=speaker.uid)
    gone = await ada.do("delete(uids: [$uid])", DELETED, uid=speaker.uid)
    back = await ada.do(
        "restore(uid: $uid)", SAVED + "... on Saved { clashes { code message } }", uid=speaker.uid
    )

    assert refused["__typename"] == "WouldBreakLinks"
    assert [one["uid"] for one in refused["sources"]] == [book.uid]
    assert (tried["branches"], still) == (done["branches"], "/nl/spreker-spreker")
    assert done["affectedPaths"] == ["/en/spreker-spreker", "/nl/spreker-spreker"]
    assert done["branches"][0]["unlinked"] == [book.uid]
    assert gone["__typename"] == "NotFound"
    assert back["__typename"] == "Saved", back
    assert (back["uid"], await path_of(speaker.uid)) == (speaker.uid, None)


@pytest.mark.parametrize(
    "mutation",
    ["revert(uid: $uid, to: 1)", "saveTranslation(uid: $uid, locale: EN, segments: [])"],
)
async def test_an_etag_left_out_is_asked_for(mutation: str) -> None:
    page = await make("page", "Pagina")
    eva = await client_of("eva", "editor")

    done = await eva.do(mutation, SAVED, uid=page.uid)

    assert [one["code"] for one in done["fields"]] == ["etag_missing"]


async def test_a_revert_needs_what_was_seen() -> None:
    page, eva = await make("page", "Oud"), await client_of("eva", "editor")
    await eva.save("Page", input={"uid": page.uid, "title": {"nl": "Nieuw"}}, ifMatch="w1")

    stale = await eva.do('revert(uid: $uid, to: 1, ifMatch: "w1")', SAVED, uid=page.uid)
    never = await eva.do('revert(uid: $uid, to: 9, ifMatch: "w2")', SAVED, uid=page.uid)
    done = await eva.do('revert(uid: $uid, to: 1, ifMatch: "w2")', SAVED, uid=page.uid)

    assert (stale["__typename"], stale["etag"], stale["fields"]) == ("Conflict", "w2", [])
    assert never["__typename"] == "NotFound"
    assert (done["etag"], [one["field"] for one in done["diff"]]) == ("w3", ["title.nl", "slug.nl"])


async def test_each_act_can_be_undone_once_by_whoever_did_it() -> None:
    page, above = await make_published("page", "Pagina"), await make_published("page", "Boven")
    ada, other = await client_of("ada", superuser=True), await client_of("bas", superuser=True)
    names = {"uid": page.uid, "parent": above.uid}
    publish = "transition(uids: [$uid], to: RETIRED, locales: [NL])"
    done = [
        ("move(uid: $uid, parent: $parent)", "... on Saved { undo }", names),
        ('rename(uid: $uid, locale: NL, slug: "x")', "... on Saved { undo }", {"uid": page.uid}),
        ("delete(uids: [$uid])", "... on Deleted { undo }", {"uid": page.uid}),
        (publish, "... on Transitioned { items { undo } }", {"uid": page.uid}),
    ]
    undo = "undo(token: $token)"
    for mutation, selected, variables in done:
        made = await ada.do(mutation, selected, **variables)
        token = made["undo"] if "undo" in made else made["items"][0]["undo"]
        assert (await other.do(undo, token=token))["code"] == "undo_unknown"
        undone = await ada.do(undo, "... on Undone { kind uid affectedPaths }", token=token)
        assert (undone["__typename"], undone["uid"]) == ("Undone", page.uid), undone
        assert (await ada.do(undo, token=token))["code"] == "undo_unknown"
        if "delete" in mutation:  # what came back is a draft
            await ada.do("transition(uids: [$uid], to: PUBLISHED, locales: [NL, EN])", uid=page.uid)
        assert await path_of(page.uid) == "/nl/pagina-nl"


async def test_who_may_not_publish_undoes_what_they_submitted() -> None:
    page, eva = await make("page", "Pagina"), await client_of("eva", "editor")
    submit = "transition(uids: [$uid], to: PENDING, locales: [NL])"
    made = await eva.do(submit, "... on Transitioned { items { undo } }", uid=page.uid)

    undone = await eva.do("undo(token: $token)", token=made["items"][0]["undo"])

    assert undone["__typename"] == "Undone", undone
    values = await working_copy.load(installed()["page"], page.uid)
    assert values["state_nl"] == "private"


async def test_undoing_gives_back_what_was_read_right_before() -> None:
    page, ada = await make_published("page", "Pagina"), await client_of("ada", superuser=True)
    retire = "transition(uids: [$uid], to: RETIRED, locales: [NL])"
    await change("page", page.uid, slug_nl="nieuw")

    async with writing():  # somebody publishes while the request comes in
        await one_at_a_time()
        waiting = asyncio.create_task(
            ada.do(retire, "... on Transitioned { items { undo } }", uid=page.uid),
            context=contextvars.Context(),
        )
        await asyncio.sleep(0.3)
        await publish(installed()["page"], page.uid, "nl", actor="bas")
    made = await waiting
    await ada.do("undo(token: $token)", token=made["items"][0]["undo"])

    assert await path_of(page.uid) == "/nl/nieuw"


async def test_a_mutation_that_takes_too_long_costs_the_others_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page, ada = await make("page"), await client_of("ada", superuser=True)
    monkeypatch.setattr(acts, "SECONDS", 0.5)
    both = """mutation ($uid: ID!) {
      saved: savePage(input: {uid: $uid, title: {nl: "Bewaard"}}, ifMatch: "w1") { ... on Saved { etag } }
      late: transition(uids: [$uid], to: PUBLISHED, locales: [NL]) { ... on Refused { code } } }"""

    async with writing():  # somebody is publishing all the while
        await one_at_a_time()
        waiting = asyncio.create_task(ada.ask(both, uid=page.uid), context=contextvars.Context())
        answer = await waiting

    assert answer == {"saved": {"etag": "w2"}, "late": {"code": "timeout"}}
    assert (await working_copy.load(installed()["page"], page.uid))["state_nl"] == "private"


async def test_what_changed_since_cannot_be_undone() -> None:
    page, eva = await make("page"), await client_of("eva", "editor")
    first = await eva.save("Page", input={"uid": page.uid, "title": {"nl": "Een"}}, ifMatch="w1")
    await eva.save("Page", input={"uid": page.uid, "title": {"nl": "Twee"}}, ifMatch="w2")

    stale = await eva.do("undo(token: $token)", token=first["undo"])

    assert (stale["__typename"], stale["code"]) == ("Refused", "undo_stale")


async def test_sharing_gives_exactly_what_is_said() -> None:
    page, eva = await make("page"), await client_of("eva", "editor")
    await make_user("piet")
    more = " ... on Shared { blocked roles { user group role locale uid } } "
    grant = 'grants: [{user: "piet", roles: [{role: READER}, {role: TRANSLATOR, locale: EN}]}]'

    tried = await eva.do(f"share(uid: $uid, {grant}, dryRun: true)", more, uid=page.uid)
    nothing = await fetch("SELECT FROM role_grant WHERE uid = $1", page.uid)
    done = await eva.do(f"share(uid: $uid, {grant})", more, uid=page.uid)
    beyond = await eva.do(
        'share(uid: $uid, grants: [{user: "piet", roles: [{role: REVIEWER}]}])', uid=page.uid
    )
    bad = await eva.do("share(uid: $uid, grants: [{roles: []}])", uid=page.uid)

    assert tried["roles"] == done["roles"]
    assert nothing == []
    assert {(one["user"], one["role"], one["locale"]) for one in done["roles"]} == {
        ("piet", "READER", None),
        ("piet", "TRANSLATOR", "EN"),
    }
    assert (beyond["__typename"], beyond["code"]) == ("Refused", "cannot_give")
    assert [one["field"] for one in bad["fields"]] == ["grants.0"]


SHARED = " ... on Shared { undo blocked roles { user role uid } } "


@pytest.mark.parametrize(
    "change",
    [
        'grants: [{user: "piet", roles: [{role: EDITOR}]}]',
        'grants: [{user: "piet", roles: []}]',
        "grants: [], blocked: true",
        'grants: [{user: "piet", roles: []}], blocked: true',
    ],
)
async def test_sharing_can_be_undone(change: str) -> None:
    page, eva = await make("page"), await client_of("eva")
    await give("editor", user_id=(await load_actor("eva")).user_id, uid=await make_home())
    await make_user("piet")
    before = 'grants: [{user: "piet", roles: [{role: READER}]}]'
    first = await eva.do(f"share(uid: $uid, {before})", SHARED, uid=page.uid)
    undo, same = "undo(token: $token)", f"share(uid: $uid, {before}, blocked: false)"

    shared = await eva.do(f"share(uid: $uid, {change})", SHARED, uid=page.uid)
    tried = await eva.do(f"share(uid: $uid, {change}, dryRun: true)", SHARED, uid=page.uid)
    undone = await eva.do(undo, " ... on Undone { kind uid } ", token=shared["undo"])
    again = await eva.do(same, SHARED, uid=page.uid)

    assert first["undo"]
    assert shared["undo"]
    assert tried["undo"] is None
    assert (undone["__typename"], undone["kind"], undone["uid"]) == ("Undone", "share", page.uid)
    assert (again["undo"], again["blocked"], again["roles"]) == (None, False, first["roles"])


async def test_sharing_is_undone_by_its_maker_while_nobody_shared_since() -> None:
    page, eva = await make("page"), await client_of("eva", "editor")
    piet = await client_of("piet")
    grant = 'grants: [{user: "piet", roles: [{role: EDITOR}]}]'
    token = (await eva.do(f"share(uid: $uid, {grant})", SHARED, uid=page.uid))["undo"]

    by_another = await piet.do("undo(token: $token)", token=token)
    await piet.do(
        'share(uid: $uid, grants: [{user: "eva", roles: [{role: READER}]}])', uid=page.uid
    )
    stale = await eva.do("undo(token: $token)", token=token)

    assert (by_another["code"], stale["code"]) == ("undo_unknown", "undo_stale")
    kept = await fetch("SELECT FROM role_grant WHERE uid = $1", page.uid)
    assert len(kept) == 2


@pytest.mark.parametrize("role", ["{role: TRANSLATOR}", "{role: EDITOR, locale: NL}"])
async def test_only_a_translator_has_a_language(role: str) -> None:
    page, eva = await make("page"), await client_of("eva", "editor")
    await make_user("piet")

    done = await eva.do(
        f'share(uid: $uid, grants: [{{user: "piet", roles: [{role}]}}])', uid=page.uid
    )

    assert [one["code"] for one in done["fields"]] == ["unknown_role"]
    assert await fetch("SELECT FROM role_grant WHERE uid = $1", page.uid) == []


@pytest.mark.parametrize(
    "change", ['grants: [{user: "piet", roles: [{role: READER}]}]', "grants: [], blocked: true"]
)
async def test_many_who_share_the_same_at_once_do_it_once(change: str) -> None:
    page, eva = await make("page"), await client_of("eva", "editor")
    await make_user("piet")

    done = await asyncio.gather(
        *(eva.do(f"share(uid: $uid, {change})", SHARED, uid=page.uid) for _ in range(8))
    )

    assert {one["__typename"] for one in done} == {"Shared"}
    assert sum(bool(one["undo"]) for one in done) == 1
    assert len(await fetch("SELECT FROM audit WHERE subject = $1", page.uid)) == 1


@pytest.mark.parametrize(
    "mutation",
    [
        'savePage(input: {uid: $uid}, ifMatch: "w1")',
        "savePage(input: {uid: $uid})",
        'saveEvent(input: {uid: $uid}, ifMatch: "?")',
        "move(uid: $uid, parent: $uid)",
        'rename(uid: $uid, locale: NL, slug: "x")',
        "reorder(parent: $uid, order: [])",
        "copy(uid: $uid, parent: $uid)",
        'revert(uid: $uid, to: 1, ifMatch: "w1")',
        'revert(uid: $uid, to: 1, ifMatch: "")',
        'saveTranslation(uid: $uid, locale: EN, segments: [], ifMatch: "")',
        "delete(uids: [$uid])",
        "restore(uid: $uid)",
        'share(uid: $uid, grants: [{user: "x", roles: []}])',
    ],
)
@pytest.mark.parametrize("there", [True, False])
async def test_what_may_not_be_seen_is_answered_like_what_is_not_there(
    mutation: str, there: bool
) -> None:
    page, nobody = await make("page"), await client_of("iemand")
    uid = page.uid if there else "nothinghere0"

    done = await nobody.do(mutation, uid=uid)

    assert done["__typename"] == "NotFound", done
    assert page.uid not in done["message"] or there
