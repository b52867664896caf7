"""Changing one's own password."""

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from admin.limits import Attempt
from admin.login import FAILED, address_of, refusal, too_many
from cms.access.passwords import right_password
from cms.access.users import set_password
from cms.database.engine import writing
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
        return too_many(request, wait)
    if not await right_password(change.current_password, user.password):
        return refusal(request, 401, Message(FAILED))
    await attempt.succeeded()
    return await _changed(request, change)


async def _changed(request: Request, change: Change) -> Response:
    try:
        async with writing():
            user = request.user.user
            await set_password(user.id, change.new_password, by=user.username)
    except InvalidInput as error:
        return refusal(request, 422, error.problems[0].message)
    return JSONResponse({"message": "changed"})
