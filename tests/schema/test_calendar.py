"""The calendar: what takes place in a stretch of time, on whose clocks, in which language."""

from typing import Any

import pytest

from tests.builders import make_published
from tests.schema.client import ask, error_of

pytestmark = pytest.mark.usefixtures("database")

CALENDAR = """query($from: DateTime!, $to: DateTime!, $locale: Locale, $fallback: [Locale!], $first: Int! = 50,
    $after: String) {
  calendar(from: $from, to: $to, locale: $locale, fallback: $fallback, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { recurrenceId startsAt endsAt localStart localEnd timezone wholeDay periodFormatted cancelled
      overridden note place { name city } content { __typename uid title locale } } } }"""


async def test_smoke() -> None:
    await make_published("event", "Koffie", starts_at="2026-03-09T09:00:00+01:00", ends_at="2026-03-09T10:00:00+01:00",
      rrule="FREQ=MONTHLY;BYDAY=2MO,4MO", place_name_nl="Een", place_name_en="One",
      variations=[{"rrule": "FREQ=MONTHLY;BYDAY=4MO", "place_name_nl": "Twee", "place_name_en": "Two"}])
    found = await ask(CALENDAR, **{"from": "2026-03-01T00:00:00+01:00", "to": "2026-06-01T00:00:00+02:00"})
    import json; print(json.dumps(found, indent=1))
    found = await ask('''{ events(order:[{nextOccurrence: ASC}], filter:{occursIn:{from:"2026-03-01T00:00:00+01:00", to:"2026-03-10T00:00:00+01:00"}}) { nodes { title next { startsAt } occurrences(from:"2026-03-01T00:00:00+01:00", to:"2026-05-10T00:00:00+01:00") { localStart place { name } } } } }''')
    print(json.dumps(found, indent=1))
    assert 0
