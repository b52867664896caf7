"""The calendar: what takes place in a stretch of time, on whose clocks, and in which language."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cms.content.discovery import installed
from cms.database.engine import writing
from cms.publishing.publishing import publish, retract
from tests.builders import ACTOR, make, make_published, remove
from tests.schema.client import app, ask
from tests.schema.dates import (
    CALENDAR,
    KOFFIE,
    NEXT,
    PAGE,
    WORKSHOP,
    ahead,
    asked,
    between,
    calendar,
    starts,
    titles_in,
)
from tests.schema.statements import counted

pytestmark = pytest.mark.usefixtures("database")


async def test_every_second_and_fourth_monday_is_one_entry_with_two_places() -> None:
    made = await make_published("event", "Open Koffie", **KOFFIE)

    found = await calendar("2026-03-01", "2026-05-01")

    assert [(one["localStart"], one["startsAt"], one["place"]["name"], one["note"]) for one in found] == [
        ("2026-03-09T09:00:00", "2026-03-09T08:00:00Z", "De Zaak", None),
        ("2026-03-23T09:00:00", "2026-03-23T08:00:00Z", "Het Plein", "Aan de overkant"),
        ("2026-04-13T09:00:00", "2026-04-13T07:00:00Z", "De Zaak", None),
        ("2026-04-27T09:00:00", "2026-04-27T07:00:00Z", "Het Plein", "Aan de overkant"),
    ]  # fmt: skip
    assert found[2] | {"note": None} == {
        "recurrenceId": "2026-04-13T07:00:00Z", "startsAt": "2026-04-13T07:00:00Z",
        "endsAt": "2026-04-13T08:00:00Z", "localStart": "2026-04-13T09:00:00",
        "localEnd": "2026-04-13T10:00:00", "timezone": "Europe/Amsterdam", "wholeDay": False,
        "periodFormatted": "13 april 2026, 9.00–10.00 uur", "cancelled": False, "overridden": False,
        "note": None, "place": {"name": "De Zaak"},
        "content": {"__typename": "Event", "uid": made.uid, "title": "Open Koffie nl", "locale": "NL"},
    }  # fmt: skip


async def test_a_recurrence_is_said_in_words() -> None:
    await make_published("event", "Een keer", **WORKSHOP)
    await make_published("event", "Koffie", **KOFFIE)
    query = """query($locale: Locale) { events(locale: $locale, order: [{title: ASC}]) {
        nodes { recurrence } } }"""

    dutch, english = (
        (await asked(query, locale="NL"))["events"],
        (await asked(query, locale="EN"))["events"],
    )

    assert [one["recurrence"] for one in dutch["nodes"]] == [
        None, "elke tweede en vierde maandag van de maand, 09:00–10:00"
    ]  # fmt: skip
    assert [one["recurrence"] for one in english["nodes"]] == [
        None, "every second and fourth Monday of the month, 09:00–10:00"
    ]  # fmt: skip


async def test_both_changes_of_the_clocks_leave_local_times_as_they_are() -> None:
    await make_published("event", **KOFFIE | {"rrule": "FREQ=WEEKLY", "variations": []})

    spring = await calendar("2026-03-22", "2026-04-01")
    autumn = await calendar("2026-10-18", "2026-10-28")

    assert [one["startsAt"][11:16] for one in spring] == ["08:00", "07:00"]
    assert [one["startsAt"][11:16] for one in autumn] == ["07:00", "08:00"]
    assert {one["localStart"][11:16] for one in spring + autumn} == {"09:00"}


async def test_start_and_end_are_tested_of_the_same_occurrence() -> None:
    """Rule 25: a series of January and December is not in June, though it starts before and ends after."""
    december = [{"starts_at": "2026-12-15T10:00:00+01:00", "ends_at": "2026-12-15T12:00:00+01:00"}]
    await make_published("event", "Twee keer", additions=december, **WORKSHOP)

    assert await titles_in("2026-06-01", "2026-07-01") == []
    assert await starts("2026-06-01", "2026-07-01") == []
    assert await titles_in("2026-01-01", "2026-02-01") == ["Twee keer"]
    assert await titles_in("2026-12-15", "2026-12-16") == ["Twee keer"]


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        ("2026-01-15T10:00", "2026-01-15T12:00", True),
        ("2026-01-15T11:00", "2026-01-15T11:30", True),
        ("2026-01-15T12:00", "2026-01-15T13:00", False),
        ("2026-01-15T11:59", "2026-01-15T13:00", True),
        ("2026-01-15T09:00", "2026-01-15T10:00", False),
        ("2026-01-15T09:00", "2026-01-15T10:01", True),
    ],
)
async def test_what_still_goes_on_counts_and_what_just_ended_does_not(
    since: str, until: str, found: bool
) -> None:
    await make_published("event", **WORKSHOP)

    assert bool(await titles_in(since, until)) is found
    assert bool(await starts(since, until)) is found


async def test_what_has_no_end_counts_at_its_start() -> None:
    await make_published("event", starts_at="2026-01-15T10:00:00+01:00")

    (one,) = await calendar("2026-01-15T10:00", "2026-01-15T11:00")
    assert (one["endsAt"], one["localEnd"]) == (None, None)
    assert one["periodFormatted"] == "15 januari 2026, 10.00 uur"
    assert await titles_in("2026-01-15T09:00", "2026-01-15T10:00") == []
    assert await titles_in("2026-01-15T10:01", "2026-01-15T11:00") == []


async def test_an_open_end_has_none_and_lasts_until_the_day_is_over() -> None:
    await make_published("event", open_end=True, **WORKSHOP)

    (one,) = await calendar("2026-01-15T23:00", "2026-01-16")
    assert (one["localStart"], one["endsAt"]) == ("2026-01-15T10:00:00", None)
    assert await starts("2026-01-16", "2026-01-17") == []


async def test_whole_days_are_named_by_their_dates() -> None:
    days = {"starts_at": "2026-03-27T00:00:00+01:00", "ends_at": "2026-03-29T00:00:00+01:00"}
    await make_published("event", whole_day=True, **days)

    (one,) = await calendar("2026-03-29T12:00", "2026-03-29T13:00")
    assert (one["localStart"], one["localEnd"]) == ("2026-03-27T00:00:00", "2026-03-30T00:00:00")
    assert (one["startsAt"], one["endsAt"]) == ("2026-03-26T23:00:00Z", "2026-03-29T22:00:00Z")
    assert one["periodFormatted"] == "27–29 maart 2026"


async def test_each_has_the_clocks_of_its_own_place() -> None:
    await make_published("event", "Hier", starts_at="2026-03-10T09:00:00+01:00")
    await make_published(
        "event", "Ginds", starts_at="2026-03-10T09:00:00-04:00", timezone="America/New_York"
    )

    found = await calendar("2026-03-10", "2026-03-11")

    assert [(one["localStart"][11:16], one["timezone"], one["startsAt"][11:16]) for one in found] == [
        ("09:00", "Europe/Amsterdam", "08:00"), ("09:00", "America/New_York", "13:00"),
    ]  # fmt: skip


def on(day: str, **more: Any) -> dict[str, Any]:
    return {"recurrence_id": f"2026-{day}T09:00:00+02:00", **more}


async def test_single_dates_move_in_and_out_change_and_are_cancelled() -> None:
    overrides = [
        on("04-13", starts_at="2026-05-06T20:00:00+02:00", place_name_nl="Buiten", place_name_en="Outside"),
        on("04-27", cancelled=True, note_nl="Koningsdag", note_en="King's Day"),
        on("05-25", note_nl="Met taart", note_en="With cake"),
    ]  # fmt: skip
    await make_published("event", **KOFFIE, overrides=overrides)

    assert await starts("2026-04-01", "2026-04-20") == []
    april, may = (
        await calendar("2026-04-20", "2026-05-01"),
        await calendar("2026-05-01", "2026-06-01"),
    )
    assert [(one["localStart"], one["cancelled"], one["note"]) for one in april] == [
        ("2026-04-27T09:00:00", True, "Koningsdag")
    ]
    assert [
        (one["localStart"], one["recurrenceId"], one["place"]["name"], one["overridden"], one["note"])
        for one in may
    ] == [
        ("2026-05-06T20:00:00", "2026-04-13T07:00:00Z", "Buiten", True, None),
        ("2026-05-11T09:00:00", "2026-05-11T07:00:00Z", "De Zaak", False, None),
        ("2026-05-25T09:00:00", "2026-05-25T07:00:00Z", "Het Plein", True, "Met taart"),
    ]  # fmt: skip
    assert may[0]["localEnd"] == "2026-05-06T21:00:00"


async def test_places_and_notes_are_in_the_language_that_is_served() -> None:
    await make_published("event", "Koffie", **KOFFIE)
    await make_published("event", "Alleen hier", ("nl",), **KOFFIE)
    fourth = "2026-03-23", "2026-03-24"

    english = await calendar(*fourth, locale="EN")
    fallen = await calendar(*fourth, locale="EN", fallback=["NL"])

    assert [(one["content"]["title"], one["place"]["name"], one["note"]) for one in english] == [
        ("Koffie en", "The Square", "Across the street")
    ]
    assert {(one["content"]["locale"], one["place"]["name"]) for one in fallen} == {
        ("EN", "The Square"), ("NL", "Het Plein"),
    }  # fmt: skip
    assert len(fallen) == 2, "each entry once"


async def test_nothing_that_is_not_public_shows() -> None:
    await make("event", "Klad", **WORKSHOP)
    gone = await make_published("event", "Ingetrokken", **WORKSHOP)
    binned = await make_published("event", "Weggegooid", **WORKSHOP)
    later = await make("event", "Straks", **WORKSHOP)
    async with writing():
        for locale in ("nl", "en"):
            await retract(installed()["event"], gone.uid, locale, actor=ACTOR)
        soon = datetime.now(UTC) + timedelta(days=1)
        await publish(installed()["event"], later.uid, "nl", actor=ACTOR, at=soon)
    await remove(binned.uid)

    assert await calendar("2026-01-01", "2026-02-01") == []
    assert await titles_in("2026-01-01", "2026-02-01") == []


async def test_sessions_are_in_the_calendar_and_what_has_no_date_is_not() -> None:
    await make_published("session", "Gesprek", **WORKSHOP)
    await make_published("event", "Cursus", kind="course", starts_at=None)
    await make_published("page", "Pagina")

    (one,) = await calendar("2026-01-01", "2026-02-01")
    assert one["content"]["__typename"] == "Session"
    query = """{ sessions(filter: {occursIn: {from: "2026-01-15T00:00:00Z", to: "2026-01-16T00:00:00Z"}},
        order: [{nextOccurrence: DESC}]) { nodes { next { startsAt } } } }"""
    assert (await asked(query))["sessions"]["nodes"] == [{"next": None}]


async def test_occurs_in_composes_with_what_else_is_asked() -> None:
    await make_published("event", "Winter", **WORKSHOP)
    await make_published("event", "Koffie", kind="course", **KOFFIE)
    query = """{ events(order: [{title: ASC}], filter: {%s}) { nodes { title } } }"""
    january = 'occursIn: {from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z"}'
    march = january.replace("-02-", "-04-").replace("-01-01", "-03-01")

    async def found(where: str) -> list[str]:
        return [one["title"][:-3] for one in (await asked(query % where))["events"]["nodes"]]

    assert await found(f"or: [{{{january}}}, {{{march}}}]") == ["Koffie", "Winter"]
    assert await found(f"and: [{{{january}}}, {{{march}}}]") == []
    assert await found(f"not: {{{january}}}") == ["Koffie"]
    assert await found(f"{march}, kind: {{eq: MEETING}}") == []


async def test_next_is_the_first_that_is_not_over_nor_cancelled() -> None:
    begun = {"starts_at": ahead(hours=-1), "ends_at": ahead(hours=1)}
    first = ahead(days=1)
    daily = {"starts_at": first, "ends_at": ahead(days=1, hours=1), "rrule": "FREQ=DAILY;COUNT=3",
             "overrides": [{"recurrence_id": first, "cancelled": True}], "timezone": "UTC"}  # fmt: skip
    await make_published("event", "Voorbij", **WORKSHOP)
    await make_published("event", "Later", **daily)
    await make_published("event", "Bezig", **begun)

    found = (await asked(NEXT))["events"]["nodes"]
    assert [one["title"] for one in found] == ["Bezig nl", "Later nl", "Voorbij nl"]
    assert found[1]["next"] == {"localStart": ahead(days=2)[:19], "cancelled": False}
    assert found[2]["next"] is None
    descending = (await asked(NEXT.replace("ASC", "DESC")))["events"]["nodes"]
    assert [one["title"] for one in descending] == ["Later nl", "Bezig nl", "Voorbij nl"]


async def test_a_list_by_what_comes_next_goes_on_where_it_stopped() -> None:
    for days in (3, 1, 2):
        await make_published("event", f"Over {days}", starts_at=ahead(days=days))
    await make_published("event", "Geweest", **WORKSHOP)
    query = """query($after: String) { events(first: 1, after: $after, order: [{nextOccurrence: ASC}]) {
        nodes { title } pageInfo { endCursor hasNextPage } } }"""

    found, after = list[str](), None
    while after is not False:
        part = (await asked(query, after=after))["events"]
        found += [one["title"] for one in part["nodes"]]
        after = part["pageInfo"]["hasNextPage"] and part["pageInfo"]["endCursor"]

    assert found == ["Over 1 nl", "Over 2 nl", "Over 3 nl", "Geweest nl"]


async def test_paging_through_two_thousand_has_no_gaps_and_no_doubles() -> None:
    hourly = {
        "starts_at": "2026-02-01T00:00:00Z",
        "rrule": "FREQ=HOURLY;COUNT=667",
        "timezone": "UTC",
    }
    for name in ("Een", "Twee", "Drie"):
        await make_published("event", name, **hourly)
    span = {"from": "2026-02-01T00:00:00Z", "to": "2026-03-01T00:00:00Z"}

    found, after = list[tuple[str, str]](), None
    while after is not False:
        part = (await asked(PAGE, after=after, **span))["calendar"]
        found += [(one["recurrenceId"], one["content"]["uid"]) for one in part["nodes"]]
        after = part["pageInfo"]["hasNextPage"] and part["pageInfo"]["endCursor"]

    assert len(found) == len(set(found)) == part["totalCount"] == 2001
    assert found == sorted(found)


async def test_the_calendar_is_one_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    await make_published("event", **KOFFIE)
    query = CALENDAR.replace("totalCount", "")
    march = between("2026-03-01", "2026-04-01")

    async with counted(monkeypatch) as compiled:
        await ask(query, **march)
    monkeypatch.setattr(app.answering, "compiled", None)
    async with counted(monkeypatch) as executed:
        await ask(query, **march)

    assert (len(compiled), len(executed)) == (1, 1)
