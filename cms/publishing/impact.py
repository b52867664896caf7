"""What an act would change for the public, before it is done: the act itself, rehearsed."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from cms.access.actors import Actor
from cms.access.permissions import Denied, require, visible
from cms.access.roles import Permission
from cms.content.locales import known_locale
from cms.database.engine import fetch, rehearsing
from cms.editing.working_copy import content_type_of
from cms.errors import N_, CmsError, InvalidInput, Message, NotFound, Problem
from cms.publishing import authorised
from cms.publishing.aliases.aliases import held
from cms.publishing.authorised import How
from cms.publishing.bin.deleting import delete
from cms.publishing.links.links import Breaking, would_break
from cms.publishing.tree import authorised_tree
from cms.reading.statement import live_or_planned

ANYWAY = How(break_links=True)
MOST = 100
"""How many of each kind are listed; the others are counted."""

# An entry and all that is public below it, or is planned to be.
_PUBLIC = f"""
WITH RECURSIVE below AS (
    SELECT unnest($1::text[])::varchar AS uid
    UNION
    SELECT p.uid FROM publication p JOIN below b ON p.parent_uid = b.uid
    WHERE {live_or_planned("p")})
SELECT DISTINCT ON (p.uid, p.locale) p.id, p.uid, p.locale, p.path, p.title
FROM publication p JOIN below b ON b.uid = p.uid WHERE {live_or_planned("p")}
ORDER BY p.uid, p.locale, lower(p.valid)
"""


class Action(StrEnum):
    """What can be asked about beforehand."""

    PUBLISH = "publish"
    RETRACT = "retract"
    MOVE = "move"
    RENAME = "rename"
    DELETE = "delete"


@dataclass(frozen=True)
class Readable:
    """A publication, live or the first that is planned."""

    id: int
    uid: str
    locale: str
    path: str
    title: str


@dataclass(frozen=True)
class Change:
    """What changes of an entry in one language: its address before and after, none if not public."""

    uid: str
    locale: str
    title: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class Listed:
    """At most `MOST` of ``total``; ``hidden`` are those that whoever asks may not view."""

    items: tuple[Change, ...] = ()
    total: int = 0
    hidden: int = 0


NONE = Listed()
NO_LINKS = Breaking()


@dataclass(frozen=True)
class Impact:
    """What an act would change for the public.

    ``moved`` get another address, ``gone`` have none any more, ``changed`` are read anew at the same
    address, ``appearing`` had none. ``breaking`` are the entries with links or relations that would
    lead nowhere. ``aliases`` are addresses written by hand at which something will live: as long as it
    does, they are at rest. ``refused`` says why it cannot be done at all: then nothing would change.
    """

    moved: Listed = NONE
    gone: Listed = NONE
    changed: Listed = NONE
    appearing: Listed = NONE
    breaking: Breaking = NO_LINKS
    aliases: tuple[str, ...] = ()
    refused: CmsError | None = None


async def impact_of(
    actor: Actor,
    uid: str,
    action: Action,
    *,
    locale: str | None = None,
    parent: str | None = None,
    position: int | None = None,
    slug: str | None = None,
) -> Impact:
    """What it would change if the actor did this to the entry; nothing is done.

    Publishing and retracting are asked for a ``locale``, a move for a ``parent`` and perhaps a
    ``position``, a rename for a ``locale`` and a ``slug``. Raises `Denied` and `NotFound` as the act
    does, and `InvalidInput` when one of these is missing.
    """
    await require(actor, Permission.VIEW, uid)

    async def act() -> None:
        match action:
            case Action.PUBLISH:
                content_type = await content_type_of(uid)
                await authorised.publish(actor, content_type, uid, _given(locale, "locale"))
            case Action.RETRACT:
                content_type = await content_type_of(uid)
                await authorised.retract(actor, content_type, uid, _given(locale, "locale"), ANYWAY)
            case Action.MOVE:
                under = _given(parent, "parent")
                await authorised_tree.move(actor, uid, under, position=position)
            case Action.RENAME:
                name = _given(slug, "slug")
                await authorised_tree.rename(actor, uid, _given(locale, "locale"), name)
            case Action.DELETE:
                await delete(actor, [uid], break_links=True)

    made = await impact_of_act(actor, uid, act)
    if action is Action.RETRACT:
        return replace(made, breaking=await would_break(actor, [uid], locale))
    if action is Action.DELETE:
        return replace(made, breaking=await would_break(actor, [uid]))
    return made


async def impact_of_act(actor: Actor, uid: str, act: Callable[[], Awaitable[object]]) -> Impact:
    """What an act on an entry, and on all below it, changes for the public; it is undone again.

    ``act`` is called inside a transaction of its own. Raises `Denied` and `NotFound` if it does.
    """
    async with rehearsing():
        before = await _public([uid])
        try:
            await act()
        except (Denied, NotFound):
            raise
        except CmsError as error:
            return Impact(refused=error)  # the transaction may be of no use any more
        after = await _public({uid, *(one.uid for one in before.values())})
    return await _compared(actor, before, after)


Public = Mapping[tuple[str, str], Readable]


async def _public(uids: Iterable[str]) -> Public:
    found = [Readable(**row) for row in await fetch(_PUBLIC, list(uids))]
    return {(one.uid, one.locale): one for one in found}


async def _compared(actor: Actor, before: Public, after: Public) -> Impact:
    changes = [
        _change(before.get(key), after.get(key))
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
    ]
    seen = await visible(actor, {one.uid for one in changes})
    coming = [one.new for one in changes if one.new and one.new != one.old]
    return Impact(
        aliases=tuple(await held(coming)),
        moved=_listed((one for one in changes if one.old and one.new and one.old != one.new), seen),
        gone=_listed((one for one in changes if one.new is None), seen),
        changed=_listed((one for one in changes if one.old == one.new), seen),
        appearing=_listed((one for one in changes if one.old is None), seen),
    )


def _change(old: Readable | None, new: Readable | None) -> Change:
    one = new or old
    assert one
    return Change(
        one.uid, one.locale, one.title, old.path if old else None, new.path if new else None
    )


def _listed(changes: Iterable[Change], seen: frozenset[str]) -> Listed:
    found = sorted(changes, key=lambda one: (one.old or one.new or "", one.locale))
    shown = [one for one in found if one.uid in seen]
    return Listed(tuple(shown[:MOST]), len(found), len(found) - len(shown))


def _given(value: str | None, name: str) -> str:
    if value is None:
        raise InvalidInput([Problem("required", Message(N_("This field is needed.")), name)])
    return known_locale(value) if name == "locale" else value
