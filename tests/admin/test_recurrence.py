"""The recurrence editor's server side: what a rule means, and what an editor does to single dates."""

from typing import Any

import httpx
import pytest

KOFFIE = {
    "starts_at": "2026-01-12T08:00:00Z",
    "ends_at": "2026-01-12T09:00:00Z",
    "whole_day": "false",
    "timezone": "Europe/Amsterdam",
    "rrule": "FREQ=MONTHLY;BYDAY=2MO,4MO",
    "kind": "meeting",
}
FIRST, SECOND = "2026-03-09T08:00:00Z", "2026-03-23T08:00:00Z"


async def told(editor: httpx.AsyncClient, /, **asked: Any) -> dict[str, Any]:
    editor.cookies.set("cms_lang", "en")
    values = KOFFIE | asked.pop("values", {})
    answer = await editor.post(
        "recurrence/event/", json={"since": "2026-03-01"} | asked | {"values": values}
    )
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def done(editor: httpx.AsyncClient, rows: dict[str, Any], **act: Any) -> dict[str, Any]:
    found = await told(editor, values=rows, act=act)
    assert found["problems"] == []
    return found


async def test_a_rule_in_both_languages_with_its_next_ten_dates(editor: httpx.AsyncClient) -> None:
    found = await told(editor)

    assert found["words"] == {
        "nl": "elke tweede en vierde maandag van de maand, 09:00–10:00",
        "en": "every second and fourth Monday of the month, 09:00–10:00",
    }
    assert found["choices"]["repeat"] == "monthly_by_weekday"
    assert (found["choices"]["ordinals"], found["choices"]["weekdays"]) == ([2, 4], [0])
    assert len(found["dates"]) == 10
    assert found["dates"][0]["said"] == "Monday, 9 March 2026, 09:00–10:00"
    assert [one["clock"] for one in found["dates"][:3]] == [
        [], [], ["From here on it is summer time."],
    ]  # fmt: skip


async def test_choices_become_a_rule(editor: httpx.AsyncClient) -> None:
    choices = {"repeat": "weekly", "interval": "2", "weekdays": [0], "until": "2026-04-30"}

    found = await told(editor, choices=choices)

    assert found["rrule"] == "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;UNTIL=20260430T215959Z"
    assert [one["starts_at"] for one in found["dates"]] == [
        "2026-03-09T09:00", "2026-03-23T09:00", "2026-04-06T09:00", "2026-04-20T09:00",
    ]  # fmt: skip


async def test_what_cannot_be_chosen_is_kept(editor: httpx.AsyncClient) -> None:
    found = await told(editor, values={"rrule": "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=2,4"})

    assert found["choices"] is None
    assert "rrule" not in found
    assert len(found["dates"]) == 10


async def test_a_date_is_left_out_and_put_back(editor: httpx.AsyncClient) -> None:
    left = await done(editor, {}, kind="leave_out", id=FIRST)
    assert left["rows"]["exclusions"] == [{"starts_at": FIRST}]
    assert [one["left_out"] for one in left["dates"][:2]] == [True, False]
    assert len(left["dates"]) == 11

    back = await done(editor, left["rows"], kind="put_back", id=FIRST)
    assert back["rows"]["exclusions"] == []


async def test_a_date_is_cancelled_moved_and_elsewhere(editor: httpx.AsyncClient) -> None:
    texts = {"note_en": "Flood", "place_name_en": "Attic"}
    found = await done(
        editor, {}, kind="differ", id=SECOND, cancelled=True,
        starts_at="2026-03-24T10:30", ends_at="", texts=texts,
    )  # fmt: skip

    (row,) = found["rows"]["overrides"]
    assert (row["recurrence_id"], row["starts_at"], row["ends_at"]) == (
        SECOND, "2026-03-24T09:30:00Z", None,
    )  # fmt: skip
    second = found["dates"][1]
    assert (second["id"], second["starts_at"]) == (SECOND, "2026-03-24T10:30")
    assert (second["cancelled"], second["moved"], second["note"]) == (True, True, "Flood")
    assert second["place"] == "Attic"

    plain = await done(
        editor, found["rows"], kind="differ", id=SECOND, texts=dict.fromkeys(texts, "")
    )
    assert plain["rows"]["overrides"] == []


