"""Logging in: the one way to a session."""

from datetime import datetime, timedelta
from typing import Any

from anyio import CapacityLimiter, to_thread
from piccolo.apps.user.tables import BaseUser
from piccolo_api.session_auth.tables import SessionsBase
from pydantic import BaseModel, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from admin.language import panel_locale
from admin.limits import Attempt
from admin.users import password_matches
from cms.errors import N_, Message
from cms.translation.catalogues import render

SESSION_COOKIE = "id"
EXPIRY = timedelta(hours=1)
LONGEST_SESSION = timedelta(days=7)
EXTENSION = timedelta(minutes=20)

UNREADABLE = N_("Give a user name and a password.")
FAILED = N_("The user name or the password is wrong.")
TOO_MANY = N_("Too many attempts. Try again in {seconds} seconds.")

# Hashing takes a core for a good part of a second: never on the event loop, never on all cores.
_hashing = CapacityLimiter(2)
_NOBODY = f"pbkdf2_sha256${BaseUser._pbkdf2_iteration_count}${'0' * 32}${'0' * 64}"  # noqa: SLF001


class Credentials(BaseModel):
    """What the login form sends."""

    username: str = Field(min_length=1, max_length=100, pattern=r"^[^\x00]+$", strict=True)
    password: str = Field(min_length=1, max_length=128, pattern=r"^[^\x00]+$", strict=True)


async def login(request: Request) -> Response:
    """Answer a login: a new session for an active administrator, the same refusal for all others."""
    try:
        credentials = Credentials.model_validate_json(await request.body())
    except ValidationError:
        return refusal(request, 422, Message(UNREADABLE))
    attempt = Attempt(credentials.username, address_of(request))
    wait = await attempt.seconds_to_wait()
    if wait:
        return refusal(request, 429, Message(TOO_MANY, {"seconds": wait}), wait)
    user_id = await _authenticated(credentials)
    if user_id is None:
        return refusal(request, 401, Message(FAILED))
    await attempt.succeeded()
    return await _with_session(request, user_id)


async def _authenticated(credentials: Credentials) -> int | None:
    user: dict[str, Any] | None = (
        await BaseUser.select(BaseUser.id, BaseUser.password, BaseUser.active, BaseUser.admin)
        .where(BaseUser.username == credentials.username)
        .first()
    )
    stored = user["password"] if user else _NOBODY
    right = await right_password(credentials.password, stored)
    if user and right and user["active"] and user["admin"]:
        await BaseUser.update({BaseUser.last_login: datetime.now()}).where(  # noqa: DTZ005 - theirs
            BaseUser.id == user["id"]
        )
        return int(user["id"])
    return None


def address_of(request: Request) -> str:
    """Where a request comes from; behind a proxy the server has put the visitor's address here."""
    return request.client.host if request.client else ""


async def right_password(password: str, stored: str) -> bool:
    """Whether it is the password that was hashed, found out away from the event loop."""
    return await to_thread.run_sync(password_matches, password, stored, limiter=_hashing)


async def _with_session(request: Request, user_id: int) -> Response:
    now = datetime.now()  # noqa: DTZ005 - the session table's clock
    await SessionsBase.delete().where(
        (SessionsBase.expiry_date < now)
        | (SessionsBase.token == request.cookies.get(SESSION_COOKIE, ""))
    )
    session = await SessionsBase.create_session(
        user_id=user_id, expiry_date=now + EXPIRY, max_expiry_date=now + LONGEST_SESSION
    )
    answer = JSONResponse({"message": "logged in"})
    answer.set_cookie(
        SESSION_COOKIE,
        session.token,
        max_age=int(LONGEST_SESSION.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=request.app.state.settings.production,
    )
    return answer


def refusal(request: Request, status: int, message: Message, wait: int = 0) -> Response:
    """No, in the reader's language, and after how many seconds to try again."""
    headers = {"Retry-After": str(wait)} if wait else None
    detail = render(message, panel_locale(request))
    return JSONResponse({"detail": detail}, status_code=status, headers=headers)
