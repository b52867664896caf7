"""Whatever is done to one entry: when all others are public stays as it was, and undoing brings it back."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from cms.access.actors import system
from cms.content.discovery import installed
from cms.database.engine import fetch, writing
from cms.editing import undo
from cms.errors import CmsError
from cms.publishing import boundaries, publishing, reissuing, undoing
from cms.publishing.tree import moving
from tests.builders import ACTOR, change, make_home, make_published
from tests.publishing.test_crowds import ADRIFT

PAGE, SYSTEM = installed()["page"], system("eva")
HOUR = timedelta(hours=1)
ACTS = ("publish", "publish", "retract", "move", "rename", "order")
OVERLAPS = """
SELECT a.path FROM publication a JOIN publication b
ON a.id < b.id AND a.locale = b.locale AND a.valid && b.valid AND (a.path = b.path OR a.uid = b.uid)
"""
COVERAGE = """
SELECT uid, range_agg(valid * tstzrange($1, NULL)) AS ranges FROM publication
WHERE locale = 'nl' AND NOT isempty(valid) GROUP BY uid
"""
Coverage = dict[str, list[tuple[int, int | None]]]


async def coverage(now: datetime) -> Coverage:
    """When each entry is public from now on, in whole minutes."""

    def minutes(at: datetime | None) -> int | None:
        return at and round((at - now) / timedelta(minutes=1))

    found = {
        row["uid"]: [(minutes(one.lower), minutes(one.upper)) for one in row["ranges"]]
        for row in await fetch(COVERAGE, now)
    }
    whole = {uid: [one for one in found[uid] if one[0] != one[1]] for uid in found}
    return {uid: ranges for uid, ranges in whole.items() if ranges}


async def do(act: str, uid: str, others: list[str], dice: random.Random, now: datetime) -> None:
    at = dice.choice([None, now + dice.randrange(1, 9) * HOUR])
    until = dice.choice([None, None, now + dice.randrange(3, 12) * HOUR])
    match act:
        case "publish":
            await publishing.publish(PAGE, uid, "nl", actor=ACTOR, at=at, until=until)
        case "retract":
            await publishing.retract(PAGE, uid, "nl", actor=ACTOR, at=at)
        case "move":
            place = dice.choice([None, 0])
            await moving.move(uid, dice.choice(others), position=place, actor=ACTOR)
        case "rename":
            await moving.rename(uid, "nl", f"naam-{dice.randrange(12)}", actor=ACTOR)
        case "order":
            rows = await fetch("SELECT uid FROM node WHERE parent = $1 ORDER BY random()", uid)
            await moving.reorder(uid, [row["uid"] for row in rows], actor=ACTOR)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_nobody_else_leaves_the_public(database: None, seed: int) -> None:
    dice, places = random.Random(seed), [await make_home()]
    for number in range(5):
        parent = dice.choice(places)
        made = await make_published("page", f"P{number}", locales=("nl",), parent=parent)
        places.append(made.uid)
    for number in range(40):
        act, uid, now = dice.choice(ACTS), dice.choice(places[1:]), datetime.now(UTC)
        if dice.random() < 0.3:  # a rename that waits for publication
            await change("page", uid, slug_nl=f"later-{number}")
        before = await coverage(now)
        try:
            async with writing():
                was = await reissuing.public(uid, "nl")
                await do(act, uid, places, dice, now)
                own = act in ("publish", "retract")
                token = await undo.offer(SYSTEM, await undoing.since(uid, was) if own else None)
        except CmsError:
            assert await coverage(now) == before
            continue
        after = await coverage(now)
        changed = {one for one in {*before, *after} if before.get(one) != after.get(one)}
        assert changed <= ({uid} if own else set()), (number, act)
        if token and dice.random() < 0.5:
            async with writing():
                await undoing.undo_act(SYSTEM, token)
            assert await coverage(now) == before, (number, act)
        assert await fetch(ADRIFT) == await fetch(OVERLAPS) == []
    async with writing():
        assert await boundaries.fire() == ()
