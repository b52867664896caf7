"""The second factor: a code from an app on one's telephone (TOTP, RFC 6238), or a recovery code.

A code works once: the step of time that it belongs to must be later than that of the last one. The
secret is stored as it is, since codes are made from it, and no API reaches its table; recovery codes
have 80 random bits and are stored as digests.
"""

import base64
import hmac
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import pyotp

from cms.access import audit, sessions
from cms.access.actors import Actor
from cms.access.permissions import require
from cms.access.roles import Permission, roles_with
from cms.access.tokens import digest
from cms.database.engine import execute, fetch
from cms.errors import N_, CmsError, InvalidInput, Message, NotFound, Problem

ISSUER = "Klankbord"
STEP = 30
RECOVERY_CODES = 10
_TOLERATED = (0, -1, 1)  # telephones are half a minute early or late

_ENROLLED = "SELECT FROM second_factor WHERE user_id = $1 AND confirmed_at IS NOT NULL"
_START = """
INSERT INTO second_factor (user_id, secret) VALUES ($1, $2)
ON CONFLICT (user_id) DO UPDATE SET secret = $2 WHERE second_factor.confirmed_at IS NULL
RETURNING user_id
"""
_TAKE_STEP = """
UPDATE second_factor SET last_step = $2 WHERE user_id = $1 AND last_step < $2 RETURNING user_id
"""
_TAKE_CODE = """
UPDATE recovery_code r SET used_at = now() FROM piccolo_user u
WHERE u.id = r.user_id AND r.user_id = $1 AND r.code_hash = $2 AND r.used_at IS NULL
RETURNING u.username
"""
_POWERFUL = """
SELECT FROM piccolo_user u WHERE u.id = $1 AND (u.superuser OR EXISTS (
    SELECT FROM role_grant g WHERE g.role = ANY($2::text[]) AND (g.user_id = u.id
        OR g.group_name IN (SELECT m.group_name FROM group_member m WHERE m.user_id = u.id))))
"""


class Policy(StrEnum):
    """Who must have a second factor."""

    OFF = "off"
    PUBLISHERS = "publishers"
    EVERYONE = "everyone"


class AlreadyOn(CmsError):
    """A second factor is replaced by turning it off first, which takes a code of the old one."""

    code = "second_factor_on"
    status = 409

    def __init__(self) -> None:
        super().__init__(N_("Your second factor is on already."))


@dataclass(frozen=True)
class Standing:
    """How somebody stands with their second factor."""

    since: datetime | None
    codes_left: int


async def standing(user_id: int) -> Standing:
    """Since when it is on, if it is, and how many recovery codes are left."""
    found = await fetch(
        "SELECT f.confirmed_at AS since, (SELECT count(*) FROM recovery_code r"
        " WHERE r.user_id = f.user_id AND r.used_at IS NULL) AS codes_left"
        " FROM second_factor f WHERE f.user_id = $1",
        user_id,
    )
    return Standing(**found[0]) if found else Standing(None, 0)


async def is_on(user_id: int) -> bool:
    """Whether logging in takes a code."""
    return bool(await fetch(_ENROLLED, user_id))


async def is_due(user_id: int, policy: str) -> bool:
    """Whether somebody must turn it on before they may do anything else."""
    if policy == Policy.OFF or await is_on(user_id):
        return False
    return policy == Policy.EVERYONE or await may_publish(user_id)


async def may_publish(user_id: int) -> bool:
    """Whether somebody may publish anywhere, or administer."""
    return bool(await fetch(_POWERFUL, user_id, roles_with(Permission.PUBLISH)))


async def start(user_id: int) -> None:
    """Make a secret, to be shown until a code proves that it was taken over. Raises `AlreadyOn`."""
    if not await fetch(_START, user_id, pyotp.random_base32()):
        raise AlreadyOn


async def unproved(user_id: int) -> str | None:
    """The secret that no code has proved yet."""
    found = await fetch(
        "SELECT secret FROM second_factor WHERE user_id = $1 AND confirmed_at IS NULL", user_id
    )
    return found[0]["secret"] if found else None


