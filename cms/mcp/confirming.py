"""What changes something is tried first; a key then says that exactly this may be done, once.

A key is signed and nothing of it is kept, so asking for another one leaves it as it is. It holds only
for the caller, the arguments and the state of the site that it was given for.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer

from cms.access.actors import Actor
from cms.access.signing import signing_key
from cms.community.idempotency import once, was_done
from cms.errors import N_, CmsError

SECONDS = 600
LONGEST = 500
_SALT, _ACT = "mcp-confirmation", "mcp"


class NotConfirmed(CmsError):
    """A key that allows nothing, or not this; the code says why."""

    code = "bad_confirmation"
    status = 409

    def __init__(self, text: str, code: str = "bad_confirmation") -> None:
        super().__init__(text, seconds=SECONDS)
        self.code = code


@dataclass(frozen=True)
class Key:
    """What a key allows, and what it is spent by."""

    bound: str
    nonce: str

    def check(self, bound: str) -> None:
        """Raise `NotConfirmed` unless it allows this."""
        if not secrets.compare_digest(self.bound, bound):
            raise NotConfirmed(
                N_(
                    "This is not what the key was given for, or things changed: try again without it."
                ),
                "confirmation_differs",
            )


def bound_to(actor: Actor, tool: str, arguments: Mapping[str, Any], state: Any) -> str:
    """A digest of who asks for what, and of all that it would change."""
    said = json.dumps([actor.name, actor.token_id, tool, arguments, state], sort_keys=True)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


async def key_for(bound: str) -> str:
    """A key with which it may be done within `SECONDS`."""
    return str((await _signer()).dumps([bound, secrets.token_hex(8)]))


async def opened(key: str) -> Key:
    """A key of ours that nobody used yet. Raises `NotConfirmed`."""
    try:
        bound, nonce = (await _signer()).loads(key[:LONGEST], max_age=SECONDS)
    except (BadSignature, ValueError, TypeError):
        raise NotConfirmed(
            N_("This key is none of ours, or older than {seconds} seconds: try again without it.")
        ) from None
    if await was_done(_ACT, nonce):
        raise _used()
    return Key(str(bound), str(nonce))


async def spend(nonce: str) -> None:
    """Take a key: nobody can again, once this transaction is committed. Raises `NotConfirmed`.

    Call it inside `writing()`, in the transaction of what the key allows: what fails then leaves the key
    as it was, and of two who come with it one waits for the other.
    """
    first = False

    async def do() -> Mapping[str, Any]:
        nonlocal first
        first = True
        return {}

    await once(_ACT, nonce, {}, do)
    if not first:
        raise _used()


def _used() -> NotConfirmed:
    return NotConfirmed(N_("This key was used already."), "confirmation_used")


async def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(await signing_key(), salt=_SALT)
