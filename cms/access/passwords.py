"""Passwords: what one must be, and its hashing, which is Piccolo's, away from the event loop."""

import hmac

from anyio import CapacityLimiter, to_thread
from piccolo.apps.user.tables import BaseUser

from cms.errors import N_, InvalidInput, Message, Problem

SHORTEST = 8
LONGEST = 128
NO_PASSWORD = f"pbkdf2_sha256${BaseUser._pbkdf2_iteration_count}${'0' * 32}${'0' * 64}"  # noqa: SLF001
"""What is stored of somebody who has none yet: no password has this hash."""

# Hashing takes a core for a good part of a second: never on the event loop, never on all cores.
_hashing = CapacityLimiter(2)


def check_password(password: str, *known: str) -> None:
    """Raise `InvalidInput` for a password that cannot be used; ``known`` are the name and address."""
    if not SHORTEST <= len(password) <= LONGEST:
        text = N_("A password has {least} to {most} characters.")
        _refuse(Message(text, {"least": SHORTEST, "most": LONGEST}))
    if password.lower() in {one.lower() for one in known} or len(set(password)) < 4:
        _refuse(Message(N_("This password is too easy to guess.")))


def _refuse(text: Message) -> None:
    raise InvalidInput([Problem("bad_password", text, "password")])


async def hashed(password: str) -> str:
    """What is stored of a password."""
    return await to_thread.run_sync(BaseUser.hash_password, password, limiter=_hashing)


async def right_password(password: str, stored: str) -> bool:
    """Whether it is the password that was hashed."""
    return await to_thread.run_sync(_matches, password, stored, limiter=_hashing)


def _matches(password: str, stored: str) -> bool:
    if len(password) > LONGEST:
        return False
    _, iterations, salt, _ = BaseUser.split_stored_password(stored)
    return hmac.compare_digest(BaseUser.hash_password(password, salt, int(iterations)), stored)
