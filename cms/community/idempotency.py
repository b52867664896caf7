"""Doing something once, however often it is asked: the client names its request with a key.

The key is taken in the transaction that does it. So of two at once one acts, and the other waits and
is told what came of it; and what failed was not done, and may be tried again with the same key.
"""

import hashlib
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from cms.database.engine import as_json, execute, fetch
from cms.errors import N_, CmsError, InvalidInput, Message, Problem

FIELD = "idempotency_key"
_KEY = re.compile(r"[\x21-\x7e]{8,200}")
_TAKE = """
INSERT INTO done_once (key_hash, fingerprint) VALUES ($1, $2)
ON CONFLICT DO NOTHING RETURNING true
"""
_TOLD = "SELECT fingerprint, outcome FROM done_once WHERE key_hash = $1"
_TELL = "UPDATE done_once SET outcome = $2 WHERE key_hash = $1"
_FORGET = """
DELETE FROM done_once WHERE key_hash IN (
    SELECT key_hash FROM done_once WHERE at < now() - interval '24 hours' FOR UPDATE SKIP LOCKED)
"""

Outcome = Mapping[str, Any]
"""What came of an act, as JSON can have it. Nothing in it is anybody's secret."""


class KeyReused(CmsError):
    """The key names another request."""

    code = "idempotency_key_reused"
    status = 422

    def __init__(self) -> None:
        super().__init__(
            N_("This idempotency key was used for something else: take a new one for each request.")
        )


async def once(
    act: str, key: str, given: Mapping[str, Any], do: Callable[[], Awaitable[Outcome]]
) -> Outcome:
    """What ``do`` makes of the input ``given``, or made of it when the key was first sent.

    Keys are told apart by ``act`` and last for 24 hours. Raises `InvalidInput` for what is no key,
    `KeyReused`, and what ``do`` raises. Call it inside `writing()`.
    """
    if not _KEY.fullmatch(key):
        text = Message(N_("A key has 8 to 200 letters, figures or signs, such as a UUID."))
        raise InvalidInput([Problem("bad_key", text, FIELD)])
    await forget_ended()
    named = _named(act, key)
    if await fetch(_TAKE, named, _fingerprint(given)):
        outcome = await do()
        await execute(_TELL, named, as_json(outcome))
        return outcome
    (known,) = await fetch(_TOLD, named)
    if known["fingerprint"] != _fingerprint(given):
        raise KeyReused
    told: Outcome = json.loads(known["outcome"])
    return told


async def was_done(act: str, key: str) -> bool:
    """Whether something was done with this key, and is committed."""
    return bool(await fetch(_TOLD, _named(act, key)))


def _named(act: str, key: str) -> bytes:
    return hashlib.sha256(f"{act}\0{key}".encode()).digest()


def _fingerprint(given: Mapping[str, Any]) -> bytes:
    text = json.dumps(given, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).digest()


async def forget_ended() -> None:
    """Erase what was done once so long ago that nobody asks it again, some of it each time."""
    await execute(_FORGET)
