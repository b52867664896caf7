"""What takes place when: the cases of RFC 5545 that calendars get wrong."""

from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise

import pytest

from cms.recurrence import Addition, Override, Schedule, Variation, belongs, next_of, occurrences
from cms.recurrence.occurrences import EARLIEST, LATEST, ends_by
from cms.recurrence.stored import from_json, name_of, to_json
from tests.recurrence.builders import at, found, series, walls
from tests.recurrence.generated import generated


def test_a_daily_series_older_than_1000_occurrences_still_takes_place() -> None:
    daily = series("1998-03-02 09:00", "FREQ=DAILY")
    assert walls(daily, "2026-06-01", "2026-06-03") == ["2026-06-01 09:00", "2026-06-02 09:00"]
    coming = next_of(daily, at("2026-06-01 09:01"))
    assert coming
    assert coming.local_starts_at.day == 2


def test_a_daily_series_with_a_number_ends_exactly_there() -> None:
    daily = series("1998-03-02 09:00", "FREQ=DAILY;COUNT=10000")
    last = datetime(1998, 3, 2, 9) + timedelta(days=9999)  # noqa: DTZ001 - on the wall
    around = f"{last - timedelta(days=1):%Y-%m-%d}", f"{last + timedelta(days=5):%Y-%m-%d}"
    assert walls(daily, *around)[-1] == f"{last:%Y-%m-%d %H:%M}"
    assert len(walls(daily, *around)) == 2


def test_half_past_two_in_the_night_of_spring_is_put_forward() -> None:
    nightly = series("2026-03-27 02:30", "FREQ=DAILY")
    assert walls(nightly, "2026-03-28", "2026-03-31") == [
        "2026-03-28 02:30",
        "2026-03-29 03:30",
        "2026-03-30 02:30",
    ]


def test_half_past_two_in_the_night_of_autumn_is_the_first_of_both() -> None:
    nightly = series("2026-10-23 02:30", "FREQ=DAILY")
    sunday = found(nightly, "2026-10-25", "2026-10-26")
    assert [one.starts_at for one in sunday] == [datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]


