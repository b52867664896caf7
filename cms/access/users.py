"""Making accounts, and giving them passwords."""

import re
from typing import Any

from piccolo.apps.user.tables import BaseUser
from piccolo.columns import Column

from cms.access import api_tokens, audit, one_time, sessions
from cms.access.passwords import NO_PASSWORD, check_password, hashed, right_password
from cms.access.roles import Role
from cms.database.engine import engine, fetch, writing
from cms.errors import N_, InvalidInput, Message, Problem

LONGEST_NAME = 100
LONGEST_ADDRESS = 254
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
NOWHERE = "@localhost.invalid"
BaseUser._meta.db = engine  # to find it by itself Piccolo loads all that makes migrations


async def ensure_admin(username: str, password: str, *, replace: bool = False) -> bool:
    """Make sure that there is such an administrator; as `ensure_user`."""
    return await ensure_user(username, password, superuser=True, replace=replace)


async def ensure_user(
    username: str,
    password: str,
    *,
    superuser: bool = False,
    replace: bool = False,
    by: str = "cms",
) -> bool:
    """Make sure that this person may log in; whether the account now has this password.

    An account that is there already keeps its password, unless ``replace``. A new password ends its
    sessions. Raises `InvalidInput`.
    """
    user = await BaseUser.select().where(BaseUser.username == username).first()
    if user is None:
        await create_user(username, password, superuser=superuser, by=by)
        return True
    if not replace:
        return False
    _check_name(username)
    await check_password(password, username)
    able = user["active"] and user["admin"] and user["superuser"] >= superuser
    if not (able and await right_password(password, user["password"])):
        await _renew(user, password, superuser=superuser, by=by)
    return True


async def _renew(user: dict[str, Any], password: str, *, superuser: bool, by: str) -> None:
    able: dict[Column | str, Any] = {
        BaseUser.active: True,
        BaseUser.admin: True,
        BaseUser.superuser: user["superuser"] or superuser,
    }
    async with writing():
        await BaseUser.update(able).where(BaseUser.id == user["id"])
        if not (user["active"] and user["admin"]):
            await audit.note(by, "user.activate", user["username"])
        if superuser and not user["superuser"]:
            await _note_administrator(by, user["username"])
        await set_password(user["id"], password, by=by)


async def set_password(user_id: int, password: str, *, by: str, end_tokens: bool = True) -> None:
    """Give an account another password; ends its sessions, the links it was sent and its API tokens.

    Only who knew the one before may ask to keep the tokens. Raises `InvalidInput`. Call it inside
    `writing()`.
    """
    [user] = await fetch("SELECT username, email FROM piccolo_user WHERE id = $1", user_id)
    await check_password(password, user["username"], user["email"])
    stored = await hashed(password)
    await BaseUser.update({BaseUser.password: stored}).where(BaseUser.id == user_id)
    await sessions.end_all([user_id])
    await one_time.end_all(user_id)
    ended = await api_tokens.end_all(user_id) if end_tokens else 0
    await audit.note(by, "password.set", user["username"], **({"tokens": ended} if ended else {}))


async def create_user(
    username: str,
    password: str | None,
    *,
    email: str = "",
    superuser: bool = False,
    by: str = "cms",
) -> int:
    """Add an account without roles; without a password nobody can log in with it yet.

    Raises `InvalidInput`, also when the name or the address is taken.
    """
    _check_name(username)
    if password is not None:
        await check_password(password, username, email)
    if email:
        await _check_address(email)
    if await BaseUser.exists().where(BaseUser.username == username):
        _refuse("user_taken", N_("There is already a user {name}."), "username", name=username)
    stored = NO_PASSWORD if password is None else await hashed(password)
    async with writing():
        [made] = await BaseUser.insert(
            BaseUser(  # type: ignore[no-untyped-call]
                username=username,
                password=stored,
                # The column is unique and not null: without an address each gets one of its own.
                email=email or f"{username}{NOWHERE}",
                active=True,
                admin=True,
                superuser=superuser,
            )
        )
        await audit.note(by, "user.add", username)
        if superuser:
            await _note_administrator(by, username)
    return int(made["id"])


async def _note_administrator(by: str, username: str) -> None:
    await audit.note(by, "role.give", username, role=Role.ADMINISTRATOR)


def _check_name(username: str) -> None:
    shown = username.isprintable() and not {"/", "\\"} & set(username)
    if not username or len(username) > LONGEST_NAME or not shown:
        text = N_("A user name has 1 to {most} visible characters.")
        _refuse("bad_username", text, "username", most=LONGEST_NAME)


async def _check_address(email: str) -> None:
    if len(email) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(email) or email.endswith(NOWHERE):
        _refuse("bad_address", N_("This is not an e-mail address."), "email")
    if await fetch("SELECT FROM piccolo_user WHERE lower(email) = lower($1)", email):
        text = N_("There is already a user with the address {email}.")
        _refuse("address_taken", text, "email", email=email)


def _refuse(code: str, text: str, field: str, **params: Any) -> None:
    raise InvalidInput([Problem(code, Message(text, params), field)])
