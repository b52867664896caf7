"""What each inverse means: the one place that knows the services on both sides."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from cms.access import audit
from cms.access.actors import Actor
from cms.access.permissions import require
from cms.access.roles import Permission
from cms.database.engine import execute
from cms.editing import authorised, undo, working_copy
from cms.editing.deleting import InUse
from cms.editing.undo import Inverse, UndoStale
from cms.errors import N_, CmsError, Conflict, InvalidInput, Message, NotFound
from cms.publishing import reissuing
from cms.publishing.publishing import PUBLISHING_LOCK, NotPublished, PublishedBelow
from cms.publishing.reissuing import Public

STALE = (Conflict, InvalidInput, InUse, NotFound, NotPublished, PublishedBelow, reissuing.Replaced)


@dataclass(frozen=True)
class Undone:
    """What was undone, and the revision of the working copy now; none if it is gone."""

    kind: str
    uid: str
    revision: int | None


async def undo_act(actor: Actor, token: str) -> Undone:
    """Do the inverse of what the token was given for, as a new act: history only grows.

    Raises `UndoUnknown`, `UndoStale` when something changed since, and `Denied` when the actor may
    not do it any more. Call it inside `writing()`.
    """
    inverse = await undo.redeem(actor, token)
    await audit.note(actor.name, "undo", inverse.uid, kind=inverse.kind)
    try:
        await ACTS[inverse.kind](actor, inverse)
    except STALE as error:
        raise UndoStale(_reason(error)) from error
    return Undone(inverse.kind, inverse.uid, await _revision(inverse.uid))


def _reason(error: CmsError) -> Message:
    if isinstance(error, Conflict):
        return Message(N_("Somebody changed it since."))
    return error.problems[0].message if isinstance(error, InvalidInput) else error.message


async def _revision(uid: str) -> int | None:
    try:
        content_type = await working_copy.content_type_of(uid)
        values = await working_copy.load(content_type, uid)
    except NotFound:
        return None
    return int(values["revision"])


async def _undo_save(actor: Actor, inverse: Inverse) -> None:
    content_type = await working_copy.content_type_of(inverse.uid)
    await authorised.undo_save(actor, content_type, inverse.uid, inverse.arguments["revision"])


async def _undo_create(actor: Actor, inverse: Inverse) -> None:
    content_type = await working_copy.content_type_of(inverse.uid)
    values = await working_copy.load(content_type, inverse.uid, lock=True)
    if values["revision"] != inverse.arguments["revision"]:
        raise Conflict(opened=inverse.arguments["revision"], current=values["revision"])
    await authorised.delete(actor, content_type, inverse.uid)


async def _undo_publication(actor: Actor, inverse: Inverse) -> None:
    before, after = (Public.read(inverse.arguments[name]) for name in ("before", "after"))
    await require(actor, Permission.PUBLISH, inverse.uid, before.locale)
    await execute("SELECT pg_advisory_xact_lock($1)", PUBLISHING_LOCK)
    await reissuing.reissue(inverse.uid, before, after, actor=actor.name)


ACTS: Mapping[str, Callable[[Actor, Inverse], Awaitable[None]]] = {
    "save": _undo_save,
    "create": _undo_create,
    "publication": _undo_publication,
}


async def since(uid: str, before: Public) -> Inverse | None:
    """The inverse of what was done to what the public reads, since `reissuing.public` looked."""
    after = await reissuing.public(uid, before.locale)
    if after == before:
        return None
    return Inverse("publication", uid, {"before": before.written(), "after": after.written()})
