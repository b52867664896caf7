"""The place of a working copy: under what, where among its siblings, and called what in addresses.

What the public reads follows in `cms.publishing.tree.moving`, which calls these.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from cms.content import LOCALES, Values, localised
from cms.content.locales import known_locale
from cms.editing import checks, saving, siblings, working_copy
from cms.editing.numbering import renumbered
from cms.editing.saving import Saved
from cms.editing.siblings import Sibling
from cms.editing.versions import Remark
from cms.errors import N_, InvalidInput, Message, Problem

MOVE = Remark(operation="move")
RENAME = Remark(operation="rename")


@dataclass(frozen=True)
class Place:
    """Where an entry stands: ``position`` counts the siblings before it that the actor can see."""

    parent: str | None
    position: int
    slugs: Mapping[str, str]


@dataclass(frozen=True)
class Placed:
    """What a move made of a working copy.

    ``numbers`` are the entries under the new parent that got another number, the moved one included.
    """

    saved: Saved
    before: Place
    after: Place
    numbers: Mapping[str, int]


async def move(
    uid: str,
    parent: str,
    *,
    position: int | None = None,
    if_order: Sequence[str] | None = None,
    revision: int | None = None,
    actor: str,
    seen: Collection[str] | None = None,
) -> Placed:
    """Put a working copy under ``parent``, at a place among what stands there.

    ``position`` counts the siblings that come before it; without one it comes last, or by its title
    where nobody made an order. ``if_order`` are the children of ``parent`` as the client saw them,
    of which it can see those in ``seen``; ``revision`` is that of the working copy as it saw it, if it
    says so. Raises `StaleOrder`, `Conflict`, `InvalidInput` (``cycle``, ``unknown_parent``,
    ``slug_taken``, ``home_stays``, ``bad_position``) and `NotFound`. Call it inside `writing()`.
    """
    content_type = await working_copy.content_type_of(uid)
    if position is not None or if_order is not None:
        await siblings.hold(parent, uid)
    values = await working_copy.load(content_type, uid, lock=True)
    if values["parent"] is None:
        raise home_stays("parent")
    await checks.lock_tree()
    order = await siblings.children(parent)
    siblings.check_seen(siblings.shown(order, seen), if_order)
    before = await _place(values, seen)
    numbers = dict(_numbers(values, order, position, seen, same=values["parent"] == parent))
    own = numbers.get(uid, values["position"])
    await siblings.renumber({k: v for k, v in numbers.items() if k != uid}, order, actor=actor)
    saved = await saving.save(
        content_type,
        uid,
        {"parent": parent, "position": own},
        revision=values["revision"] if revision is None else revision,
        actor=actor,
        remark=MOVE,
    )
    return Placed(saved, before, await _place(saved.values, seen), numbers)


def _numbers(
    values: Values,
    order: Sequence[Sibling],
    position: int | None,
    seen: Collection[str] | None,
    *,
    same: bool,
) -> Mapping[str, int]:
    """Who gets which number under the new parent."""
    uid = values["uid"]
    if position is None:
        return {} if same else {uid: siblings.last(order)}
    if position < 0:
        raise siblings.bad_position()
    others = [one for one in order if one.uid != uid]
    shown = siblings.shown(others, seen)
    at = len(others)
    if position < len(shown):
        at = [one.uid for one in others].index(shown[position])
    own = Sibling(uid, "", values["position"])
    return changes(order, [*others[:at], own, *others[at:]])


def changes(order: Sequence[Sibling], wanted: Sequence[Sibling]) -> dict[str, int]:
    """The numbers that must change for siblings to come in the wanted order; none if they do."""
    if [one.uid for one in order] == [one.uid for one in wanted]:
        return {}
    made = renumbered([one.position for one in wanted])
    return {
        one.uid: number for one, number in zip(wanted, made, strict=True) if number != one.position
    }


async def _place(values: Values, seen: Collection[str] | None) -> Place:
    parent = values["parent"]
    order = siblings.shown(await siblings.children(parent), seen) if parent else []
    position = order.index(values["uid"]) if values["uid"] in order else 0
    slugs = {locale: values[localised("slug", locale)] for locale in LOCALES}
    return Place(parent, position, slugs)


async def rename(
    uid: str, locale: str, slug: str, *, revision: int | None = None, actor: str
) -> Placed:
    """Give a working copy another slug in one language; ``revision`` as in `move`.

    Raises `InvalidInput` (``bad_slug``, ``slug_taken``, ``home_stays``), `Conflict` and `NotFound`.
    Call it inside `writing()`.
    """
    column = localised("slug", known_locale(locale))
    content_type = await working_copy.content_type_of(uid)
    values = await working_copy.load(content_type, uid, lock=True)
    if values["parent"] is None:
        raise home_stays(column)
    if not slug:
        text = N_("It needs a short name in this language.")
        raise InvalidInput([Problem("slug_missing", Message(text), column)])
    saved = await saving.save(
        content_type,
        uid,
        {column: slug},
        revision=values["revision"] if revision is None else revision,
        actor=actor,
        remark=RENAME,
    )
    return Placed(saved, await _place(values, None), await _place(saved.values, None), {})


async def reorder(
    parent: str,
    order: Sequence[str],
    *,
    if_order: Sequence[str] | None = None,
    actor: str,
    seen: Collection[str] | None = None,
) -> Mapping[str, int]:
    """Put the children of ``parent`` in an order; returns the numbers that changed.

    ``order`` names each child that the actor can see (``seen``), once; the others stay behind what
    they follow now. Raises `StaleOrder`, also when the children are not these any more. Call it
    inside `writing()`.
    """
    await siblings.hold(parent)
    now = await siblings.children(parent)
    known = siblings.shown(now, seen)
    siblings.check_seen(known, if_order)
    if sorted(order) != sorted(known):
        raise siblings.StaleOrder(known)
    numbers = changes(now, _arranged(now, order))
    await siblings.renumber(numbers, now, actor=actor)
    return numbers


def _arranged(now: Sequence[Sibling], order: Sequence[str]) -> list[Sibling]:
    """The wanted order of all: each that is not named follows the one that it follows now."""
    named = set(order)
    followers: dict[str, list[Sibling]] = {}
    first: list[Sibling] = []
    after = first
    for one in now:
        if one.uid in named:
            after = followers[one.uid] = [one]
        else:
            after.append(one)
    return [*first, *(one for uid in order for one in followers[uid])]


def home_stays(field: str) -> InvalidInput:
    """The problem of a place for the home page: it has the only one there is."""
    text = N_("The home page has its place: everything else stands under it.")
    return InvalidInput([Problem("home_stays", Message(text), field)])
