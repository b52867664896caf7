"""What each inverse means: the one place that knows the services on both sides."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cms.access import audit, sharing, standing
from cms.access.actors import Actor
from cms.access.permissions import require
from cms.access.roles import Permission, read_given
from cms.access.sharing import Local, Principal
from cms.access.standing import Changed, read_standing
from cms.content import ContentType, State
from cms.database.engine import fetch
from cms.editing import authorised, offering, reverting, text_undo, undo, working_copy
from cms.editing.copying import Copied
from cms.editing.siblings import StaleOrder
from cms.editing.undo import Inverse, UndoStale
from cms.errors import N_, CmsError, Conflict, InvalidInput, Message, NotFound
from cms.publishing import authorised_tags, reissuing
from cms.publishing.aliases import aliases
from cms.publishing.aliases.alias_input import read_alias
from cms.publishing.bin import deleting, restoring
from cms.publishing.bin.deleting import Deleted, InUse, Meanwhile
from cms.publishing.bin.restoring import AlreadyThere, Restored
from cms.publishing.links.links import WouldBreakLinks
from cms.publishing.plans import one_at_a_time
from cms.publishing.publishing import NotPublished, PublishedBelow
from cms.publishing.reissuing import Key, Public
from cms.publishing.tree import authorised_tree
from cms.publishing.tree.moving import Moved

_CHANGED_BELOW = """
WITH RECURSIVE branch AS (
    SELECT $1::varchar AS uid UNION ALL SELECT n.uid FROM node n JOIN branch b ON n.parent = b.uid)
