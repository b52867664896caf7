"""Moments as a date and time field sends them: on the clocks of the site."""

from datetime import UTC

import httpx
import pytest

from admin.moments import read_moment
from cms.errors import InvalidInput
from tests.builders import make_published


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-12-04T15:30", "2026-12-04T14:30"),
        ("2026-07-04T15:30", "2026-07-04T13:30"),
        ("2026-07-04 15:30", "2026-07-04T13:30"),
        ("2026-12-04T15:30+00:00", "2026-12-04T15:30"),
        ("2026-03-29T02:30", "2026-03-29T01:30"),  # there is no such time: an hour later
        ("2026-10-25T02:30", "2026-10-25T00:30"),  # there are two: the first
    ],
)
def test_it_is_meant_here_unless_it_says_where(text: str, utc: str) -> None:
    moment = read_moment(text, "at")
    assert moment is not None
    assert moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M") == utc


@pytest.mark.parametrize("text", ["morgen", "2026-13-04T15:30", 7, ["x"], "2026-12-04T15:30" * 9])
def test_what_is_no_moment_is_refused(text: object) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_moment(text, "until")
    assert [(one.field, one.code) for one in caught.value.problems] == [("until", "bad_moment")]


@pytest.mark.parametrize("text", [None, ""])
def test_nothing_is_no_moment(text: object) -> None:
    assert read_moment(text, "at") is None


@pytest.mark.parametrize("at", ["0001-01-01T00:00", "9999-12-31T23:59", "9999-12-31T23:59-12:00"])
async def test_the_ends_of_time_break_nothing(editor: httpx.AsyncClient, at: str) -> None:
    saved = await make_published("page", locales=())
    for wishes in ({"at": at}, {"until": at}):
        body = {"revision": 1, **wishes}
        answer = await editor.post(f"entries/{saved.uid}/publish/nl/", json=body)
        assert answer.status_code in (200, 400, 422)
