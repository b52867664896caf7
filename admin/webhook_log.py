"""The log of a webhook: its deliveries, one of them with all its attempts, and delivering anew."""

from collections.abc import Mapping
from urllib.parse import urlencode

import orjson
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.acting import actor_of
from admin.language import language_name, panel_locale
from admin.moments import read_moment
from admin.pages import form, number, page, shown, text
from cms.errors import N_, InvalidInput, Message, Problem
from cms.http.outgoing import REASONS
from cms.webhooks import deliveries, hooks
from cms.webhooks.deliveries import Delivery, State
from cms.webhooks.events import EVENTS
from cms.webhooks.sending import DOCUMENT

MOST = 50
STATES: Mapping[str, str] = {
    State.WAITING: N_("Waiting"),
    State.DELIVERED: N_("Delivered"),
    State.DEAD: N_("Given up"),
}
LOOKS: Mapping[str, tuple[str, str]] = {
    "delivered": ("sent", N_("Delivered")),
    "dead": ("failed", N_("Given up")),
    "held": ("held", N_("Waits for the one before of this entry")),
    "failed": ("retry", N_("Failed, and is tried again")),
    "untried": ("waiting", N_("Not tried yet")),
}
"""How a delivery stands, more exactly than its state: its badge, and what the badge says."""
WHY: Mapping[str, str] = {
    **{str(one): words for one, words in REASONS.items()},
    DOCUMENT: N_("The document could not be answered."),
}
"""Why there was no answer, by the reason of an attempt."""


def routes() -> list[Route]:
    """The pages, below those of a webhook."""
    return [
        Route("/{id:int}/log/", page(log)),
        Route("/{id:int}/log/replay/", form(replay, log), methods=["POST"]),
        Route("/{id:int}/log/{delivery:uuid}/", page(one)),
        Route("/{id:int}/log/{delivery:uuid}/again/", form(again, one), methods=["POST"]),
    ]


async def log(request: Request) -> Response:
    """The deliveries, the newest first, in one state or in all."""
    actor, id_ = await actor_of(request), number(request, "id")
    state = request.query_params.get("state", "")
    state = state if state in STATES else ""
    found, numbers = await deliveries.deliveries(actor, id_, state, _before(request), MOST + 1)
    return shown(
        request,
        "webhook_log.html",
        hook=await hooks.webhook(actor, id_),
        deliveries=found[:MOST],
        state=state,
        states=[(one, label, numbers[one]) for one, label in STATES.items()],
        looks=LOOKS,
        standing={each.number: _standing(each) for each in found[:MOST]},
        total=sum(numbers.values()),
        events=EVENTS,
        why=WHY,
        languages_of_content=_names(request, found),
        older=_older(found, state),
    )


async def one(request: Request) -> Response:
    """A delivery: what is sent, and each attempt."""
    actor, id_ = await actor_of(request), number(request, "id")
    found, attempts = await deliveries.delivery(actor, id_, request.path_params["delivery"])
    body = (
        found.body and orjson.dumps(orjson.loads(found.body), option=orjson.OPT_INDENT_2).decode()
    )
    return shown(
        request,
        "webhook_delivery.html",
        hook=await hooks.webhook(actor, id_),
        one=found,
        attempts=attempts,
        body=body,
        looks=LOOKS,
        standing=_standing(found),
        events=EVENTS,
        why=WHY,
        languages_of_content=_names(request, [found]),
    )


async def again(request: Request, _sent: FormData) -> str:
    """Deliver one anew."""
    id_, delivery = number(request, "id"), request.path_params["delivery"]
    await deliveries.replay(await actor_of(request), id_, id_=delivery)
    return f"webhooks/{id_}/log/{delivery}/?said=again"


async def replay(request: Request, sent: FormData) -> str:
    """Deliver all anew since a moment."""
    id_, since = number(request, "id"), read_moment(text(sent, "since"), "since")
    if since is None:
        wrong = Message(N_("Say since when."))
        raise InvalidInput([Problem("required", wrong, "since")])
    replayed = await deliveries.replay(await actor_of(request), id_, since=since)
    return f"webhooks/{id_}/log/?said=again&number={replayed}"


def _standing(one: Delivery) -> str:
    if one.state != State.WAITING:
        return one.state
    if one.held:
        return "held"
    return "failed" if one.attempts else "untried"


def _names(request: Request, found: list[Delivery]) -> Mapping[str, str]:
    return {one.locale: language_name(one.locale, panel_locale(request)) for one in found}


def _before(request: Request) -> int | None:
    asked = request.query_params.get("before", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 18 else None


def _older(found: list[Delivery], state: str) -> str:
    if len(found) <= MOST:
        return ""
    asked = {"before": str(found[MOST - 1].number)}
    return urlencode(asked | ({"state": state} if state else {}))
