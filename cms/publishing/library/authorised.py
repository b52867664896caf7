"""The media library for people.

Whoever may view anything finds its files, and whoever may edit anything adds some. Changing and
deleting them takes that permission for the whole site, since the public reads them at once; one's own
file, as long as the public does not see it, takes it anywhere.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from cms.access import audit
from cms.access.actors import Actor
from cms.access.permissions import Denied, may, may_somewhere
from cms.access.roles import Permission
from cms.content import Values
from cms.database.engine import execute, fetch, writing
from cms.errors import N_
from cms.media import renditions
from cms.media.inspect import Inspected, inspected
from cms.publishing.bin.deleting import InUse
from cms.publishing.library import described, finding, receiving, rows, using
from cms.publishing.library.finding import Beyond, Listing, Wanted
from cms.publishing.library.using import Uses

_HISTORY = """
SELECT at, actor, act FROM audit WHERE subject = $1 AND act LIKE 'file.%' ORDER BY id DESC LIMIT 100
"""


class FileInUse(InUse):
    """A file is shown somewhere: ``uses`` says where."""

    def __init__(self, uses: Uses) -> None:
        super().__init__(
            N_(
                "This file is in use (entries: {number}). Take it out of them and publish that first."
            ),
            number=uses.total,
        )
        self.uses = uses


async def receive(
    path: Path,
    name: str,
    values: Mapping[str, Any] | None = None,
    *,
    actor: Actor,
    again: bool = False,
) -> Values:
    """Take a whole file from this disk into the library, with ``values`` of it as `describe` takes.

    The bytes are kept first and the row after: call it outside `writing()`, since looking into a file
    takes a while. What is at ``path`` stays there. Raises `Denied`, `InvalidInput`, `DiskFull` and,
    unless ``again``, `AlreadyThere`.
    """
    typed = described.read(values or {})
    async with looked_into(path, name, actor=actor) as made, writing():
        return await take(made, typed, actor=actor, again=again)


@asynccontextmanager
async def looked_into(path: Path, name: str, *, actor: Actor) -> AsyncIterator[Inspected]:
    """The first half of `receive`, outside a transaction: what is in a file, while the block runs."""
    await check_may_add(actor)
    made = await inspected(path, name)
    try:
        yield made
    finally:
        receiving.forget_kept(made.path)


async def take(made: Inspected, typed: Values, *, actor: Actor, again: bool = False) -> Values:
    """The second half, inside `writing()`: the row. ``typed`` is as `described.read` gives it."""
    await check_may_add(actor)
    added = await receiving.add(made, typed, actor.name, again=again)
    await audit.note(actor.name, "file.add", added["uid"], name=added["name"])
    return added


async def replace(uid: str, path: Path, name: str, *, revision: int, actor: Actor) -> Values:
    """Another content for the same file: all that shows it shows that. As `receive`, and `Conflict`."""
    await _require(actor, Permission.EDIT, await rows.load(uid))
    made = await inspected(path, name)
    try:
        async with writing():
            held = await _held(actor, Permission.EDIT, uid, revision)
            changed = await receiving.put_in_place(held, made, actor.name)
            await audit.note(actor.name, "file.replace", uid, name=changed["name"])
    finally:
        receiving.forget_kept(made.path)
    return changed


async def describe(uid: str, values: Mapping[str, Any], *, revision: int, actor: Actor) -> Values:
    """Write what is said of a file: name, alt by language, credit, licence, focus, folder, tags.

    Call it inside `writing()`. Raises `Denied`, `InvalidInput`, `NotFound`, and `Conflict`.
    """
    await _require(actor, Permission.EDIT, await rows.load(uid))
    typed = described.read(values)
    held = await _held(actor, Permission.EDIT, uid, revision)
    if "name" in typed:
        typed["name"] = described.renamed(held["name"], typed["name"])
    changed = await rows.change(held, typed, actor.name)
    if changed["revision"] != held["revision"]:
        await audit.note(actor.name, "file.describe", uid, fields=sorted(typed))
    return changed


async def delete(uid: str, *, actor: Actor) -> None:
    """Forget a file that nothing uses; its bytes go later, if no other file has them.

    Call it inside `writing()`. Raises `Denied`, `NotFound`, and `FileInUse`.
    """
    await _require(actor, Permission.DELETE, await rows.load(uid))
    held = await _held(actor, Permission.DELETE, uid)
    found = await using.uses(uid, actor)
    if found.total:
        raise FileInUse(found)
    await execute("DELETE FROM asset WHERE uid = $1", uid)
    await rows.tell(uid)
    await renditions.forget(uid)  # should this not be committed, they are made again
    await audit.note(actor.name, "file.delete", uid, name=held["name"])


async def uses(uid: str, actor: Actor) -> Uses:
    """Which entries use a file. Raises `Denied` and `NotFound`."""
    await load(uid, actor)
    return await using.uses(uid, actor)


async def load(uid: str, actor: Actor) -> Values:
    """What is known of a file, by column name. Raises `Denied` and `NotFound`."""
    await check_may_see(actor)
    return await rows.load(uid)


async def several(uids: Sequence[str], actor: Actor) -> list[Values]:
    """The same of several files; those that are not there are left out. Raises `Denied`."""
    await check_may_see(actor)
    return await rows.several(uids)


async def listing(actor: Actor, wanted: Wanted, *, first: int, offset: int = 0) -> Listing:
    """A page of the files that are wanted. Raises `Denied`."""
    await check_may_see(actor)
    return await finding.listing(wanted, first=first, offset=offset)


async def newest(
    actor: Actor, wanted: Wanted, *, first: int, beyond: Beyond | None = None
) -> list[Values]:
    """The newest files that are wanted, or those after a place. Raises `Denied`."""
    await check_may_see(actor)
    return await finding.newest(wanted, first=first, beyond=beyond)


async def number(actor: Actor, wanted: Wanted) -> int:
    """How many files are wanted. Raises `Denied`."""
    await check_may_see(actor)
    return await finding.number(wanted)


async def folders(actor: Actor) -> list[tuple[str, int]]:
    """The folders that have files right in them, and how many. Raises `Denied`."""
    await check_may_see(actor)
    return await finding.folders()


async def tags(actor: Actor) -> list[tuple[str, int]]:
    """The tags that files have, and how many have each. Raises `Denied`."""
    await check_may_see(actor)
    return await finding.tags()


async def history(uid: str, actor: Actor) -> list[tuple[datetime, str, str]]:
    """When who did what to a file (``file.add``, …), the newest first. Raises `Denied`, `NotFound`."""
    await load(uid, actor)
    return [(row["at"], row["actor"], row["act"]) for row in await fetch(_HISTORY, uid)]


async def may_change(uid: str, actor: Actor) -> frozenset[Permission]:
    """Which of *edit* and *delete* the actor has of a file. Raises `NotFound`."""
    values = await rows.load(uid)
    both = (Permission.EDIT, Permission.DELETE)
    return frozenset([one for one in both if await _may(actor, one, values)])


async def check_may_see(actor: Actor) -> None:
    """Raise `Denied` for whoever may view nothing."""
    if not await may_somewhere(actor, Permission.VIEW):
        raise Denied(Permission.VIEW)


async def check_may_add(actor: Actor) -> None:
    """Raise `Denied` for whoever may edit nothing: before anything is taken from them."""
    if not await may_somewhere(actor, Permission.EDIT):
        raise Denied(Permission.EDIT)


async def check_may_replace(uid: str, actor: Actor) -> None:
    """Raise `Denied`, or `NotFound`, as `replace` would."""
    await _require(actor, Permission.EDIT, await rows.load(uid))


def check_said(values: Mapping[str, Any]) -> None:
    """Raise `InvalidInput` as `receive` would for what is said of a file."""
    described.read(values)


async def _held(
    actor: Actor, permission: Permission, uid: str, revision: int | None = None
) -> Values:
    """`rows.hold`, and asked once more: meanwhile it may have been published, or a role taken."""
    held = await rows.hold(uid, revision)
    await _require(actor, permission, held)
    return held


async def _require(actor: Actor, permission: Permission, values: Values) -> None:
    if not await _may(actor, permission, values):
        raise Denied(permission)


async def _may(actor: Actor, permission: Permission, values: Values) -> bool:
    if await may(actor, permission):
        return True
    own = values["created_by"] == actor.name and await may_somewhere(actor, permission)
    return own and not await using.is_public(values["uid"])
