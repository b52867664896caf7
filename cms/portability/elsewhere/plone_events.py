"""When an event of Plone takes place, in our columns."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from cms.errors import N_

_LINE = re.compile(r"(RRULE|EXDATE|RDATE)(?:;[^:]*)?:(.+)", re.IGNORECASE)


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
    for line in re.split(r"[\r\n]+", str(item.get("recurrence") or "")):
        found = _LINE.fullmatch(line.strip())
        if found:
            _recur(made, found[1].upper(), found[2], note)
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


def _recur(made: dict[str, Any], kind: str, said: str, note: Callable[..., None]) -> None:
    if kind == "RRULE":
        made["rrule"] = said.strip()
        return
    name = "exclusions" if kind == "EXDATE" else "additions"
    for one in said.split(","):
        try:
            at = datetime.strptime(one.strip().rstrip("Z"), "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
        except ValueError:
            note(N_("A line of its recurrence is not understood: {line}."), line=one[:80])
            continue
        made.setdefault(name, []).append({"starts_at": at.isoformat()})
