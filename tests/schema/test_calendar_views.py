"""The calendar of previews and other moments, and what may be asked of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cms.content.discovery import installed
from cms.database.engine import writing
from cms.publishing.publishing import publish
from tests.builders import ACTOR, make, make_published
from tests.schema.client import error_of
from tests.schema.dates import (
    CALENDAR,
    IN,
    KOFFIE,
    NEXT,
    PAGE,
    STARTS,
    ahead,
    asked,
    between,
    starts,
)
from tests.schema.previewing import change, reviewer, seen, token

pytestmark = pytest.mark.usefixtures("database")


async def test_a_preview_shows_the_dates_of_drafts() -> None:
    made = await make_published("event", "Koffie", **KOFFIE)
    tuesday = {"starts_at": "2026-03-10T10:00:00+01:00", "rrule": "FREQ=MONTHLY;BYDAY=2TU"}
    await change("event", made.uid, ends_at=None, variations=[], **tuesday)
    await make("event", "Nieuw", **KOFFIE)
    preview = await token(await reviewer())

    found = await seen(preview, CALENDAR, **between("2026-03-01", "2026-03-20"))

    assert [(one["localStart"], one["content"]["title"]) for one in found["calendar"]["nodes"]] == [
        ("2026-03-09T09:00:00", "Nieuw nl"),
        ("2026-03-10T10:00:00", "Koffie nl"),
    ]
    assert await starts("2026-03-01", "2026-03-20") == ["2026-03-09T09:00:00"]


async def test_a_moment_has_the_calendar_of_then_and_what_is_next_from_there() -> None:
    await make_published("page")
    weekly = {"starts_at": ahead(days=2), "rrule": "FREQ=WEEKLY", "timezone": "UTC"}
    made = await make("event", "Gepland", **weekly)
    async with writing():
        soon = datetime.now(UTC) + timedelta(days=1)
        await publish(installed()["event"], made.uid, "nl", actor=ACTOR, at=soon)
    span = {"from": ahead(), "to": ahead(days=20)}
    preview = await token(await reviewer(), moment=datetime.now(UTC) + timedelta(days=4))

    then = await seen(preview, STARTS, **span)
    coming = await seen(preview, NEXT)

    assert len(then["calendar"]["nodes"]) == 3
    assert coming["events"]["nodes"][0]["next"]["localStart"] == ahead(days=9)[:19]
    assert (await asked(STARTS, **span))["calendar"]["nodes"] == []


@pytest.mark.parametrize(
    ("since", "until", "extensions"),
    [
        ("2026-03-01", "2026-03-01", {"code": "bad_argument", "field": "to"}),
        ("2026-03-02", "2026-03-01", {"code": "bad_argument", "field": "to"}),
        ("2025-01-01", "2026-03-01", {"code": "limit", "limit": "days", "most": 400, "asked": 424}),
        ("2098-01-01", "2098-02-01", {"code": "beyond_calendar"}),
        ("9999-12-01", "9999-12-31", {"code": "beyond_calendar"}),
    ],
)
async def test_what_is_wrong_with_a_stretch_of_time_is_told(
    since: str, until: str, extensions: dict[str, Any]
) -> None:
    error = await error_of(STARTS, **between(since, until))

    assert error["extensions"].items() >= extensions.items()


async def test_what_is_wrong_with_other_arguments_is_told() -> None:
    await make_published("event", **KOFFIE)
    march = between("2026-03-01", "2026-04-01")
    cursor = (await asked(PAGE, **march))["calendar"]["pageInfo"]["endCursor"]

    moved = await error_of(PAGE, **between("2026-03-01", "2026-04-02"), after=cursor)
    assert moved["extensions"]["code"] == "bad_cursor"
    many = await error_of(STARTS.replace("to: $to", "to: $to, first: 2501"), **march)
    assert many["extensions"] | {"code": "limit"} == many["extensions"]
    far = await error_of(IN, **{"in": between("2026-03-01", "2098-04-01")})
    assert far["extensions"]["code"] == "beyond_calendar"
    assert "until" in far["extensions"]


async def test_an_event_tells_its_own_occurrences() -> None:
    await make_published("event", **KOFFIE)
    query = """query($from: DateTime!, $to: DateTime!, $first: Int! = 50) { events { nodes {
        occurrences(from: $from, to: $to, first: $first) { place { name } content { uid } } } } }"""

    found = (await asked(query, **between("2026-01-01", "2027-06-01"), first=2))["events"]["nodes"]

    assert [one["place"]["name"] for one in found[0]["occurrences"]] == ["De Zaak", "Het Plein"]
    error = await error_of(query, **between("2026-03-02", "2026-03-01"))
    assert error["extensions"]["code"] == "bad_argument"
