"""ical.js, by other hands: it reads our calendars, finds the occurrences we find, and loses nothing."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cms.database.engine import fetch
from cms.recurrence import occurrences
from cms.recurrence.stored import from_json
from tests.builders import make_published
from tests.clients import node
from tests.delivery.reading import body

SINCE, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
EVENTS: dict[str, dict[str, Any]] = {
    "koffie": {
        "starts_at": "2026-01-12T09:00:00+01:00", "ends_at": "2026-01-12T10:00:00+01:00",
        "rrule": "FREQ=MONTHLY;BYDAY=2MO,4MO",
        "variations": [{"rrule": "FREQ=MONTHLY;BYDAY=4MO", "place_name_nl": "De Kiosk"}],
        "exclusions": [{"starts_at": "2026-02-09T09:00:00+01:00"}],
        "additions": [
            {"starts_at": "2026-02-10T09:00:00+01:00", "ends_at": "2026-02-10T12:00:00+01:00"},
            {"starts_at": "2026-02-11T09:00:00+01:00"},
        ],
        "overrides": [
            {"recurrence_id": "2026-03-09T09:00:00+01:00", "cancelled": True},
            {"recurrence_id": "2026-04-13T09:00:00+02:00",
             "starts_at": "2026-04-14T20:00:00+02:00", "place_name_nl": "Thuis"},
        ],
    },
    "once": {"starts_at": "2026-07-01T19:30:00+02:00", "ends_at": "2026-07-01T22:00:00+02:00"},
    "days": {"starts_at": "2026-05-01T00:00:00+02:00", "ends_at": "2026-05-03T00:00:00+02:00",
             "whole_day": True, "rrule": "FREQ=YEARLY"},
    "daily over both changes": {
        "starts_at": "2026-03-01T03:30:00+01:00", "ends_at": "2026-03-01T04:30:00+01:00",
        "rrule": "FREQ=DAILY;UNTIL=20261130T230000Z"},
    "counted": {"starts_at": "2026-01-31T12:00:00+01:00", "ends_at": "2026-01-31T13:00:00+01:00",
                "rrule": "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=7"},
    "older than the window": {
        "starts_at": "2009-01-05T09:00:00+01:00", "ends_at": "2009-01-05T10:00:00+01:00",
        "rrule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20270630T220000Z"},
    "elsewhere": {
        "starts_at": "2026-02-06T18:00:00-05:00", "ends_at": "2026-02-06T20:00:00-05:00",
        "timezone": "America/New_York", "rrule": "FREQ=MONTHLY;BYDAY=1FR"},
    "last weekday": {"starts_at": "2026-01-30T09:00:00+01:00", "ends_at": "2026-01-30T09:30:00+01:00",
                     "rrule": "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"},
}  # fmt: skip


async def ours(uid: str, place: dict[str, str]) -> list[list[Any]]:
    """The occurrences by our own reckoning, as the other side tells them."""
    rows = await fetch(
        "SELECT s.schedule FROM publication p JOIN series s ON s.hash = p.series"
        " WHERE p.uid = $1 AND p.locale = 'nl'",
        uid,
    )
    schedule = from_json(json.loads(rows[0]["schedule"]))
    found = occurrences(schedule, SINCE, UNTIL)
    return sorted(
        [
            *(
                _seconds(at, whole_day=schedule.whole_day)
                for at in (one.local_starts_at, one.local_ends_at)
            ),
            place.get(one.override) or place.get(one.variation),
            "CANCELLED" if one.cancelled else "CONFIRMED",
        ]
        for one in found
        if one.starts_at >= SINCE
    )


def _seconds(at: datetime, *, whole_day: bool) -> int:
    """Days are the same wherever one is: they are told as if all lived by UTC."""
    return int((at.replace(tzinfo=UTC) if whole_day else at).timestamp())


async def places(uid: str) -> dict[str, str]:
    rows = await fetch("SELECT data FROM publication WHERE uid = $1 AND locale = 'nl'", uid)
    data = json.loads(rows[0]["data"])
    told = [*data["overrides"], *data["variations"]]
    return {row["key"]: row["place"]["name"] for row in told if row["place"]}


async def test_another_reader_finds_the_same_occurrences(database: None, tmp_path: Path) -> None:
    uids = {}
    for name, values in EVENTS.items():
        uids[name] = (await make_published("event", name, **values)).uid
        written = await body(f"/calendars/nl/entry/{uids[name]}.ics")
        (tmp_path / f"{uids[name]}.ics").write_bytes(written)
    (tmp_path / "all.ics").write_bytes(await body("/calendars/nl/all.ics"))

    folder = node.laid_out(tmp_path, "calendars.mjs")
    window = (SINCE.isoformat(), UNTIL.isoformat())
    told = await asyncio.to_thread(node.run, folder, "node", "calendars.mjs", ".", *window)
    read = json.loads(told)

    assert all(one["same"] for one in read.values())
    every = []
    for name, uid in uids.items():
        expected = await ours(uid, await places(uid))
        assert sorted(read[f"{uid}.ics"]["occurrences"]) == expected, name
        assert expected
        every += expected
    assert sorted(read["all.ics"]["occurrences"], key=str) == sorted(every, key=str)
