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


async def ensure_admin(username: str, password: str, *, replace: bool = False) -> bool:
    """Make sure that there is such an administrator; as `ensure_user`."""
    return await ensure_user(username, password, superuser=True, replace=replace)


async def ensure_user(
    username: str, password: str, *, superuser: bool = False, replace: bool = False
) -> bool:
    """Make sure that this person may log in; whether the account now has this password.

    An account that is there already keeps its password, unless ``replace``. A new password ends its
    sessions. Raises `InvalidInput`.
    """
    user = await BaseUser.select().where(BaseUser.username == username).first()
    if user is None:
        await create_user(username, password, superuser=superuser)
        return True
    if not replace:
        return False
    _check(username, password)
    able = user["active"] and user["admin"] and user["superuser"] >= superuser
    if not (able and await to_thread(password_matches, password, user["password"])):
        await _renew(user, password, superuser=superuser)
    return True


async def _renew(user: dict[str, Any], password: str, *, superuser: bool) -> None:
    hashed = await to_thread(BaseUser.hash_password, password)
    await BaseUser.update(
        {
            BaseUser.password: hashed,
            BaseUser.active: True,
            BaseUser.admin: True,
            BaseUser.superuser: user["superuser"] or superuser,
        }
    ).where(BaseUser.id == user["id"])
    await SessionsBase.delete().where(SessionsBase.user_id == user["id"])


async def set_password(user_id: int, password: str) -> None:
    """Give an account another password, and end its sessions. Raises `InvalidInput`."""
    _check_password(password)
    hashed = await to_thread(BaseUser.hash_password, password)
    await BaseUser.update({BaseUser.password: hashed}).where(BaseUser.id == user_id)
    await SessionsBase.delete().where(SessionsBase.user_id == user_id)


async def create_user(
    username: str, password: str, *, email: str = "", superuser: bool = False
) -> None:
    """Add an editor. Raises `InvalidInput`, also when the name is taken."""
    _check(username, password)
    if await BaseUser.exists().where(BaseUser.username == username):
        _refuse("user_taken", N_("There is already a user {name}."), "username", name=username)
    hashed = await to_thread(BaseUser.hash_password, password)
    await BaseUser.insert(
        BaseUser(  # type: ignore[no-untyped-call]
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
    if len(password) > LONGEST_PASSWORD:
        return False
    _, iterations, salt, _ = BaseUser.split_stored_password(stored)
    return hmac.compare_digest(BaseUser.hash_password(password, salt, int(iterations)), stored)


def _check(username: str, password: str) -> None:
    if not username or len(username) > LONGEST_NAME or not username.isprintable():
        text = N_("A user name has 1 to {most} visible characters.")
        _refuse("bad_username", text, "username", most=LONGEST_NAME)
    _check_password(password)


def _check_password(password: str) -> None:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        text = N_("A password has {least} to {most} characters.")
        _refuse("bad_password", text, "password", least=SHORTEST_PASSWORD, most=LONGEST_PASSWORD)


def _refuse(code: str, text: str, field: str, **params: Any) -> None:
    raise InvalidInput([Problem(code, Message(text, params), field)])
