"""Our occurrences beside those of ical.js, which has never seen our code, by many rules in three zones."""

import json
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cms.recurrence import Schedule, occurrences
from tests.clients import node
from tests.recurrence.builders import at
from tests.recurrence.generated import Generated, generated

_EUROPE = ("+0100", "+0200", "20000326T020000", "3;BYDAY=-1SU", "20001029T030000", "10;BYDAY=-1SU")
_NEW_YORK = ("-0500", "-0400", "20070311T020000", "3;BYDAY=2SU", "20071104T020000", "11;BYDAY=1SU")
_LORD_HOWE = ("+1030", "+1100", "20081005T020000", "10;BYDAY=1SU", "20080406T020000", "4;BYDAY=1SU")
_RULES = {
    "Europe/Amsterdam": _EUROPE,
    "America/New_York": _NEW_YORK,
    "Australia/Lord_Howe": _LORD_HOWE,
}


def zone(name: str) -> str:
    """A zone as iCalendar writes it, with the rules of these years."""
    standard, daylight, spring, in_spring, autumn, in_autumn = _RULES[name]
    return "\r\n".join([
        "BEGIN:VCALENDAR", "BEGIN:VTIMEZONE", f"TZID:{name}",
        "BEGIN:DAYLIGHT", f"DTSTART:{spring}", f"RRULE:FREQ=YEARLY;BYMONTH={in_spring}",
        f"TZOFFSETFROM:{standard}", f"TZOFFSETTO:{daylight}", "END:DAYLIGHT",
        "BEGIN:STANDARD", f"DTSTART:{autumn}", f"RRULE:FREQ=YEARLY;BYMONTH={in_autumn}",
        f"TZOFFSETFROM:{daylight}", f"TZOFFSETTO:{standard}", "END:STANDARD",
        "END:VTIMEZONE", "END:VCALENDAR",
    ])  # fmt: skip


def theirs(folder: Path, rules: list[Generated]) -> list[list[tuple[str, int]]]:
    """What ical.js finds: all rules in one process."""
    told = {"rules": [one._asdict() for one in rules], "zones": [zone(name) for name in _RULES]}
    node.laid_out(folder, "recurrences.mjs")
    (folder / "rules.json").write_text(json.dumps(told))
    found: Any = json.loads(node.run(folder, "node", "recurrences.mjs"))
    return [[(wall, seconds) for wall, seconds in one] for one in found]


def instants(rule: Generated, found: list[tuple[str, int]]) -> list[datetime]:
    """The instants of what ical.js found on the wall, each once.

    Its own are the same but in the hour that is skipped and in the one that comes twice, where it
    does not follow RFC 5545, 3.3.5.
    """
    for wall, seconds in found:
        read = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(rule.zone))
        if read.utcoffset() == read.replace(fold=1).utcoffset():
            assert int(read.timestamp()) == seconds, (rule, wall)
    return sorted({at(wall, rule.zone) for wall, _ in found})


def ours(rule: Generated, expected: list[datetime], *, whole: bool) -> list[datetime]:
    """What we find until the last that is expected, or long after it."""
    schedule = Schedule(at(rule.start, rule.zone), timezone=rule.zone, rrule=rule.rrule)
    until = expected[-1] + timedelta(days=1500 if whole else 0, seconds=1)
    found = occurrences(schedule, schedule.starts_at, until)
    return [one.starts_at for one in islice(found, rule.most + 1)]


def compare(folder: Path, number: int, seed: int) -> None:
    rules = list(islice(generated(seed), number))
    for rule, found in zip(rules, theirs(folder, rules), strict=True):
        expected = instants(rule, found)
        assert ours(rule, expected, whole=len(found) < rule.most) == expected, rule


def test_520_rules_mean_the_same_to_ical_js(tmp_path: Path) -> None:
    compare(tmp_path, 520, seed=5545)


@pytest.mark.slow
def test_6000_rules_mean_the_same_to_ical_js(tmp_path: Path) -> None:
    compare(tmp_path, 6_000, seed=2445)
