"""Every act that GraphQL has, with a script's token."""

import io
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import httpx
from PIL import Image

from tests.matrix.answers import done, shows
from tests.matrix.rest import Try
from tests.matrix.world import ALIAS, FILE, LOCK, PREVIEW, Case, made_lock, made_preview

OUTCOME = """{ __typename ... on Problem { code } ... on Denied { missing }
  ... on InvalidInput { fields { code } } }"""
REPORT = """{ __typename ... on Problem { code } ... on Denied { missing }
  ... on Transitioned { items { code message } } }"""


async def posted(
    client: httpx.AsyncClient, case: Case, query: str, **headers: str
) -> httpx.Response:
    """One client serves all doors: the endpoint stands beside the panel."""
    return await client.post(
        "http://127.0.0.1:8000/graphql",
        json={"query": query},
        headers={"authorization": f"Bearer {case.persona.script.token}", "accept-language": "en"}
        | headers,
    )


def _asking(asked: str) -> Try:
    async def tried(client: httpx.AsyncClient, case: Case) -> str:
        return done((await posted(client, case, f"{{ done: {_filled(asked, case)} }}")).json())

    return tried


def _doing(mutation: str, selected: str = OUTCOME) -> Try:
    async def tried(client: httpx.AsyncClient, case: Case) -> str:
        query = f"mutation {{ done: {_filled(mutation, case)} {selected} }}"
        return done((await posted(client, case, query)).json())

    return tried


def _sending(mutation: str) -> Try:
    """With a file."""
    written = io.BytesIO()
    Image.new("RGB", (4, 4), "teal").save(written, "JPEG")
    query = f"mutation ($file: Upload!) {{ done: {mutation} {OUTCOME} }}"
    operation = {"query": query, "variables": {"file": None}}

    async def tried(client: httpx.AsyncClient, case: Case) -> str:
        answer = await client.post(
            "http://127.0.0.1:8000/graphql",
            data={"operations": json.dumps(operation), "map": '{"0": ["variables.file"]}'},
            files={"0": ("a.jpg", written.getvalue())},
            headers={
                "authorization": f"Bearer {case.persona.script.token}",
                "accept-language": "en",
            },
        )
        return done(answer.json())

    return tried


def _stepping(to: str, locale: str = "NL") -> Try:
    asked = f"transition(uids: [UID], to: {to}, locales: [{locale}], breakLinks: true)"
    return _doing(asked, REPORT)


def _filled(asked: str, case: Case) -> str:
    names = {
        "UID": case.entry.uid,
        "ETAG": f"w{case.entry.revision}",
        "PLACE": case.world.place,
        "BRANCH": case.world.branch,
    }
    for name, value in names.items():
        asked = asked.replace(name, f'"{value}"')
    return asked


async def _found(client: httpx.AsyncClient, case: Case) -> str:
    query = _filled("{ entry(uid: UID, fallback: [EN]) { viewer { view } } }", case)
    return shows(await posted(client, case, query, **{"cms-preview": "drafts"}), '"view":true')


async def _in_bin(client: httpx.AsyncClient, case: Case) -> str:
    return shows(await posted(client, case, "{ recycleBin { nodes { uid } } }"), case.entry.uid)


async def _historic(client: httpx.AsyncClient, case: Case) -> str:
    asked = "{ entry(uid: UID, fallback: [EN]) { history(first: 1) { nodes { kind } } } }"
    answer = await posted(client, case, _filled(asked, case), **{"cms-preview": "drafts"})
    return shows(answer, '"kind"')


async def _revoked(client: httpx.AsyncClient, case: Case) -> str:
    asked = await posted(client, case, "{ apiTokens { id own } }")
    own = next(one for one in asked.json()["data"]["apiTokens"] if one["own"])
    return await _doing(f'revokeApiToken(id: "{own["id"]}")')(client, case)


SOON = (datetime.now(UTC) + timedelta(hours=12)).isoformat()


def _looking(selected: str, part: str) -> Try:
    """By what it shows of an entry."""

    async def tried(client: httpx.AsyncClient, case: Case) -> str:
        query = _filled(f"{{ entry(uid: UID, fallback: [EN]) {{ {selected} }} }}", case)
        return shows(await posted(client, case, query, **{"cms-preview": "drafts"}), part)

    return tried


def _after(make: Callable[[Case], Awaitable[None]], attempt: Try) -> Try:
    """When something of the one who tries is there already."""

    async def tried(client: httpx.AsyncClient, case: Case) -> str:
        await make(case)
        return await attempt(client, case)

    return tried


