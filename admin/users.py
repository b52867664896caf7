"""Who may use the panel."""

import hmac
from asyncio import to_thread
from typing import Any

from piccolo.apps.user.tables import BaseUser
from piccolo_api.session_auth.tables import SessionsBase

from cms.errors import N_, InvalidInput, Message, Problem

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 128
LONGEST_NAME = 100


async def ensure_admin(username: str, password: str) -> None:
    """Make sure that this administrator exists, is active, and has this password.

    Raises `InvalidInput`. Nothing changes if all of it is so already; a new password ends the
    account's sessions.
    """
    user = await BaseUser.select().where(BaseUser.username == username).first()
    if user is None:
        await create_user(username, password, superuser=True)
        return
    _check(username, password)
    able = user["active"] and user["admin"] and user["superuser"]
    if able and await to_thread(password_matches, password, user["password"]):
        return
    hashed = await to_thread(BaseUser.hash_password, password)
    await BaseUser.update(
        {
            BaseUser.password: hashed,
            BaseUser.active: True,
            BaseUser.admin: True,
            BaseUser.superuser: True,
        }
    ).where(BaseUser.id == user["id"])
    await SessionsBase.delete().where(SessionsBase.user_id == user["id"])


async def create_user(
    username: str, password: str, *, email: str = "", superuser: bool = False
) -> None:
    """Add an editor. Raises `InvalidInput`, also when the name is taken."""
    _check(username, password)
    if await BaseUser.exists().where(BaseUser.username == username):
        _refuse("user_taken", N_("There is already a user {name}."), "username", name=username)
    hashed = await to_thread(BaseUser.hash_password, password)
    await BaseUser.insert(
        BaseUser(
            username=username,
            password=hashed,
            # The column is unique and not null: without an address each gets one of its own.
            email=email or f"{username}@localhost.invalid",
            active=True,
            admin=True,
            superuser=superuser,
        )
    )


def password_matches(password: str, stored: str) -> bool:
    """Whether it is the password that was hashed. It takes a core for a good part of a second."""
    _, iterations, salt, _ = BaseUser.split_stored_password(stored)
    return hmac.compare_digest(BaseUser.hash_password(password, salt, int(iterations)), stored)


def _check(username: str, password: str) -> None:
    if not username or len(username) > LONGEST_NAME or not username.isprintable():
        text = N_("A user name has 1 to {most} visible characters.")
        _refuse("bad_username", text, "username", most=LONGEST_NAME)
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        text = N_("A password has {least} to {most} characters.")
        _refuse("bad_password", text, "password", least=SHORTEST_PASSWORD, most=LONGEST_PASSWORD)


def _refuse(code: str, text: str, field: str, **params: Any) -> None:
    raise InvalidInput([Problem(code, Message(text, params), field)])
