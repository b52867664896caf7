"""Calendars, as the programs get them that people keep theirs in."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event

from cms.delivery.calendars.differing import MOST_VARIED, Years, differing
from cms.delivery.calendars.zones import timezone
from cms.recurrence import Schedule, Variation
from tests.builders import make_published
from tests.delivery.editing import move, republish
from tests.delivery.reading import SITE, body, read
from tests.delivery.secrets import WORD, plant
from tests.schema.made import make_tags

pytestmark = pytest.mark.usefixtures("database")
KOFFIE: dict[str, Any] = {
    "starts_at": "2026-01-12T09:00:00+01:00",
    "ends_at": "2026-01-12T10:00:00+01:00",
    "rrule": "FREQ=MONTHLY;BYDAY=2MO,4MO",
    "place_name_nl": "Café; De Zaak, hoek",
    "place_city_nl": "Ede",
    "variations": [{"rrule": "FREQ=MONTHLY;BYDAY=4MO", "place_name_nl": "De Kiosk"}],
}


async def calendar(path: str) -> Calendar:
    """The calendar in a file, read strictly, of which every line is as long as it may be."""
    written = await body(path)
    lines = written.split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line or len(line) > 75 for line in lines)
    found = Calendar.from_ical(written)
    assert not found.errors
    for one in found.walk():
        assert not one.errors
    assert found["VERSION"] == "2.0"
    assert found["PRODID"]
    return found


async def events(path: str) -> list[Event]:
    found = (await calendar(path)).walk("VEVENT")
    for one in found:
        assert {"UID", "DTSTAMP", "DTSTART", "SEQUENCE", "URL"} <= set(one)
    return [*found]


async def event(path: str) -> Event:
    (found,) = await events(path)
    return found


async def of_event(**values: Any) -> Event:
    made = await make_published("event", "Iets", **values)
    return await event(f"/calendars/nl/entry/{made.uid}.ics")


async def test_what_happens_once() -> None:
    await make_tags(buurt=("Buurt, dorp", "Neighbourhood"))
    found = await of_event(
        starts_at="2026-07-01T19:30:00+02:00", ends_at="2026-07-01T22:00:00+02:00",
        place_name_nl="Café; De Zaak, hoek", place_address="Markt 1", place_city_nl="Ede",
        summary_nl="Kort; met \\ en 😀" * 20, tags=["buurt"],
    )  # fmt: skip

    assert found.start.isoformat() == "2026-07-01T19:30:00+02:00"
    assert found["DTSTART"].params["TZID"] == "Europe/Amsterdam"
    assert found.end - found.start == timedelta(hours=2.5)
    assert (found["SUMMARY"], found["LOCATION"]) == ("Iets nl", "Café; De Zaak, hoek, Markt 1, Ede")
    assert found["DESCRIPTION"] == "Kort; met \\ en 😀" * 20 + f"\n\n{SITE}/nl/iets-nl"
    assert (found["URL"], found["STATUS"], found["SEQUENCE"]) == (
        f"{SITE}/nl/iets-nl",
        "CONFIRMED",
        0,
    )
    assert found.categories == ["Buurt, dorp"]
    assert not {"RRULE", "RECURRENCE-ID", "ORGANIZER", "ATTENDEE"} & set(found)


async def test_whole_days_end_before_the_day_after_the_last() -> None:
    found = await of_event(
        starts_at="2026-05-01T00:00:00+02:00", ends_at="2026-05-03T00:00:00+02:00", whole_day=True
    )

    assert (found["DTSTART"].dt, found["DTEND"].dt) == (date(2026, 5, 1), date(2026, 5, 4))


@pytest.mark.parametrize("values", [{}, {"ends_at": "2026-05-01T22:00:00+02:00", "open_end": True}])
async def test_an_end_that_nobody_knows_is_not_told(values: dict[str, Any]) -> None:
    found = await of_event(starts_at="2026-05-01T20:00:00+02:00", **values)

    assert "DTEND" not in found
    assert "DURATION" not in found


async def test_a_series_keeps_its_first_start_and_its_rule() -> None:
    made = await make_published(
        "event", "Koffie", **KOFFIE | {"rrule": "FREQ=MONTHLY;BYDAY=2MO,4MO;COUNT=40"},
        exclusions=[{"starts_at": "2026-02-09T09:00:00+01:00"}],
        additions=[
            {"starts_at": "2026-02-10T09:00:00+01:00", "ends_at": "2026-02-10T12:00:00+01:00"},
            {"starts_at": "2026-02-11T09:00:00+01:00"},
        ],
        overrides=[
            {"recurrence_id": "2026-03-09T09:00:00+01:00", "cancelled": True},
            {"recurrence_id": "2026-04-13T09:00:00+02:00", "note_nl": "Let op",
             "starts_at": "2026-04-14T20:00:00+02:00"},
        ],
    )  # fmt: skip

    series, *others = await events(f"/calendars/nl/entry/{made.uid}.ics")
    by_id = {one["RECURRENCE-ID"].dt.isoformat()[:10]: one for one in others}

    assert series.start.isoformat() == "2026-01-12T09:00:00+01:00"
    assert dict(series["RRULE"]) == {"FREQ": ["MONTHLY"], "BYDAY": ["2MO", "4MO"], "COUNT": [40]}
    assert [one.dt.day for one in series["EXDATE"].dts] == [9]
    assert [one.dt.day for one in series["RDATE"].dts] == [10, 11]
    assert {one["UID"] for one in others} == {series["UID"]}
    assert not {"RRULE", "RDATE", "EXDATE"} & {name for one in others for name in one}
    cancelled, moved, longer = by_id["2026-03-09"], by_id["2026-04-13"], by_id["2026-02-10"]
    assert (cancelled["STATUS"], cancelled["SUMMARY"]) == ("CANCELLED", "Vervallen: Koffie nl")
    assert moved.start.isoformat() == "2026-04-14T20:00:00+02:00"
    assert moved.end - moved.start == timedelta(hours=1)
    assert moved["DESCRIPTION"].startswith("Let op\n\n")
    assert longer.end - longer.start == timedelta(hours=3)
    assert {
        one["LOCATION"] for day, one in by_id.items() if one not in (cancelled, moved, longer)
    } == {"De Kiosk"}
    assert "2026-01-26" in by_id
    assert "2026-02-11" not in by_id


async def test_what_varies_is_told_for_whole_years_around_now() -> None:
    made = await make_published("event", "Koffie", **KOFFIE | {"starts_at": "2009-01-12T09:00:00+01:00",
                                                               "ends_at": None})  # fmt: skip

    _, *others = await events(f"/calendars/nl/entry/{made.uid}.ics")
    found = sorted(one["RECURRENCE-ID"].dt for one in others)

    year = datetime.now(UTC).year
    assert len(found) == 48
    assert (found[0].year, found[-1].year) == (year - 1, year + 2)
    assert all(15 < one.day < 29 and one.weekday() == 0 for one in found)


def test_what_varies_often_is_bounded() -> None:
    now = datetime(2026, 6, 1, tzinfo=UTC)
    daily = Schedule(
        datetime(2009, 1, 12, 9, tzinfo=UTC),
        rrule="FREQ=DAILY",
        variations=(Variation("FREQ=DAILY", "k"),),
    )

    found = [*differing(daily, Years.around(now), MOST_VARIED)]
    whole = [*differing(daily, Years.around(now), 10_000)]

    assert len(found) == MOST_VARIED
    assert min(one.starts_at for one in found).year == 2026
    assert len(whole) == len({one.recurrence_id for one in whole}) == 4 * 365 + 1


async def test_one_occurrence_alone_has_no_rule() -> None:
    made = await make_published(
        "event", "Koffie", **KOFFIE,
        overrides=[{"recurrence_id": "2026-04-13T09:00:00+02:00", "starts_at": "2026-04-14T20:00:00+02:00"}],
    )  # fmt: skip
    address = f"/calendars/nl/entry/{made.uid}"

    whole = await events(f"{address}.ics")
    usual = await event(f"{address}/20360211T080000Z.ics")
    moved = await event(f"{address}/20260413T070000Z.ics")

    assert {usual["UID"], moved["UID"]} == {whole[0]["UID"]}
    assert not {"RRULE", "RDATE", "EXDATE"} & {*usual, *moved}
    assert usual["RECURRENCE-ID"].dt == usual.start
    assert moved["RECURRENCE-ID"].dt.isoformat() == "2026-04-13T09:00:00+02:00"
    assert moved.start.isoformat() == "2026-04-14T20:00:00+02:00"
    for other in ("20260414T180000Z", "20260413T070001Z", "20260413T090000", "x"):
        assert (await read(f"{address}/{other}.ics")).status_code == 404


async def test_the_sequence_grows_with_another_schedule_alone() -> None:
    elsewhere = await make_published("page", "Elders")
    made = await make_published("event", "Koffie", **KOFFIE)
    address = f"/calendars/{{}}/entry/{made.uid}.ics"
    first = (await events(address.format("nl")))[0]

    await republish("event", made.uid, title_nl="Thee")
    await move(made.uid, elsewhere.uid)
    renamed = (await events(address.format("nl")))[0]
    await republish("event", made.uid, starts_at="2026-01-12T10:00:00+01:00", ends_at=None)
    moved = (await events(address.format("nl")))[0]
    await republish("event", made.uid, **KOFFIE | {"variations": []})
    back = (await events(address.format("nl")))[0]
    english = (await events(address.format("en")))[0]

    assert [one["SEQUENCE"] for one in (first, renamed, moved, back)] == [0, 0, 1, 2]
    assert {one["UID"] for one in (first, renamed, moved, back, english)} == {first["UID"]}
    assert renamed["LAST-MODIFIED"].dt >= first["LAST-MODIFIED"].dt
    assert english["SEQUENCE"] == 0


async def test_calendars_of_a_type_a_branch_a_tag_and_a_speaker() -> None:
    await make_tags(buurt=("Buurt", "Neighbourhood"))
    who = await make_published("speaker", given_name="Mia", family_name="Nijs")
    branch = await make_published("page", "Tak")
    talk = await make_published("event", "Lezing", speakers=[{"speaker": who.uid}], tags=["buurt"])
    await make_published("session", "Gesprek", moderator=who.uid, event=talk.uid)
    await make_published(
        "event", "Los", parent=branch.uid, body_nl=f'<p><a href="uid:{who.uid}">x</a></p>'
    )
    await make_published("event", "Later", kind="course", starts_at=None)

    async def named(path: str) -> set[str]:
        return {str(one["SUMMARY"]) for one in await events(f"/calendars/nl/{path}.ics")}

    assert await named("all") == {"Lezing nl", "Gesprek nl", "Los nl"}
    assert await named("session") == {"Gesprek nl"}
    assert await named(f"branch/{branch.uid}") == {"Los nl"}
    assert await named("tag/buurt") == {"Lezing nl"}
    assert await named(f"speaker/{who.uid}") == {"Lezing nl", "Gesprek nl"}
    found = await calendar(f"/calendars/en/speaker/{who.uid}.ics")
    assert (found["NAME"], found["X-WR-CALNAME"]) == ("Mia Nijs", "Mia Nijs")
    assert (await calendar("/calendars/nl/event.ics"))["NAME"] == "Evenementen"


async def test_an_addition_in_the_hour_that_comes_twice_names_no_zone() -> None:
    found = await of_event(
        starts_at="2026-10-18T02:30:00+02:00", rrule="FREQ=WEEKLY",
        additions=[{"starts_at": "2026-10-25T01:30:00Z"}, {"starts_at": "2026-10-20T12:00:00+02:00"}],
    )  # fmt: skip

    written = {one.to_ical(): one.params.get("TZID") for one in found["RDATE"]}
    assert written == {b"20261020T120000": "Europe/Amsterdam", b"20261025T013000Z": None}


@pytest.mark.parametrize("instant", ["00010101T000000Z", "99991231T235959Z"])
async def test_years_that_no_calendar_reaches_have_no_occurrence(instant: str) -> None:
    made = await make_published("event", "Dag", **KOFFIE | {"whole_day": True})

    assert (await read(f"/calendars/nl/entry/{made.uid}/{instant}.ics")).status_code == 404


async def test_a_calendar_without_anything_is_one_all_the_same() -> None:
    found = await calendar("/calendars/nl/session.ics")

    assert [one.name for one in found.subcomponents] == ["VTIMEZONE"]


async def test_what_is_not_public_is_in_no_calendar() -> None:
    who = await make_published("speaker", given_name="Mia", family_name="Nijs")
    hidden = await plant("event", speakers=[{"speaker": who.uid}], starts_at=KOFFIE["starts_at"])
    course = await make_published("event", "Later", kind="course", starts_at=None)

    for path in ("all", "event", f"speaker/{who.uid}"):
        found = (await body(f"/calendars/nl/{path}.ics")).decode()
        assert "Openbaar nl" in found
        assert WORD not in found.lower()
    for uid in (*hidden, who.uid, course.uid, "onbekend", "%00"):
        assert (await read(f"/calendars/nl/entry/{uid}.ics")).status_code == 404
    for path in (
        "page",
        "speaker",
        f"speaker/{course.uid}",
        "speaker/onbekend",
        "tag/onbekend",
        "niets",
    ):
        answer = await read(f"/calendars/nl/{path}.ics")
        assert (answer.status_code, answer.text[:6]) == (404, "Op dit")


@pytest.mark.parametrize(
    "key", ["Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]
)
def test_a_time_zone_is_what_the_database_of_zones_says(key: str) -> None:
    made = timezone(key).to_tz(lookup_tzid=False)
    known = ZoneInfo(key)
    for hours in range(0, 24 * 366 * 2, 7):
        wall = datetime(2025, 1, 1) + timedelta(hours=hours)  # noqa: DTZ001 - on the wall
        local = wall.replace(tzinfo=known)
        if local.astimezone(UTC).astimezone(known).replace(tzinfo=None) == wall:  # clocks show it
            assert wall.replace(tzinfo=made).utcoffset() == local.utcoffset(), wall
