"""The dates of an event: rows beside the rule, with one clear problem for each that cannot be."""

from datetime import UTC, datetime
from typing import Any

import pytest

from cms.content.discovery import installed
from cms.editing.working_copy import load
from cms.errors import InvalidInput
from cms.publishing.document import document
from tests.builders import change, make, make_published

pytestmark = pytest.mark.usefixtures("database")

KOFFIE: dict[str, Any] = {
    "starts_at": "2009-01-12T09:00:00+01:00",
    "ends_at": "2009-01-12T10:00:00+01:00",
    "rrule": "FREQ=MONTHLY;BYDAY=2MO,4MO",
}
SECOND, FOURTH, NEVER = (f"2026-05-{day}T09:00:00+02:00" for day in ("11", "25", "12"))


async def refused(**values: Any) -> dict[str | None, str]:
    with pytest.raises(InvalidInput) as caught:
        await make("event", **KOFFIE | values)
    return {one.field: one.code for one in caught.value.problems}


async def test_every_row_is_kept_and_is_public() -> None:
    event = await make_published(
        "event",
        **KOFFIE,
        exclusions=[{"starts_at": SECOND}],
        additions=[{"starts_at": NEVER}],
        overrides=[
            {"recurrence_id": FOURTH, "cancelled": True, "note_nl": "Ziek", "note_en": "Ill"},
        ],
        variations=[
            {"rrule": "FREQ=MONTHLY;BYDAY=4MO", "place_name_nl": "Elders", "place_city_en": "Delft"}
        ],
    )
    values = await load(installed()["event"], event.uid)
    made = document(installed()["event"], values, "nl")

    assert made.schedule
    assert made.schedule.exclusions == (datetime(2026, 5, 11, 7, tzinfo=UTC),)
    assert made.schedule.overrides[0].key == values["overrides"][0]["key"]
    assert made.data["overrides"][0]["note"] == "Ziek"
    assert made.data["variations"][0]["place"]["name"] == "Elders"
    assert "Ziek" not in document(installed()["event"], values, "en").data["overrides"][0].values()


async def test_a_date_that_the_series_does_not_have_is_told_with_its_row() -> None:
    assert await refused(
        exclusions=[{"starts_at": SECOND}, {"starts_at": NEVER}],
        overrides=[{"recurrence_id": NEVER}],
        variations=[{"rrule": "FREQ=DAILY;BYDAY=TU"}],
    ) == {
        "exclusions.1.starts_at": "not_in_series",
        "overrides.0.recurrence_id": "not_in_series",
        "variations.0.rrule": "picks_nothing",
    }


async def test_another_rule_loses_nothing_silently() -> None:
    event = await make("event", **KOFFIE, overrides=[{"recurrence_id": FOURTH, "cancelled": True}])
    with pytest.raises(InvalidInput) as caught:
        await change("event", event.uid, rrule="FREQ=MONTHLY;BYDAY=2MO")
    assert [one.code for one in caught.value.problems] == ["not_in_series"]

    await change("event", event.uid, rrule="FREQ=MONTHLY;BYDAY=2MO", overrides=[])


async def test_a_rule_that_cannot_be_used_has_a_code_and_the_field() -> None:
    assert await refused(rrule="FREQ=MINUTELY") == {"rrule": "too_frequent"}
    assert await refused(rrule="FREQ=MONTHLY;BYDAY=3MO") == {"rrule": "start_not_in_rule"}
    assert await refused(starts_at=None, kind="course", ends_at=None) == {
        "starts_at": "start_missing"
    }
    assert await refused(timezone="Europe/Nowhere") == {"timezone": "unknown_timezone"}


async def test_a_row_says_which_date_it_is_about() -> None:
    assert await refused(
        exclusions=[{}], additions=[{"ends_at": NEVER}], overrides=[{}], variations=[{}]
    ) == {
        "exclusions.0.starts_at": "required",
        "additions.0.starts_at": "required",
        "overrides.0.recurrence_id": "required",
        "variations.0.rrule": "required",
    }


async def test_rows_without_a_first_start_are_refused() -> None:
    missing = {"starts_at": None, "ends_at": None, "kind": "course", "rrule": ""}
    assert await refused(**missing, additions=[{"starts_at": NEVER}]) == {
        "starts_at": "start_missing"
    }


@pytest.mark.parametrize("starts_at", ["9999-12-31T23:30:00Z", "0001-01-01T00:30:00Z"])
async def test_a_session_lies_in_years_that_have_a_calendar(starts_at: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        await make("session", starts_at=starts_at, timezone="America/New_York")

    assert [(one.code, one.field) for one in caught.value.problems] == [("bad_year", "starts_at")]
