"""Every act that the panel's own pages have, with their scripts."""

import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from cms.community.speakers import bundles
from tests.admin.library import uploading
from tests.builders import make_asset
from tests.matrix.answers import answered, reported, shows
from tests.matrix.expected import HIDDEN
from tests.matrix.rest import Try
from tests.matrix.world import (
    ALIAS,
    ASKED,
    DELIVERY,
    JOB,
    LETTER,
    OFFER,
    PREVIEW,
    PROPOSAL,
    REPORT,
    REQUEST,
    SIGN_UP,
    WEBHOOK,
    Case,
    made_network,
    made_preview,
    made_report,
    made_sign_up,
)
from tests.media.files import picture

HOOK = {"name": "Nieuw", "url": "https://hooks.example.org/", "events": "published"}


def _opening(path: str) -> Try:
    async def tried(client: httpx.AsyncClient, case: Case) -> str:
        return answered(await client.get(_filled(path, case)))

    return tried


def _sending(path: str, /, **fields: str) -> Try:
    async def tried(client: httpx.AsyncClient, case: Case) -> str:
        data = {"csrftoken": "token", "revision": str(case.entry.revision)} | fields
        return answered(await client.post(_filled(path, case), data=data))

    return tried


def _stepping(step: str, locale: str = "nl") -> Try:
    async def tried(client: httpx.AsyncClient, case: Case) -> str:
        data = {"csrftoken": "token", "uid": case.entry.uid, "locale": locale, "step": step}
        return reported(await client.post("bulk/", data=data | {"break_links": "yes"}))

    return tried


def _placing(act: str, parent: str = "", **body: Any) -> Try:
    async def tried(client: httpx.AsyncClient, case: Case) -> str:
        known = {"uid": case.entry.uid, "sure": True} | body
        if parent:
            known["parent"] = getattr(case.world, parent)
        return answered(await client.post(f"tree/data/{act}/", json=known))

    return tried


def _filled(path: str, case: Case) -> str:
    entry = case.entry
    return path.format(
        uid=entry.uid, bin=entry.bin_id, iemand=case.world.iemand, invited=case.world.invited
    )


def _reported(path: str) -> Try:
    async def tried(client: httpx.AsyncClient, case: Case) -> str:
        await made_report(case)
        return await _sending(path)(client, case)

    return tried


def _previewed(attempt: Try) -> Try:
    async def tried(client: httpx.AsyncClient, case: Case) -> str:
        await made_preview(case)
        return await attempt(client, case)

    return tried


def _signed_up(path: str, /, **fields: str) -> Try:
    """With somebody who waits for a seat at the entry."""

    async def tried(client: httpx.AsyncClient, case: Case) -> str:
        await made_sign_up(case)
        return await _sending(path, **fields)(client, case)

    return tried


def _organising(path: str, /, **fields: str) -> Try:
    """With a request, an offer and a proposal; without fields it is a page to open."""

    async def tried(client: httpx.AsyncClient, case: Case) -> str:
        await made_network(case)
        if not fields:
            return await _opening(path)(client, case)
        seen = {"fingerprint": (await bundles.bundle(ASKED)).fingerprint}
        return await _sending(path, **fields, **seen)(client, case)

    return tried


async def _found(client: httpx.AsyncClient, case: Case) -> str:
    asked = {"q": case.entry.state, "type": "page"}
    return shows(await client.get("search/", params=asked), f"#/page/{case.entry.uid}/")


async def _in_bin(client: httpx.AsyncClient, case: Case) -> str:
    return shows(await client.get("bin/"), f"bin/{case.entry.bin_id}/")


async def _asked(client: httpx.AsyncClient, case: Case) -> str:
    answer = await client.get("access/", params={"user": "iemand", "entry": case.entry.uid})
    nothing = "You see no entry with this" in html.unescape(answer.text)
    return HIDDEN if nothing else answered(answer)


