"""Timelines: what the public reads of entries in one language from now on, and how it changes. Pure.

A timeline is what an entry shows and where, piece by piece: what is live, then what is planned. All
ranges are half-open. Nothing here looks at the past, and nothing changes it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

FOREVER = datetime.max.replace(tzinfo=UTC)
NEW = 0
"""The row of a publication that is still being made."""


@dataclass(frozen=True)
class Piece:
    """A stretch of time in which the public reads one thing at one address.

    ``row`` is the publication that holds what is read, and ``act`` tells by which publishing it came:
    one publishing may have several pieces, when what it stands under moves.
    """

    row: int
    uid: str
    act: datetime
    parent: str | None
    slug: str
    position: int
    title: str
    since: datetime
    until: datetime
    path: str

    def between(self, since: datetime, until: datetime) -> "Piece":
        """The part of it that lies in a range; that may be empty."""
        return replace(self, since=max(self.since, since), until=min(self.until, until))

    @property
    def empty(self) -> bool:
        """Whether there is no moment in it."""
        return self.since >= self.until

    def continues(self, other: "Piece") -> bool:
        """Whether it shows, from the end of ``other`` on, the same at the same place."""
        return self.since == other.until and self.shows_like(other)

    def shows_like(self, other: "Piece") -> bool:
        """Whether the public reads the same in both, at the same place."""
        return _shown(self) == _shown(other)


Timeline = Sequence[Piece]
"""Pieces of one entry, in order of time, without overlaps."""


def _shown(piece: Piece) -> tuple[object, ...]:
    return piece.row == NEW, piece.act, piece.parent, piece.slug, piece.position, piece.path


@dataclass(frozen=True)
class Change:
    """What must be done to the rows: some end at another moment, some are issued.

    A row that ends at or before it starts never comes true. ``longer`` are those that end later than
    they did; what stands in their way ends first. Each issue is a copy of what its ``row`` holds, for
    its own range and address.
    """

    ends: tuple[tuple[int, datetime], ...] = ()
    longer: tuple[tuple[int, datetime], ...] = ()
    issues: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """New timelines, the change that leads there, and for whom nothing is left to stand under.

    ``gaps`` maps an entry to the first moment at which it would be public under what is not.
    """

    timelines: Mapping[str, Timeline]
    change: Change
    gaps: Mapping[str, datetime]


def recompute(
    before: Mapping[str, Timeline],
    wanted: Mapping[str, Timeline],
    around: Mapping[str, Timeline],
    now: datetime,
    root: str,
) -> Outcome:
    """Let the entries in ``wanted`` show these pieces, at the addresses that follow from it.

    ``around`` are the timelines of other entries that they stand under; where a parent is in
    neither, the address stays. ``root`` is the address of what has no parent.
    """
    clipped = {
        uid: [one for one in (piece.between(now, FOREVER) for piece in pieces) if not one.empty]
        for uid, pieces in wanted.items()
    }
    known = {**around, **clipped}
    after: dict[str, Timeline] = {}
    gaps: dict[str, datetime] = {}
    for uid, pieces in clipped.items():
        placed = [list(_placed(piece, known, root)) for piece in pieces]
        after[uid] = joined([one for parts in placed for one in parts])
        missing = (_gap(*both) for both in zip(pieces, placed, strict=True))
        first = next((moment for moment in missing if moment is not None), None)
        if first is not None:
            gaps[uid] = first
    return Outcome(after, _change(before, after, now), gaps)


def _placed(piece: Piece, known: Mapping[str, Timeline], root: str) -> Iterator[Piece]:
    """The piece, cut where the address of what it stands under changes or ends.

    At each moment the entries are a tree, so going up ends, though over time one may stand now
    above and then below another.
    """
    if piece.parent is None:
        yield replace(piece, path=root)
    elif piece.parent not in known:
        yield piece
    else:
        for one in known[piece.parent]:
            shared = one.between(piece.since, piece.until)
            for above in () if shared.empty else _placed(shared, known, root):
                path = f"{above.path}/{piece.slug}"
                yield replace(piece, since=above.since, until=above.until, path=path)


def _gap(piece: Piece, placed: Timeline) -> datetime | None:
    """The first moment of a piece that no part of it covers."""
    reached = piece.since
    for part in placed:
        if part.since != reached:
            return reached
        reached = part.until
    return reached if reached < piece.until else None


def joined(pieces: Timeline) -> list[Piece]:
    """The same, with neighbours that show the same as one."""
    made: list[Piece] = []
    for piece in pieces:
        if made and piece.continues(made[-1]):
            made[-1] = replace(made[-1], until=piece.until)
        else:
            made.append(piece)
    return made


def _change(before: Mapping[str, Timeline], after: Mapping[str, Timeline], now: datetime) -> Change:
    ends: list[tuple[int, datetime]] = []
    longer: list[tuple[int, datetime]] = []
    issues: list[Piece] = []
    for uid, pieces in after.items():
        stay = []
        for row in before.get(uid, ()):
            same = _same(row, pieces, now)
            until = same.until if same else max(now, row.since)
            stay += [same] if same else []
            if until != row.until:
                (longer if until > row.until else ends).append((row.row, until))
        issues += [one for one in pieces if one not in stay]
    return Change(tuple(ends), tuple(longer), tuple(issues))


def _same(row: Piece, pieces: Timeline, now: datetime) -> Piece | None:
    """The piece that a row can go on to show, from its beginning or from now."""
    since = max(row.since, now)
    return next((one for one in pieces if one.since == since and one.shows_like(row)), None)


def replaced(timeline: Timeline, at: datetime, pieces: Timeline = ()) -> list[Piece]:
    """The timeline with nothing from ``at`` on but these pieces."""
    kept = (one.between(one.since, at) for one in timeline)
    return [*(one for one in kept if not one.empty), *pieces]