async def _settled(client: httpx.AsyncClient, case: Case) -> str:
    asked = _filled("{ segments(uid: UID, locale: EN) { key } }", case)
    found = (await posted(client, case, asked)).json()["data"]
    (key, *_) = [one["key"] for one in (found or {}).get("segments") or ()] or ["x"]
    settle = (
        f'settleConflict(uid: UID, locale: EN, key: "{key}", text: "x", seen: [], ifMatch: ETAG)'
    )
    return await _doing(settle)(client, case)


async def _confirmed(client: httpx.AsyncClient, case: Case) -> str:
    """Of a field that whoever may has just set free, which makes a next revision."""
    place = 'uid: UID, locale: EN, field: "title"'
    await _doing(f"adapt({place}, ifMatch: ETAG)")(client, case)
    query = _filled("{ entry(uid: UID, fallback: [EN]) { etag } }", case)
    seen = (await posted(client, case, query, **{"cms-preview": "drafts"})).json()
    etag = ((seen.get("data") or {}).get("entry") or {}).get("etag", f"w{case.entry.revision}")
    return await _doing(f'confirmAdapted({place}, ifMatch: "{etag}")')(client, case)


GRAPHQL: dict[str, Try] = {
    "read who may log in": _asking("users { totalCount }"),
    "read about somebody": _asking('user(name: "iemand") { name }'),
    "read the groups": _asking("groups { name }"),
    "invite": _doing(
        'inviteUser(name: "nieuw", email: "n@example.org", roles: [{role: READER}, {role: EDITOR}])'
    ),
    "invite again": _doing('inviteAgain(user: "genodigd")'),
    "withdraw an invitation": _doing('withdrawInvitation(user: "genodigd")'),
    "give a role for the whole site": _doing('giveRoles(user: "iemand", roles: [{role: EDITOR}])'),
    "take a role for the whole site": _doing('takeRoles(user: "iemand", roles: [{role: EDITOR}])'),
    "put somebody into a group": _doing('addMembers(group: "Groep", users: ["iemand"])'),
    "take somebody out of a group": _doing('removeMembers(group: "Groep", users: ["iemand"])'),
    "mail a link for a new password": _doing('sendPasswordLink(user: "iemand")'),
    "take a second factor away": _doing('resetSecondFactor(user: "iemand")'),
    "close an account": _doing('setUserActive(user: "iemand", active: false)'),
    "add a group": _doing('addGroup(name: "Redactie")'),
    "give a group a role": _doing('giveRoles(group: "Groep", roles: [{role: READER}])'),
    "delete a group": _doing('deleteGroup(group: "Groep")'),
    "read the audit log": _asking("auditLog { nodes { act } }"),
    "read one’s own API tokens": _asking("apiTokens { id }"),
    "make an API token for oneself": _doing(
        f'createApiToken(name: "x", scopes: [VIEW], expires: "{SOON}")'
    ),
    "revoke one’s own API token": _revoked,
    "judge or erase a comment": _doing("moderateComment(id: UID, to: PUBLISHED)"),
    "erase a comment at once": _doing("eraseComment(id: UID)"),
    "find in lists": _found,
    "open": _asking("segments(uid: UID, locale: EN) { key }"),
    "see where it stands": _asking("steps(uid: UID, locale: NL) { code }"),
    "read its history": _historic,
    "compare its versions": _asking("diff(uid: UID, old: 0, new: 1) { field }"),
    "read the history of what was deleted": _asking("diff(uid: UID, old: 0, new: 1) { field }"),
    "add under it": _doing('savePage(input: {title: {nl: "Nieuw"}, parent: UID})'),
    "save the source text": _doing(
        'savePage(input: {uid: UID, summary: {nl: "Nieuw"}}, ifMatch: ETAG)'
    ),
    "save a translation": _doing(
        'savePage(input: {uid: UID, summary: {en: "New"}}, ifMatch: ETAG)'
    ),
    "translate text by text": _doing(
        "saveTranslation(uid: UID, locale: EN, segments: [], ifMatch: ETAG)"
    ),
    "mark a translation as ready, or not": _doing(
        "markTranslated(uid: UID, locale: EN, keys: [], ifMatch: ETAG)"
    ),
    "choose between texts in conflict": _settled,
    "give a text its own shape": _doing(
        'adapt(uid: UID, locale: EN, field: "title", ifMatch: ETAG)'
    ),
    "confirm a text with its own shape": _confirmed,
    "let a text follow its source": _doing(
        'follow(uid: UID, locale: EN, field: "title", ifMatch: ETAG)'
    ),
    "hand texts to translators": _doing("offerForTranslation(uid: UID)"),
    "take texts back from translators": _doing("withdrawOffer(uid: UID)"),
    "revert": _doing("revert(uid: UID, to: 1, ifMatch: ETAG)"),
    "submit": _stepping("PENDING"),
    "withdraw, send back or reopen": _stepping("PRIVATE"),
    "publish": _stepping("PUBLISHED"),
    "retract": _stepping("RETIRED"),
    "drop what is planned": _doing("unschedule(uids: [UID], locales: [NL])", REPORT),
    "submit a translation": _stepping("PENDING", "EN"),
    "move": _doing("move(uid: UID, parent: PLACE)"),
    "put among its siblings": _doing("move(uid: UID, parent: BRANCH, position: 0)"),
    "order what stands under it": _doing("reorder(parent: UID, order: [])"),
    "rename in the source language": _doing('rename(uid: UID, locale: NL, slug: "anders")'),
    "rename in another language": _doing('rename(uid: UID, locale: EN, slug: "other")'),
    "copy": _doing("copy(uid: UID, parent: PLACE)"),
    "delete": _doing("delete(uids: [UID])"),
    "ask what deleting it would change": _asking(
        "impact(uid: UID, action: DELETE) { refused { code } }"
    ),
    "find in the bin": _in_bin,
    "restore": _doing("restore(uid: UID)"),
    "follow a link to it": _found,
    "see what stands under it": _looking("children { totalCount } etag", '"etag":"w'),
    "see who is editing it": _after(made_lock, _looking("editing { holder }", '"holder"')),
    "name a version": _doing('nameVersion(uid: UID, revision: 1, label: "Goed")'),
    "be marked as editing": _doing("takeLock(uid: UID)"),
    "stay marked as editing": _after(made_lock, _doing(f'keepLock(uid: UID, token: "{LOCK}")')),
    "take over editing": _doing("stealLock(uid: UID)"),
    "stop being marked as editing": _doing('releaseLock(uid: UID, token: "x")'),
    "purge": _doing("purge(uids: [UID])"),
    "make a preview of it": _doing("createPreview(uid: UID)"),
    "make a preview of the whole site": _doing("createPreview"),
    "find one’s own previews": _after(made_preview, _asking("previews { id }")),
    "revoke a preview of one’s own": _after(
        made_preview, _doing(f'revokePreview(id: "{PREVIEW}")')
    ),
    "add a tag": _doing('addTag(key: "net", labels: [{locale: NL, text: "Net"}])'),
    "rename a tag": _doing('renameTag(key: "web", labels: [{locale: NL, text: "Net"}])'),
    "delete a tag": _doing('deleteTag(key: "web")'),
    "list addresses by hand": _asking("aliases { totalCount }"),
    "write an address by hand": _doing('saveAlias(input: {path: "/oud", target: "/nl/tak"})'),
    "forget an address by hand": _doing(f'deleteAlias(id: "{ALIAS}")'),
    "find files of the library": _asking("files { totalCount }"),
    "read about a file": _asking(f'file(uid: "{FILE}") {{ uid }}'),
    "add a file": _sending("upload(file: $file, again: true)"),
    "describe a file": _doing(
        f'describeFile(uid: "{FILE}", input: {{folder: "a"}}, ifMatch: "w1")'
    ),
    "replace a file": _sending(f'replaceFile(file: $file, uid: "{FILE}", ifMatch: "w1")'),
    "delete a file that nothing uses": _doing(f'deleteFile(uid: "{FILE}")'),
    "take addresses out of a file": _doing(
        'importAliases(csv: "path,target,locale,status\\n/ook,/nl/tak,,301\\n")'
    ),
    "put addresses into a file": _asking("aliasesCsv"),
    "list broken links in what one may view": _asking("brokenLinks { totalCount }"),
    "give a local role": _doing(
        'share(uid: UID, grants: [{user: "iemand", roles: [{role: READER}]}])'
    ),
    "stop roles from above": _doing("share(uid: UID, grants: [], blocked: true)"),
    "ask what somebody else may": _asking(
        'explainAccess(user: "iemand", permission: VIEW, uid: UID) { allowed }'
    ),
}
