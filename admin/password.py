"""Changing one's own password: on a page of ours, and by the form that piccolo-admin has."""

from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router

from admin.acting import actor_of
from admin.confirming import PASSWORD, check_password
from admin.limits import Attempt
from admin.login import FAILED, address_of, refusal, too_many
from admin.pages import form, page, shown, text
from cms.access import api_tokens
from cms.access.passwords import right_password
from cms.access.users import set_password
from cms.database.engine import writing
from cms.errors import N_, InvalidInput, Message, Problem

UNREADABLE = N_("Give your current password, and the new one twice.")
DIFFERENT = N_("The two new passwords differ.")


class Change(BaseModel):
    """What the panel's form sends."""

    current_password: str
    new_password: str
    confirm_new_password: str


async def change_password(request: Request) -> Response:
    """Give the account a new password and end all its sessions, this one included."""
    try:
        change = Change.model_validate_json(await request.body())
    except ValidationError:
        return refusal(request, 422, Message(UNREADABLE))
    if change.new_password != change.confirm_new_password:
        return refusal(request, 422, Message(DIFFERENT))
    user = request.user.user
    attempt = Attempt(user.username, address_of(request))
    wait = await attempt.seconds_to_wait()
    if wait:
        return too_many(request, wait)
    if not await right_password(change.current_password, user.password):
        return refusal(request, 401, Message(FAILED))
    await attempt.succeeded()
    return await _changed(request, change)


async def _changed(request: Request, change: Change) -> Response:
    try:
        async with writing():
            user = request.user.user
            await set_password(user.id, change.new_password, by=user.username, end_tokens=False)
    except InvalidInput as error:
        return refusal(request, 422, error.problems[0].message)
    return JSONResponse({"message": "changed"})


async def own(request: Request) -> Response:
    """Asks for the password of now, for another one, and what is to become of API tokens."""
    actor = await actor_of(request)
    live = [one for one in await api_tokens.tokens(actor) if not one.ended]
    return shown(request, "password.html", tokens=any(one.owner == actor.name for one in live))


async def known(request: Request, sent: FormData) -> None:
    """Raises `Unconfirmed` for who does not know the password of now."""
    await check_password(request, await actor_of(request), text(sent, PASSWORD))


async def change_own(request: Request, sent: FormData) -> str:
    """Another password; API tokens end if that was ticked."""
    if text(sent, "password") != text(sent, "again"):
        raise InvalidInput([Problem("different", Message(DIFFERENT), "again")])
    user, end_tokens = request.user.user, text(sent, "end_tokens") == "yes"
    await set_password(user.id, text(sent, "password"), by=user.username, end_tokens=end_tokens)
    return ""


def routes() -> Router:
    """The page, to be mounted where only people who are logged in come."""
    return Router(
        [
            Route("/", page(own)),
            Route("/", form(change_own, own, first=known), methods=["POST"]),
        ]
    )
