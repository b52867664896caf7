"""Every act that the forms of the panel have an address for."""

from collections.abc import Awaitable, Callable

import httpx

from tests.matrix.answers import answered, shows
from tests.matrix.world import Case

Try = Callable[[httpx.AsyncClient, Case], Awaitable[str]]


def _saving(column: str) -> Try:
    async def tried(client: httpx.AsyncClient, case: Case) -> str:
        change = {column: "Nieuw", "revision": case.entry.revision}
        return answered(await client.patch(f"api/tables/page/{case.entry.uid}/", json=change))

    return tried


def _posting(path: str) -> Try:
    async def tried(client: httpx.AsyncClient, case: Case) -> str:
        body = {"revision": case.entry.revision}
        return answered(await client.post(path.format(uid=case.entry.uid), json=body))

    return tried


def _getting(path: str) -> Try:
    async def tried(client: httpx.AsyncClient, case: Case) -> str:
        return answered(await client.get(path.format(uid=case.entry.uid)))

    return tried


async def _listed(client: httpx.AsyncClient, case: Case) -> str:
    return shows(await client.get("api/tables/page/?__page_size=100"), case.entry.uid)


async def _added(client: httpx.AsyncClient, case: Case) -> str:
    body = {"title_nl": "Nieuw", "parent": case.entry.uid}
    return answered(await client.post("api/tables/page/", json=body))


async def _deleted(client: httpx.AsyncClient, case: Case) -> str:
    return answered(await client.delete(f"api/tables/page/{case.entry.uid}/"))


async def _typed(client: httpx.AsyncClient, case: Case) -> str:
    body = {"revision": case.entry.revision, "typed": {"title_nl": "Half"}}
    return answered(await client.post(f"autosave/page/{case.entry.uid}/tab00001/", json=body))


async def _seen_beside(client: httpx.AsyncClient, case: Case) -> str:
    return answered(
        await client.post(f"beside/{case.entry.uid}/", json={"typed": {"title_nl": "Half"}})
    )


def _tagging(method: str, path: str, **body: str) -> Try:
    async def tried(client: httpx.AsyncClient, _case: Case) -> str:
        return answered(await client.request(method, f"api/tables/tag/{path}", json=body))

    return tried


REST: dict[str, Try] = {
    "find in lists": _listed,
    "open": _getting("api/tables/page/{uid}/"),
    "follow a link to it": _getting("uid/{uid}"),
    "see where it stands": _getting("entries/{uid}/"),
    "add under it": _added,
    "save the source text": _saving("summary_nl"),
    "save a translation": _saving("summary_en"),
    "keep what is typed, unsaved": _typed,
    "see beside the form what one types, unsaved": _seen_beside,
    "see who is editing it": _getting("entries/{uid}/"),
    "stay marked as editing": _posting("locks/{uid}/renew/"),
    "stop being marked as editing": _posting("locks/{uid}/release/"),
    "be marked as editing": _posting("locks/{uid}/take/"),
    "take over editing": _posting("locks/{uid}/steal/"),
    "submit": _posting("entries/{uid}/submit/nl/"),
    "withdraw": _posting("entries/{uid}/withdraw/nl/"),
    "send back": _posting("entries/{uid}/reject/nl/"),
    "reopen": _posting("entries/{uid}/reopen/nl/"),
    "publish": _posting("entries/{uid}/publish/nl/"),
    "retract": _posting("entries/{uid}/retire/nl/"),
    "drop what is planned": _posting("entries/{uid}/unschedule/nl/"),
    "submit a translation": _posting("entries/{uid}/submit/en/"),
    "delete": _deleted,
    "add a tag": _tagging("POST", "", key="net", label_nl="Net"),
    "rename a tag": _tagging("PATCH", "web/", label_nl="Net"),
    "delete a tag": _tagging("DELETE", "web/"),
}
