"""What else editors have on their desk, through GraphQL: locks, previews, tags, names, the bin."""

from typing import Any

import pytest

from cms.database.engine import fetch
from cms.schema.editing.arguments import MOST_LISTED
from tests.builders import make, make_published, remove
from tests.schema.client import ask, post
from tests.schema.editing_client import Client, client_of

pytestmark = pytest.mark.usefixtures("database")

EDITING = """ ... on Editing { uid token heartbeat lock { holder } }
  ... on LockHeld { lock { holder } } """
MADE = " ... on PreviewMade { token preview { id uid moment maker revokedAt } } "
TAG = " ... on TagChanged { key undo dryRun before { locale text } after { locale text } } "
NAMED = " ... on VersionNamed { before label undo dryRun } "
PURGED = " ... on Purged { uids entries dryRun } "
DRAFTS = {"cms-preview": "drafts"}


async def editing(client: Client, uid: str) -> Any:
    query = "query ($uid: ID!) { entry(uid: $uid) { editing { holder } } }"
    return (await client.post(query, DRAFTS, uid=uid))["data"]["entry"]["editing"]


async def label(uid: str) -> str:
    return str((await fetch("SELECT label FROM version WHERE uid = $1", uid))[0]["label"])


async def test_a_lock_is_taken_kept_stolen_and_lost() -> None:
    uid = (await make("page")).uid
    eva, mo = await client_of("eva", "editor"), await client_of("mo", "editor")
    keep = "keepLock(uid: $uid, token: $token)"

    taken = await eva.do("takeLock(uid: $uid)", EDITING, uid=uid)
    kept = await eva.do(keep, EDITING, uid=uid, token=taken["token"])
    assert kept == taken
    assert await editing(mo, uid) == {"holder": "eva"}
    refused = await mo.do("takeLock(uid: $uid)", EDITING, uid=uid)
    assert (refused["code"], refused["lock"]) == ("locked", {"holder": "eva"})

    stolen = await mo.do("stealLock(uid: $uid)", EDITING, uid=uid)
    assert stolen["lock"] == {"holder": "mo"}
    lost = await eva.do(keep, EDITING, uid=uid, token=taken["token"])
    assert (lost["__typename"], lost["code"], lost["lock"]) == (
        "LockHeld", "lock_lost", {"holder": "mo"},
    )  # fmt: skip

    release = "releaseLock(uid: $uid, token: $token)"
    assert (await eva.do(release, uid=uid, token=taken["token"]))["__typename"] == "EditingEnded"
    assert await editing(eva, uid) == {"holder": "mo"}
    await mo.do(release, uid=uid, token=stolen["token"])
    assert await editing(eva, uid) is None
    over = await mo.do(keep, EDITING, uid=uid, token=stolen["token"])
    assert (over["__typename"], over["code"]) == ("Refused", "lock_lost")


async def test_a_preview_is_shown_once_listed_and_revoked() -> None:
    uid = (await make("page", "Klad")).uid
    eva, mo = await client_of("eva", "reader"), await client_of("mo", "reader")

    made = await eva.do("createPreview(uid: $uid, hours: 2)", MADE, uid=uid)
    listed = await eva.ask("{ previews { id uid revokedAt } }")
    assert listed["previews"] == [{"id": made["preview"]["id"], "uid": uid, "revokedAt": None}]
    assert (await mo.ask("{ previews { id } }"))["previews"] == []
    query = "query ($uid: ID!) { entry(uid: $uid) { title } }"
    headers = {"cms-preview": made["token"]}
    assert (await post(query, headers, uid=uid)).json()["data"]["entry"] == {"title": "Klad nl"}

    theirs = await mo.do("revokePreview(id: $id)", id=made["preview"]["id"])
    own = await eva.do("revokePreview(id: $id)", id=made["preview"]["id"])
    assert (theirs["code"], own["__typename"]) == ("not_found", "PreviewEnded")
    (error,) = (await post(query, headers, uid=uid)).json()["errors"]
    assert error["extensions"]["code"] == "preview_revoked"


@pytest.mark.parametrize("hours", [0, -1, 721, 2**31 - 1])
async def test_a_preview_ends_within_thirty_days(hours: int) -> None:
    eva = await client_of("eva", "reader")

    found = await eva.do(f"createPreview(hours: {hours})", MADE)

    assert [one["field"] for one in found["fields"]] == ["hours"]


async def test_a_tag_is_added_renamed_and_deleted_and_each_of_it_undone() -> None:
    eva = await client_of("eva", "editor")
    add = 'addTag(key: "web", labels: [{locale: NL, text: "Web"}])'
    web, net = [{"locale": "NL", "text": "Web"}], [{"locale": "NL", "text": "Net"}]

    tried = await eva.do(add.replace("])", "], dryRun: true)"), TAG)
    assert (tried["undo"], await fetch("SELECT FROM tag")) == (None, [])
    added = await eva.do(add, TAG)
    assert (added["before"], added["after"]) == (None, web)
    renamed = await eva.do('renameTag(key: "web", labels: [{locale: NL, text: "Net"}])', TAG)
    assert (renamed["before"], renamed["after"]) == (web, net)
    stale = await eva.do("undo(token: $token)", token=added["undo"])
    assert stale["code"] == "undo_stale"
    gone = await eva.do('deleteTag(key: "web")', TAG)
    assert (gone["before"], gone["after"]) == (net, None)

    for one in (gone, renamed):
        done = await eva.do("undo(token: $token)", token=one["undo"])
        assert done["__typename"] == "Undone", done
    assert await fetch("SELECT key, label_nl FROM tag") == [{"key": "web", "label_nl": "Web"}]
    acts = [one["act"] for one in await fetch("SELECT act FROM audit WHERE act LIKE 'tag.%'")]
    assert sorted(acts) == ["tag.add", "tag.add", "tag.delete", "tag.rename", "tag.rename"]


