"""What no schedule may be, and that finding it out takes no time."""

from datetime import UTC, datetime, timedelta
from time import process_time
from typing import Any

import pytest

from cms.recurrence import Addition, Override, Schedule, Variation
from cms.recurrence.checks import MOST_OCCURRENCES, problems
from tests.recurrence.builders import at, series

HORIZON = datetime(2031, 11, 22, tzinfo=UTC)
MONDAY = "2026-05-04 10:00"

REFUSED = {
    "FREQ=SECONDLY": "too_frequent",
    "FREQ=MINUTELY;INTERVAL=30": "too_frequent",
    "": "",
    "weekly": "bad_recurrence",
    "FREQ=FORTNIGHTLY": "bad_recurrence",
    "FREQ=WEEKLY;": "bad_recurrence",
    "FREQ=WEEKLY;FREQ=DAILY": "bad_recurrence",
    "INTERVAL=2": "bad_recurrence",
    "FREQ=WEEKLY;INTERVAL=0": "bad_recurrence",
    "FREQ=WEEKLY;INTERVAL=-1": "bad_recurrence",
    "FREQ=WEEKLY;COUNT=0": "bad_recurrence",
    "FREQ=WEEKLY;COUNT=²": "bad_recurrence",
    "FREQ=WEEKLY;BYDAY=XX": "bad_recurrence",
    "FREQ=MONTHLY;BYDAY=0MO": "bad_recurrence",
    "FREQ=MONTHLY;BYDAY=54MO": "bad_recurrence",
    "FREQ=MONTHLY;BYMONTHDAY=0": "bad_recurrence",
    "FREQ=MONTHLY;BYMONTHDAY=32": "bad_recurrence",
    "FREQ=YEARLY;BYMONTH=13": "bad_recurrence",
    "FREQ=YEARLY;BYMONTH=-1": "bad_recurrence",
    "FREQ=DAILY;BYHOUR=24": "bad_recurrence",
    "FREQ=WEEKLY;WKST=1MO": "bad_recurrence",
    "FREQ=MONTHLY;BYSETPOS=1": "bad_recurrence",
    "FREQ=WEEKLY;UNTIL=20261301T000000Z": "bad_recurrence",
    "FREQ=WEEKLY;UNTIL=tomorrow": "bad_until",
    "FREQ=WEEKLY;UNTIL=20261231T100000": "bad_until",
    "FREQ=WEEKLY;UNTIL=20261231": "bad_until",
    "FREQ=WEEKLY;UNTIL=20261231T100000Z;COUNT=3": "two_ends",
    "FREQ=WEEKLY;UNTIL=20260501T100000Z": "ends_before_start",
    "FREQ=WEEKLY;BYDAY=1MO": "unsupported_recurrence",
    "FREQ=YEARLY;BYWEEKNO=19;BYDAY=1MO": "unsupported_recurrence",
    "FREQ=MONTHLY;BYYEARDAY=1": "unsupported_recurrence",
    "FREQ=WEEKLY;BYMONTHDAY=4": "unsupported_recurrence",
    "FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=1": "unsupported_recurrence",
    "FREQ=DAILY;BYSECOND=1": "unsupported_recurrence",
    "FREQ=YEARLY;BYEASTER=1": "unsupported_recurrence",
    "FREQ=WEEKLY;X-MINE=1": "unsupported_recurrence",
    "RSCALE=HEBREW;FREQ=YEARLY": "unsupported_recurrence",
    "FREQ=WEEKLY;BYDAY=TU": "start_not_in_rule",
    "FREQ=DAILY;BYHOUR=11": "start_not_in_rule",
    "FREQ=MONTHLY;BYDAY=2MO": "start_not_in_rule",
    "FREQ=HOURLY": "too_many_occurrences",
    "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16,17,18,19,20;BYMINUTE=0": "too_many_occurrences",
    "FREQ=WEEKLY;BYDAY=" + ",".join(["MO"] * 200): "rule_too_long",
}  # fmt: skip

SOUND = [
    "FREQ=WEEKLY;BYDAY=MO",
    "freq=weekly;byday=mo",
    "FREQ=HOURLY;COUNT=200",
    "FREQ=MONTHLY;BYDAY=1MO,-1MO;WKST=SU",
    "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=4",
    "FREQ=YEARLY;BYWEEKNO=19",
    "FREQ=WEEKLY;UNTIL=20260504T080000Z",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=2",
]

HOSTILE = [
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=YEARLY;BYYEARDAY=366;BYMONTH=1",
    "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2,4",
    "FREQ=DAILY;INTERVAL=999999999",
    "FREQ=YEARLY;INTERVAL=999999999",
    "FREQ=HOURLY;INTERVAL=999999999",
    "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=366",
    "FREQ=DAILY;COUNT=999999999",
    "FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24))) + ";BYMINUTE=" + ",".join(map(str, range(60))),
    "FREQ=YEARLY;BYYEARDAY=" + ",".join(map(str, range(1, 120))),
]  # fmt: skip


def codes(schedule: Schedule) -> dict[str | None, str]:
    return {one.field: one.code for one in problems(schedule, HORIZON)}


