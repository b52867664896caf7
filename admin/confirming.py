"""Asking for the password once more, before what would give a thief of a session lasting power.

A login counts, and so does an answer here, for a quarter of an hour. Who is asked sends what they
typed along with the answer: nothing is typed twice but a new password, which no page may hold.
"""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from admin import limits
from admin.acting import actor_of
from admin.authentication import ROOT
from admin.limits import Attempt
from admin.login import address_of
from admin.pages import Action, Check, Page, form, shown, text
from cms.access import audit, second_factor, sessions
from cms.access.actors import Actor
from cms.access.passwords import right_password
from cms.errors import N_, CmsError

PASSWORD, CODE = "own_password", "own_code"
"""The fields of the answer; no form of ours has them otherwise."""
NEW_PASSWORD = "password"  # noqa: S105 - a field's name
NOT_TYPED = {PASSWORD, CODE, NEW_PASSWORD, "csrftoken"}


class Unconfirmed(CmsError):
    """It takes the password of whoever is logged in, and the code if they have a second factor."""

    code = "unconfirmed"
    status = 403


def confirmed(action: Action, show: Page, *, first: Check | None = None) -> Page:
    """A form as `form` has it, which is done once its sender has shown that it is still them."""

    async def checked(request: Request, sent: FormData) -> None:
        await require_confirmed(request, sent)
        if first:
            await first(request, sent)

    async def shown_again(request: Request) -> Response:
        if isinstance(getattr(request.state, "error", None), Unconfirmed):
            return await _question(request)
        return await show(request)

    return form(action, shown_again, first=checked)


async def is_fresh(request: Request) -> bool:
    """Whether whoever is logged in gave their password lately."""
    return await sessions.is_fresh(request.scope["session_id"])


async def require_confirmed(request: Request, sent: FormData) -> None:
    """Raise `Unconfirmed` unless they did, or do so now."""
    if await is_fresh(request):
        return
    if not text(sent, PASSWORD):
        raise Unconfirmed(N_("Give your password once more: this needs to be you."))
    actor = await actor_of(request)
    await check_password(request, actor, text(sent, PASSWORD))
    await _check_code(request, actor, text(sent, CODE))
    await sessions.confirm(request.scope["session_id"])


async def check_password(request: Request, actor: Actor, password: str) -> None:
    """Raise `Unconfirmed` for a wrong password, and after too many attempts."""
    attempt = Attempt(actor.name, address_of(request))
    wait = await attempt.seconds_to_wait()
    if wait:
        raise Unconfirmed(limits.TOO_MANY, seconds=wait)
    if not await right_password(password, request.user.user.password):
        await audit.note_refusal("login.failed", actor.name, attempt.address)
        raise Unconfirmed(N_("This is not your password."))
    await attempt.succeeded()


async def _check_code(request: Request, actor: Actor, code: str) -> None:
    """The code, if logging in takes one."""
    assert actor.user_id is not None
    if not await second_factor.is_on(actor.user_id):
        return
    subject = str(actor.user_id)
    wait = await limits.seconds_to_wait((limits.CODE, subject))
    if wait:
        raise Unconfirmed(limits.TOO_MANY, seconds=wait)
    if not await second_factor.passes(actor.user_id, code):
        await audit.note_refusal("login.code", actor.name, address_of(request))
        raise Unconfirmed(N_("This code is not right, or was used already."))
    await limits.give_back(limits.CODE, subject)


async def _question(request: Request) -> Response:
    """Asks for it; what was typed goes along. The first time nothing went wrong yet."""
    actor, sent = await actor_of(request), await request.form()
    status = request.state.error.status
    if not text(sent, PASSWORD):
        request.state.error = None
    typed = [
        (name, value.encode("utf-8", "replace").decode())
        for name, value in sent.multi_items()
        if name not in NOT_TYPED and isinstance(value, str)
    ]
    links = [link for group in request.state.sections for link in group.links]
    section = request.url.path.removeprefix(ROOT).split("/")[0]
    answer = shown(
        request,
        "confirm.html",
        action=request.url.path,
        kept=typed,
        new_password=NEW_PASSWORD in sent,
        back=f"{ROOT}{section}/",
        place=next((one.label for one in links if one.current), ""),
        code=bool(actor.user_id and await second_factor.is_on(actor.user_id)),
    )
    answer.status_code = status
    return answer
