"""When an event of Plone takes place, in our columns.

Plone takes the days of a recurrence from the rule and the time from the start, on the clocks of its
zone: what is excluded is excluded that whole day, and the last day counts until its end.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from cms.errors import N_

_LINE = re.compile(r"(RRULE|EXDATE|RDATE|DTSTART)(?:;[^:]*)?:(.+)", re.IGNORECASE)
_UNTIL = re.compile(r"UNTIL=(\d{8})(?:T\d{6}Z?)?", re.IGNORECASE)
_MIDNIGHT = time()


def event_values(
    item: Mapping[str, Any], timezone: str, note: Callable[..., None]
) -> dict[str, Any]:
    """The columns of an event; ``note`` hears what cannot be told here."""
    made: dict[str, Any] = {
        "timezone": str(item.get("timezone") or timezone),
        "whole_day": bool(item.get("whole_day")),
        "open_end": bool(item.get("open_end")),
    }
    for ours, theirs in (("starts_at", "start"), ("ends_at", "end")):
        if item.get(theirs):
            made[ours] = _moment(str(item[theirs]))
    if made["open_end"]:
        made["ends_at"] = None
    zone = ZoneInfo(made["timezone"] if made["timezone"] in available_timezones() else timezone)
    for line in re.split(r"[\r\n]+", str(item.get("recurrence") or "")):
        found = _LINE.fullmatch(line.strip())
        if found:
            _recur(made, found[1].upper(), found[2], zone, note)
        elif line.strip():
            note(N_("A line of its recurrence is not understood: {line}."), line=line[:80])
    return made


def _moment(said: str) -> str | None:
    """A moment with its zone; none of what is no date, which is told elsewhere."""
    try:
        made = datetime.fromisoformat(said.replace("Z", "+00:00"))
    except ValueError:
        return None
    return (made if made.tzinfo else made.replace(tzinfo=UTC)).isoformat()


def _recur(
    made: dict[str, Any], kind: str, said: str, zone: ZoneInfo, note: Callable[..., None]
) -> None:
    if kind == "DTSTART":
        return  # the start of the event says it
    if kind == "RRULE":
        made["rrule"] = _UNTIL.sub(lambda found: _until(found[1], zone), said.strip())
        return
    name = "exclusions" if kind == "EXDATE" else "additions"
    for one in said.split(","):
        try:
            at = datetime.strptime(one.strip().rstrip("Zz"), "%Y%m%dT%H%M%S").replace(tzinfo=zone)
        except ValueError:
            note(N_("A line of its recurrence is not understood: {line}."), line=one[:80])
            continue
        if kind == "EXDATE" or at.time() == _MIDNIGHT:
            at = datetime.combine(at, _clock(made, zone), zone)
        made.setdefault(name, []).append({"starts_at": at.astimezone(UTC).isoformat()})


def _clock(made: Mapping[str, Any], zone: ZoneInfo) -> time:
    """At what time it starts, on the clocks of its zone."""
    start = made.get("starts_at")
    return datetime.fromisoformat(start).astimezone(zone).time() if start else _MIDNIGHT


def _until(day: str, zone: ZoneInfo) -> str:
    """The end of the last day."""
    try:
        last = datetime.strptime(f"{day}235959", "%Y%m%d%H%M%S").replace(tzinfo=zone)
    except ValueError:
        return f"UNTIL={day}"
    return f"UNTIL={last.astimezone(UTC):%Y%m%dT%H%M%SZ}"
