"""No regular expression of ours takes long over a text that was made to make it take long."""

import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from time import thread_time
from typing import Any

import admin
import cms

UNITS = (
    *"a0 \n-./<{[@=\\", "a ", "a.", "a-", "{0} ", "<a", "<!---->", "](", "\\a", "0.", "a,b;",
)  # fmt: skip
LENGTHS = (150, 1_250, 5_000)
MOST_SECONDS = 0.1
GROWTH = 8
"""Four times the length takes four times as long, and not sixteen times."""
NOTHING = 0.004
"""Seconds: what takes so little of the middle length is not asked of the greatest."""
ROOT = Path(cms.__file__).parents[1]
_USED = re.compile(r"(\w+)\.(search|subn?|finditer|findall|split|match|fullmatch)\(")


def used() -> Mapping[str, set[str]]:
    """In which ways the patterns of a name are asked, somewhere in our code."""
    found = defaultdict(set)
    for package in ("cms", "admin"):
        for path in (ROOT / package).rglob("*.py"):
            for name, way in _USED.findall(path.read_text("utf-8")):
                found[name].add(way)
    return found


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """All that a module of ours holds, by name."""
    for package in (cms, admin):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for name, value in vars(import_module(found.name)).items():
                for one in _within(value):
                    yield f"{found.name}.{name}", one


def _within(value: Any) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _within(one)
    elif isinstance(value, Mapping):
        yield from _within(tuple(value.values()))


def seconds(pattern: re.Pattern[Any], text: str, *, anywhere: bool) -> float:
    given = text if isinstance(pattern.pattern, str) else text.encode()
    before = thread_time()
    if anywhere:
        pattern.findall(given)
    else:
        pattern.match(given)
        pattern.fullmatch(given)
    return thread_time() - before


def is_slow(pattern: re.Pattern[Any], unit: str, *, anywhere: bool) -> bool:
    """Whether the time over a text like this grows faster than the text, and to something that counts."""
    before = 0.0
    for length in LENGTHS:
        text = (unit * length)[:length] + "\x01"
        taken, most = seconds(pattern, text, anywhere=anywhere), max(MOST_SECONDS, before * GROWTH)
        if taken > most and seconds(pattern, text, anywhere=anywhere) > most:
            return True
        if before and taken < NOTHING:
            return False
        before = taken
    return False


def test_no_pattern_takes_long() -> None:
    ways = used()
    slow = [
        (name, unit)
        for name, pattern in {id(one): (name, one) for name, one in patterns()}.values()
        for unit in UNITS
        if is_slow(
            *(pattern, unit),
            anywhere=not ways[name.rpartition(".")[2]] <= {"match", "fullmatch"},
        )
    ]
    assert slow == []


def test_a_slow_one_would_be_found() -> None:
    assert is_slow(re.compile(r"(?:<!--.*?-->\s*)*x"), "<!---->", anywhere=False)
    assert is_slow(re.compile(r"([^{}])*\{"), "a", anywhere=True)
    assert not is_slow(re.compile(r"(?<![^{}])[^{}]*+\{"), "a", anywhere=True)
