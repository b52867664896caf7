"""Headers that weigh their values."""

import time

import pytest

from cms.translation.negotiation import preferred_locale, weighted


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", []),
        ("nl", [("nl", 1.0)]),
        ("en;q=0.5, nl", [("nl", 1.0), ("en", 0.5)]),
        ("a, b, c", [("a", 1.0), ("b", 1.0), ("c", 1.0)]),
        ("a;q=0, b;Q=0.3 ,,", [("b", 0.3), ("a", 0.0)]),
        ("a;q=x, b;q=2, c;q=-1, d;q=", [("a", 0.0), ("b", 0.0), ("c", 0.0), ("d", 0.0)]),
        ("text/html;level=1;q=0.4", [("text/html", 0.4)]),
    ],
)
def test_values_by_weight(header: str, expected: list[tuple[str, float]]) -> None:
    assert weighted(header) == expected


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("", "nl"),
        ("en", "en"),
        ("en-GB,en;q=0.9,nl;q=0.8", "en"),
        ("de, nl;q=0.1, en;q=0.2", "en"),
        ("en;q=0, nl;q=0.1", "nl"),
        ("en;q=0", "nl"),
        ("*", "nl"),
        ("fr", "nl"),
        ("EN-us", "en"),
    ],
)
def test_the_language_a_reader_likes_best(header: str, locale: str) -> None:
    assert preferred_locale(header) == locale


def test_a_long_header_takes_no_time() -> None:
    started = time.perf_counter()

    preferred_locale("en;q=0.1," * 1_000_000)

    assert time.perf_counter() - started < 0.1