async def _deleted(client: httpx.AsyncClient, case: Case) -> str:
    return answered(await client.post("bin/delete/", json={"uids": [case.entry.uid]}))


async def _questioned(client: httpx.AsyncClient, case: Case) -> str:
    return answered(await client.post("bin/question/", json={"uids": [case.entry.uid]}))


async def _revoked(client: httpx.AsyncClient, case: Case) -> str:
    own = re.search(r"account/tokens/\d+/revoke/", (await client.get("account/")).text)
    assert own
    return answered(await client.post(own[0], data={"csrftoken": "token"}))


async def _translated(client: httpx.AsyncClient, case: Case) -> str:
    path = f"translations/{case.entry.uid}/en/"
    page = await client.get(path)
    key = re.search(r'data-key="([^"]+)"', page.text)
    if key is None:
        return answered(page)
    body = {"key": key[1], "text": "New", "seen": "", "source": "", "ready": True}
    seen = re.search(r'name="seen" hidden>([^<]*)<', page.text)
    return answered(
        await client.post(f"{path}save/", json=body | {"seen": seen[1] if seen else ""})
    )


async def _judged(client: httpx.AsyncClient, case: Case) -> str:
    data = {"csrftoken": "token", "comment": case.entry.uid, "to": "published"}
    return answered(await client.post("comments/", data=data))


async def _uploaded(client: httpx.AsyncClient, _case: Case) -> str:
    begun = await uploading.begin(client, 10)
    if begun.status_code == 201:
        await client.delete(uploading.address_of(begun), headers=uploading.TUS)
    return answered(begun)


async def _replaced(client: httpx.AsyncClient, _case: Case) -> str:
    uid = await make_asset()
    begun = await uploading.begin(client, len(PICTURE), replaces=uid, revision="0")
    if begun.status_code != 201:
        return answered(begun)
    return answered(await uploading.send(client, uploading.address_of(begun), 0, PICTURE))


def _filing(path: str, **fields: str) -> Try:
    """With a file of somebody else."""

    async def tried(client: httpx.AsyncClient, _case: Case) -> str:
        uid = await make_asset()
        data = {"csrftoken": "token", "revision": "0"} | fields
        return answered(await client.post(path.format(uid=uid), data=data))

    return tried


