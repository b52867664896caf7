"""Timelines in the database: read them, plan a change to one and all below it, and make it so."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cms.content import localised
from cms.database.engine import execute, fetch
from cms.errors import N_, InvalidInput, Message, Problem
from cms.publishing import outbox, waking
from cms.publishing.changes import Change as Told
from cms.publishing.timeline import FOREVER, NEW, Change, Piece, Timeline, recompute
from cms.publishing.tree.addresses import Moving, Standing, address_taken, taken

PUBLISHING_LOCK = 0x7075626C  # "publ": one publication at a time, so that addresses cannot cross
MOST_NAMED = 3

# Joined, and not found by `OR`: an index is used then, however much is public.
_LOAD = """
WITH RECURSIVE below AS (
    SELECT $1::varchar AS uid
    UNION
    SELECT p.uid FROM publication p JOIN below b ON p.parent_uid = b.uid
    WHERE $5 AND p.locale = $2 AND p.valid && tstzrange($3, NULL)),
wanted AS (
    SELECT uid, bool_or(ours) AS ours FROM (
        SELECT uid, true AS ours FROM below
        UNION ALL SELECT unnest($4::varchar[]), false
        UNION ALL SELECT o.parent_uid, false FROM publication o
            WHERE o.uid = $1 AND o.locale = $2 AND o.valid && tstzrange($3, NULL)) each
    GROUP BY uid)
SELECT p.id, p.uid, p.published_at, p.parent_uid, coalesce(p.data->>'slug', '') AS slug, p.position,
    p.title, p.path, p.valid, w.ours
FROM wanted w JOIN publication p ON p.uid = w.uid
WHERE p.locale = $2 AND p.valid && tstzrange($3, NULL)
ORDER BY lower(p.valid)
"""

# Without a moment it goes on for ever.
_END = """
UPDATE publication p
SET valid = tstzrange(
        lower(p.valid), CASE WHEN e.until < lower(p.valid) THEN lower(p.valid) ELSE e.until END),
    ended_by = $3
FROM unnest($1::bigint[], $2::timestamptz[]) e (id, until) WHERE p.id = e.id
"""

_ISSUE = """
INSERT INTO publication (
    uid, content_type, locale, path, parent_uid, position, title, data, texts, refs, fingerprints,
    search, revision, valid, first_published_at, published_at, published_by, updated_at, series)
SELECT p.uid, p.content_type, p.locale, i.path, nullif(i.parent, ''), i.position, p.title,
    p.data || jsonb_build_object(
        'slug', nullif(i.slug, ''), 'parent', nullif(i.parent, ''), 'position', i.position),
    p.texts, p.refs, p.fingerprints, p.search, p.revision, tstzrange(i.since, i.until),
    p.first_published_at, p.published_at, p.published_by, p.updated_at, p.series
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::int[], $6::timestamptz[],
    $7::timestamptz[]) i (id, path, parent, slug, position, since, until)
JOIN publication p ON p.id = i.id
"""

_NOTE_MOVED = """
INSERT INTO transition (uid, locale, from_state, to_state, at, actor, comment, name)
SELECT uid, $2, 'published', 'published', $3, $4, '', 'move' FROM unnest($1::text[]) uid
"""


@dataclass(frozen=True)
class Place:
    """Where an entry shall stand: what is `None` stays as it is."""

    parent: str | None = None
    slug: str | None = None
    position: int | None = None


@dataclass(frozen=True)
class Known:
    """The timelines of an entry and of others that it may come to stand under.

    ``ours`` has those of all below it too, once a plan changes where or when the entry is public.
    """

    uid: str
    locale: str
    now: datetime
    ours: Mapping[str, Timeline]
    around: Mapping[str, Timeline]

    @property
    def own(self) -> Timeline:
        """The entry's own timeline."""
        return self.ours.get(self.uid, ())

    @property
    def live(self) -> Piece | None:
        """What the public reads of it now."""
        return next((one for one in self.own if one.since <= self.now), None)


@dataclass(frozen=True)
class Plan:
    """What a new timeline of one entry comes to, for it and for all below.

    ``below`` are those that would be public under what is not, with the first moment of it.
    """

    known: Known
    own: Timeline
    change: Change
    moves: tuple[Moving, ...]
    below: Mapping[str, datetime]
    problems: tuple[Problem, ...]