@pytest.mark.parametrize(
    ("mutation", "fields"),
    [
        ('addTag(key: "Niet Goed", labels: [{locale: NL, text: "x"}])', ["key"]),
        ('addTag(key: "leeg", labels: [])', ["labels"]),
        ('addTag(key: "lang", labels: [{locale: EN, text: "%s"}])' % ("x" * 81), ["labels.0.text"]),
    ],
)
async def test_a_bad_tag_is_told_by_its_place(mutation: str, fields: list[str]) -> None:
    found = await (await client_of("eva", "editor")).do(mutation)

    assert [one["field"] for one in found["fields"]][:1] == fields
    assert await fetch("SELECT FROM tag") == []


async def test_a_version_is_named_and_the_name_undone() -> None:
    uid = (await make("page")).uid
    eva = await client_of("eva", "editor")
    naming = 'nameVersion(uid: $uid, revision: 1, label: "%s"%s)'

    tried = await eva.do(naming % ("Proef", ", dryRun: true"), NAMED, uid=uid)
    assert (tried["undo"], await label(uid)) == (None, "")
    named = await eva.do(naming % ("Proef", ""), NAMED, uid=uid)
    again = await eva.do(naming % ("Druk", ""), NAMED, uid=uid)
    assert (again["before"], again["label"], await label(uid)) == ("Proef", "Druk", "Druk")

    stale = await eva.do("undo(token: $token)", token=named["undo"])
    done = await eva.do("undo(token: $token)", token=again["undo"])
    assert (stale["code"], done["__typename"], await label(uid)) == (
        "undo_stale", "Undone", "Proef",
    )  # fmt: skip
    none = await eva.do('nameVersion(uid: $uid, revision: -3, label: "x")', uid=uid)
    assert none["code"] == "not_found"


async def test_purging_is_all_or_nothing_and_for_administrators() -> None:
    one, other = (await make("page", "Een")).uid, (await make("page", "Ander")).uid
    await remove(one, other)
    ada, eva = await client_of("ada", superuser=True), await client_of("eva", "editor")
    both = "purge(uids: [$one, $other]%s)"

    denied = await eva.do(both % "", PURGED, one=one, other=other)
    half = await ada.do(both % "", PURGED, one=one, other="nowhere")
    tried = await ada.do(both % ", dryRun: true", PURGED, one=one, other=other)
    assert (denied["missing"], half["code"], tried["entries"]) == ("ADMINISTER", "not_found", 2)
    assert len(await fetch("SELECT FROM binned_branch")) == 2

    done = await ada.do(both % "", PURGED, one=one, other=other)
    assert (done["entries"], sorted(done["uids"])) == (2, sorted([one, other]))
    assert await fetch("SELECT FROM binned_branch") == []
    assert (await ada.do("restore(uid: $uid)", uid=one))["code"] == "not_found"


@pytest.mark.parametrize(
    "mutation",
    [
        "delete(uids: $many)",
        "purge(uids: $many)",
        "transition(uids: $many, to: PUBLISHED, locales: [NL])",
        "reorder(parent: $uid, order: $many)",
        "move(uid: $uid, parent: $uid, ifOrder: $many)",
    ],
)
async def test_lists_are_bounded(mutation: str) -> None:
    ada, uid = await client_of("ada", superuser=True), (await make("page")).uid
    used = "$uid: ID!, " if "$uid" in mutation else ""
    query = f"""mutation ({used}$many: [ID!]!) {{ done: {mutation} {{ __typename
      ... on InvalidInput {{ fields {{ code }} }} }} }}"""

    body = await ada.post(query, uid=uid, many=["x"] * (MOST_LISTED + 1))

    assert body["data"]["done"]["fields"] == [{"code": "too_many"}]


@pytest.mark.parametrize(
    "query",
    [
        "aliases(first: {first}) {{ totalCount }}",
        "auditLog(first: {first}) {{ nodes {{ id }} }}",
        "brokenLinks(first: {first}) {{ hidden }}",
        "recycleBin(first: {first}) {{ totalCount }}",
        "users(first: {first}) {{ totalCount }}",
    ],
)
async def test_parts_are_at_least_one_and_at_most_a_hundred(query: str) -> None:
    ada = await client_of("ada", superuser=True)
    too_few, too_many = [
        (await ada.post(f"{{ {query.format(first=first)} }}"))["errors"][0]["extensions"]
        for first in (0, 101)
    ]

    assert too_few == {"code": "bad_argument", "field": "first", "least": 1}
    assert too_many == {"code": "limit", "limit": "first", "most": 100, "asked": 101}


async def test_the_public_learns_nothing_of_it() -> None:
    uid = (await make_published("page")).uid
    eva = await client_of("eva", "editor")
    await eva.do("takeLock(uid: $uid)", uid=uid)

    for query in (
        "aliases { totalCount }",
        "aliasesCsv",
        "previews { id }",
        "brokenLinks { hidden }",
        "translationQueue(target: EN) { totalCount }",
    ):
        answer = (await post(f"{{ site {{ title }} {query} }}")).json()
        assert [one["extensions"]["code"] for one in answer["errors"]] == ["unauthenticated"]
        assert answer["data"]["site"]  # what is asked beside it is answered
    query = "query ($uid: ID!) { entry(uid: $uid) { editing { holder } } }"
    assert (await ask(query, uid=uid))["entry"] == {"editing": None}
    assert (await (await client_of("niemand")).ask(query, uid=uid))["entry"] == {"editing": None}
