"""The entries under one parent, and their order: a number each, then the title, then the uid."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cms.content import DEFAULT_LOCALE, localised
from cms.content.discovery import installed
from cms.database.engine import execute, fetch
from cms.editing.numbering import STEP
from cms.editing.telling import tell_drafted
from cms.errors import N_, CmsError, InvalidInput, Message, Problem

IN_ORDER = f'position, lower(unaccent({localised("title", DEFAULT_LOCALE)})) COLLATE "C", uid'
"""How the children of an entry are sorted in the tree, as SQL on ``node``."""

_CHILDREN = f"SELECT uid, content_type, position FROM node WHERE parent = $1 ORDER BY {IN_ORDER}"  # noqa: S608

_RENUMBER_NODES = """
UPDATE node SET position = m.position, updated_at = $3
FROM unnest($1::text[], $2::int[]) m (uid, position) WHERE node.uid = m.uid
"""

# The newest version is what the entry is now: only its number and its revision differ.
_KEEP_VERSIONS = """
INSERT INTO version (uid, revision, content_type, operation, at, actor, note, minor, label,
    changed, snapshot)
SELECT v.uid, v.revision + 1, v.content_type, 'reorder', $3, $4, '', false, '', '["position"]',
    v.snapshot || jsonb_build_object('position', m.position, 'revision', v.revision + 1)
FROM unnest($1::text[], $2::int[]) m (uid, position) CROSS JOIN LATERAL (
    SELECT * FROM version WHERE uid = m.uid ORDER BY revision DESC LIMIT 1) v
"""


class StaleOrder(CmsError):
    """Somebody changed the order since it was looked at; ``order`` is what it is now."""

    code = "stale_order"
    status = 409

    def __init__(self, order: Sequence[str]) -> None:
        super().__init__(
            N_("The order was changed since you looked at it. Nothing was moved; look again.")
        )
        self.order = tuple(order)


@dataclass(frozen=True)
class Sibling:
    """An entry among those with the same parent."""

    uid: str
    content_type: str
    position: int


async def children(parent: str) -> list[Sibling]:
    """What stands right under an entry, in order."""
    return [Sibling(**row) for row in await fetch(_CHILDREN, parent)]


async def parent_of(uid: str) -> str:
    """What an entry stands under; empty for the home page, and for what is not there."""
    found = await fetch("SELECT parent FROM node WHERE uid = $1", uid)
    return found[0]["parent"] or "" if found else ""


async def hold(parent: str, entry: str = "") -> None:
    """Let nobody else save the children of ``parent``, nor ``entry``, until the transaction ends.

    Always in the same order, before the lock of the tree: two that wait for each other is none.
    """
    for name in sorted(installed()):
        table = installed()[name].table._meta.tablename
        await execute(
            f'SELECT uid FROM "{table}" WHERE parent = $1 OR uid = $2 ORDER BY uid FOR NO KEY UPDATE',  # noqa: S608
            parent,
            entry,
        )


def check_seen(now: Sequence[str], expected: Sequence[str] | None) -> None:
    """Raise `StaleOrder` unless the order that somebody looked at is the order now."""
    if expected is not None and list(expected) != list(now):
        raise StaleOrder(now)


def shown(order: Sequence[Sibling], seen: Collection[str] | None) -> list[str]:
    """The uids of those that somebody can see, in order; ``None`` sees all."""
    return [one.uid for one in order if seen is None or one.uid in seen]


def last(order: Sequence[Sibling]) -> int:
    """The number of what comes in without a place of its own.

    Where nobody made an order it sorts in by title, as the others do; else it comes last.
    """
    numbers = {one.position for one in order}
    if len(numbers) < 2:
        return next(iter(numbers), 0)
    return max(numbers) + STEP


async def renumber(numbers: Mapping[str, int], order: Sequence[Sibling], *, actor: str) -> None:
    """Give these of the siblings other numbers, each with a version of its own; few statements."""
    now = datetime.now(UTC)
    for name in sorted({one.content_type for one in order if one.uid in numbers}):
        uids = [one.uid for one in order if one.uid in numbers and one.content_type == name]
        table = installed()[name].table._meta.tablename
        await execute(
            f'UPDATE "{table}" t SET position = m.position, revision = t.revision + 1,'  # noqa: S608
            " updated_at = $3, updated_by = $4"
            " FROM unnest($1::text[], $2::int[]) m (uid, position) WHERE t.uid = m.uid",
            uids,
            [numbers[uid] for uid in uids],
            now,
            actor,
        )
    if numbers:
        both = list(numbers), list(numbers.values())
        await execute(_RENUMBER_NODES, *both, now)
        await tell_drafted()
        await execute(_KEEP_VERSIONS, *both, now, actor)


def bad_position() -> InvalidInput:
    """A place in an order that cannot be one."""
    text = N_("A place in an order is a number from 0.")
    return InvalidInput([Problem("bad_position", Message(text), "position")])
