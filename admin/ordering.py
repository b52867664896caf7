"""What stands under an entry as one list, to be put in order and saved at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from admin import titles
from admin.acting import actor_of
from admin.language import TIMEZONE, panel_locale
from admin.pages import Done, shown, text
from admin.panel import static_version
from cms.access.actors import Actor
from cms.access.permissions import may, require
from cms.access.roles import Permission
from cms.content.discovery import installed
from cms.content.values import title_of
from cms.database.engine import fetch
from cms.editing import undo
from cms.editing.siblings import StaleOrder
from cms.publishing.tree import authorised_tree
from cms.publishing.undoing import of_order
from cms.translation.interface.catalogues import type_label
from cms.translation.interface.formats import format_date

STARTS = "starts_at"

_ROWS = f"SELECT uid, content_type, {titles.COLUMNS} FROM node WHERE uid = ANY($1::varchar[])"  # noqa: S608
_FIRST_PUBLIC = """
SELECT uid, min(first_published_at) AS at FROM publication
WHERE uid = ANY($1::varchar[]) AND NOT isempty(valid) GROUP BY uid
"""


@dataclass(frozen=True)
class Child:
    """An entry of the list; ``date`` is when it begins, else was first public, else was made."""

    uid: str
    title: str
    type: str
    date: date
    said: str


async def ordering(request: Request) -> Response:
    """The list. After a `StaleOrder` as it was sent, with what it is now beside it."""
    actor, panel, uid = await actor_of(request), panel_locale(request), _uid(request)
    await require(actor, Permission.EDIT, uid)
    now = await authorised_tree.order_of(actor, uid)
    error = getattr(request.state, "error", None)
    stale = isinstance(error, StaleOrder)
    found = await _children(now, panel)
    mine = _merged(_uids(request.state.typed.get("order", "")), now) if stale else now
    return shown(
        request,
        "order.html",
        uid=uid,
        called=(await titles.titles_of(actor, [uid], panel))[uid],
        children=[found[one] for one in mine if one in found],
        theirs=[found[one] for one in now if one in found] if stale else [],
        seen=" ".join(now),
        static_version=static_version(),
    )


async def save(request: Request, sent: FormData) -> Done:
    """Put them in the order that was sent, if it is still as the sender saw it."""
    actor, uid = await actor_of(request), _uid(request)
    await require(actor, Permission.VIEW, uid)
    before = await authorised_tree.order_of(actor, uid)
    wanted, seen = _uids(text(sent, "order")), _uids(text(sent, "seen"))
    after = await authorised_tree.reorder(actor, uid, wanted, if_order=seen)
    here = f"tree/{uid}/order/?said="
    if after == before:
        return Done(f"{here}same")
    return Done(f"{here}saved", await undo.offer(actor, of_order(uid, before, after)))


async def may_order(actor: Actor, uid: str) -> bool:
    """Whether there is something to put in order, for who may."""
    several = len((await authorised_tree.order_of(actor, uid))[:2]) > 1
    return several and await may(actor, Permission.EDIT, uid)


def _uid(request: Request) -> str:
    uid: str = request.path_params["uid"]
    return uid


def _uids(sent: str) -> list[str]:
    return sent.split()


def _merged(mine: Sequence[str], now: Sequence[str]) -> list[str]:
    """My order of what is there now; what came since stands at the end."""
    known = set(now)
    kept = [one for one in dict.fromkeys(mine) if one in known]
    return [*kept, *(one for one in now if one not in set(kept))]


async def _children(uids: Sequence[str], panel: str) -> dict[str, Child]:
    rows = await fetch(_ROWS, list(uids))
    dates = await _dates(rows)
    return {row["uid"]: _child(row, dates[row["uid"]], panel) for row in rows}


def _child(row: Mapping[str, Any], moment: datetime, panel: str) -> Child:
    day = moment.astimezone(ZoneInfo(TIMEZONE)).date()
    content_type = installed()[row["content_type"]]
    said = format_date(day, panel)
    return Child(row["uid"], title_of(row, panel), type_label(content_type, panel), day, said)


async def _dates(rows: Sequence[Mapping[str, Any]]) -> dict[str, datetime]:
    public = {row["uid"]: row["at"] for row in await fetch(_FIRST_PUBLIC, _named(rows))}
    found: dict[str, datetime] = {}
    for name in {row["content_type"] for row in rows}:
        table = installed()[name].table._meta.tablename
        starts = STARTS if STARTS in installed()[name].columns else "NULL::timestamptz"
        ours = _named([row for row in rows if row["content_type"] == name])
        for row in await fetch(
            f'SELECT uid, created_at, {starts} AS starts FROM "{table}"'  # noqa: S608 - our own
            " WHERE uid = ANY($1::varchar[])",
            ours,
        ):
            found[row["uid"]] = row["starts"] or public.get(row["uid"]) or row["created_at"]
    return found


def _named(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return [row["uid"] for row in rows]
