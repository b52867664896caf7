"""Dates, numbers and lists in Dutch and in British English."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from cms.translation.formats import (
    format_date,
    format_datetime,
    format_list,
    format_number,
    format_partial_date,
    format_time,
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
