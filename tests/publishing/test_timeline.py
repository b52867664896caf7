"""Whatever is published, planned, moved and retracted: each address stands on one above, at any time."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cms.publishing.timeline import FOREVER, NEW, Piece, Timeline, recompute, replaced

START = datetime(2009, 12, 4, tzinfo=UTC)
UIDS = ("home", "a", "b", "c", "d")


def hour(number: int | None) -> datetime:
    return FOREVER if number is None else START + timedelta(hours=number)


@dataclass
class Site:
    """The rows as the database would have them, and what each moment must show."""

    rows: dict[int, Piece] = field(default_factory=dict)
    now: datetime = START
    last: int = 0

    def timeline(self, uid: str) -> list[Piece]:
        mine = [one for one in self.rows.values() if one.uid == uid and one.until > self.now]
        return sorted((one for one in mine if not one.empty), key=lambda one: one.since)

    def below(self, uid: str) -> set[str]:
        found, more = {uid}, {uid}
        while more:
            more = {one for one in UIDS for row in self.timeline(one) if row.parent in more} - found
            found |= more
        return found

    def shows(self, uid: str, own: Timeline) -> bool:
        """Make it so; False when it cannot be."""
        ours = {one: self.timeline(one) for one in self.below(uid)}
        if {one.parent for one in own} & ours.keys():
            return False
        others = {one: self.timeline(one) for one in UIDS if one not in ours}
        out = recompute(ours, {**ours, uid: own}, others, self.now, "/nl")
        if out.gaps:
            return False
        for row, until in (*out.change.ends, *out.change.longer):
            self.rows[row] = replace(self.rows[row], until=max(until, self.rows[row].since))
        for piece in out.change.issues:
            self.last += 1
            self.rows[self.last] = replace(piece, row=self.last)
        again = {one: self.timeline(one) for one in ours}
        assert not recompute(again, again, others, self.now, "/nl").change.issues
        return True

    def at(self, moment: datetime) -> dict[str, Piece]:
        found: dict[str, Piece] = {}
        for row in self.rows.values():
            if row.since <= moment < row.until:
                assert row.uid not in found, "two rows of one entry at once"
                found[row.uid] = row
        return found

    def moments(self) -> Iterator[datetime]:
        yield from {one.since for one in self.rows.values()}
        yield from {one.until for one in self.rows.values() if one.until != FOREVER}


def new(
    site: Site, uid: str, parent: str | None, slug: str, since: datetime, until: datetime
) -> Piece:
    # Each publishing is an act of its own.
    act = since + timedelta(microseconds=site.last + 1)
    return Piece(NEW, uid, act, parent, slug, 0, uid, since, until, "")


HOURS = st.integers(0, 12)
PUBLISH = st.tuples(
    st.just("publish"), st.sampled_from(UIDS[1:]), st.sampled_from(UIDS), st.sampled_from("xyz"),
    HOURS, st.one_of(st.none(), st.none(), st.integers(1, 16)),
)  # fmt: skip
MOVE = st.tuples(
    st.just("move"), st.sampled_from(UIDS[1:]), st.sampled_from(UIDS), st.sampled_from("xyz")
)
RETRACT = st.tuples(st.just("retract"), st.sampled_from(UIDS[1:]), HOURS)
WAIT = st.tuples(st.just("wait"), st.integers(1, 4))


def acted(site: Site, act: tuple[object, ...]) -> None:
    match act:
        case "wait", int(hours):
            site.now += timedelta(hours=hours)
        case "publish", str(uid), str(parent), str(slug), int(at), until:
            since, end = max(site.now, hour(at)), hour(until)  # type: ignore[arg-type]
            if since < end:
                piece = new(site, uid, parent, slug, since, end)
                site.shows(uid, replaced(site.timeline(uid), since, [piece]))
        case "move", str(uid), str(parent), str(slug):
            pieces = [replace(one, parent=parent, slug=slug) for one in site.timeline(uid)]
            site.shows(uid, pieces)
        case "retract", str(uid), int(at):
            site.shows(uid, replaced(site.timeline(uid), max(site.now, hour(at))))


@given(st.lists(st.one_of(PUBLISH, PUBLISH, MOVE, RETRACT, WAIT), max_size=14))
def test_every_address_is_its_parents_and_its_own_name(acts: list[tuple[object, ...]]) -> None:
    site = Site()
    assert site.shows("home", [new(site, "home", None, "", START, FOREVER)])
    for act in acts:
        before = {moment: site.at(moment) for moment in site.moments() if moment < site.now}
        acts_of_others = {
            (moment, uid): piece.act
            for moment in site.moments()
            for uid, piece in site.at(moment).items()
            if uid != act[1]
        }
        acted(site, act)
        for moment, shown in before.items():
            assert {u: (p.act, p.path) for u, p in site.at(moment).items()} == {
                u: (p.act, p.path) for u, p in shown.items()
            }, "the past changed"
        for (moment, uid), made in acts_of_others.items():
            assert site.at(moment)[uid].act == made, "what others show changed"
        for moment in site.moments():
            shown = site.at(moment)
            for piece in shown.values():
                above = shown[piece.parent].path if piece.parent else None
                assert piece.path == (f"{above}/{piece.slug}" if above else "/nl")


def test_a_planned_rename_moves_what_stands_below_then() -> None:
    site = Site()
    site.shows("home", [new(site, "home", None, "", START, FOREVER)])
    site.shows("a", [new(site, "a", "home", "x", START, FOREVER)])
    site.shows("b", [new(site, "b", "a", "y", START, FOREVER)])
    renamed = new(site, "a", "home", "z", hour(5), FOREVER)

    assert site.shows("a", replaced(site.timeline("a"), hour(5), [renamed]))

    assert [site.at(hour(one))["b"].path for one in (4, 5)] == ["/nl/x/y", "/nl/z/y"]


def test_what_ends_leaves_nothing_behind_it() -> None:
    site = Site()
    site.shows("home", [new(site, "home", None, "", START, FOREVER)])
    site.shows("a", [new(site, "a", "home", "x", START, FOREVER)])
    site.shows("b", [new(site, "b", "a", "y", START, hour(6))])

    assert not site.shows("a", replaced(site.timeline("a"), hour(5)))
    assert site.shows("a", replaced(site.timeline("a"), hour(6)))


def test_a_plan_that_is_dropped_leaves_what_was() -> None:
    """What moved along with a plan moves back, as one row."""
    site = Site()
    site.shows("home", [new(site, "home", None, "", START, FOREVER)])
    first = new(site, "a", "home", "x", START, FOREVER)
    site.shows("a", [first])
    site.shows("b", [new(site, "b", "a", "y", START, FOREVER)])
    site.shows(
        "a", replaced(site.timeline("a"), hour(5), [new(site, "a", "home", "z", hour(5), FOREVER)])
    )
    assert len(site.timeline("b")) == 2

    again = new(site, "a", "home", "x", START, FOREVER)
    assert site.shows("a", replaced(site.timeline("a"), START, [again]))

    assert [(one.path, one.until) for one in site.timeline("b")] == [("/nl/x/y", FOREVER)]
