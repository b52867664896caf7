"""Deleting: a branch goes to the bin as one unit, with all it takes to bring it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cms.access import audit
from cms.access.actors import Actor
from cms.access.permissions import Denied, decide, facts_of, not_found
from cms.access.roles import Permission
from cms.content import LOCALES, ContentType, State, Values
from cms.content.discovery import installed
from cms.database.engine import execute, fetch
from cms.editing import checks, versions, working_copy
from cms.editing.telling import tell_drafted
from cms.editing.versions import Remark
from cms.errors import N_, CmsError
from cms.publishing import drafts, outbox, publishing, reissuing
from cms.publishing.bin import binning
from cms.publishing.denials import denied_below
from cms.publishing.links import links
from cms.publishing.plans import one_at_a_time
from cms.publishing.reissuing import Public
from cms.publishing.relations import relation_columns, without

_BRANCHES = """
WITH RECURSIVE branch AS (
    SELECT uid, content_type, parent, uid AS top, 0 AS depth, position FROM node
    WHERE uid = ANY($1::text[])
    UNION ALL
    SELECT n.uid, n.content_type, n.parent, b.top, b.depth + 1, n.position
    FROM node n JOIN branch b ON n.parent = b.uid)
SELECT * FROM branch ORDER BY depth, position, uid
"""

# From the bottom up, as the public reads it: editors may have moved what was not published since.
_PUBLIC = """
SELECT uid, locale FROM publication
WHERE uid = ANY($1::varchar[]) AND valid && tstzrange(statement_timestamp(), NULL)
GROUP BY uid, locale
ORDER BY max(length(path) - length(replace(path, '/', ''))) DESC, uid, locale
"""


class InUse(CmsError):
    """Something still needs what was to be deleted."""

    code = "in_use"
    status = 409


class Meanwhile(CmsError):
    """Somebody changed the tree or a reference just now."""

    code = "changed_meanwhile"
    status = 409


@dataclass(frozen=True)
class Deleted:
    """What went to the bin at once: ``entries`` of them, of which ``retracted`` were public.

    ``unlinked`` are the entries elsewhere in which a relation was emptied, each with the revision
    that this made of it. ``stood`` tells how each entry stood in a language in which it was not just
    a draft, what is below before what is above it.
    """

    bin_id: int
    uid: str
    entries: int
    retracted: int
    unlinked: Mapping[str, int]
    stood: tuple[tuple[str, Public], ...] = ()


@dataclass(frozen=True)
class Member:
    """An entry of a branch."""

    uid: str
    content_type: ContentType
    parent: str | None


@dataclass(frozen=True)
class Plan:
    """What a deletion concerns: branches by the entry on top, and what refers to them."""

    branches: Mapping[str, tuple[Member, ...]]
    public: tuple[tuple[str, str], ...]
    referring: frozenset[str] = field(default_factory=frozenset)

    @property
    def members(self) -> list[Member]:
        return [one for branch in self.branches.values() for one in branch]

    @property
    def uids(self) -> list[str]:
        return [one.uid for one in self.members]


async def delete(
    actor: Actor, uids: Sequence[str], *, break_links: bool = False
) -> tuple[Deleted, ...]:
    """Put entries into the bin, each with all that stands under it; what is public is retracted.

    Raises `NotFound`; `Denied` unless the actor may delete every one of them, and publish in each
    language that is retracted; `InUse` for a home page with something under it; `WouldBreakLinks`
    unless ``break_links``: then relations elsewhere are emptied, and links in texts lead nowhere;
    `Meanwhile` when somebody changed the tree just now. Call it inside `writing()`.
    """
    now = await one_at_a_time()
    plan = await _plan(uids)
    await _check_allowed(actor, plan)
    await _lock(plan)
    if await _plan(uids) != plan:
        raise Meanwhile(N_("Somebody changed this just now. Look again, then repeat it."))
    _check_home(plan)
    if not break_links:
        await links.check_links(actor, plan.uids)
    stood = await _stood(plan)
    await _retract(actor, plan)
    unlinked = await _unlink(actor, plan)
    done = [await _bin(actor, plan, top, unlinked, stood) for top in plan.branches]
    await _remove(plan)
    for uid, locale in sorted(plan.public):
        await outbox.note("deleted", uid, locale, now, actor.name)
    return tuple(done)


async def _plan(uids: Sequence[str]) -> Plan:
    rows = await fetch(_BRANCHES, list(uids))
    known = {row["uid"] for row in rows}
    for uid in uids:
        if uid not in known:
            raise not_found(uid)
    below = {row["uid"] for row in rows if row["depth"] > 0}
    branches: dict[str, tuple[Member, ...]] = {}
    for row in rows:
        if row["top"] not in below:
            one = Member(row["uid"], installed()[row["content_type"]], row["parent"])
            branches[row["top"]] = (*branches.get(row["top"], ()), one)
    public = await fetch(_PUBLIC, list(known))
    referring = await links.edited_referring_to(list(known))
    found = tuple((row["uid"], row["locale"]) for row in public)
    return Plan(branches, found, frozenset(referring))


async def _check_allowed(actor: Actor, plan: Plan) -> None:
    facts = await facts_of(actor, plan.uids)
    for top in plan.branches:
        if not decide(actor, Permission.VIEW, facts[top]).allowed:
            raise not_found(top)
    wanted: list[tuple[Permission, str, str | None]]
    wanted = [(Permission.DELETE, uid, None) for uid in plan.uids]
    wanted += [(Permission.PUBLISH, uid, locale) for uid, locale in sorted(plan.public)]
    refused = [
        (permission, uid)
        for permission, uid, locale in wanted
        if not decide(actor, permission, facts[uid], locale).allowed
    ]
    for permission, uid in refused:
        if uid in plan.branches:
            raise Denied(permission)
    if refused:
        missing = refused[0][0]
        lacking = [uid for permission, uid in refused if permission is missing]
        raise await denied_below(actor, missing, facts, lacking)


def _check_home(plan: Plan) -> None:
    for branch in plan.branches.values():
        if branch[0].parent is None and len(branch) > 1:
            raise InUse(N_("This is the home page. First move or delete what stands under it."))


async def _lock(plan: Plan) -> None:
    """Hold every row that will change, then the tree: in the order in which saving does.

    Who makes an entry holds the tree and then refers to others: until the tree is ours, references
    to the rows are let through; those that came are seen when all is looked at again.
    """
    await _lock_rows([*plan.uids, *plan.referring], "NO KEY UPDATE")
    await checks.lock_tree()
    await _lock_rows(plan.uids, "UPDATE")


async def _lock_rows(uids: list[str], strength: str) -> None:
    for content_type in installed().values():
        name = content_type.table._meta.tablename
        await execute(
            f'SELECT FROM "{name}" WHERE uid = ANY($1::varchar[]) ORDER BY uid FOR {strength}', uids
        )


async def _stood(plan: Plan) -> list[tuple[str, Public]]:
    """What undoing it gives back: what was public from the bottom up, after what was not."""
    found = await reissuing.publics([(uid, locale) for uid in plan.uids for locale in LOCALES])
    rest = [key for key in found if key not in set(plan.public)]
    return [
        (key[0], found[key])
        for key in (*rest, *plan.public)
        if found[key].issues or found[key].state != State.PRIVATE
    ]


async def _retract(actor: Actor, plan: Plan) -> None:
    types = {one.uid: one.content_type for one in plan.members}
    for uid, locale in plan.public:
        await publishing.retract(types[uid], uid, locale, actor=actor.name)


async def _unlink(actor: Actor, plan: Plan) -> dict[str, int]:
    """Empty the relations that others have to what goes: a new version of each of them."""
    gone, made = frozenset(plan.uids), {}
    for uid in sorted(plan.referring):
        content_type = await working_copy.content_type_of(uid)
        before = await working_copy.load(content_type, uid)
        after, names = without(content_type, before, gone)
        if names:
            await _save(actor, content_type, before, after, names)
            made[uid] = after["revision"]
    return made


async def _save(
    actor: Actor, content_type: ContentType, before: Values, after: Values, names: list[str]
) -> None:
    now = datetime.now(UTC)
    after |= {"revision": before["revision"] + 1, "updated_at": now, "updated_by": actor.name}
    await working_copy.store(content_type, before, after)
    remark = Remark(minor=True, operation="unlink")
    await versions.record(content_type, after, remark, changed=names)


async def _bin(
    actor: Actor,
    plan: Plan,
    top: str,
    unlinked: Mapping[str, int],
    stood: Sequence[tuple[str, Public]],
) -> Deleted:
    branch = plan.branches[top]
    kept = []
    for member in branch:
        values = await working_copy.load(member.content_type, member.uid)
        values.update(revision=values["revision"] + 1, updated_at=datetime.now(UTC))
        values["updated_by"] = actor.name
        remark = Remark(operation="delete")
        await versions.record(member.content_type, values, remark, changed=[])
        kept.append((member.content_type, values))
    bin_id = await binning.keep(actor, kept, unlinked)
    uids = {one.uid for one in branch}
    retracted = len({uid for uid, _ in plan.public} & uids)
    await audit.note(actor.name, "delete", top, entries=len(branch), retracted=retracted,
                     unlinked=len(unlinked))  # fmt: skip
    ours = tuple((uid, was) for uid, was in stood if uid in uids)
    return Deleted(bin_id, top, len(branch), retracted, unlinked, ours)


async def _remove(plan: Plan) -> None:
    """Take the rows away: first what they refer to each other with, then the rows, then the nodes."""
    uids = plan.uids
    for content_type in installed().values():
        own = content_type.table._meta.tablename
        for rows in content_type.rows:
            name = rows.table._meta.tablename
            await execute(f'DELETE FROM "{name}" WHERE owner = ANY($1::varchar[])', uids)
        columns = relation_columns(content_type.plain_fields)
        if columns:
            emptied = ", ".join(f'"{column}" = NULL' for column in columns)
            await execute(f'UPDATE "{own}" SET {emptied} WHERE uid = ANY($1::varchar[])', uids)
    for content_type in installed().values():
        own = content_type.table._meta.tablename
        await execute(f'DELETE FROM "{own}" WHERE uid = ANY($1::varchar[])', uids)
    await drafts.hold()
    await execute("DELETE FROM node WHERE uid = ANY($1::varchar[])", uids)
    await tell_drafted()
