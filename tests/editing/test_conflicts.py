"""Two people save what they made of one revision: nothing that either typed is lost."""

import asyncio
from typing import Any

import pytest

from cms.content.discovery import installed
from cms.database.engine import execute, writing
from cms.editing import saving
from cms.editing.conflicts import Reconciliation, conflict_of
from cms.editing.working_copy import load
from cms.errors import Conflict, InvalidInput
from tests.builders import make

PAGE, MISSION = installed()["page"], installed()["mission_text"]


async def save(uid: str, revision: int, name: str = "page", **values: Any) -> saving.Saved:
    async with writing():
        return await saving.save(installed()[name], uid, values, revision=revision, actor="eva")


def conflicts(found: Reconciliation) -> dict[str, tuple[Any, Any, Any]]:
    return {one.name: (one.base, one.theirs, one.mine) for one in found.fields}


async def test_what_only_one_of_them_changed_is_taken_over(database: None) -> None:
    saved = await make("page", "Klok", body_nl="<p>Oud</p>")
    await save(saved.uid, 1, title_nl="Haar titel", summary_nl="Van haar")

    found = await conflict_of(
        PAGE, saved.uid, 1, {"title_nl": "Zijn titel", "body_nl": "<p>Van hem</p>"}
    )

    assert conflicts(found) == {"title_nl": ("Klok nl", "Haar titel", "Zijn titel")}
    assert (found.opened, found.current, found.saved_by) == (1, 2, "eva")
    assert (found.merged["summary_nl"], found.merged["body_nl"]) == ("Van haar", "<p>Van hem</p>")
    assert "title_nl" not in found.merged
    again = await save(saved.uid, 2, **found.merged, title_nl="Hun titel")
    assert again.values["title_nl"] == "Hun titel"
    assert again.values["slug_nl"] == "hun-titel"


async def test_rows_are_put_together(database: None) -> None:
    saved = await make("mission_text", statements=[{"text_nl": one} for one in ("Een", "Twee")])
    first, second = saved.values["statements"]
    theirs = [first | {"text_nl": "Haar een"}, second]
    await save(saved.uid, 1, "mission_text", statements=theirs)

    mine = [first, second | {"text_en": "Two"}, {"text_nl": "Drie"}]
    found = await conflict_of(MISSION, saved.uid, 1, {"statements": mine})

    assert found.fields == ()
    after = await save(saved.uid, 2, "mission_text", **found.merged)
    said = [(row["text_nl"], row["text_en"]) for row in after.values["statements"]]
    assert said == [("Haar een", ""), ("Twee", "Two"), ("Drie", "")]


async def test_rows_that_cannot_be_put_together_are_in_conflict_as_a_whole(database: None) -> None:
    saved = await make("mission_text", statements=[{"text_nl": "Een"}])
    row = saved.values["statements"][0]
    await save(saved.uid, 1, "mission_text", statements=[row | {"text_nl": "Haar een"}])

    typed = {"statements": [row | {"text_nl": "Zijn een"}]}
    found = await conflict_of(MISSION, saved.uid, 1, typed)

    assert [one.name for one in found.fields] == ["statements"]


async def test_of_a_forgotten_revision_everything_that_differs_is_shown(database: None) -> None:
    saved = await make("page", "Klok")
    await save(saved.uid, 1, title_nl="Haar titel")
    await execute("DELETE FROM version WHERE revision = 1 AND uid = $1", saved.uid)

    found = await conflict_of(PAGE, saved.uid, 1, {"title_nl": "Klok nl", "summary_nl": "Van hem"})

    assert found.base is None
    assert conflicts(found) == {
        "title_nl": (None, "Haar titel", "Klok nl"),
        "summary_nl": (None, "", "Van hem"),
    }


async def test_of_fifty_savers_one_wins_and_nothing_is_lost(database: None) -> None:
    saved = await make("page", "Klok")
    bodies = [f"<p>Tekst {number}</p>" for number in range(50)]

    async def attempt(body: str) -> str | Reconciliation:
        typed = {"body_nl": body}
        try:
            async with writing():
                await saving.save(PAGE, saved.uid, typed, revision=1, actor="eva")
        except Conflict as error:
            return await conflict_of(PAGE, saved.uid, error.opened, typed)
        return body

    ends = await asyncio.gather(*map(attempt, bodies))

    winners = [one for one in ends if isinstance(one, str)]
    losers = [one for one in ends if not isinstance(one, str)]
    assert (len(winners), len(losers)) == (1, 49)
    assert (await load(PAGE, saved.uid))["body_nl"] == winners[0]
    kept = [(one.fields[0].theirs, one.fields[0].mine) for one in losers]
    assert {theirs for theirs, _ in kept} == {winners[0]}
    assert {mine for _, mine in kept} | {winners[0]} == set(bodies)


@pytest.mark.parametrize(
    "typed", [{}, {"title_nl": " ", "menus": ["main"]}, {"body_en": "<p></p>"}]
)
async def test_a_new_entry_says_something(database: None, typed: dict[str, Any]) -> None:
    async with writing():
        with pytest.raises(InvalidInput, match="empty_entry"):
            await saving.create(PAGE, typed, actor="eva")
