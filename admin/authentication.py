"""Who sends a request, by the cookie of their session, and whether they may come in yet."""

from typing import Any

from piccolo.apps.user.tables import BaseUser
from piccolo_api.shared.auth import User
from starlette.authentication import (
    AuthCredentials,
    AuthenticationBackend,
    AuthenticationError,
)
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, RedirectResponse, Response

from cms.access import second_factor, sessions
from cms.settings import PANEL

ROOT = PANEL
SESSION_COOKIE = "id"
ENROLMENT = "account/second-factor/"
"""The page, within the panel, on which one turns one's second factor on."""


class SecondFactorDue(AuthenticationError):
    """Somebody must turn their second factor on first."""


class SessionBackend(AuthenticationBackend):
    """Finds the person in the session's table.

    Unless ``enrolling``, raises `SecondFactorDue` for whom the ``policy`` obliges to a second factor
    that they do not have. ``_theirs`` is what piccolo-admin gives its own.
    """

    def __init__(self, *, policy: str, enrolling: bool = False, **_theirs: Any) -> None:
        self.policy = policy
        self.enrolling = enrolling

    async def authenticate(self, conn: HTTPConnection) -> tuple[AuthCredentials, User]:
        live = await session_of(conn)
        user = await _user(live.user_id) if live else None
        if not live or not user:
            raise AuthenticationError("Nobody is logged in.")
        if not self.enrolling and await second_factor.is_due(live.user_id, self.policy):
            raise SecondFactorDue("A second factor is needed.")
        conn.scope["session_id"] = live.id
        return AuthCredentials(["authenticated"]), User(user=user)


async def session_of(conn: HTTPConnection) -> sessions.Live | None:
    """The session that the browser shows, if it is one."""
    token = conn.cookies.get(SESSION_COOKIE, "")
    return await sessions.find(token) if token else None


async def _user(user_id: int) -> BaseUser | None:
    return (
        await BaseUser.objects()
        .where(BaseUser.id == user_id, BaseUser.active.eq(True), BaseUser.admin.eq(True))
        .first()
    )


async def must_enrol(conn: HTTPConnection, policy: str) -> bool:
    """Whether whoever is logged in must turn their second factor on first."""
    live = await session_of(conn)
    return live is not None and await second_factor.is_due(live.user_id, policy)


def to_login(_connection: HTTPConnection, error: Exception) -> Response:
    """Whoever is not logged in goes to where one logs in; whoever must enrol, to where one does."""
    return RedirectResponse(f"{ROOT}{ENROLMENT if _due(error) else ''}", status_code=303)


def login_needed(_connection: HTTPConnection, error: Exception) -> Response:
    """The same for scripts."""
    if _due(error):
        detail = {"error": "A second factor is needed", "code": "second_factor_due"}
        return JSONResponse(detail, status_code=403)
    return JSONResponse({"error": "Auth failed"}, status_code=401)


def _due(error: Exception) -> bool:
    return isinstance(error, SecondFactorDue)
