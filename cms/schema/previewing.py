"""Previews: what a token in a header lets a request look at, and working copies as objects."""

from typing import Any

from starlette.requests import Request

from cms.access.actors import NOBODY, Actor
from cms.publishing import drafts, previews, reading
from cms.publishing.view import LIVE, Drafts, Perspective, View
from cms.schema.context import Info

HEADER = "cms-preview"
OWN_DRAFTS = "drafts"


async def perspective_of(request: Request, actor: Actor) -> Perspective:
    """What the request may look at. Raises what is wrong with its token: it is never just ignored.

    Instead of a preview's token, who has an API token may write ``drafts``.
    """
    token = request.headers.get(HEADER)
    if token is None:
        return LIVE
    own = token.strip() == OWN_DRAFTS and actor != NOBODY
    found = Drafts(actor) if own else await previews.redeem(token.strip())
    if isinstance(found, Drafts):
        await drafts.renew()
    return found


async def draft_of(info: Info, actor: Actor, uid: str, locale: str) -> Any:
    """The object of a working copy as it is by now, its relations too; null if it has no such draft.

    For answers to somebody who was asked who they are; it shows what ``actor`` may view.
    """
    await drafts.renew()
    view = View(locale, perspective=Drafts(actor))
    record = (await reading.entries([uid], view)).get(uid)
    return info.context.content(record, view) if record else None
