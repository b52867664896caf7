"""Beside the form of what recurs: the rule as choices and in words, its next dates, and changing one.

It computes with what the form holds, and keeps nothing: saving is the form's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router

from admin.answers import answering, concerns, described
from admin.entry_input import body_of
from admin.language import PANEL_LOCALES, TIMEZONE, panel_locale
from admin.next_dates import dates, first_start, variations
from admin.occurrence_rows import LISTS, Rows, changed, without
from cms.content import ContentType, Values
from cms.content.discovery import installed
from cms.content.values import blank, encode
from cms.editing.input import read_input
from cms.errors import N_, InvalidInput, NotFound, Problem
from cms.recurrence import Schedule
from cms.recurrence.choices import Choices, Repeat, choices_of, written
from cms.translation.interface.schedules import in_words

FIELDS = ("starts_at", "ends_at", "whole_day", "open_end", "timezone", "rrule")
PLACE = "place_"
MOST_INTERVAL = 999
YEARS = range(1971, 2200)
TIDY = "tidy"
"""The act that takes away the rows that fit the series no longer."""
_NOTHING: Mapping[str, Any] = {"words": None, "first": None, "dates": [], "variations": []}


def routes() -> Router:
    """POST what the form holds, and what is to be changed; the answer says what that means."""
    return Router([Route("/{type}/", answering(told), methods=["POST"])])


async def told(request: Request) -> Response:
    """What the rule means, with its next dates; after an act or a choice also the form's new values."""
    content_type = _content_type(request)
    concerns(request, content_type)
    body = await body_of(request)
    held = _held(body.get("values"))
    answer: dict[str, Any] = {}
    if isinstance(body.get("choices"), Mapping):
        rule = written(_choices(body["choices"]), _zone(held), whole_day=_whole_day(held))
        held["rrule"] = answer["rrule"] = rule
    if isinstance(body.get("act"), Mapping):
        answer["rows"] = _acted(content_type, held, body["act"])
        held |= answer["rows"]
    return JSONResponse(answer | _meaning(request, content_type, held, _day(body.get("since"))))


def _acted(content_type: ContentType, held: Mapping[str, Any], act: Mapping[str, Any]) -> Rows:
    rows = {name: held[name] for name in LISTS}
    if act.get("kind") == TIDY:
        return without(rows, _looked_at(content_type, held)[1])
    return changed(rows, act, _zone(held))


def _content_type(request: Request) -> ContentType:
    found = installed().get(request.path_params["type"])
    if found is None or "rrule" not in found.columns:
        raise NotFound(N_("Nothing of this type recurs."))
    return found


def _held(raw: Any) -> dict[str, Any]:
    """What of the form the recurrence depends on; rows that are no rows are none."""
    values = raw if isinstance(raw, Mapping) else {}
    held = {name: values.get(name) for name in values if name in FIELDS or name.startswith(PLACE)}
    for name in LISTS:
        listed = values.get(name)
        rows = listed if isinstance(listed, list) else []
        held[name] = [dict(one) for one in rows if isinstance(one, Mapping)]
    return held


def _zone(held: Mapping[str, Any]) -> ZoneInfo:
    named = str(held.get("timezone") or "")
    return ZoneInfo(named if named in available_timezones() else TIMEZONE)


def _meaning(
    request: Request, content_type: ContentType, held: Mapping[str, Any], since: date | None
) -> dict[str, Any]:
    locale = panel_locale(request)
    values, problems = _looked_at(content_type, held)
    found = {
        "choices": _as_json(held),
        "problems": [described(content_type, one, locale) for one in problems],
        "untidy": any(_row_of(one) for one in problems),
        **_NOTHING,
    }
    schedule = _schedule(content_type, values, problems)
    if values is None or schedule is None:
        return found
    if any(_row_of(one) is None for one in problems):
        beside = [one.code for one in problems] == ["start_not_in_rule"]
        return found | {"first": first_start(schedule) if beside else None}
    return found | {
        "words": {one: in_words(schedule, one) for one in PANEL_LOCALES},
        "dates": dates(schedule, values, locale, since),
        "variations": variations(schedule, values, locale),
    }


def _schedule(
    content_type: ContentType, values: Values | None, problems: Sequence[Problem]
) -> Schedule | None:
    """The schedule, without the rows that are wrong."""
    if values is None or content_type.schedule is None:
        return None
    rows = without({one: values[one] for one in LISTS}, problems)
    return content_type.schedule({**values, **rows})


def _looked_at(
    content_type: ContentType, held: Mapping[str, Any]
) -> tuple[Values | None, Sequence[Problem]]:
    """The values as the rules see them, and what is wrong with them; no values if they cannot be read."""
    try:
        values = read_input(content_type, blank(content_type)) | read_input(content_type, held)
    except InvalidInput as refused:
        return None, refused.problems
    for rows in content_type.rows:
        columns = [column for one in rows.plain_fields for column in one.columns()]
        values[rows.name] = [  # told apart by their number
            {**dict.fromkeys(columns), **row, "key": str(number)}
            for number, row in enumerate(values[rows.name])
        ]
    found = (one for rule in content_type.rules for one in rule(values))
    return values, [one for one in found if (one.field or "").split(".")[0] in (*FIELDS, *LISTS)]


def _row_of(problem: Problem) -> str | None:
    """The list of rows that a problem is in."""
    name = (problem.field or "").split(".")[0]
    return name if name in LISTS else None


def _whole_day(held: Mapping[str, Any]) -> bool:
    return str(held.get("whole_day")).lower() == "true"


def _as_json(held: Mapping[str, Any]) -> Any:
    """The rule as choices; nothing for a rule that says more."""
    rule = str(held.get("rrule") or "")
    found = choices_of(rule, _zone(held), whole_day=_whole_day(held))
    return found and encode(asdict(found))


def _choices(raw: Mapping[str, Any]) -> Choices:
    """What was chosen, as far as it makes sense; the rest is left out."""
    repeat = raw.get("repeat")
    return Choices(
        Repeat(repeat) if repeat in list(Repeat) else Repeat.NEVER,
        _number(raw.get("interval"), MOST_INTERVAL) or 1,
        _numbers(raw.get("weekdays"), 0, 6),
        tuple(one for one in _numbers(raw.get("ordinals"), -1, 5) if one),
        tuple(one for one in _numbers(raw.get("days"), -1, 31) if one),
        _day(raw.get("until")),
        _number(raw.get("count"), MOST_INTERVAL),
    )


def _number(raw: Any, most: int) -> int | None:
    text = str(raw or "")
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        return None
    return min(int(text), most) or None


def _numbers(raw: Any, least: int, most: int) -> tuple[int, ...]:
    listed = raw if isinstance(raw, list) else []
    return tuple(one for one in listed if type(one) is int and least <= one <= most)


def _day(raw: Any) -> date | None:
    try:
        found = date.fromisoformat(str(raw)) if raw else None
    except ValueError:
        return None
    return found if found and found.year in YEARS else None
