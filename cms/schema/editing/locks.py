"""Who is editing an entry: being marked as such, and taking over. It keeps nobody from saving."""

from collections.abc import Awaitable, Callable
from typing import Annotated

import strawberry

from cms.editing import locks as services
from cms.schema.context import Info
from cms.schema.editing import outcomes
from cms.schema.editing.acts import performed
from cms.schema.editing.outcomes import EditLock, Teller, edit_lock


@strawberry.type(description="You are marked as editing an entry, for two minutes.")
class Editing:
    uid: strawberry.ID
    lock: EditLock
    token: strawberry.ID = strawberry.field(description="Give it to `keepLock` and `releaseLock`.")
    heartbeat: int = strawberry.field(description="After so many seconds, call `keepLock`.")


@strawberry.type(description="You are not marked as editing the entry by this token any more.")
class EditingEnded:
    uid: strawberry.ID


LockResult = Annotated[
    Editing | outcomes.LockHeld | outcomes.Always,
    strawberry.union("LockResult", description="What came of marking somebody as editing."),
]
ReleaseResult = Annotated[
    EditingEnded | outcomes.Always,
    strawberry.union("ReleaseResult", description="What came of releasing a lock."),
]
Take = Callable[[], Awaitable[tuple[services.Lock, str]]]


async def take_lock(info: Info, uid: strawberry.ID) -> LockResult:
    """Be marked as editing an entry, unless somebody else is."""
    return await _locked(info, lambda: services.take(info.context.actor, uid))


async def steal_lock(info: Info, uid: strawberry.ID) -> LockResult:
    """Be marked as editing an entry, whoever else is; the audit log keeps it."""
    return await _locked(info, lambda: services.steal(info.context.actor, uid))


async def keep_lock(info: Info, uid: strawberry.ID, token: strawberry.ID) -> LockResult:
    """Stay marked as editing an entry; `lock_lost` when it ended, or is somebody else's by now."""

    async def take() -> tuple[services.Lock, str]:
        return await services.renew(info.context.actor, uid, token), token

    return await _locked(info, take)


async def release_lock(info: Info, uid: strawberry.ID, token: strawberry.ID) -> ReleaseResult:
    """Be marked as editing an entry no longer; nothing happens when another has the lock by now."""

    async def act() -> EditingEnded:
        await services.release(info.context.actor, uid, token)
        return EditingEnded(uid=uid)

    found: ReleaseResult = await performed(info, Teller(info.context.reader), act)
    return found


async def _locked(info: Info, take: Take) -> LockResult:
    async def act() -> Editing:
        lock, token = await take()
        return Editing(
            uid=strawberry.ID(lock.uid),
            lock=edit_lock(lock),
            token=strawberry.ID(token),
            heartbeat=services.HEARTBEAT_SECONDS,
        )

    found: LockResult = await performed(info, Teller(info.context.reader), act)
    return found
