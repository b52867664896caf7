"""The table of faults names what is there, and what was measured is within what is promised."""

import re

from tests.faults.test_under_load import EACH, SECONDS
from tests.safety.proven import NAMED, page, rows, untrue

PAGE = page("faults.md")


def test_each_fault_has_a_test_and_each_test_is_there() -> None:
    found = rows(PAGE)

    assert [number for number, _ in found] == [*range(1, 23)]
    for number, (_, promised, tests) in found:
        assert promised, number
        assert NAMED.search(tests), number
    assert untrue(PAGE) == []


def test_what_was_measured_of_each_kill_is_within_what_is_promised() -> None:
    found = re.findall(r"^\| (\w+) \| ([\d.]+) s \| ([\d.]+) s \| (\d+) \|$", PAGE, re.M)

    assert {kill: int(number) for kill, *_, number in found} == dict.fromkeys(SECONDS, EACH)
    for kill, median, worst, _ in found:
        assert float(median) <= float(worst) <= SECONDS[kill], kill