async def test_a_date_is_added_and_taken_away(editor: httpx.AsyncClient) -> None:
    found = await done(editor, {}, kind="add", starts_at="2026-03-12T20:00")
    assert found["rows"]["additions"] == [{"starts_at": "2026-03-12T19:00:00Z", "ends_at": None}]
    assert (found["dates"][1]["added"], found["dates"][1]["ends_at"]) == (True, "2026-03-12T21:00")

    gone = await done(editor, found["rows"], kind="leave_out", id="2026-03-12T19:00:00Z")
    assert (gone["rows"]["additions"], gone["rows"]["exclusions"]) == ([], [])


async def test_fourth_mondays_are_elsewhere(editor: httpx.AsyncClient) -> None:
    found = await done(
        editor, {}, kind="vary", rrule="FREQ=MONTHLY;BYDAY=4MO", texts={"place_name_en": "BZK"}
    )

    assert [one["place"] for one in found["dates"][:4]] == ["", "BZK", "", "BZK"]
    assert [one["words"] for one in found["variations"]] == ["every fourth Monday of the month"]
    assert (await done(editor, found["rows"], kind="unvary", index=0))["rows"]["variations"] == []


async def test_a_start_beside_the_rule_gets_a_better_one(editor: httpx.AsyncClient) -> None:
    found = await told(editor, values={"starts_at": "2026-01-13T08:00:00Z", "ends_at": None})

    assert [one["code"] for one in found["problems"]] == ["start_not_in_rule"]
    assert found["first"] == {"starts_at": "2026-01-26T08:00:00Z"}
    assert (found["words"], found["dates"]) == (None, [])


async def test_rows_that_fit_no_longer_are_named_and_tidied(editor: httpx.AsyncClient) -> None:
    rows = {"exclusions": [{"starts_at": "2026-03-10T08:00:00Z"}, {"starts_at": FIRST}]}
    found = await told(editor, values=rows)
    assert [one["loc"] for one in found["problems"]] == [["exclusions.0.starts_at"]]
    assert found["untidy"]
    assert found["dates"][0]["left_out"]

    assert (await done(editor, rows, kind="tidy"))["rows"]["exclusions"] == [{"starts_at": FIRST}]


async def test_an_hour_that_the_clocks_skip_is_pointed_out(editor: httpx.AsyncClient) -> None:
    night = {"starts_at": "2026-03-27T01:30:00Z", "ends_at": None, "rrule": "FREQ=DAILY"}

    found = await told(editor, values=night, since="2026-03-28")

    assert [(one["starts_at"], one["clock"]) for one in found["dates"][:2]] == [
        ("2026-03-28T02:30", []),
        (
            "2026-03-29T03:30",
            ["From here on it is summer time.", "The clocks skip that hour on this day."],
        ),
    ]


@pytest.mark.parametrize(
    "asked",
    [
        {"values": []},
        {"values": {"starts_at": "soon", "exclusions": [1, "x"], "overrides": "x"}},
        {"values": KOFFIE, "act": {"kind": "differ", "id": "never"}},
        {"values": KOFFIE, "act": {"kind": "blow up"}},
        {"values": KOFFIE, "act": {"kind": "add", "starts_at": "9999-12-31T23:59"}},
        {"values": KOFFIE, "act": {"kind": "vary", "rrule": "\0", "texts": {"nothing": "x"}}},
        {"values": KOFFIE | {"rrule": "FREQ=DAILY;COUNT=99999999"}, "since": "9999-12-31"},
        {"values": KOFFIE, "choices": {"repeat": "weekly", "weekdays": [9, "x"], "interval": -1}},
        {"values": KOFFIE | {"timezone": "../../etc/passwd"}},
        {"values": KOFFIE, "since": "0001-01-01"},
    ],
)
async def test_nonsense_is_told_and_nothing_breaks(
    editor: httpx.AsyncClient, asked: dict[str, Any]
) -> None:
    assert (await editor.post("recurrence/event/", json=asked)).status_code in (200, 422)


async def test_what_does_not_recur_is_not_there(editor: httpx.AsyncClient) -> None:
    assert (await editor.post("recurrence/page/", json={})).status_code == 404
