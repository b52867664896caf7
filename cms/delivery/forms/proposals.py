"""The pages of proposals: to host a meeting, a speaker, a place."""

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from cms.community import consent
from cms.community.proposals import proposals
from cms.community.proposals.occasions import Occasion, occasions
from cms.community.proposals.records import ProposalKind
from cms.delivery.forms.pages import pages, text
from cms.delivery.forms.rendering import locale_of, shown
from cms.delivery.forms.sending import kept_once
from cms.delivery.forms.speakers import LOOK, button, done, fields_of
from cms.errors import N_
from cms.translation.interface.catalogues import gettext
from cms.translation.interface.formats import format_datetime

KINDS = {
    ProposalKind.HOST: N_("I want to host a meeting"),
    ProposalKind.PLACE: N_("I know a place"),
    ProposalKind.SPEAKER: N_("I know a speaker"),
}


async def proposing(request: Request) -> Response:
    """The form of a proposal."""
    locale = locale_of(request)
    coming = await occasions(locale)
    return shown(
        request,
        "proposal.html",
        consent=consent.shown(proposals.CONSENT, locale),
        kinds=[(key.value, gettext(label, locale)) for key, label in KINDS.items()],
        occasions=[(_key(one), _words(one, locale)) for one in coming],
    )


def _key(one: Occasion) -> str:
    return f"{one.uid} {one.recurrence_id.isoformat()}"


def _words(one: Occasion, locale: str) -> str:
    return f"{one.title}, {format_datetime(one.starts_at, one.timezone, locale)}"


async def propose(request: Request, sent: FormData) -> Response:
    """Keep a proposal."""
    typed, locale = _typed(sent), locale_of(request)
    await kept_once("form.propose", sent, lambda: proposals.propose(typed, locale))
    return done(request, N_("One more step"), LOOK)


def _typed(sent: FormData) -> Mapping[str, Any]:
    """A meeting that was chosen goes before a date that was typed."""
    event, _, starts = text(sent, "occasion").partition(" ")
    chosen = {"event": event, "occurrence": starts or text(sent, "occurrence")}
    return {**fields_of(sent), **chosen}


async def confirming(request: Request) -> Response:
    """What the link in the mail leads to."""
    return button(
        request,
        N_("Confirm your proposal"),
        N_("With this your proposal goes to the organisers. You hear from them by mail."),
        N_("Send my proposal"),
    )


async def confirm(request: Request, sent: FormData) -> Response:
    """The proposal is confirmed."""
    await proposals.confirm(text(sent, "token"))
    return done(
        request,
        N_("Thank you"),
        N_("The organisers look at your proposal, and you hear from them."),
    )


ROUTES = [
    *pages("/proposals/", proposing, propose),
    *pages("/proposals/confirm/", confirming, confirm),
]