async def one_at_a_time() -> datetime:
    """Hold all other publishing off until the transaction ends; the moment at which it happens.

    Take it before any entry is locked: who waits for it holds nothing that others need.
    """
    await execute("SELECT pg_advisory_xact_lock($1)", PUBLISHING_LOCK)
    return await moment()


async def moment() -> datetime:
    """Now, by the clock that all share."""
    now: datetime = (await fetch("SELECT clock_timestamp() AS now"))[0]["now"]
    return now


async def load(uid: str, locale: str, now: datetime, parents: Sequence[str | None] = ()) -> Known:
    """What is live and planned of an entry, and of these ``parents``; `plan` finds what is below."""
    asked = tuple(one for one in parents if one is not None)
    return await _load(Known(uid, locale, now, {}, dict.fromkeys(asked, ())), below=False)


async def _load(known: Known, *, below: bool) -> Known:
    ours: dict[str, list[Piece]] = {}
    around: dict[str, list[Piece]] = {one: [] for one in known.around}
    asked = (known.uid, known.locale, known.now, list(known.around), below)
    for row in await fetch(_LOAD, *asked):
        (ours if row["ours"] else around).setdefault(row["uid"], []).append(_piece(row))
    return replace(known, ours=ours, around=around)


def _piece(row: Mapping[str, Any]) -> Piece:
    return Piece(
        row=row["id"],
        uid=row["uid"],
        act=row["published_at"],
        parent=row["parent_uid"],
        slug=row["slug"],
        position=row["position"],
        title=row["title"],
        since=row["valid"].lower,
        until=row["valid"].upper or FOREVER,
        path=row["path"],
    )


async def plan(known: Known, own: Timeline) -> Plan:
    """What it comes to when the entry has this timeline from now on, without doing it."""
    if not _stays(known, own):
        known = await _load(known, below=True)
    if {one.parent for one in own} & {known.uid, *known.ours}:
        text = N_("It would stand under itself. First publish what it now stands under.")
        problem = Problem("cycle", Message(text), "parent")
        return Plan(known, known.own, Change(), (), {}, (problem,))
    wanted = {**known.ours, known.uid: own}
    out = recompute(known.ours, wanted, known.around, known.now, f"/{known.locale}")
    gaps = dict(out.gaps)
    problems = [_no_parent(known, own, at) for at in [gaps.pop(known.uid, None)] if at]
    slug = localised("slug", known.locale)
    held = await taken(out.change.issues, known.locale, [known.uid, *known.ours])
    problems += [address_taken(path, slug) for path in held]
    after = out.timelines
    return Plan(known, after[known.uid], out.change, _moves(known, after), gaps, tuple(problems))


def _stays(known: Known, own: Timeline) -> bool:
    """Whether the entry is public where and when it was, so that nothing below it is concerned."""
    if any(piece.parent == known.uid for pieces in known.around.values() for piece in pieces):
        return False
    out = recompute({}, {known.uid: own}, known.around, known.now, f"/{known.locale}")
    return _reach(out.timelines[known.uid], known.now) == _reach(known.own, known.now)


def _reach(pieces: Timeline, now: datetime) -> list[tuple[datetime, datetime, str]]:
    """When it is public, and where, whatever it shows."""
    found: list[tuple[datetime, datetime, str]] = []
    for one in pieces:
        since = max(one.since, now)
        if found and found[-1][1:] == (since, one.path):
            since = found.pop()[0]
        found.append((since, one.until, one.path))
    return found


def _no_parent(known: Known, own: Timeline, at: datetime) -> Problem:
    parents = {one.parent for one in own}
    ends = [piece.until for uid in parents if uid for piece in known.around.get(uid, ())]
    if at in ends:
        text = N_("What it stands under is public in this language until {moment} only.")
        return Problem("parent_not_published", Message(text, {"moment": at}), "parent")
    text = N_("What it stands under is not public in this language. Publish that first.")
    return Problem("parent_not_published", Message(text), "parent")


