"""Somebody with roles on one branch alone, who tries every door to reach beyond it."""

from dataclasses import dataclass
from typing import Any

import pytest

from cms.database.engine import fetch
from tests.builders import make, make_home, make_published, remove
from tests.people import give, make_user
from tests.schema.editing_client import PROBLEM, Client, client_for, client_of

pytestmark = pytest.mark.usefixtures("database")

SECRET = "Zwaluwstaart"
SAVED = """ ... on Saved { uid undo affectedPaths clashes { message } diff { field }
  content { title parent { title } children { totalCount nodes { title } }
    backlinks { totalCount nodes { title } } breadcrumbs { title } } } """
TOLD = {
    "transition": " ... on Transitioned { items { uid title outcome code message } } ",
    "delete": """ ... on Deleted { branches { uid unlinked } }
      ... on WouldBreakLinks { sources { title } total hidden } """,
    "share": " ... on Shared { roles { user uid } } ",
    "reorder": " ... on Reordered { order } ... on StaleOrder { order } ",
}


def mutation(act: str) -> str:
    """The request, which asks for all that its outcome can tell."""
    return f"mutation {{ done: {act} {{ {PROBLEM} {TOLD.get(act.partition('(')[0], SAVED)} }} }}"


@dataclass(frozen=True)
class Site:
    """A branch of one's own, with a part of it that is blocked, beside another branch."""

    own: str
    page: str
    blocked: str
    inner: str
    other: str
    secret: str
    binned: str

    def filled(self, text: str) -> str:
        for name, uid in vars(self).items():
            text = text.replace(f"<{name}>", uid)
        return text


@pytest.fixture
async def site() -> Site:
    own = (await make_published("page", "Eigen")).uid
    page = (await make_published("page", "Pagina", parent=own)).uid
    blocked = (await make("page", f"{SECRET} dicht", parent=own)).uid
    inner = (await make("page", f"{SECRET} binnen", parent=blocked)).uid
    other = (await make_published("page", "Ander")).uid
    link = f'<p><a href="uid:{page}">x</a></p>'
    secret = (await make("page", SECRET, parent=other, body_nl=link)).uid
    binned = (await make("page", f"{SECRET} weg", parent=other)).uid
    await remove(binned)
    ada = await client_of("ada", superuser=True)
    await ada.do("share(uid: $uid, grants: [], blocked: true)", uid=blocked)
    return Site(own, page, blocked, inner, other, secret, binned)


@pytest.fixture
async def cas(site: Site) -> Client:
    user_id = await make_user("cas")
    for role in ("editor", "reviewer"):
        await give(role, user_id=user_id, uid=site.own)
    return await client_for("cas")


async def outside(site: Site) -> Any:
    """All that is not theirs: what it is, where it stands, who may do what there."""
    uids = [one for name, one in vars(site).items() if name not in ("own", "page")]
    uids.append(await make_home())
    return [
        await fetch(f"SELECT * FROM {table} WHERE uid = ANY($1::text[]) ORDER BY 1, 2", uids)
        for table in ("node", "version", "publication", "role_grant", "blocked_branch",
                      "binned_branch", "transition")
    ]  # fmt: skip


HIDDEN = ("blocked", "inner", "secret", "other", "binned")
DOORS = [
    'savePage(input: {uid: "<it>", title: {nl: "x"}}, ifMatch: "w1")',
    'savePage(input: {title: {nl: "x"}, parent: "<it>"})',
    'savePage(input: {uid: "<page>", parent: "<it>"}, ifMatch: "w1")',
    'saveBook(input: {title: {nl: "x"}, parent: "<own>", authors: ["<it>"]})',
    'move(uid: "<page>", parent: "<it>")',
    'move(uid: "<it>", parent: "<own>")',
    'copy(uid: "<it>", parent: "<own>")',
    'copy(uid: "<page>", parent: "<it>")',
    'rename(uid: "<it>", locale: NL, slug: "x")',
    'reorder(parent: "<it>", order: [])',
    'reorder(parent: "<own>", order: ["<it>", "<page>"])',
    'transition(uids: ["<it>"], to: PENDING, locales: [NL])',
    'transition(uids: ["<it>", "<page>"], to: PUBLISHED, locales: [NL, EN], dryRun: true)',
    'revert(uid: "<it>", to: 1, ifMatch: "w1")',
    'delete(uids: ["<it>"])',
    'delete(uids: ["<page>", "<it>"], breakLinks: true)',
    'restore(uid: "<it>")',
    'restore(uid: "<it>", parent: "<own>")',
    'share(uid: "<it>", grants: [{user: "cas", roles: [{role: EDITOR}]}])',
    'share(uid: "<it>", grants: [], blocked: false)',
    'saveTranslation(uid: "<it>", locale: EN, segments: [{key: "x", text: "x"}], ifMatch: "w1")',
]