@pytest.mark.parametrize("rule", REFUSED)
def test_a_rule_is_refused_by_its_code(rule: str) -> None:
    expected = {"rrule": REFUSED[rule]} if rule else {}
    assert codes(series(MONDAY, rule)) == expected


@pytest.mark.parametrize("rule", SOUND)
def test_a_rule_that_means_something_is_taken(rule: str) -> None:
    assert codes(series(MONDAY, rule)) == {}


@pytest.mark.parametrize("rule", HOSTILE)
def test_a_hostile_rule_costs_little(rule: str) -> None:
    schedule = series("1970-05-04 10:00", rule)
    since = process_time()
    codes(schedule)
    codes(series("1970-05-04 10:00", "FREQ=YEARLY", variations=(Variation(rule, "v"),) * 12))
    assert process_time() - since < 5


def test_a_series_may_have_so_many_and_no_more() -> None:
    assert codes(series(MONDAY, f"FREQ=HOURLY;COUNT={MOST_OCCURRENCES}")) == {}
    assert codes(series(MONDAY, f"FREQ=HOURLY;COUNT={MOST_OCCURRENCES + 10}")) == {
        "rrule": "too_many_occurrences"
    }


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("FREQ=HOURLY;COUNT=2", "hours_of_whole_days"),
        ("FREQ=DAILY;BYHOUR=10", "hours_of_whole_days"),
        ("FREQ=DAILY;UNTIL=20261231T100000Z", "bad_until"),
        ("FREQ=DAILY;UNTIL=20260503", "ends_before_start"),
        ("FREQ=DAILY;UNTIL=20260504", ""),
    ],
)
def test_whole_days_know_no_hours(rule: str, code: str) -> None:
    assert codes(series(MONDAY, rule, whole_day=True)) == ({"rrule": code} if code else {})


WEEKLY = "FREQ=WEEKLY;BYDAY=MO"
SECOND, OTHER = at("2026-05-11 10:00"), at("2026-05-12 10:00")


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"exclusions": (OTHER,)}, "exclusions.0.starts_at", "not_in_series"),
        ({"exclusions": (SECOND, SECOND)}, "exclusions.1.starts_at", "named_twice"),
        ({"additions": (Addition(SECOND),)}, "additions.0.starts_at", "named_twice"),
        (
            {"additions": (Addition(OTHER), Addition(OTHER))},
            "additions.1.starts_at",
            "named_twice",
        ),
        (
            {"additions": (Addition(OTHER, OTHER - timedelta(hours=1)),)},
            "additions.0.ends_at",
            "end_before_start",
        ),
        ({"overrides": (Override(OTHER, "a"),)}, "overrides.0.recurrence_id", "not_in_series"),
        (
            {"overrides": (Override(SECOND, "a"),), "exclusions": (SECOND,)},
            "overrides.0.recurrence_id",
            "not_in_series",
        ),
        (
            {"overrides": (Override(SECOND, "a"), Override(SECOND, "b"))},
            "overrides.1.recurrence_id",
            "named_twice",
        ),
        (
            {"overrides": (Override(SECOND, "a", ends_at=SECOND - timedelta(hours=1)),)},
            "overrides.0.ends_at",
            "end_before_start",
        ),
        ({"variations": (Variation("x", "a"),)}, "variations.0.rrule", "bad_recurrence"),
        (
            {"variations": (Variation("FREQ=DAILY;COUNT=3", "a"),)},
            "variations.0.rrule",
            "unsupported_recurrence",
        ),
        (
            {"variations": (Variation("FREQ=WEEKLY;BYDAY=TU", "a"),)},
            "variations.0.rrule",
            "picks_nothing",
        ),
        ({"variations": (Variation("FREQ=DAILY", "a"),) * 13}, "variations", "too_many"),
        ({"starts_at": datetime(1, 1, 1, tzinfo=UTC)}, "starts_at", "bad_year"),
        ({"ends_at": at("2036-06-04 10:00")}, "ends_at", "lasts_too_long"),
        (
            {"additions": (Addition(OTHER, at("9000-01-01 10:00")),)},
            "additions.0.ends_at",
            "lasts_too_long",
        ),
        ({"starts_at": at("1969-05-05 10:00"), "ends_at": None}, "rrule", "starts_too_early"),
    ],
)
def test_rows_are_about_dates_of_the_series(given: dict[str, Any], field: str, code: str) -> None:
    assert codes(series(MONDAY, WEEKLY, **given)) == {field: code}


def test_rows_that_fit_are_no_problem() -> None:
    whole = series(
        MONDAY,
        WEEKLY,
        exclusions=(SECOND,),
        additions=(Addition(OTHER),),
        overrides=(Override(OTHER, "a", cancelled=True), Override(at(MONDAY), "b")),
        variations=(Variation("FREQ=MONTHLY;BYDAY=4MO", "v"),),
    )
    assert codes(whole) == {}


def test_what_takes_place_once_can_be_cancelled() -> None:
    assert codes(series(MONDAY, overrides=(Override(at(MONDAY), "a", cancelled=True),))) == {}
