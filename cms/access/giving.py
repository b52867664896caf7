"""What guards the giving of roles: nobody gives what they lack, nobody locks everybody out."""

from collections.abc import Iterable

from cms.access import labels
from cms.access.actors import Actor
from cms.access.permissions import SITE, Facts
from cms.access.roles import ROLES, Given, Role, covers
from cms.database.engine import execute
from cms.errors import N_, CmsError, Message

_LOCK = 0x61646D696E  # "admin"


async def one_at_a_time() -> None:
    """Let one change of roles and groups wait for the other: two must not demote each other at once."""
    await execute("SELECT pg_advisory_xact_lock($1)", _LOCK)


class CannotGive(CmsError):
    """A role can be given or taken away only by who may do all that it may."""

    code = "cannot_give"
    status = 403

    def __init__(self, given: Given) -> None:
        super().__init__(
            N_("You may not give or take the role {role}: you may not do all that it may."),
            role=Message(labels.ROLES[given.role]),
        )


class LockedOut(CmsError):
    """The change would leave nobody, or not its maker, with the right to undo it."""

    code = "locked_out"
    status = 409


def check_giving(actor: Actor, changes: Iterable[Given], facts: Facts = SITE) -> None:
    """Raise `CannotGive` for a role, given or taken, that goes beyond what the actor has there."""
    held = [grant.given for grant in (*actor.grants, *facts.grants)]
    if actor.system:
        held.append(Given(Role.ADMINISTRATOR))
    for given in sorted(changes):
        beyond = actor.scopes is not None and not ROLES[given.role].keys() <= actor.scopes
        if beyond or not covers(held, given):
            raise CannotGive(given)
