"""Who asks, and what they may do with an entry."""

import strawberry

from cms.access.actors import NOBODY, Actor, Grant
from cms.access.permissions import Facts, decide
from cms.access.roles import Permission, Role
from cms.editing.authorised import may_create
from cms.schema.context import Info
from cms.schema.enums import Locale


@strawberry.type(description="A role for the whole site.")
class ViewerRole:
    role: Role
    locale: Locale | None
    group: str | None = strawberry.field(description="The group through which they have it.")


@strawberry.type(description="Whoever the token of this request acts for.")
class Viewer:
    name: str
    roles: list[ViewerRole]
    groups: list[str]
    scopes: list[Permission] = strawberry.field(description="What the token was made for.")


@strawberry.type(description="What whoever asks may do with an entry, in the language it is in.")
class ViewerCan:
    view: bool = strawberry.field(description="See the working copy.")
    edit: bool
    translate: bool = strawberry.field(description="Change the texts in this language.")
    review: bool
    publish: bool
    delete: bool
    share: bool
    add: bool = strawberry.field(description="Add entries under it.")


def viewer(actor: Actor) -> Viewer | None:
    """Who asks; null for the public."""
    if actor == NOBODY:
        return None
    return Viewer(
        name=actor.name,
        roles=[_role(one) for one in actor.grants],
        groups=sorted(actor.groups),
        scopes=[one for one in Permission if actor.scopes is None or one in actor.scopes],
    )


def _role(grant: Grant) -> ViewerRole:
    given = grant.given
    locale = Locale(given.locale) if given.locale else None
    return ViewerRole(role=given.role, locale=locale, group=grant.group or None)


NOTHING = ViewerCan(
    view=False,
    edit=False,
    translate=False,
    review=False,
    publish=False,
    delete=False,
    share=False,
    add=False,
)


async def viewer_can(info: Info, uid: str, locale: str, source: str | None) -> ViewerCan:
    """What whoever asks may do; of what they may not view the answer is as of what is not there."""
    actor = info.context.actor
    if actor == NOBODY:
        return NOTHING
    facts: Facts | None = await info.context.loaders.facts.load((uid, actor))
    if facts is None or not decide(actor, Permission.VIEW, facts).allowed:
        return NOTHING
    may = {one: decide(actor, one, facts, locale).allowed for one in Permission}
    return ViewerCan(
        view=True,
        edit=may[Permission.EDIT],
        translate=may[Permission.EDIT] or (may[Permission.TRANSLATE] and locale != source),
        review=may[Permission.REVIEW],
        publish=may[Permission.PUBLISH],
        delete=may[Permission.DELETE],
        share=may[Permission.SHARE],
        add=may_create(actor, facts),
    )
