"""Proposals of anybody: to host a meeting, a speaker, a place."""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from admin import titles, waiting
from admin.acting import actor_of
from admin.language import panel_locale
from admin.pages import form, number, page, shown, text
from cms.community.proposals import authorised
from cms.community.proposals.records import Proposal, ProposalKind, ProposalState
from cms.errors import N_

OPEN = (ProposalState.WAITING,)
ENDED = (ProposalState.ACCEPTED, ProposalState.REJECTED)
WORDS = {
    ProposalState.WAITING: N_("Waiting for you"),
    ProposalState.ACCEPTED: N_("Accepted"),
    ProposalState.REJECTED: N_("Rejected"),
}
KINDS = {
    ProposalKind.HOST: N_("To host a meeting"),
    ProposalKind.SPEAKER: N_("A speaker"),
    ProposalKind.PLACE: N_("A place"),
}


async def overview(request: Request) -> Response:
    """The proposals that wait, or those that were decided on."""
    actor, states = await actor_of(request), OPEN if waiting.tab(request) == "waiting" else ENDED
    found = await waiting.a_page(
        request, lambda before, first: authorised.list_proposals(actor, states, before, first)
    )
    named = await _titles(request, found["rows"])
    return shown(request, "proposals.html", states=WORDS, kinds=KINDS, named=named, **found)


async def one(request: Request) -> Response:
    """One proposal: to accept or to reject."""
    found = await authorised.proposal(await actor_of(request), number(request, "id"))
    speaks = found.kind == ProposalKind.SPEAKER
    return shown(
        request,
        "proposal.html",
        one=found,
        states=WORDS,
        kinds=KINDS,
        named=await _titles(request, [found]),
        becomes="speaker" if speaks else "override" if found.event else "event",
        entry_type="speaker" if speaks else "event",
    )


async def _titles(request: Request, found: list[Proposal]) -> dict[str, str]:
    uids = {uid for one in found for uid in (one.event, one.entry) if uid}
    return await titles.titles_of(await actor_of(request), uids, panel_locale(request))


async def accept(request: Request, sent: FormData) -> str:
    """Prepare what is proposed, and tell who proposed it."""
    proposal_id = number(request, "id")
    await authorised.accept(await actor_of(request), proposal_id, text(sent, "remark"))
    return f"proposals/{proposal_id}/?said=accepted"


async def reject(request: Request, sent: FormData) -> str:
    """Take it not up, and tell who proposed it why."""
    proposal_id = number(request, "id")
    await authorised.reject(await actor_of(request), proposal_id, text(sent, "reason"))
    return f"proposals/{proposal_id}/?said=rejected"


def routes() -> Router:
    """The pages of proposals."""
    return Router(
        [
            Route("/", page(overview)),
            Route("/{id:int}/", page(one)),
            Route("/{id:int}/accept/", form(accept, one), methods=["POST"]),
            Route("/{id:int}/reject/", form(reject, one), methods=["POST"]),
        ]
    )
