"""Previews: what a token in a header lets a request look at."""

from starlette.requests import Request

from cms.access.actors import NOBODY, Actor
from cms.publishing import drafts
from cms.reading import previews
from cms.reading.previews import PreviewInvalid
from cms.reading.view import LIVE, Drafts, Perspective
from cms.schema.http.bearer import BadTokens, address_of

HEADER = "cms-preview"
OWN_DRAFTS = "drafts"


async def perspective_of(request: Request, actor: Actor, bad: BadTokens) -> Perspective:
    """What the request may look at. Raises what is wrong with its token: it is never just ignored.

    Instead of a preview's token, who has an API token may write ``drafts``. Raises
    `TooManyBadTokens` for an address that tried many.
    """
    token = request.headers.get(HEADER)
    if token is None:
        return LIVE
    own = token.strip() == OWN_DRAFTS and actor != NOBODY
    found = Drafts(actor) if own else await _redeemed(token.strip(), address_of(request), bad)
    if isinstance(found, Drafts):
        await drafts.renew()
    return found


async def _redeemed(token: str, address: str, bad: BadTokens) -> Perspective:
    bad.check(address)
    try:
        return await previews.redeem(token)
    except PreviewInvalid:  # one that expired or was revoked is no guess
        bad.count(address)
        raise