@pytest.mark.parametrize("it", HIDDEN)
async def test_no_door_reaches_beyond_the_branch(site: Site, cas: Client, it: str) -> None:
    before = await outside(site)

    for door in DOORS:
        wish = site.filled(door.replace("<it>", f"<{it}>"))
        body = await cas.post(mutation(wish))

        assert "errors" not in body, (door, body["errors"])
        done = body["data"]["done"]
        assert SECRET not in str(body), (door, body)
        assert done.get("code") not in ("internal", "conflict", "undo"), (door, done)
        if done["__typename"] == "Transitioned":
            theirs = [one for one in done["items"] if one["uid"] != site.page]
            assert {one["code"] for one in theirs} == {"not_found"}, done
        else:
            assert done["__typename"] in ("NotFound", "InvalidInput", "StaleOrder"), (door, done)
    assert await outside(site) == before


@pytest.mark.parametrize(
    "act",
    [
        'move(uid: "<own>", parent: "<home>")',
        'copy(uid: "<page>", parent: "<home>")',
        'savePage(input: {title: {nl: "x"}})',
        'savePage(input: {title: {nl: "x"}, parent: "<home>"})',
        'delete(uids: ["<own>"], breakLinks: true)',
        'share(uid: "<own>", grants: [{user: "cas", roles: [{role: ADMINISTRATOR}]}])',
        'share(uid: "<own>", grants: [{user: "cas", roles: []}])',
    ],
)
async def test_nor_may_they_do_to_the_branch_what_reaches_beyond_it(
    site: Site, cas: Client, act: str
) -> None:
    before = await outside(site)
    wish = site.filled(act.replace("<home>", await make_home()))

    body = await cas.post(mutation(wish))

    assert SECRET not in str(body)
    assert body["data"]["done"]["__typename"] in ("Denied", "InvalidInput", "Refused"), body
    assert await outside(site) == before


QUESTIONS = [
    """{ impact(uid: "<own>", action: DELETE) { gone { items { title } total hidden }
      breaking { title } breakingTotal breakingHidden refused { code message } } }""",
    '{ impact(uid: "<page>", action: MOVE, parent: "<secret>") { refused { code message } } }',
    '{ impact(uid: "<page>", action: DELETE) { breaking { title } breakingTotal breakingHidden } }',
    "{ recycleBin { totalCount nodes { title path } } }",
    '{ explainAccess(uid: "<page>", user: "cas", permission: PUBLISH) { allowed reason uid } }',
    '{ explainAccess(uid: "<secret>", user: "cas", permission: VIEW) { allowed reason } }',
    '{ explainAccess(user: "ada", permission: VIEW) { allowed reason } }',
    '{ steps(uid: "<secret>", locale: NL) { code why } }',
    '{ diff(uid: "<inner>", old: 0, new: 1) { field } }',
    '{ diff(uid: "<binned>", old: 0, new: 1) { field } }',
    '{ segments(uid: "<secret>", locale: EN) { source } }',
    '{ search(text: "Zwaluwstaart") { totalCount nodes { content { title } } } }',
    '{ pages(filter: { search: "Zwaluwstaart" }) { totalCount nodes { title } } }',
    '{ entry(uid: "<own>") { children { totalCount nodes { title } } backlinks { totalCount } } }',
    '{ entry(uid: "<page>") { backlinks { totalCount nodes { title } } history { nodes { comment } } } }',
    '{ entry(uid: "<other>") { history { nodes { actor } } viewer { view edit } } }',
]


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("preview", [{}, {"cms-preview": "drafts"}])
async def test_no_question_tells_of_what_they_may_not_see(
    site: Site, cas: Client, question: str, preview: dict[str, str]
) -> None:
    body = await cas.post(site.filled(question), headers=preview)

    assert SECRET not in str(body), body
    assert "internal" not in str(body), body
    if "totalCount" in question and "recycleBin" not in question and "<own>" not in question:
        assert '"totalCount": 1' not in str(body).replace("'", '"'), body
