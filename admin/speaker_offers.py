"""People who offer to speak: what they wrote, and whether they come into the network."""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from admin import waiting
from admin.acting import actor_of
from admin.language import language_name, panel_locale
from admin.pages import form, number, page, shown, text
from cms.community.speakers import authorised
from cms.community.speakers.records import OfferState
from cms.errors import N_

OPEN = (OfferState.WAITING,)
ENDED = (OfferState.ACCEPTED, OfferState.REJECTED)
WORDS = {
    OfferState.WAITING: N_("Waiting for you"),
    OfferState.ACCEPTED: N_("Accepted"),
    OfferState.REJECTED: N_("Rejected"),
}


async def overview(request: Request) -> Response:
    """The offers that wait, or those that were decided on."""
    actor, states = await actor_of(request), OPEN if waiting.tab(request) == "waiting" else ENDED
    found = await waiting.a_page(
        request, lambda before, first: authorised.list_offers(actor, states, before, first)
    )
    return shown(request, "speaker_offers.html", states=WORDS, **found)


async def one(request: Request) -> Response:
    """One offer: to accept or to reject."""
    actor, locale = await actor_of(request), panel_locale(request)
    found = await authorised.offer(actor, number(request, "id"))
    return shown(
        request,
        "speaker_offer.html",
        one=found,
        states=WORDS,
        spoken=[language_name(code, locale) for code in found.languages],
        unknown=await authorised.unknown_fields(actor, found),
        alike=await authorised.speakers_like(actor, found),
    )


async def accept(request: Request, sent: FormData) -> str:
    """Into the network, as a new speaker or as one who is there."""
    offer_id, publish = number(request, "id"), text(sent, "publish") == "yes"
    actor = await actor_of(request)
    await authorised.accept_offer(actor, offer_id, text(sent, "entry"), publish=publish)
    return f"speaker-offers/{offer_id}/?said=accepted"


async def reject(request: Request, sent: FormData) -> str:
    """Not into the network, and told why."""
    offer_id = number(request, "id")
    await authorised.reject_offer(await actor_of(request), offer_id, text(sent, "reason"))
    return f"speaker-offers/{offer_id}/?said=rejected"


def routes() -> Router:
    """The pages of offers to speak."""
    return Router(
        [
            Route("/", page(overview)),
            Route("/{id:int}/", page(one)),
            Route("/{id:int}/accept/", form(accept, one), methods=["POST"]),
            Route("/{id:int}/reject/", form(reject, one), methods=["POST"]),
        ]
    )