def test_22_to_4_over_the_change_ends_at_4_on_the_clock() -> None:
    for start, first, nights in (
        ("2026-03-27 22:00", "2026-03-27", (6, 5, 6)),
        ("2026-10-23 22:00", "2026-10-23", (6, 7, 6)),
    ):
        begins = at(start)
        nightly = series(start, "FREQ=DAILY;COUNT=3", ends_at=begins + timedelta(hours=6))
        each = found(nightly, first, "2026-12-31")
        assert [f"{one.local_ends_at:%H:%M}" for one in each] == ["04:00"] * 3
        assert [(one.ends_at - one.starts_at) // timedelta(hours=1) for one in each] == [*nights]


def test_what_starts_in_the_skipped_hour_keeps_its_length() -> None:
    nightly = series(
        "2026-03-28 02:30",
        "FREQ=DAILY;COUNT=2",
        ends_at=at("2026-03-28 02:30") + timedelta(minutes=45),
    )
    second = found(nightly, "2026-03-29", "2026-03-30")[0]
    assert f"{second.local_starts_at:%H:%M}–{second.local_ends_at:%H:%M}" == "03:30–04:15"


def test_until_06_00_leaves_no_occurrence_at_10_00_that_day() -> None:
    daily = series("2026-05-01 10:00", "FREQ=DAILY;UNTIL=20260505T060000Z")
    assert walls(daily, "2026-05-01", "2026-06-01")[-1] == "2026-05-04 10:00"


def test_until_the_very_moment_is_included() -> None:
    daily = series("2026-05-01 10:00", "FREQ=DAILY;UNTIL=20260505T080000Z")
    assert walls(daily, "2026-05-01", "2026-06-01")[-1] == "2026-05-05 10:00"


def test_an_hourly_series_leaves_out_the_hour_that_is_excluded_and_no_other() -> None:
    hourly = series("2026-05-01 10:00", "FREQ=HOURLY;COUNT=4", exclusions=(at("2026-05-01 12:00"),))
    assert walls(hourly, "2026-05-01", "2026-05-02") == [
        "2026-05-01 10:00",
        "2026-05-01 11:00",
        "2026-05-01 13:00",
    ]


def test_an_addition_keeps_its_own_time_and_length() -> None:
    weekly = series(
        "2026-05-04 10:00",
        "FREQ=WEEKLY;COUNT=2",
        additions=(
            Addition(at("2026-05-06 20:00"), at("2026-05-06 23:00")),
            Addition(at("2026-05-07 20:00")),
        ),
    )
    each = found(weekly, "2026-05-05", "2026-05-09")
    assert [f"{one.local_starts_at:%d %H:%M}–{one.local_ends_at:%H:%M}" for one in each] == [
        "06 20:00–23:00",
        "07 20:00–21:00",
    ]


def test_a_start_that_does_not_match_adds_no_occurrence() -> None:
    tuesdays = series("2026-05-04 10:00", "FREQ=WEEKLY;BYDAY=TU;COUNT=2")
    assert walls(tuesdays, "2026-05-01", "2026-06-01") == ["2026-05-05 10:00", "2026-05-12 10:00"]


def test_two_on_one_day_are_two() -> None:
    twice = series("2026-05-04 09:00", "FREQ=WEEKLY;BYHOUR=9,14")
    morning, afternoon = found(twice, "2026-05-11", "2026-05-12")
    assert morning.recurrence_id != afternoon.recurrence_id

    cancelled = Override(afternoon.recurrence_id, "a", cancelled=True)
    each = found(
        series("2026-05-04 09:00", "FREQ=WEEKLY;BYHOUR=9,14", overrides=(cancelled,)),
        "2026-05-11",
        "2026-05-12",
    )
    assert [one.cancelled for one in each] == [False, True]


def test_january_and_december_do_not_make_a_june() -> None:
    half_yearly = series("2026-01-15 09:00", "FREQ=YEARLY;BYMONTH=1,12;BYMONTHDAY=15;COUNT=4")
    assert found(half_yearly, "2026-06-01", "2026-07-01") == []
    assert len(found(half_yearly, "2026-12-01", "2027-02-01")) == 2


def test_a_window_tests_start_and_end_of_the_same_occurrence() -> None:
    nights = series("2026-05-01 22:00", "FREQ=DAILY", ends_at=at("2026-05-02 04:00"))
    assert walls(nights, "2026-05-10 03:00", "2026-05-10 05:00") == ["2026-05-09 22:00"]
    assert walls(nights, "2026-05-10 04:00", "2026-05-10 22:00") == []


def test_what_takes_no_time_lies_in_the_window_that_begins_with_it() -> None:
    moment = series("2026-05-01 10:00", ends_at=None)
    assert walls(moment, "2026-05-01 10:00", "2026-05-01 11:00") == ["2026-05-01 10:00"]
    assert walls(moment, "2026-05-01 09:00", "2026-05-01 10:00") == []


def test_a_moved_occurrence_is_where_it_was_moved_to() -> None:
    original = at("2026-05-11 10:00")
    moved = series(
        "2026-05-04 10:00",
        "FREQ=WEEKLY",
        overrides=(Override(original, "a", starts_at=at("2026-08-01 20:00")),),
    )
    assert walls(moved, "2026-05-09", "2026-05-13") == []
    august = found(moved, "2026-08-01", "2026-08-02")
    assert [(one.recurrence_id, one.override) for one in august] == [(original, "a")]
    assert f"{august[0].local_ends_at:%H:%M}" == "21:00"
    starts = [one.starts_at for one in occurrences(moved, at("2026-05-01"), at("2026-09-01"))]
    assert starts == sorted(starts)


def test_an_override_of_what_the_series_does_not_have_is_nothing() -> None:
    stray = Override(at("2026-05-12 10:00"), "a", starts_at=at("2026-05-13 10:00"))
    weekly = series("2026-05-04 10:00", "FREQ=WEEKLY", overrides=(stray,))
    assert walls(weekly, "2026-05-12", "2026-05-14") == []


def test_an_addition_can_be_overridden_too() -> None:
    extra = at("2026-05-06 20:00")
    weekly = series(
        "2026-05-04 10:00",
        "FREQ=WEEKLY",
        additions=(Addition(extra),),
        overrides=(Override(extra, "a", cancelled=True),),
    )
    assert [one.cancelled for one in found(weekly, "2026-05-06", "2026-05-07")] == [True]


def test_a_variation_picks_days_and_an_override_is_told_beside_it() -> None:
    fourth = at("2026-05-25 09:00")
    koffie = series(
        "2009-01-12 09:00",
        "FREQ=MONTHLY;BYDAY=2MO,4MO",
        variations=(Variation("FREQ=MONTHLY;BYDAY=4MO", "v"), Variation("FREQ=DAILY", "rest")),
        overrides=(Override(fourth, "o"),),
    )
    each = found(koffie, "2026-05-01", "2026-07-01")
    assert [(one.local_starts_at.day, one.variation, one.override) for one in each] == [
        (11, "rest", ""),
        (25, "v", "o"),
        (8, "rest", ""),
        (22, "v", ""),
    ]


def test_a_variation_may_end_on_a_day() -> None:
    weekly = series(
        "2026-05-04 10:00", "FREQ=WEEKLY", variations=(Variation("FREQ=DAILY;UNTIL=20260511", "v"),)
    )
    assert [one.variation for one in found(weekly, "2026-05-01", "2026-05-20")] == ["v", "v", ""]


def test_whole_days_last_until_the_midnight_after_the_last() -> None:
    days = series("2026-03-28 15:00", "FREQ=WEEKLY", whole_day=True, ends_at=at("2026-03-29 08:00"))
    first = found(days, "2026-03-28", "2026-03-29")[0]
    assert first.starts_at == at("2026-03-28 00:00")
    assert first.ends_at == at("2026-03-30 00:00")  # 47 hours: the clocks are put forward
    assert walls(days, "2026-03-30", "2026-04-03") == []


def test_whole_days_end_on_a_day_and_are_excluded_by_their_day() -> None:
    days = series(
        "2026-05-01 00:00",
        "FREQ=DAILY;UNTIL=20260504",
        whole_day=True,
        ends_at=None,
        exclusions=(at("2026-05-02 13:00"),),
    )
    assert walls(days, "2026-05-01", "2026-06-01") == [f"2026-05-0{day} 00:00" for day in (1, 3, 4)]


def test_an_open_end_lasts_until_midnight() -> None:
    open_end = series("2026-05-01 20:00", "FREQ=WEEKLY", ends_at=None, open_end=True)
    assert found(open_end, "2026-05-08", "2026-05-09")[0].ends_at == at("2026-05-09 00:00")


def test_weeks_are_counted_from_the_day_they_begin_with() -> None:
    def of(start: str) -> list[str]:
        rule = f"FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST={start}"
        return [
            one[5:10] for one in walls(series("1997-08-05 09:00", rule), "1997-01-01", "1998-01-01")
        ]

    assert of("MO") == ["08-05", "08-10", "08-19", "08-24"]
    assert of("SU") == ["08-05", "08-17", "08-19", "08-31"]


def test_the_first_of_a_series_stays_what_was_typed_in_the_hour_that_comes_twice() -> None:
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # 02:30 for the second time
    nightly = Schedule(second, second + timedelta(minutes=15), rrule="FREQ=DAILY;COUNT=2")
    first, next_night = occurrences(nightly, EARLIEST, LATEST)
    assert (first.starts_at, first.ends_at) == (second, second + timedelta(minutes=15))
    assert next_night.starts_at == at("2026-10-26 02:30")


def test_an_hour_that_is_skipped_takes_place_once() -> None:
    hourly = series("2026-03-29 00:00", "FREQ=HOURLY", ends_at=None)
    each = found(hourly, "2026-03-29", "2026-03-29 05:00")
    assert len(each) == len({one.recurrence_id for one in each}) == 4


def test_what_is_cancelled_is_told_but_is_not_next() -> None:
    first, second = at("2026-05-04 10:00"), at("2026-05-11 10:00")
    weekly = series(
        "2026-05-04 10:00", "FREQ=WEEKLY", overrides=(Override(first, "a", cancelled=True),)
    )
    coming = next_of(weekly, at("2026-05-01"))
    assert coming
    assert coming.starts_at == second


def test_nothing_is_next_when_all_is_over() -> None:
    assert next_of(series("2026-05-04 10:00"), at("2026-05-04 10:01")) is None
    assert next_of(series("2026-02-28 10:00", "FREQ=YEARLY;INTERVAL=50"), at("2027-01-01")) is None


def test_identity_is_the_original_start() -> None:
    weekly = series("2026-05-04 10:00", "FREQ=WEEKLY;COUNT=3", exclusions=(at("2026-05-11 10:00"),))
    assert belongs(weekly, at("2026-05-18 10:00"))
    for other in ("2026-05-11 10:00", "2026-05-18 11:00", "2026-05-25 10:00"):
        assert not belongs(weekly, at(other))


@pytest.mark.parametrize("since", [datetime(1, 1, 1, tzinfo=UTC), datetime.min.replace(tzinfo=UTC)])
def test_the_ends_of_time_are_no_trouble(since: datetime) -> None:
    yearly = series("2026-02-28 10:00", "FREQ=YEARLY")
    last = datetime.max.replace(tzinfo=UTC)
    assert len(list(islice(occurrences(yearly, since, last), 20))) == 20


def test_a_stored_schedule_is_the_same_and_has_the_same_name() -> None:
    koffie = series(
        "2009-01-12 09:00",
        "FREQ=MONTHLY;BYDAY=2MO,4MO",
        exclusions=(at("2026-05-11 09:00"),),
        additions=(Addition(at("2026-05-12 09:00")),),
        overrides=(Override(at("2026-05-25 09:00"), "o", cancelled=True),),
        variations=(Variation("FREQ=MONTHLY;BYDAY=4MO", "v"),),
    )
    assert from_json(to_json(koffie)) == koffie
    assert name_of(from_json(to_json(koffie))) == name_of(koffie)
    assert name_of(koffie) != name_of(series("2009-01-12 09:00", "FREQ=MONTHLY;BYDAY=2MO,4MO"))


def test_windows_side_by_side_have_what_one_window_has() -> None:
    for rule in islice(generated(seed=7), 24):
        schedule = Schedule(at(rule.start, rule.zone), timezone=rule.zone, rrule=rule.rrule)
        since = schedule.starts_at + timedelta(days=400)
        edges = [since + timedelta(days=23) * place for place in range(16)]
        whole = list(occurrences(schedule, edges[0], edges[-1]))
        parts = [one for window in pairwise(edges) for one in occurrences(schedule, *window)]
        assert parts == whole, rule


@pytest.mark.parametrize(
    ("rule", "ends"),
    [
        ("", True),
        ("FREQ=DAILY", False),
        ("FREQ=DAILY;COUNT=5", True),
        ("FREQ=DAILY;COUNT=500", False),
        ("FREQ=HOURLY;COUNT=30", True),  # of which one falls together with the next
        ("FREQ=DAILY;UNTIL=20260401T100000Z", True),
        ("FREQ=DAILY;UNTIL=20260901T100000Z", False),
    ],
)
def test_whether_a_series_has_ended_by_a_moment(rule: str, ends: bool) -> None:
    assert ends_by(series("2026-03-28 10:00", rule), at("2026-06-01")) is ends


def test_a_series_has_not_ended_while_something_is_moved_beyond() -> None:
    moved = Override(at("2026-03-28 10:00"), "a", starts_at=at("2027-01-01"))
    assert not ends_by(series("2026-03-28 10:00", overrides=(moved,)), at("2026-06-01"))