def _moves(known: Known, after: Mapping[str, Timeline]) -> tuple[Moving, ...]:
    found = []
    for uid, pieces in known.ours.items():
        old = _at(pieces, known.now)
        new = _at(after[uid], known.now)
        if uid != known.uid and old and new and old.path != new.path:
            found.append(Moving(Standing(old.row, uid, old.path, old.title), new.path))
    return tuple(sorted(found, key=lambda one: one.standing.path))


def _at(pieces: Timeline, now: datetime) -> Piece | None:
    return next((one for one in pieces if one.since <= now), None)


async def reissue(uid: str, locale: str, *, actor: str, now: datetime, place: Place) -> Plan:
    """Let what is live and planned of an entry stand elsewhere from now on, and all below with it.

    What is read stays the same but for its place. Take `one_at_a_time` first; ``now`` is the moment
    it gave. Nothing happens to an entry that is neither public nor planned. Raises `InvalidInput`
    when the address is taken, or the new place is not public as long as the entry is.
    """
    known = await load(uid, locale, now, [place.parent])
    made = await plan(known, [_stood(one, place) for one in known.own])
    if made.problems:
        raise InvalidInput(made.problems)
    await end(made, actor)
    await apply(made, actor=actor)
    return made


def _stood(piece: Piece, place: Place) -> Piece:
    return replace(
        piece,
        parent=piece.parent if place.parent is None else place.parent,
        slug=piece.slug if place.slug is None else place.slug,
        position=piece.position if place.position is None else place.position,
    )


async def apply(made: Plan, *, actor: str, row: int = NEW, noted: bool = False) -> None:
    """Do what was planned; ``row`` is where the first piece of what is new was inserted.

    With ``noted`` the caller says of the entry itself what happened; what moves below is noted here.

    The rows that end must have been ended before (`end`), so that addresses are free.
    """
    known, issues = made.known, made.change.issues
    rest = [one for one in issues if one.row != NEW]
    new = [one for one in issues if one.row == NEW][1:]
    await _issue([*rest, *(replace(one, row=row) for one in new)])
    moving = {one.uid for one in rest if one.since == known.now} - ({known.uid} if noted else set())
    await execute(_NOTE_MOVED, sorted(moving), known.locale, known.now, actor)
    notes = []
    for uid in sorted(moving):
        old = _at(known.ours[uid], known.now)
        data = {"path": _issued(rest, uid, known.now).path, "old": old.path if old else None}
        notes.append(outbox.Note("moved", uid, known.locale, known.now, actor, data))
    await outbox.note_all(notes)


def _issued(issues: Sequence[Piece], uid: str, now: datetime) -> Piece:
    return next(one for one in issues if one.uid == uid and one.since == now)


async def end(made: Plan, actor: str) -> None:
    """End the rows of a plan, each at its moment; those that grow wait for those that shrink.

    Every process hears for whom another moment is planned.
    """
    for rows in (made.change.ends, made.change.longer):
        if rows:
            ids, until = [one[0] for one in rows], [_bound(one[1]) for one in rows]
            await execute(_END, ids, until, actor)
    planned = tuple(_planned(made))
    await outbox.tell(planned)
    await waking.wake_soon((one.at for one in planned if one.at), made.known.now)


def _planned(made: Plan) -> Iterator[Told]:
    """Of each entry for which something will happen at another moment than before, the first one."""
    now, locale, change = made.known.now, made.known.locale, made.change
    owners = {piece.row: piece.uid for pieces in made.known.ours.values() for piece in pieces}
    moments: dict[str, list[datetime]] = {}
    for row, until in (*change.ends, *change.longer):
        if until > now:
            moments.setdefault(owners[row], []).append(until)
    for one in change.issues:
        later = [at for at in (one.since, one.until) if now < at < FOREVER]
        if later:
            moments.setdefault(one.uid, []).extend(later)
    for uid, found in moments.items():
        first = min(found)
        yield Told("planned", uid, locale=locale, at=None if first == FOREVER else first)


def _bound(at: datetime) -> datetime | None:
    return None if at == FOREVER else at


async def _issue(pieces: Sequence[Piece]) -> None:
    if not pieces:
        return
    await execute(
        _ISSUE,
        [one.row for one in pieces],
        [one.path for one in pieces],
        [one.parent or "" for one in pieces],
        [one.slug for one in pieces],
        [one.position for one in pieces],
        [one.since for one in pieces],
        [_bound(one.until) for one in pieces],
    )
