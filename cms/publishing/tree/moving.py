"""Moving, renaming and ordering entries: what the public reads follows in the same transaction.

What is public keeps its text and gets another address: unpublished changes stay unpublished. Old
addresses lead to the new ones, since publications that ended tell who stood where.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cms.content import LOCALES
from cms.content.locales import known_locale
from cms.database.engine import fetch
from cms.editing import placing
from cms.editing.placing import Place
from cms.errors import InvalidInput, Message, Problem
from cms.publishing import outbox, plans
from cms.publishing.plans import Plan, moment, one_at_a_time

_POSITIONS = """
WITH wanted AS (SELECT * FROM unnest($1::text[], $2::int[]) m (uid, position)),
planned AS (
    UPDATE publication p SET position = w.position,
        data = p.data || jsonb_build_object('position', w.position)
    FROM wanted w
    WHERE p.uid = w.uid AND p.parent_uid = $3 AND lower(p.valid) >= $4 AND NOT isempty(p.valid)),
live AS (
    SELECT p.id, upper(p.valid) AS until, w.position AS place
    FROM publication p JOIN wanted w ON p.uid = w.uid
    WHERE p.parent_uid = $3 AND p.valid @> $4::timestamptz AND lower(p.valid) < $4),
ended AS (
    UPDATE publication p SET valid = tstzrange(lower(p.valid), $4), ended_by = $5
    FROM live WHERE p.id = live.id RETURNING p.*, live.until, live.place)
INSERT INTO publication (
    uid, content_type, locale, path, parent_uid, position, title, data, texts, refs, fingerprints,
    search, revision, valid, first_published_at, published_at, published_by, updated_at, series)
SELECT uid, content_type, locale, path, parent_uid, place, title,
    data || jsonb_build_object('position', place), texts, refs, fingerprints, search, revision,
    tstzrange($4, until), first_published_at, published_at, published_by, updated_at, series
FROM ended RETURNING uid, locale
"""


@dataclass(frozen=True)
class Address:
    """An entry that the public reads at another address from now on."""

    uid: str
    locale: str
    title: str
    old: str
    new: str


@dataclass(frozen=True)
class Moved:
    """What a move or rename did. With ``before`` it can be undone, by another of the same kind.

    ``addresses`` are those that the public reads now; ``public`` are the languages in which
    something that is public, or planned to be, stands elsewhere from now on, and ``elsewhere`` which
    entries those are.
    """

    uid: str
    revision: int
    before: Place
    after: Place
    addresses: tuple[Address, ...] = ()
    public: tuple[str, ...] = ()
    elsewhere: frozenset[tuple[str, str]] = frozenset()


async def move(
    uid: str,
    parent: str,
    *,
    position: int | None = None,
    if_order: Sequence[str] | None = None,
    revision: int | None = None,
    actor: str,
    seen: Collection[str] | None = None,
) -> Moved:
    """Put an entry, with all below it, under another parent or elsewhere among its siblings.

    As `placing.move`; besides, `InvalidInput` says in which language the new parent is not public
    (``parent_not_published``) or another entry holds the address (``address_taken``). Call it inside
    `writing()`.
    """
    await one_at_a_time()
    placed = await placing.move(
        uid,
        parent,
        position=position,
        if_order=if_order,
        revision=revision,
        actor=actor,
        seen=seen,
    )
    made = Moved(uid, placed.saved.revision, placed.before, placed.after)
    now, numbers = await moment(), dict(placed.numbers)
    if placed.before.parent != parent:
        stand = plans.Place(parent=parent, position=placed.saved.values["position"])
        made = await _follow(made, LOCALES, stand, actor, now)
        numbers.pop(uid, None)
    await _reposition(parent, numbers, actor, now)
    return made


async def rename(
    uid: str, locale: str, slug: str, *, revision: int | None = None, actor: str
) -> Moved:
    """Give an entry another slug in one language; all below it follows there.

    As `placing.rename`; besides, `InvalidInput` with ``address_taken``. Call it inside `writing()`.
    """
    await one_at_a_time()
    placed = await placing.rename(uid, locale, slug, revision=revision, actor=actor)
    made = Moved(uid, placed.saved.revision, placed.before, placed.after)
    place = plans.Place(slug=slug)
    return await _follow(made, [known_locale(locale)], place, actor, await moment())


async def reorder(
    parent: str,
    order: Sequence[str],
    *,
    if_order: Sequence[str] | None = None,
    actor: str,
    seen: Collection[str] | None = None,
) -> None:
    """Put the children of an entry in an order, for the public too. As `placing.reorder`."""
    await one_at_a_time()
    numbers = await placing.reorder(parent, order, if_order=if_order, actor=actor, seen=seen)
    await _reposition(parent, numbers, actor, await moment())


async def _follow(
    made: Moved, locales: Iterable[str], place: plans.Place, actor: str, now: datetime
) -> Moved:
    addresses: list[Address] = []
    elsewhere: list[tuple[str, str]] = []
    problems: list[Problem] = []
    for locale in locales:
        try:
            plan = await plans.reissue(made.uid, locale, actor=actor, now=now, place=place)
        except InvalidInput as error:
            problems += [_in_language(one, locale) for one in error.problems]
        else:
            addresses += _addresses(plan)
            elsewhere += [(uid, locale) for uid in _elsewhere(plan)]
    if problems:
        raise InvalidInput(problems)
    public = tuple(dict.fromkeys(locale for _, locale in elsewhere))
    return replace(made, addresses=tuple(addresses), public=public, elsewhere=frozenset(elsewhere))


def _addresses(plan: Plan) -> list[Address]:
    found: list[Address] = []
    live, own = plan.known.live, plan.own
    if live and own and live.path != own[0].path:
        found.append(Address(live.uid, plan.known.locale, live.title, live.path, own[0].path))
    return found + [
        Address(
            one.standing.uid, plan.known.locale, one.standing.title, one.standing.path, one.path
        )
        for one in plan.moves
    ]


def _elsewhere(plan: Plan) -> set[str]:
    """The entries that are public or planned and get another address."""
    old = {(one.uid, one.path) for pieces in plan.known.ours.values() for one in pieces}
    return {one.uid for one in plan.change.issues if (one.uid, one.path) not in old}


def _in_language(one: Problem, locale: str) -> Problem:
    """The problem with its language: a move concerns all of them at once."""
    said = {"language": locale.upper(), "problem": one.message}
    return Problem(one.code, Message("{language}: {problem}", said), one.field)


async def _reposition(parent: str, numbers: Mapping[str, int], actor: str, now: datetime) -> None:
    """Let the public find the children of an entry in this order; the past keeps its own."""
    if not numbers:
        return
    rows = await fetch(_POSITIONS, list(numbers), list(numbers.values()), parent, now, actor)
    notes = [outbox.Note("changed", row["uid"], row["locale"], now, actor) for row in rows]
    await outbox.note_all(notes)
