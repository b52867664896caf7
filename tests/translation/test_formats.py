"""Dates, numbers and lists in Dutch and in British English."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from cms.translation.interface.formats import (
    DateStyle,
    Unit,
    format_currency,
    format_date,
    format_dates,
    format_datetime,
    format_list,
    format_number,
    format_partial_date,
    format_period,
    format_time,
    format_times,
    format_unit,
)

DAY = date(2008, 12, 4)
MORNING = datetime(2008, 12, 4, 8, 5, tzinfo=UTC)


@pytest.mark.parametrize(("locale", "text"), [("nl", "4 december 2008"), ("en", "4 December 2008")])
def test_a_date_is_written_out(locale: str, text: str) -> None:
    assert format_date(DAY, locale) == text


@pytest.mark.parametrize(
    ("precision", "locale", "text"),
    [
        ("day", "nl", "4 december 2008"),
        ("month", "nl", "december 2008"),
        ("year", "nl", "2008"),
        ("day", "en", "4 December 2008"),
        ("month", "en", "December 2008"),
        ("year", "en", "2008"),
    ],
)
def test_a_date_says_no_more_than_is_known(precision: str, locale: str, text: str) -> None:
    assert format_partial_date(DAY, precision, locale) == text


@pytest.mark.parametrize(
    ("locale", "text"),
    [("nl", "4 december 2008, 9.05 uur"), ("en", "4 December 2008, 09:05")],
)
def test_a_moment_is_told_by_the_clocks_of_its_place(locale: str, text: str) -> None:
    assert format_datetime(MORNING, "Europe/Amsterdam", locale) == text


def test_the_day_is_that_of_the_place_too() -> None:
    late = datetime(2008, 12, 31, 23, 30, tzinfo=UTC)
    assert format_datetime(late, "Europe/Amsterdam", "nl") == "1 januari 2009, 0.30 uur"
    assert format_time(late, "America/New_York", "en") == "18:30"
    west = late.astimezone(timezone(timedelta(hours=-5)))
    assert format_datetime(west, "UTC", "en") == "31 December 2008, 23:30"


@pytest.mark.parametrize(
    ("value", "dutch", "english"),
    [
        (2000, "2.000", "2,000"),
        (0.5, "0,5", "0.5"),
        (-1, "-1", "-1"),
        (1234567, "1.234.567", "1,234,567"),
    ],
)
def test_numbers(value: float, dutch: str, english: str) -> None:
    assert (format_number(value, "nl"), format_number(value, "en")) == (dutch, english)


@pytest.mark.parametrize(
    ("values", "dutch", "english"),
    [
        ([], "", ""),
        (["a"], "a", "a"),
        (["a", "b"], "a en b", "a and b"),
        (["a", "b", "c"], "a, b en c", "a, b and c"),
    ],
)
def test_lists_have_no_comma_before_the_last(values: list[str], dutch: str, english: str) -> None:
    assert (format_list(values, "nl"), format_list(values, "en")) == (dutch, english)


def test_a_third_language_has_its_own_ways() -> None:
    assert format_datetime(MORNING, "Europe/Berlin", "de") == "4. Dezember 2008, 09:05"
    assert format_partial_date(DAY, "month", "fr") == "décembre 2008"


def test_acceptance_30_dates_units_and_lists_in_both_languages() -> None:
    assert [format_date(DAY, one) for one in ("nl", "en")] == ["4 december 2008", "4 December 2008"]
    assert [format_unit(2, "hour", one) for one in ("nl", "en")] == ["2 uur", "2 hours"]
    listed = [format_list(["a", "b", "c"], one) for one in ("nl", "en")]
    assert listed == ["a, b en c", "a, b and c"]


@pytest.mark.parametrize(
    ("style", "dutch", "english"),
    [
        (DateStyle.FULL, "donderdag 4 december 2008", "Thursday, 4 December 2008"),
        (DateStyle.SHORT, "04-12-2008", "04/12/2008"),
    ],
)
def test_a_date_takes_more_room_or_less(style: DateStyle, dutch: str, english: str) -> None:
    assert (format_date(DAY, "nl", style), format_date(DAY, "en", style)) == (dutch, english)


@pytest.mark.parametrize(
    ("unit", "dutch", "english"),
    [
        ("minute", "1 minuut, 2 minuten", "1 minute, 2 minutes"),
        ("hour", "1 uur, 2 uur", "1 hour, 2 hours"),
        ("day", "1 dag, 2 dagen", "1 day, 2 days"),
        ("week", "1 week, 2 weken", "1 week, 2 weeks"),
        ("month", "1 maand, 2 maanden", "1 month, 2 months"),
        ("year", "1 jaar, 2 jaar", "1 year, 2 years"),
    ],
)
def test_units_are_written_out(unit: Unit, dutch: str, english: str) -> None:
    for locale, text in (("nl", dutch), ("en", english)):
        assert ", ".join(format_unit(number, unit, locale) for number in (1, 2)) == text


@pytest.mark.parametrize(
    ("last", "dutch", "english"),
    [
        (date(2008, 12, 4), "4 december 2008", "4 December 2008"),
        (date(2008, 12, 6), "4–6 december 2008", "4–6 December 2008"),
        (date(2009, 1, 2), "4 december 2008 – 2 januari 2009", "4 December 2008 – 2 January 2009"),
    ],
)
def test_what_two_dates_share_is_said_once(last: date, dutch: str, english: str) -> None:
    assert (format_dates(DAY, last, "nl"), format_dates(DAY, last, "en")) == (dutch, english)


def test_two_months_of_one_year() -> None:
    end = date(2008, 12, 2)
    assert format_dates(date(2008, 11, 30), end, "nl") == "30 november – 2 december 2008"
    assert format_dates(date(2008, 11, 30), end, "de") == "30. November 2008 – 2. Dezember 2008"


@pytest.mark.parametrize(
    ("minutes", "dutch", "english"),
    [
        (60, "9.00–10.00 uur", "9–10 am"),
        (90, "9.00–10.30 uur", "9–10:30 am"),
        (240, "9.00–13.00 uur", "9 am–1 pm"),
    ],
)
def test_times_from_a_pattern(minutes: int, dutch: str, english: str) -> None:
    start = datetime(2009, 12, 14, 8, 0, tzinfo=UTC)
    end = start + timedelta(minutes=minutes)
    zone = "Europe/Amsterdam"
    found = (format_times(start, end, zone, "nl"), format_times(start, end, zone, "en"))
    assert found == (dutch, english)


def test_a_period_names_its_day_once() -> None:
    zone, later = "Europe/Amsterdam", MORNING + timedelta(hours=1)
    assert format_period(MORNING, later, zone, "nl") == "4 december 2008, 9.05–10.05 uur"
    assert format_period(MORNING, None, zone, "nl") == "4 december 2008, 9.05 uur"
    days = MORNING + timedelta(days=2)
    assert format_period(MORNING, days, zone, "nl", whole_day=True) == "4–6 december 2008"
    assert format_period(MORNING, days, zone, "en") == (
        "4 December 2008, 09:05 – 6 December 2008, 09:05"
    )


def test_amounts_of_money() -> None:
    assert format_currency(1200, "EUR", "nl") == "€\N{NO-BREAK SPACE}1.200,00"
    assert format_currency(12.5, "EUR", "en") == "€12.50"
