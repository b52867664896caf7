"""No regular expression of ours takes long over a text that was made to make it take long."""

import re
from time import thread_time
from typing import Any

import pytest

from tests.safety.patterns import Used, calls, evaluated, example, held, inline

UNITS = (
    *"a0 \n-./<{[@=\\", "a ", "a.", "a-", "{0} ", "<a", "<!---->", "](", "\\a", "0.", "a,b;",
)  # fmt: skip
LENGTHS = (150, 1_250, 5_000)
MOST_SECONDS = 0.1
GROWTH = 8
"""Four times the length takes four times as long, and not sixteen times."""
NOTHING = 0.004
"""Seconds: what takes so little of the middle length is not asked of the greatest."""
END = "\x01"
"""What nothing of ours is looking for; behind the end of a line also where any letter would do."""


def texts(pattern: re.Pattern[Any]) -> list[tuple[str, str]]:
    """What to repeat, and how it ends: in general, and what the pattern itself would like to see."""
    own = example(pattern)
    return [*((unit, END) for unit in UNITS), *((own, end) for end in (END, f"\n{END}") if own)]


def seconds(pattern: re.Pattern[Any], text: str, *, anywhere: bool) -> float:
    given = text if isinstance(pattern.pattern, str) else text.encode()
    before = thread_time()
    if anywhere:
        pattern.findall(given)
    else:
        pattern.match(given)
        pattern.fullmatch(given)
    return thread_time() - before


def is_slow(pattern: re.Pattern[Any], unit: str, end: str = END, *, anywhere: bool) -> bool:
    """Whether the time over a text like this grows faster than the text, and to something that counts."""
    before = 0.0
    for length in LENGTHS:
        text = (unit * length)[:length] + end
        taken, most = seconds(pattern, text, anywhere=anywhere), max(MOST_SECONDS, before * GROWTH)
        if taken > most and seconds(pattern, text, anywhere=anywhere) > most:
            return True
        if before and taken < NOTHING:
            return False
        before = taken
    return False


def slow(used: Used) -> list[str]:
    return [
        unit
        for unit, end in texts(used.pattern)
        if is_slow(used.pattern, unit, end, anywhere=used.anywhere)
    ]


def test_no_pattern_that_a_module_holds_takes_long() -> None:
    assert [(used.place, found) for used in held() if (found := slow(used))] == []


def test_no_pattern_that_is_written_where_it_is_asked_takes_long() -> None:
    assert [(used.place, found) for used in inline() if (found := slow(used))] == []


def test_a_slow_one_would_be_found() -> None:
    assert is_slow(re.compile(r"(?:<!--.*?-->\s*)*x"), "<!---->", anywhere=False)
    assert is_slow(re.compile(r"([^{}])*\{"), "a", anywhere=True)
    assert not is_slow(re.compile(r"(?<![^{}])[^{}]*+\{"), "a", anywhere=True)


@pytest.mark.parametrize("pattern", [r"~.*?=?$", r"(~+)$"])
def test_one_that_is_slow_over_what_only_it_looks_for_would_be_found(pattern: str) -> None:
    assert slow(Used("here", re.compile(pattern), anywhere=True))


def test_what_a_program_asks_is_read_as_it_is_written() -> None:
    program = (
        "re.search(r'a+' f'{KNOWN}{unknown}', text)\nre.sub(unknown, '', text)\nother.sub('b')"
    )

    found = [evaluated(call.args[0], {"KNOWN": "k"}) for call in calls(program)]

    assert found == ["a+kx", None]
