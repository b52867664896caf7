"""What an editor does to single dates of a series, as changes of the rows of its form.

The rows are as the form has them: JSON, with instants as texts. Nothing is kept here.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from cms.content.values import encode
from cms.errors import N_, InvalidInput, Message, Problem
from cms.recurrence.localtime import instant_of

Row = dict[str, Any]
Rows = Mapping[str, list[Row]]
Act = Mapping[str, Any]
LISTS = ("exclusions", "additions", "overrides", "variations")


def changed(rows: Rows, act: Act, zone: ZoneInfo) -> Rows:
    """The rows after an act. Raises `InvalidInput` for what cannot be read, by the act's fields."""
    do = _ACTS.get(str(act.get("kind")))
    if do is None:
        raise InvalidInput([Problem("bad_act", Message(N_("This cannot be done to a date.")))])
    return {**rows, **do(rows, act, zone)}


def without(rows: Rows, problems: Iterable[Problem]) -> Rows:
    """The rows but for those that something is wrong with."""
    wrong = {tuple((one.field or "").split(".")[:2]) for one in problems}
    return {
        name: [one for number, one in enumerate(listed) if (name, str(number)) not in wrong]
        for name, listed in rows.items()
    }


def _leave_out(rows: Rows, act: Act, _zone: ZoneInfo) -> Rows:
    """An added date goes; one of the rule is excluded, and nothing differs on it any more."""
    start = _id(act)
    kept = {
        "overrides": _without(rows["overrides"], "recurrence_id", start),
        "additions": _without(rows["additions"], "starts_at", start),
    }
    if len(kept["additions"]) < len(rows["additions"]):
        return kept
    left = _without(rows["exclusions"], "starts_at", start)
    return kept | {"exclusions": _in_order([*left, {"starts_at": start}], "starts_at")}


def _put_back(rows: Rows, act: Act, _zone: ZoneInfo) -> Rows:
    """The date is as the rule has it."""
    start = _id(act)
    return {
        "exclusions": _without(rows["exclusions"], "starts_at", start),
        "overrides": _without(rows["overrides"], "recurrence_id", start),
    }


def _differ(rows: Rows, act: Act, zone: ZoneInfo) -> Rows:
    """The date is cancelled, moved, elsewhere, or has a note."""
    start = _id(act)
    row: Row = next((one for one in rows["overrides"] if _same(one["recurrence_id"], start)), {})
    said = {
        "recurrence_id": start,
        "cancelled": act.get("cancelled") is True,
        "starts_at": _instant(act, "starts_at", zone),
        "ends_at": _instant(act, "ends_at", zone),
    }
    row = {**row, **_texts(act), **said}
    others = _without(rows["overrides"], "recurrence_id", start)
    says = any(value for name, value in row.items() if name not in ("recurrence_id", "key"))
    return {"overrides": _in_order([*others, row] if says else others, "recurrence_id")}


def _add(rows: Rows, act: Act, zone: ZoneInfo) -> Rows:
    """One more date beside the rule."""
    start = _instant(act, "starts_at", zone)
    if start is None:
        raise InvalidInput([Problem("required", Message(N_("This field is needed.")), "starts_at")])
    row = {"starts_at": start, "ends_at": _instant(act, "ends_at", zone)}
    return {"additions": _in_order([*rows["additions"], row], "starts_at")}


def _vary(rows: Rows, act: Act, _zone: ZoneInfo) -> Rows:
    """Some of the dates, picked by a rule, are elsewhere or have a note."""
    row = _texts(act) | {"rrule": str(act.get("rrule", ""))}
    index, listed = act.get("index"), list(rows["variations"])
    if isinstance(index, int) and 0 <= index < len(listed):
        listed[index] = listed[index] | row
    else:
        listed.append(row)
    return {"variations": listed}


def _unvary(rows: Rows, act: Act, _zone: ZoneInfo) -> Rows:
    """A variation goes."""
    return {
        "variations": [one for n, one in enumerate(rows["variations"]) if n != act.get("index")]
    }


_ACTS: Mapping[str, Callable[[Rows, Act, ZoneInfo], Rows]] = {
    "leave_out": _leave_out,
    "put_back": _put_back,
    "differ": _differ,
    "add": _add,
    "vary": _vary,
    "unvary": _unvary,
}


def _id(act: Act) -> str:
    """Which date: the instant at which it starts by the rule."""
    try:
        return str(encode(datetime.fromisoformat(str(act.get("id", "")))))
    except (ValueError, OverflowError):
        raise InvalidInput([_unreadable("id")]) from None


def _instant(act: Act, name: str, zone: ZoneInfo) -> str | None:
    """What the clocks show there, as an instant; none if nothing was typed."""
    typed = str(act.get(name) or "")
    if not typed:
        return None
    try:
        wall = datetime.fromisoformat(typed)
        return str(encode(instant_of(wall.replace(tzinfo=None), zone)))
    except (ValueError, OverflowError):
        raise InvalidInput([_unreadable(name)]) from None


def _unreadable(name: str) -> Problem:
    return Problem("wrong_type", Message(N_("Write a date and a time.")), name)


def _texts(act: Act) -> Row:
    """The place and the note; which columns there are, the form's own reading checks."""
    texts = act.get("texts")
    if not isinstance(texts, Mapping):
        return {}
    return {str(name): str(value) for name, value in texts.items()}


def _same(typed: Any, start: str) -> bool:
    try:
        return bool(encode(datetime.fromisoformat(str(typed))) == start)
    except (ValueError, OverflowError):
        return False


def _without(listed: list[Row], name: str, start: str) -> list[Row]:
    return [one for one in listed if not _same(one.get(name), start)]


def _in_order(listed: list[Row], name: str) -> list[Row]:
    return sorted(listed, key=lambda one: str(one.get(name)))
