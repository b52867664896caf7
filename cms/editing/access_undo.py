"""The inverses of sharing, of giving roles, and of deleting a group."""

from collections.abc import Mapping
from typing import Any

from cms.access import sharing, standing
from cms.access.actors import Actor
from cms.access.groups import DeletedGroup
from cms.access.roles import read_given
from cms.access.sharing import Local, Principal
from cms.access.standing import Changed, read_standing
from cms.editing.undo import Inverse

STANDING, GROUP = "standing", "group"
OF_PEOPLE = frozenset({STANDING, GROUP})
"""What concerns no entry: the ``uid`` of these is the name of a user or a group."""


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


def of_deleted_group(gone: DeletedGroup) -> Inverse:
    """The inverse of deleting a group: its roles, its members and what was shared with it."""
    return Inverse(GROUP, gone.name, gone.written())


async def undo_share(actor: Actor, inverse: Inverse) -> None:
    """Make it so again; raises as `sharing.share_again`."""
    before, after = (_read_local(inverse.arguments[name]) for name in ("before", "after"))
    await sharing.share_again(actor, inverse.uid, before, after)


async def undo_standing(actor: Actor, inverse: Inverse) -> None:
    """Make it so again; raises as `standing.change_back`."""
    group = inverse.arguments["group"]
    whose = Principal(group=inverse.uid) if group else Principal(user=inverse.uid)
    before, after = (read_standing(inverse.arguments[name]) for name in ("before", "after"))
    await standing.change_back(actor, whose, before, after)


async def undo_deleted_group(actor: Actor, inverse: Inverse) -> None:
    """Make it so again; raises as `standing.bring_back`."""
    await standing.bring_back(actor, DeletedGroup.read(inverse.uid, inverse.arguments))


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
