"""Undoing: each act says what its inverse is; a token lets its maker do that, once, for an hour.

An `Inverse` is a name and plain values. What the name means is said in one place, above the
services that it takes: `cms.publishing.undoing`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cms.access import tokens
from cms.access.actors import Actor
from cms.database.engine import as_json, execute, fetch
from cms.editing.saving import Saved
from cms.errors import N_, CmsError, Message

LIFETIME = "1 hour"

_OFFER = f"""
INSERT INTO undo (token, actor, kind, uid, arguments, expires_at)
VALUES ($1, $2, $3, $4, $5, clock_timestamp() + interval '{LIFETIME}')
"""  # noqa: S608 - our own text
_REDEEM = """
DELETE FROM undo WHERE token = $1 AND actor = $2 AND expires_at > clock_timestamp()
RETURNING kind, uid, arguments
"""
# Rows that somebody is redeeming now are left for the next time.
_FORGET = """
DELETE FROM undo WHERE token IN (
    SELECT token FROM undo WHERE expires_at <= clock_timestamp() FOR UPDATE SKIP LOCKED)
"""


class UndoUnknown(CmsError):
    """There is no such token for this person: used, expired, or never given to them."""

    code = "undo_unknown"
    status = 404

    def __init__(self) -> None:
        super().__init__(N_("This cannot be undone any more: it was undone, or is too long ago."))


class UndoStale(CmsError):
    """Something changed since: undoing would undo that too. ``reason`` says what."""

    code = "undo_stale"
    status = 409

    def __init__(self, reason: Message) -> None:
        super().__init__(N_("This cannot be undone any more. {reason}"), reason=reason)


@dataclass(frozen=True)
class Inverse:
    """What would undo an act on the entry ``uid``; ``arguments`` are JSON."""

    kind: str
    uid: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


async def offer(actor: Actor, inverse: Inverse | None) -> str | None:
    """A token with which this actor can `undo` what they just did; `None` if there is nothing.

    Call it inside the `writing()` of the act: one does not stay without the other.
    """
    if inverse is None:
        return None
    token = tokens.mint()
    await forget_ended()
    await execute(
        _OFFER, tokens.digest(token).hex(), actor.name, inverse.kind, inverse.uid,
        as_json(inverse.arguments),
    )  # fmt: skip
    return token


async def redeem(actor: Actor, token: str) -> Inverse:
    """What the token stands for; it is used up unless the transaction fails. Raises `UndoUnknown`."""
    found = await fetch(_REDEEM, tokens.digest(token).hex(), actor.name)
    if not found:
        raise UndoUnknown
    row = found[0]
    return Inverse(row["kind"], row["uid"], json.loads(row["arguments"]))


def of_save(saved: Saved) -> Inverse | None:
    """The inverse of a save or revert: what the entry was before."""
    if not saved.changed:
        return None
    return Inverse("save", saved.uid, {"revision": saved.revision})


def of_create(saved: Saved) -> Inverse:
    """The inverse of a creation or copy: as if it had never been."""
    return Inverse("create", saved.uid, {"revision": saved.revision})


async def forget_ended() -> None:
    """Erase what can be undone no more."""
    await execute(_FORGET)