PICTURE = picture()
SOON = str((datetime.now(UTC) + timedelta(days=30)).date())
PAGES: dict[str, Try] = {
    "find in lists": _found,
    "open": _opening("preview/{uid}/nl/"),
    "see where it stands": _opening("tree/data/way/{uid}/"),
    "see what stands under it": _opening("tree/data/level/{uid}/"),
    "compare its versions": _opening("history/{uid}/compare/"),
    "read its history": _opening("history/{uid}/"),
    "read the history of what was deleted": _opening("history/{uid}/"),
    "translate text by text": _translated,
    "revert": _sending("history/{uid}/revert/1/"),
    "name a version": _sending("history/{uid}/name/", label="Goed", revision="1"),
    "read who signed up": _opening("sign-ups/{uid}/"),
    "sign somebody up": _signed_up("sign-ups/{uid}/", name="Ada", email="ada@example.org"),
    "cancel a sign-up": _signed_up(f"sign-ups/{{uid}}/{SIGN_UP}/cancel/"),
    "let somebody be the next to get a seat": _signed_up(f"sign-ups/{{uid}}/{SIGN_UP}/front/"),
    "erase a sign-up": _signed_up(f"sign-ups/{{uid}}/{SIGN_UP}/erase/"),
    "mail somebody again who signed up": _signed_up(f"sign-ups/{{uid}}/{SIGN_UP}/resend/"),
    "write to all who signed up": _signed_up(
        "sign-ups/{uid}/mail/", subject="Zaal", text="We zitten in zaal 2.", waiting="yes"
    ),
    "export who signed up": _signed_up("sign-ups/{uid}/sign-ups.csv"),
    "submit": _stepping("submit"),
    "withdraw": _stepping("withdraw"),
    "send back": _stepping("reject"),
    "reopen": _stepping("reopen"),
    "publish": _stepping("publish"),
    "retract": _stepping("retire"),
    "drop what is planned": _stepping("unschedule"),
    "submit a translation": _stepping("submit", "en"),
    "move": _placing("move", "place"),
    "put among its siblings": _placing("move", "branch", position=0),
    "order what stands under it": _sending("tree/{uid}/order/"),
    "rename in the source language": _placing("rename", locale="nl", slug="anders"),
    "rename in another language": _placing("rename", locale="en", slug="other"),
    "copy": _placing("copy", "place"),
    "delete": _deleted,
    "ask what deleting it would change": _questioned,
    "find in the bin": _in_bin,
    "restore": _sending("bin/{bin}/restore/"),
    "purge": _sending("bin/{bin}/purge/"),
    "give a local role": _sending("sharing/{uid}/roles/", principal="user:iemand", role="reader"),
    "stop roles from above": _sending("sharing/{uid}/blocked/", blocked="yes"),
    "ask what somebody else may": _asked,
    "make a preview of it": _sending("preview/{uid}/nl/", shows="drafts", hours="1", scope="entry"),
    "make a preview of the whole site from an entry": _sending(
        "preview/{uid}/nl/", shows="drafts", hours="1", scope="site"
    ),
    "find one’s own previews": _previewed(_opening("previews/")),
    "revoke a preview of one’s own": _previewed(_sending(f"previews/{PREVIEW}/revoke/")),
    "list addresses by hand": _opening("aliases/"),
    "forget an address by hand": _sending(f"aliases/{ALIAS}/delete/"),
    "write an address by hand": _sending("aliases/", path="/oud", target="/nl/tak", status="301"),
    "take addresses out of a file": _sending(
        "aliases/import/", step="import", csv="path,target,locale,status\n/ook,/nl/tak,,301\n"
    ),
    "read the reports of a session": _opening("reports/{uid}/"),
    "give the link for reports of a session": _sending("reports/{uid}/link/"),
    "end the link for reports of a session": _sending("reports/{uid}/link/end/"),
    "accept or reject a report of a session": _reported(f"reports/{{uid}}/{REPORT}/accepted/"),
    "erase a report of a session": _reported(f"reports/{{uid}}/{REPORT}/erase/"),
    "change the list of officialese": _sending("officialese/nl/", words="", version="unchanged"),
    "put addresses into a file": _opening("aliases/aliases.csv"),
    "list broken links in what one may view": _opening("links/"),
    "find files of the library": _opening("library/"),
    "add a file": _uploaded,
    "describe a file": _filing("library/files/{uid}/", name="haven.jpg", licence="cc0"),
    "replace a file": _replaced,
    "delete a file that nothing uses": _filing("library/files/{uid}/delete/"),
    "list requests for speakers": _organising("speaker-requests/"),
    "read a request for a speaker": _organising(f"speaker-requests/{REQUEST}/"),
    "send a request to the speakers": _organising(
        f"speaker-requests/{REQUEST}/ask/", whom="all", days="5"
    ),
    "refuse a request for a speaker": _organising(
        f"speaker-requests/{REQUEST}/refuse/", reason="Reclame."
    ),
    "edit a bundle of answers": _organising(f"speaker-requests/{ASKED}/edit/", introduction="Dag!"),
    "look at a bundle of answers": _organising(f"speaker-requests/{ASKED}/bundle/"),
    "send a bundle of answers": _organising(f"speaker-requests/{ASKED}/send/", sure="yes"),
    "list offers to speak": _organising("speaker-offers/"),
    "read an offer to speak": _organising(f"speaker-offers/{OFFER}/"),
    "accept an offer to speak": _organising(f"speaker-offers/{OFFER}/accept/", entry=""),
    "reject an offer to speak": _organising(f"speaker-offers/{OFFER}/reject/", reason="Nee."),
    "list proposals": _organising("proposals/"),
    "read a proposal": _organising(f"proposals/{PROPOSAL}/"),
    "accept a proposal": _organising(f"proposals/{PROPOSAL}/accept/", remark=""),
    "reject a proposal": _organising(f"proposals/{PROPOSAL}/reject/", reason="Nee."),
    "invite": _sending("people/invites/", invited="nieuw", email="n@example.org", language="en"),
    "add a user": _sending("people/users/", name="nieuw", password="a good password"),
    "give a role for the whole site": _sending("people/users/{iemand}/roles/", role="editor"),
    "set somebody’s password": _sending(
        "people/users/{iemand}/password/",
        password="another good password",
    ),
    "mail a link for a new password": _sending("people/invites/{iemand}/link/"),
    "take a second factor away": _sending("people/invites/{iemand}/second-factor/"),
    "read who may log in": _opening("people/"),
    "read about somebody": _opening("people/users/{iemand}/"),
    "read the groups": _opening("people/"),
    "invite again": _sending("people/invites/{invited}/again/"),
    "withdraw an invitation": _sending("people/invites/{invited}/revoke/"),
    "take a role for the whole site": _sending("people/users/{iemand}/roles/", group="Groep"),
    "put somebody into a group": _sending("people/users/{iemand}/roles/", group="Groep"),
    "take somebody out of a group": _sending("people/users/{iemand}/roles/"),
    "read one’s own API tokens": _opening("account/"),
    "revoke one’s own API token": _revoked,
    "close an account": _sending("people/users/{iemand}/active/", active="no"),
    "give a group a role": _sending("people/groups/Groep/roles/", role="reader"),
    "delete a group": _sending("people/groups/Groep/delete/"),
    "add a group": _sending("people/groups/", group_name="Redactie"),
    "read the audit log": _opening("audit/"),
    "export the audit log": _sending("audit/export.csv"),
    "see what visitors said, and who": _opening("comments/?entry={uid}"),
    "judge or erase a comment": _judged,
    "open or close commenting": _sending("comments/entry/{uid}/", said="open"),
    "open or close commenting on a type": _sending("comments/types/page/", said="open"),
    "see what mail waits, left or failed": _opening("mail/"),
    "try a mail again that was given up": _sending(f"mail/{LETTER}/again/"),
    "see what jobs wait or failed": _opening("jobs/"),
    "try a job again that failed for good": _sending(f"jobs/{JOB}/retry/"),
    "try all jobs again that failed for good": _sending("jobs/retry/"),
    "discard a job that failed for good": _sending(f"jobs/{JOB}/discard/"),
    "see the webhooks": _opening("webhooks/"),
    "add a webhook": _sending("webhooks/new/", **HOOK),
    "read about a webhook": _opening(f"webhooks/{WEBHOOK}/"),
    "change a webhook": _sending(f"webhooks/{WEBHOOK}/", **HOOK),
    "delete a webhook": _sending(f"webhooks/{WEBHOOK}/delete/"),
    "make a webhook a new secret": _sending(f"webhooks/{WEBHOOK}/secret/"),
    "see what a webhook would send": _opening(f"webhooks/{WEBHOOK}/try/"),
    "test a webhook": _sending(f"webhooks/{WEBHOOK}/try/"),
    "see what a webhook was told": _opening(f"webhooks/{WEBHOOK}/log/"),
    "see one delivery of a webhook": _opening(f"webhooks/{WEBHOOK}/log/{DELIVERY}/"),
    "let a webhook deliver one anew": _sending(f"webhooks/{WEBHOOK}/log/{DELIVERY}/again/"),
    "let a webhook deliver all anew": _sending(
        f"webhooks/{WEBHOOK}/log/replay/", since="2020-01-01T00:00"
    ),
    "make an API token for oneself": _sending(
        "account/tokens/", token_name="x", scope="view", expires=SOON
    ),
}
