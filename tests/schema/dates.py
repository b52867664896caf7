"""Questions about dates, and the answers that both ways of answering give."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.schema.compiled.both import Both

NOW = datetime.now(UTC).replace(microsecond=0)
CALENDAR = """query($from: DateTime!, $to: DateTime!, $locale: Locale, $fallback: [Locale!]) {
  calendar(from: $from, to: $to, locale: $locale, fallback: $fallback, first: 100) { totalCount
    nodes { recurrenceId startsAt endsAt localStart localEnd timezone wholeDay periodFormatted cancelled
      overridden note place { name } content { __typename uid title locale } } } }"""
STARTS = "query($from: DateTime!, $to: DateTime!) { calendar(from: $from, to: $to) { nodes { localStart } } }"
IN = "query($in: TimeRange!) { events(filter: {occursIn: $in}, order: [{title: ASC}]) { nodes { title } } }"
NEXT = (
    "{ events(order: [{nextOccurrence: ASC}]) { nodes { title next { localStart cancelled } } } }"
)
PAGE = """query($from: DateTime!, $to: DateTime!, $after: String) {
  calendar(from: $from, to: $to, first: 100, after: $after) { totalCount
    nodes { recurrenceId content { uid } } pageInfo { hasNextPage endCursor } } }"""
WORKSHOP = {"starts_at": "2026-01-15T10:00:00+01:00", "ends_at": "2026-01-15T12:00:00+01:00"}
KOFFIE = {
    "starts_at": "2026-03-09T09:00:00+01:00", "ends_at": "2026-03-09T10:00:00+01:00",
    "rrule": "FREQ=MONTHLY;BYDAY=2MO,4MO", "place_name_nl": "De Zaak", "place_name_en": "The Firm",
    "variations": [{
        "rrule": "FREQ=MONTHLY;BYDAY=4MO", "place_name_nl": "Het Plein", "place_name_en": "The Square",
        "note_nl": "Aan de overkant", "note_en": "Across the street",
    }],
}  # fmt: skip


async def asked(query: str, **variables: Any) -> Any:
    """The data; the compiled answer and the executor's are the same."""
    both = Both()
    answer = await both.ask(query, variables)
    assert both.compared == 1, both.left
    return answer["data"]


async def calendar(since: str, until: str, **more: Any) -> list[dict[str, Any]]:
    """What is in the calendar from one day until another, by the clocks of Amsterdam in winter."""
    found = (await asked(CALENDAR, **between(since, until), **more))["calendar"]
    assert found["totalCount"] == len(found["nodes"])
    nodes: list[dict[str, Any]] = found["nodes"]
    return nodes


def between(since: str, until: str) -> dict[str, str]:
    return {"from": at(since), "to": at(until)}


def at(text: str) -> str:
    return f"{text}:00+01:00" if "T" in text else f"{text}T00:00:00+01:00"


async def starts(since: str, until: str) -> list[str]:
    found = await asked(STARTS, **between(since, until))
    return [one["localStart"] for one in found["calendar"]["nodes"]]


async def titles_in(since: str, until: str) -> list[str]:
    found = await asked(IN, **{"in": between(since, until)})
    return [one["title"].removesuffix(" nl") for one in found["events"]["nodes"]]


def ahead(**of: float) -> str:
    return (NOW + timedelta(**of)).isoformat()
