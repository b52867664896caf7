"""Requests for speakers: whom they go to, what was answered, and the bundle that the seeker gets."""

from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from admin import waiting
from admin.acting import actor_of
from admin.language import panel_locale
from admin.pages import form, number, page, shown, text
from cms.community.speakers import authorised
from cms.community.speakers.bundles import Bundle
from cms.community.speakers.letters import FEES, REPLIES
from cms.community.speakers.records import RequestState
from cms.errors import N_, InvalidInput, Message, Problem
from cms.mail.layout import as_text
from cms.settings import Settings

OPEN = (RequestState.WAITING, RequestState.ASKED)
ENDED = (RequestState.BUNDLED, RequestState.REFUSED)
WORDS = {
    RequestState.WAITING: N_("Waiting for you"),
    RequestState.ASKED: N_("With the speakers"),
    RequestState.BUNDLED: N_("Bundle sent"),
    RequestState.REFUSED: N_("Refused"),
}


async def overview(request: Request) -> Response:
    """The requests that somebody works on, or those that ended."""
    actor, states = await actor_of(request), OPEN if waiting.tab(request) == "waiting" else ENDED
    found = await waiting.a_page(
        request, lambda before, first: authorised.list_requests(actor, states, before, first)
    )
    numbers = await authorised.how_many_answered(actor, [one.id for one in found["rows"]])
    return shown(request, "speaker_requests.html", numbers=numbers, states=WORDS, **found)


async def one(request: Request) -> Response:
    """One request: what is asked, who answered what, and what to do with it."""
    actor = await actor_of(request)
    found = await authorised.bundle(actor, number(request, "id"))
    mine = found.request
    matching = (0, 0)
    if mine.state == RequestState.WAITING:
        matching = await authorised.how_many_match(actor, mine)
    return shown(
        request,
        "speaker_request.html",
        one=mine,
        bundle=found,
        states=WORDS,
        replies=REPLIES,
        fees=FEES,
        matching=matching,
        days=_settings(request).speaker_answer_days,
        texts=_texts(request, found),
    )


def _texts(request: Request, found: Bundle) -> dict[int, dict[str, Any]]:
    """What stands in the editor: what was typed if that was refused, else what is kept."""
    typed = getattr(request.state, "typed", {})
    again = "fingerprint" in typed
    return {
        one.id: {
            "text": typed.get(f"text_{one.id}", "") if again else _text(one.message, one.edited),
            "without": f"without_{one.id}" in typed if again else one.left_out,
        }
        for one in found.asked
    }


def _text(message: str, edited: str | None) -> str:
    return message if edited is None else edited


def _settings(request: Request) -> Settings:
    found: Settings = request.app.state.settings
    return found


async def ask(request: Request, sent: FormData) -> str:
    """Mail it to the speakers."""
    request_id, days = number(request, "id"), text(sent, "days")
    if not (days.isascii() and days.isdigit() and len(days) < 4):
        raise InvalidInput([Problem("bad_days", Message(N_("Write a number of days.")), "days")])
    await authorised.ask(
        await actor_of(request),
        request_id,
        _settings(request),
        to_all=text(sent, "whom") == "all",
        days=int(days),
    )
    return f"speaker-requests/{request_id}/?said=asked"


async def refuse(request: Request, sent: FormData) -> str:
    """Mail it to nobody, and tell the seeker."""
    request_id = number(request, "id")
    await authorised.refuse(await actor_of(request), request_id, text(sent, "reason"))
    return f"speaker-requests/{request_id}/?said=rejected"


async def edit(request: Request, sent: FormData) -> str:
    """Keep what the organiser makes of the answers; go on to look at it, if that was the button."""
    request_id, actor = number(request, "id"), await actor_of(request)
    await authorised.edit(actor, request_id, text(sent, "fingerprint"), dict(sent))
    if text(sent, "then") == "preview":
        return f"speaker-requests/{request_id}/bundle/"
    return f"speaker-requests/{request_id}/?said=saved"


async def preview(request: Request) -> Response:
    """The mail that the seeker would get."""
    found = await authorised.bundle(await actor_of(request), number(request, "id"))
    letter = found.letter()
    return shown(
        request,
        "speaker_bundle.html",
        one=found.request,
        bundle=found,
        subject=letter.subject,
        said_so=as_text(letter.text),
        reader=panel_locale(request),
    )


async def send(request: Request, sent: FormData) -> str:
    """Mail the seeker the bundle, as it was looked at."""
    request_id, actor = number(request, "id"), await actor_of(request)
    await authorised.send(actor, request_id, text(sent, "fingerprint"))
    return f"speaker-requests/{request_id}/?said=bundled"


def routes() -> Router:
    """The pages of requests for speakers."""
    return Router(
        [
            Route("/", page(overview)),
            Route("/{id:int}/", page(one)),
            Route("/{id:int}/ask/", form(ask, one), methods=["POST"]),
            Route("/{id:int}/refuse/", form(refuse, one), methods=["POST"]),
            Route("/{id:int}/edit/", form(edit, one), methods=["POST"]),
            Route("/{id:int}/bundle/", page(preview)),
            Route("/{id:int}/send/", form(send, preview), methods=["POST"]),
        ]
    )
