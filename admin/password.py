"""Changing one's own password."""

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from admin.limits import Attempt
from admin.login import FAILED, TOO_MANY, address_of, refusal, right_password
from admin.users import ensure_user
from cms.errors import N_, InvalidInput, Message

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
        return refusal(request, 429, Message(TOO_MANY, {"seconds": wait}), wait)
    if not await right_password(change.current_password, user.password):
        return refusal(request, 401, Message(FAILED))
    await attempt.succeeded()
    return await _changed(request, change)


async def _changed(request: Request, change: Change) -> Response:
    try:
        await ensure_user(request.user.user.username, change.new_password, replace=True)
    except InvalidInput as error:
        return refusal(request, 422, error.problems[0].message)
    return JSONResponse({"message": "changed"})
