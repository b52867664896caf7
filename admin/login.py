"""Logging in and out: the one way to a session."""

from datetime import UTC, datetime
from typing import Any

from piccolo.apps.user.tables import BaseUser
from pydantic import BaseModel, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from admin import limits
from admin.authentication import ENROLMENT, SESSION_COOKIE
from admin.language import panel_locale
from admin.limits import TOO_MANY, Attempt
from cms.access import audit, second_factor, sessions
from cms.access.passwords import NO_PASSWORD, right_password
from cms.errors import N_, Message
from cms.settings import Settings
from cms.translation.interface.catalogues import render

UNREADABLE = N_("Give a user name and a password.")
FAILED = N_("The user name or the password is wrong.")
WRONG_CODE = N_("This code is not right, or was used already.")
CODE_NEEDED = "MFA code required"
"""What piccolo-admin's form waits for before it asks for a code."""


class Credentials(BaseModel):
    """What the login form sends; the code may be a recovery code."""

    username: str = Field(min_length=1, max_length=100, pattern=r"^[^\x00]+$", strict=True)
    password: str = Field(min_length=1, max_length=128, pattern=r"^[^\x00]+$", strict=True)
    mfa_code: str | None = Field(None, max_length=40, pattern=r"^[^\x00]*$", strict=True)


async def login(request: Request) -> Response:
    """Answer a login: a new session for an active person, the same refusal for all others."""
    try:
        credentials = Credentials.model_validate_json(await request.body())
    except ValidationError:
        return refusal(request, 422, Message(UNREADABLE))
    attempt = Attempt(credentials.username, address_of(request))
    wait = await attempt.seconds_to_wait()
    if wait:
        return await _limited(request, credentials, wait)
    user_id = await _authenticated(credentials)
    if user_id is None:
        await audit.note_refusal("login.failed", credentials.username, attempt.address)
        return refusal(request, 401, Message(FAILED))
    if await second_factor.is_on(user_id):
        refused = await _without_code(request, credentials, user_id)
        if refused:
            return refused
    await attempt.succeeded()
    return await _with_session(request, user_id)


async def _limited(request: Request, credentials: Credentials, wait: int) -> Response:
    await audit.note_refusal("login.limited", credentials.username, address_of(request))
    return too_many(request, wait)


async def _authenticated(credentials: Credentials) -> int | None:
    user: dict[str, Any] | None = (
        await BaseUser.select(BaseUser.id, BaseUser.password, BaseUser.active, BaseUser.admin)
        .where(BaseUser.username == credentials.username)
        .first()
    )
    stored = user["password"] if user else NO_PASSWORD
    right = await right_password(credentials.password, stored)
    return int(user["id"]) if user and right and user["active"] and user["admin"] else None


async def _without_code(
    request: Request, credentials: Credentials, user_id: int
) -> Response | None:
    """The refusal, unless the code is right: the password was."""
    if not credentials.mfa_code:
        return JSONResponse({"detail": CODE_NEEDED}, status_code=401)
    wait = await limits.seconds_to_wait((limits.CODE, str(user_id)))
    if wait:
        return await _limited(request, credentials, wait)
    if not await second_factor.passes(user_id, credentials.mfa_code):
        await audit.note_refusal("login.code", credentials.username, address_of(request))
        return refusal(request, 401, Message(WRONG_CODE))
    await limits.give_back(limits.CODE, str(user_id))
    return None


def address_of(request: Request) -> str:
    """Where a request comes from; behind a proxy the server has put the visitor's address here."""
    return request.client.host if request.client else ""


async def _with_session(request: Request, user_id: int) -> Response:
    settings: Settings = request.app.state.settings
    # Piccolo's column has no zone: what is in it is UTC.
    await BaseUser.update({BaseUser.last_login: datetime.now(UTC).replace(tzinfo=None)}).where(
        BaseUser.id == user_id
    )
    await sessions.end(request.cookies.get(SESSION_COOKIE, ""))
    client = request.headers.get("user-agent", "")
    token = await sessions.begin(user_id, address=address_of(request), client=client)
    due = await second_factor.is_due(user_id, settings.second_factor)
    onwards = f"./{ENROLMENT}" if due else None
    answer = JSONResponse({"message": "logged in", "onwards": onwards})
    answer.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=int(sessions.LONGEST.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=settings.production,
    )
    return answer


async def logout(request: Request) -> Response:
    """End the session, if there is one."""
    await sessions.end(request.cookies.get(SESSION_COOKIE, ""))
    answer = PlainTextResponse("logged out")
    answer.delete_cookie(SESSION_COOKIE)
    return answer


def too_many(request: Request, wait: int) -> Response:
    """No, for so many seconds."""
    return refusal(request, 429, Message(TOO_MANY, {"seconds": wait}), wait)


def refusal(request: Request, status: int, message: Message, wait: int = 0) -> Response:
    """No, in the reader's language, and after how many seconds to try again."""
    headers = {"Retry-After": str(wait)} if wait else None
    detail = render(message, panel_locale(request))
    return JSONResponse({"detail": detail}, status_code=status, headers=headers)
