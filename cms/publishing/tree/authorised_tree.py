"""Moving, ordering, renaming and copying for somebody, once it is clear that they may.

What somebody cannot see is not in the orders that they give and get, and keeps its place.
"""

from collections.abc import Sequence

from cms.access import audit
from cms.access.actors import Actor
from cms.access.permissions import Denied, Facts, decide, facts_of, require, visible
from cms.access.roles import Permission
from cms.content.locales import known_locale
from cms.editing import copying, siblings, working_copy
from cms.editing.authorised import may_create
from cms.editing.checks import unknown_parent
from cms.editing.copying import Copied
from cms.errors import InvalidInput
from cms.publishing.denials import denied_below
from cms.publishing.tree import moving
from cms.publishing.tree.moving import Moved


async def move(
    actor: Actor,
    uid: str,
    parent: str,
    *,
    position: int | None = None,
    if_order: Sequence[str] | None = None,
    revision: int | None = None,
) -> Moved:
    """As `moving.move`. It takes `edit` on the entry and the right to add under ``parent``.

    A place among the others (``position``) takes `edit` on ``parent``, and another address for what
    is public takes `publish` where it stood and where it comes to stand, and for all below. Raises
    `Denied`.
    """
    facts = await require(actor, Permission.EDIT, uid)
    under = await _require_place(actor, parent)
    if position is not None and not decide(actor, Permission.EDIT, under).allowed:
        raise Denied(Permission.EDIT)
    made = await moving.move(
        uid,
        parent,
        position=position,
        if_order=if_order,
        revision=revision,
        actor=actor.name,
        seen=await _seen(actor, parent, await siblings.parent_of(uid)),
    )
    return await _required(actor, "move", facts, made)


async def rename(
    actor: Actor, uid: str, locale: str, slug: str, *, revision: int | None = None
) -> Moved:
    """As `moving.rename`. It takes what changing the text takes, and `publish` where it is public.

    Raises `Denied`.
    """
    locale = known_locale(locale)
    facts = await require(actor, Permission.VIEW, uid)
    content_type = await working_copy.content_type_of(uid)
    values = await working_copy.load(content_type, uid, lock=False)
    if not decide(actor, Permission.EDIT, facts).allowed:
        own = locale != values["source_locale"]
        if not own or not decide(actor, Permission.TRANSLATE, facts, locale).allowed:
            raise Denied(Permission.EDIT)
    made = await moving.rename(uid, locale, slug, revision=revision, actor=actor.name)
    return await _required(actor, "rename", facts, made)


async def reorder(
    actor: Actor, parent: str, order: Sequence[str], *, if_order: Sequence[str] | None = None
) -> tuple[str, ...]:
    """As `moving.reorder`; returns the order now. It takes `edit` on ``parent``; raises `Denied`."""
    await require(actor, Permission.EDIT, parent)
    seen = await _seen(actor, parent)
    await moving.reorder(parent, order, if_order=if_order, actor=actor.name, seen=seen)
    return await order_of(actor, parent)


async def copy(actor: Actor, uid: str, parent: str) -> Copied:
    """As `copying.copy`, of what the actor may view. It takes the right to add under ``parent``.

    Raises `Denied`.
    """
    await require(actor, Permission.VIEW, uid)
    await _require_place(actor, parent)
    seen = await visible(actor, [one.uid for one in await copying.branch(uid)])
    return await copying.copy(uid, parent, actor=actor.name, seen=seen)


async def order_of(actor: Actor, parent: str) -> tuple[str, ...]:
    """The children of an entry that the actor may view, in order."""
    return tuple(siblings.shown(await siblings.children(parent), await _seen(actor, parent)))


async def _seen(actor: Actor, *parents: str) -> frozenset[str]:
    """The children of these that the actor may view."""
    return await visible(
        actor, [one.uid for parent in parents for one in await siblings.children(parent)]
    )


async def _require_place(actor: Actor, parent: str) -> Facts:
    under = (await facts_of(actor, [parent])).get(parent)
    if under is None or not decide(actor, Permission.VIEW, under).allowed:
        raise InvalidInput([unknown_parent()])
    if not may_create(actor, under):
        raise Denied(Permission.EDIT)
    return under


async def _required(actor: Actor, act: str, before: Facts, made: Moved) -> Moved:
    """What was done, if they may let the public read it elsewhere; the caller undoes it if not."""
    for locale in made.public:
        if not decide(actor, Permission.PUBLISH, before, locale).allowed:
            raise Denied(Permission.PUBLISH)
        await require(actor, Permission.PUBLISH, made.uid, locale)
    await _require_below(actor, made)
    if made.public:
        changed = [f"{one.old} → {one.new}" for one in made.addresses[:1]]
        await audit.note(actor.name, act, made.uid, languages=list(made.public), address=changed)
    return made


async def _require_below(actor: Actor, made: Moved) -> None:
    """Local roles may be stopped on the way down: who may publish the top may not publish all."""
    facts = await facts_of(actor, {uid for uid, _ in made.elsewhere})
    lacking = [
        uid
        for uid, locale in sorted(made.elsewhere)
        if uid in facts and not decide(actor, Permission.PUBLISH, facts[uid], locale).allowed
    ]
    if lacking:
        raise await denied_below(actor, Permission.PUBLISH, facts, lacking)
