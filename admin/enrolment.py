"""One's second factor: turning it on, with a QR code and recovery codes, and off again."""

import segno
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from admin import limits
from admin.account import own_id
from admin.acting import actor_of
from admin.authentication import ENROLMENT, SESSION_COOKIE
from admin.confirming import PASSWORD, check_password, confirmed, is_fresh
from admin.login import address_of
from admin.pages import Afterwards, form, page, shown, text
from cms.access import audit, second_factor, sessions
from cms.settings import Settings


async def standing(request: Request) -> Response:
    """On, off, or half-way: with the secret to bring to the telephone."""
    actor = await actor_of(request)
    user_id, settings = own_id(actor), _settings(request)
    due = await second_factor.is_due(user_id, settings.second_factor)
    if due:
        request.state.sections = []  # nothing else is open yet
    secret = await second_factor.unproved(user_id)
    return shown(
        request,
        "enrolment.html",
        factor=await second_factor.standing(user_id),
        due=due,
        stale=not await is_fresh(request),
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)) if secret else "",
        qr=_qr(second_factor.address(secret, actor.name)) if secret else "",
    )


def _qr(address: str) -> str:
    """The code as SVG, dark on light in both of the panel's looks: readers want it so."""
    code = segno.make(address, error="m", micro=False)
    return code.svg_inline(scale=5, border=3, dark="#000", light="#fff", omitsize=True)


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


async def start(request: Request, sent: FormData) -> str:  # noqa: ARG001 - a form's action
    """Make a secret; a code must prove it before it counts."""
    await second_factor.start(own_id(await actor_of(request)))
    return ENROLMENT


async def confirm(request: Request, sent: FormData) -> Afterwards:
    """Turn it on with a first code."""
    actor = await actor_of(request)
    session = request.scope["session_id"]
    return _codes(request, await second_factor.confirm(actor, text(sent, "code"), session))


async def proved(request: Request, sent: FormData) -> None:
    """Asks for a code, slowed down; it is used up. Raises `TooMany` and `InvalidInput`.

    In a session that began a while ago it asks for the password in the same form.
    """
    actor = await actor_of(request)
    if not await is_fresh(request):
        await check_password(request, actor, text(sent, PASSWORD))
    subject = str(own_id(actor))
    wait = await limits.seconds_to_wait((limits.CODE, subject))
    if wait:
        raise limits.TooMany(wait)
    if not await second_factor.passes(own_id(actor), text(sent, "code")):
        await audit.note_refusal("login.code", actor.name, address_of(request))
        raise second_factor.wrong_code()
    await limits.give_back(limits.CODE, subject)


async def renew_codes(request: Request, sent: FormData) -> Afterwards:  # noqa: ARG001 - as above
    """Other recovery codes."""
    return _codes(request, await second_factor.renew_codes(await actor_of(request)))


async def turn_off(request: Request, sent: FormData) -> str:  # noqa: ARG001 - as above
    """Without it from now on."""
    await second_factor.turn_off(await actor_of(request), request.scope["session_id"])
    return f"{ENROLMENT}?said=saved"


async def leave(request: Request, sent: FormData) -> str:  # noqa: ARG001 - as above
    """Log out: who must turn it on, and cannot now, has nowhere else to do so."""
    await sessions.end(request.cookies.get(SESSION_COOKIE, ""))
    return ""


def _codes(request: Request, codes: list[str]) -> Afterwards:
    async def made() -> Response:
        return shown(request, "codes.html", codes=codes)

    return made


def routes() -> Router:
    """The page, to be mounted where people who are logged in come, also if this is still due."""
    return Router(
        [
            Route("/", page(standing)),
            Route("/start/", confirmed(start, standing), methods=["POST"]),
            Route("/confirm/", form(confirm, standing), methods=["POST"]),
            Route("/codes/", form(renew_codes, standing, first=proved), methods=["POST"]),
            Route("/leave/", form(leave, standing), methods=["POST"]),
            Route("/off/", form(turn_off, standing, first=proved), methods=["POST"]),
        ]
    )
