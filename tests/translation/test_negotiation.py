"""Accept-Language, as browsers and less civil programs send it."""

import pytest

from cms.translation.interface.negotiation import negotiate


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        (None, "nl"),
        ("", "nl"),
        ("en", "en"),
        ("EN-us", "en"),
        ("nl-BE", "nl"),
        ("en-GB,en;q=0.9,nl;q=0.8", "en"),
        ("nl;q=0.3,en;q=0.7", "en"),
        ("en ; q=0.2 , nl ;q=0.1", "en"),
        ("en,nl", "en"),
        ("nl,en", "nl"),
        ("en-GB,nl", "en"),
        ("nl,en-GB", "nl"),
        ("de,fr;q=0.9", "nl"),
        ("de,en;q=0.1", "en"),
        ("*", "nl"),
        ("nl;q=0,*", "en"),
        ("nl;q=0", "nl"),
        ("nl;q=0,en;q=0", "nl"),
        ("*;q=0.5,nl;q=0.1", "en"),
        ("nl-BE;q=0,nl;q=0.1,en;q=0.05", "nl"),
        ("en;q=0.9,en-GB;q=0.1,nl;q=0.5", "en"),
    ],
)
def test_the_best_of_the_sites_languages_is_chosen(header: str | None, locale: str) -> None:
    assert negotiate(header) == locale


@pytest.mark.parametrize(
    "header",
    [
        "en;q=2",
        "en;q=-1",
        "en;q=nan",
        "en;q=1e3",
        "en q=1",
        ";;;,,,q=1",
        "\x00\xff",
        "../../etc/passwd",
        "é",
        "en;q=0.1234",
    ],
)
def test_an_unreadable_part_counts_for_nothing(header: str) -> None:
    assert negotiate(header) == "nl"
    assert negotiate(f"{header},en;q=0.4") == "en"


def test_a_huge_header_is_read_no_further_than_its_start() -> None:
    assert negotiate("en;q=0.5," + "x-a," * 1_000_000 + "nl") == "en"