def address(secret: str, username: str) -> str:
    """What the QR code says to the app."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


async def confirm(actor: Actor, code: str, session: int) -> list[str]:
    """Turn it on with a first code; ends all other sessions. Returns the recovery codes, once.

    Raises `InvalidInput` for a wrong code, and `AlreadyOn`. Call it inside `writing()`.
    """
    user_id = _own(actor)
    if await unproved(user_id) is None:
        raise AlreadyOn
    if not await _takes_step(user_id, code):
        raise wrong_code()
    await execute("UPDATE second_factor SET confirmed_at = now() WHERE user_id = $1", user_id)
    await sessions.end_all([user_id], but=session)
    await audit.note(actor.name, "second_factor.on", actor.name)
    return await _new_codes(user_id)


async def passes(user_id: int, code: str) -> bool:
    """Whether a code is right now, or is a recovery code that is left; it is used up."""
    if await _takes_step(user_id, code):
        return True
    spelled = code.replace("-", "").replace(" ", "").upper()
    found = await fetch(_TAKE_CODE, user_id, digest(spelled))
    if found:
        await audit.note(found[0]["username"], "second_factor.recovery", found[0]["username"])
    return bool(found)


async def renew_codes(actor: Actor) -> list[str]:
    """Recovery codes in place of those before; the caller has asked for a code. Inside `writing()`."""
    await audit.note(actor.name, "second_factor.codes", actor.name)
    return await _new_codes(_own(actor))


async def turn_off(actor: Actor, session: int) -> None:
    """Away with one's own second factor; the caller has asked for a code. Inside `writing()`."""
    await _remove(_own(actor))
    await sessions.end_all([_own(actor)], but=session)
    await audit.note(actor.name, "second_factor.off", actor.name)


async def reset(actor: Actor, user_id: int) -> None:
    """Take somebody's lost second factor away, and end their sessions.

    Raises `Denied` and `NotFound`. Call it inside `writing()`.
    """
    await require(actor, Permission.ADMINISTER)
    found = await fetch("SELECT username FROM piccolo_user WHERE id = $1", user_id)
    if not found:
        raise NotFound(N_("There is no such user."))
    await _remove(user_id)
    await sessions.end_all([user_id])
    await audit.note(actor.name, "second_factor.reset", found[0]["username"])


def wrong_code() -> InvalidInput:
    """The code is not right, or was used."""
    text = Message(N_("This code is not right, or was used already."))
    return InvalidInput([Problem("wrong_code", text, "code")])


def _own(actor: Actor) -> int:
    assert actor.user_id is not None
    return actor.user_id


async def _remove(user_id: int) -> None:
    await execute("DELETE FROM second_factor WHERE user_id = $1", user_id)
    await execute("DELETE FROM recovery_code WHERE user_id = $1", user_id)


async def _takes_step(user_id: int, code: str) -> bool:
    found = await fetch("SELECT secret FROM second_factor WHERE user_id = $1", user_id)
    if not found:
        return False
    for step in _steps_of(found[0]["secret"], code):
        if await fetch(_TAKE_STEP, user_id, step):
            return True
    return False


def _steps_of(secret: str, code: str) -> Iterator[int]:
    now, totp = int(time.time()) // STEP, pyotp.TOTP(secret)
    typed = code.replace(" ", "").encode("utf-8", "surrogatepass")
    for apart in _TOLERATED:
        if hmac.compare_digest(totp.generate_otp(now + apart).encode(), typed):
            yield now + apart


async def _new_codes(user_id: int) -> list[str]:
    await execute("DELETE FROM recovery_code WHERE user_id = $1", user_id)
    codes = [base64.b32encode(secrets.token_bytes(10)).decode() for _ in range(RECOVERY_CODES)]
    for one in codes:
        await execute("INSERT INTO recovery_code VALUES ($1, $2)", user_id, digest(one))
    return ["-".join(one[at : at + 4] for at in range(0, 16, 4)).lower() for one in codes]
