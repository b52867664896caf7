"""What guards the giving of roles: nobody gives what they lack, nobody locks everybody out."""

from collections.abc import Iterable

from cms.access import labels
from cms.access.actors import Actor
from cms.access.permissions import SITE, Facts
from cms.access.roles import ROLES, Given, Role, covers
from cms.errors import N_, CmsError, Message


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