SELECT EXISTS (SELECT FROM version v JOIN branch USING (uid) WHERE v.revision > 1) AS changed
"""
STANDING = "standing"
STALE = (
    AlreadyThere,
    StaleOrder,
    Conflict,
    InvalidInput,
    InUse,
    Meanwhile,
    NotFound,
    NotPublished,
    PublishedBelow,
    WouldBreakLinks,
    reissuing.Replaced,
    sharing.SharedSince,
)


@dataclass(frozen=True)
class Undone:
    """What was undone, and the revision of the working copy now; none if it is gone.

    Of what somebody is for the whole site, ``uid`` is the name of the user or the group.
    """

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
    revision = None if inverse.kind == STANDING else await _revision(inverse.uid)
    return Undone(inverse.kind, inverse.uid, revision)


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
    values = await working_copy.load(content_type, inverse.uid)
    if values["revision"] != inverse.arguments["revision"]:
        raise Conflict(opened=inverse.arguments["revision"], current=values["revision"])
    await _delete_alone(actor, inverse.uid, entries=1)


async def _delete_alone(actor: Actor, uid: str, *, entries: int) -> None:
    """Into the bin, unless somebody put something under it since."""
    [gone] = await deleting.delete(actor, [uid])
    if gone.entries != entries:
        raise InUse(N_("Something stands under it by now."))


async def _undo_publication(actor: Actor, inverse: Inverse) -> None:
    before, after = (Public.read(inverse.arguments[name]) for name in ("before", "after"))
    # A step that changed nothing for the public may be taken back by whoever took it.
    asked = Permission.VIEW if before.issues == after.issues else Permission.PUBLISH
    await require(actor, asked, inverse.uid, before.locale)
    await reissuing.reissue(inverse.uid, before, after, actor=actor.name)


async def _undo_publications(actor: Actor, inverse: Inverse) -> None:
    await one_at_a_time()
    await _give_back(actor, inverse.arguments["each"])


async def _give_back(actor: Actor, each: Sequence[Mapping[str, Any]]) -> None:
    """Undo many steps, the last one first: what stands above was published before what is below."""
    for one in reversed(each):
        await _undo_publication(actor, Inverse("publication", one["uid"], one))


async def _undo_move(actor: Actor, inverse: Inverse) -> None:
    arguments = inverse.arguments
    made = await authorised_tree.move(
        actor, inverse.uid, arguments["parent"], position=arguments["position"]
    )
    _check_next(made, arguments["revision"])


async def _undo_rename(actor: Actor, inverse: Inverse) -> None:
    arguments = inverse.arguments
    made = await authorised_tree.rename(actor, inverse.uid, arguments["locale"], arguments["slug"])
    _check_next(made, arguments["revision"])


def _check_next(made: Moved, revision: int) -> None:
    """It must be the first change after the one that is undone; else nothing stays of it."""
    if made.revision > revision + 1:
        raise Conflict(opened=revision, current=made.revision - 1)


async def _undo_order(actor: Actor, inverse: Inverse) -> None:
    before, after = inverse.arguments["before"], inverse.arguments["after"]
    await authorised_tree.reorder(actor, inverse.uid, before, if_order=after)


async def _undo_copy(actor: Actor, inverse: Inverse) -> None:
    if (await fetch(_CHANGED_BELOW, inverse.uid))[0]["changed"]:
        raise InUse(N_("The copies were changed since."))
    await _delete_alone(actor, inverse.uid, entries=inverse.arguments["entries"])


async def _undo_delete(actor: Actor, inverse: Inverse) -> None:
    """Everything out of the bin, the relations that were emptied, and what the public read.

    All must be as it was left; else it can be restored from the bin, as drafts.
    """
    await one_at_a_time()
    unlinked: Mapping[str, int] = inverse.arguments["unlinked"]
    emptied = [await _held(uid, revision) for uid, revision in sorted(unlinked.items())]
    for bin_id in inverse.arguments["bins"]:
        await restoring.restore(actor, bin_id)
    for content_type, uid, revision in emptied:
        await reverting.revert(content_type, uid, revision - 1, revision=revision, actor=actor.name)
    await _give_back(actor, inverse.arguments["stood"])


async def _held(uid: str, revision: int) -> tuple[ContentType, str, int]:
    """An entry that is in this revision still, held until the transaction ends."""
    content_type = await working_copy.content_type_of(uid)
    values = await working_copy.load(content_type, uid, lock=True)
    if values["revision"] != revision:
        raise Conflict(opened=revision, current=values["revision"])
    return content_type, uid, revision


async def _undo_share(actor: Actor, inverse: Inverse) -> None:
    before, after = (_read_local(inverse.arguments[name]) for name in ("before", "after"))
    await sharing.share_again(actor, inverse.uid, before, after)


async def _undo_standing(actor: Actor, inverse: Inverse) -> None:
    group = inverse.arguments["group"]
    whose = Principal(group=inverse.uid) if group else Principal(user=inverse.uid)
    before, after = (read_standing(inverse.arguments[name]) for name in ("before", "after"))
    await standing.change_back(actor, whose, before, after)


async def _undo_restore(actor: Actor, inverse: Inverse) -> None:
    await _delete_alone(actor, inverse.uid, entries=inverse.arguments["entries"])


async def _undo_name(actor: Actor, inverse: Inverse) -> None:
    arguments = inverse.arguments
    before, revision = arguments["before"], arguments["revision"]
    since, _ = await authorised.name_version(actor, inverse.uid, revision, before)
    _check_since(since, arguments["after"])


async def _undo_alias(actor: Actor, inverse: Inverse) -> None:
    before, after, alias_id = (inverse.arguments[name] for name in ("before", "after", "id"))
    if after:
        await aliases.hold()
        _check_since((await aliases.alias(actor, alias_id)).says, read_alias(after))
    if before:
        await aliases.save(actor, before, alias_id if after else None)
    else:
        await aliases.delete(actor, alias_id)


async def _undo_tag(actor: Actor, inverse: Inverse) -> None:
    before, after, key = (inverse.arguments[name] for name in ("before", "after", "key"))
    if after is None:
        await authorised_tags.add(actor, key, before)
    elif before is None:
        _check_since((await authorised_tags.delete(actor, key)).before, after)
    else:
        _check_since((await authorised_tags.rename(actor, key, before)).before, after)


def _check_since(now: object, after: object) -> None:
    """It must be as it was left; else nothing stays of what was undone."""
    if now != after:
        raise InUse(N_("Somebody changed it since."))


async def _undo_offer(actor: Actor, inverse: Inverse) -> None:
    known = (await offering.offered([inverse.uid])).get(inverse.uid)
    if known is None or known.revision != inverse.arguments["revision"]:
        raise Conflict(opened=inverse.arguments["revision"], current=known.revision if known else 0)
    await offering.take_back(actor, inverse.uid)


async def _undo_taking_back(actor: Actor, inverse: Inverse) -> None:
    _, _, revision = await _held(inverse.uid, inverse.arguments["revision"])
    if await offering.offered([inverse.uid]):
        raise Conflict(opened=revision, current=revision)
    await offering.offer(actor, inverse.uid)


ACTS: Mapping[str, Callable[[Actor, Inverse], Awaitable[None]]] = {
    "save": _undo_save,
    "create": _undo_create,
    "publication": _undo_publication,
    "publications": _undo_publications,
    "move": _undo_move,
    "rename": _undo_rename,
    "order": _undo_order,
    "copy": _undo_copy,
    "delete": _undo_delete,
    "restore": _undo_restore,
    "share": _undo_share,
    STANDING: _undo_standing,
    "name": _undo_name,
    "alias": _undo_alias,
    "tag": _undo_tag,
    "texts": text_undo.undo_texts,
    "offer": _undo_offer,
    "take_back": _undo_taking_back,
}


async def since(uid: str, before: Public) -> Inverse | None:
    """The inverse of what was done to what the public reads, since `reissuing.public` looked."""
    found = await since_each({(uid, before.locale): before}, [(uid, before.locale)])
    return found.get((uid, before.locale))


async def since_each(before: Mapping[Key, Public], done: Sequence[Key]) -> dict[Key, Inverse]:
    """The inverse of each of these steps, since `reissuing.publics` looked; none if it changed nothing."""
    after = await reissuing.publics(key for key in done if key in before)
    return {
        key: Inverse("publication", key[0], _step(key[0], before[key], now))
        for key, now in after.items()
        if now != before[key]
    }


def of_steps(steps: Mapping[Key, Inverse]) -> Inverse | None:
    """The inverse of all of these together, in the order in which they were taken."""
    each = [one.arguments for one in steps.values()]
    return Inverse("publications", each[0]["uid"], {"each": each}) if each else None


def _step(uid: str, before: Public, after: Public) -> dict[str, Any]:
    return {"uid": uid, "before": before.written(), "after": after.written()}


def of_move(made: Moved) -> Inverse:
    """The inverse of a move: back to where it stood."""
    before = {"parent": made.before.parent, "position": made.before.position}
    return Inverse("move", made.uid, {**before, "revision": made.revision})


def of_rename(made: Moved, locale: str) -> Inverse:
    """The inverse of a rename in one language."""
    before = {"locale": locale, "slug": made.before.slugs[locale]}
    return Inverse("rename", made.uid, {**before, "revision": made.revision})


def of_order(parent: str, before: Sequence[str], after: Sequence[str]) -> Inverse:
    """The inverse of another order under ``parent``."""
    return Inverse("order", parent, {"before": list(before), "after": list(after)})


def of_copy(made: Copied) -> Inverse:
    """The inverse of a copy, as long as nobody changed the copies."""
    return Inverse("copy", made.uid, {"entries": made.number})


def of_delete(gone: Sequence[Deleted]) -> Inverse:
    """The inverse of a deletion: everything out of the bin, referred to and public as it was."""
    unlinked = {uid: revision for one in gone for uid, revision in one.unlinked.items()}
    bins = [one.bin_id for one in gone]
    stood = [
        _step(uid, was, Public(was.locale, State.PRIVATE, ()))
        for one in gone
        for uid, was in one.stood
    ]
    return Inverse("delete", gone[0].uid, {"bins": bins, "unlinked": unlinked, "stood": stood})


def of_restore(made: Restored) -> Inverse:
    """The inverse of a restoration: into the bin again."""
    return Inverse("restore", made.uid, {"entries": made.entries})


def of_share(uid: str, before: Local, after: Local) -> Inverse | None:
    """The inverse of sharing: who had which role on the entry itself, and whether it was blocked."""
    if before == after:
        return None
    return Inverse("share", uid, {"before": _written_local(before), "after": _written_local(after)})


def of_standing(made: Changed) -> Inverse | None:
    """The inverse of a change of roles for the whole site, or of who is in a group."""
    if made.before == made.after:
        return None
    whose = made.principal
    arguments = {"before": made.before.written(), "after": made.after.written()}
    return Inverse(STANDING, whose.group or whose.user, arguments | {"group": bool(whose.group)})


def of_name(uid: str, revision: int, before: str, after: str) -> Inverse | None:
    """The inverse of naming a version."""
    if before == after:
        return None
    return Inverse("name", uid, {"revision": revision, "before": before, "after": after})


def of_alias(made: aliases.Change) -> Inverse | None:
    """The inverse of saving or deleting an alias, which concerns no entry of its own."""
    if made.before == made.after:
        return None
    before, after = (one.row() if one else None for one in (made.before, made.after))
    return Inverse("alias", "", {"id": made.id, "before": before, "after": after})


def of_tag(made: authorised_tags.Change) -> Inverse | None:
    """The inverse of adding, renaming or deleting a tag."""
    if made.before == made.after:
        return None
    return Inverse("tag", "", {"key": made.key, "before": made.before, "after": made.after})


def _written_local(local: Local) -> dict[str, Any]:
    roles = [
        [principal.user, principal.group, *sorted(map(str, given))]
        for principal, given in sorted(local.roles.items())
    ]
    return {"roles": roles, "blocked": local.blocked}


def _read_local(written: Mapping[str, Any]) -> Local:
    roles = {
        Principal(user, group): frozenset(map(read_given, given))
        for user, group, *given in written["roles"]
    }
    return Local(roles, written["blocked"])
