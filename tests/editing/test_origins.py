"""What translations are made from after a revert."""

from typing import Any

import pytest

from cms.content.discovery import installed
from cms.database.engine import writing
from cms.editing.reverting import revert
from cms.editing.saving import Saved
from tests.builders import make
from tests.editing.test_texts import TWO_EN, TWO_NL, change, digests, translations

pytestmark = pytest.mark.usefixtures("database")


async def back(saved: Saved, to: int, revision: int, name: str = "page") -> None:
    async with writing():
        await revert(installed()[name], saved.uid, to, revision=revision, actor="eva")


async def current(saved: Saved, *names: str, name: str = "page") -> dict[str, bool]:
    nl, en = await digests(saved.uid, name)
    return {one: nl[one] == en[one] for one in names}


async def test_what_lagged_behind_lags_behind_again() -> None:
    page = await make("page", summary_nl="Hallo", summary_en="Hello", title_nl="Ja", title_en="Yes")
    await change(page, summary_nl="Dag allemaal")
    await change(page, summary_en="Hi all", title_nl="Jawel", title_en="Yes indeed")

    await back(page, 2, revision=3)

    assert await translations(page.uid, "summary") == [("Hello", "Hallo", "ready")]
    assert await current(page, "title", "summary") == {"title": True, "summary": False}


async def test_what_was_current_is_current_again() -> None:
    page = await make("page", summary_nl="Hallo", summary_en="Hello")
    await change(page, summary_nl="Dag allemaal", summary_en="Hi all")
    await back(page, 1, revision=2)
    assert await current(page, "title", "summary") == {"title": True, "summary": True}


async def test_each_paragraph_by_itself() -> None:
    page = await make("page", body_nl=TWO_NL, body_en=TWO_EN)
    await change(page, body_nl=TWO_NL.replace("alinea", "zin"))
    await change(page, body_en=TWO_EN.replace("second paragraph", "second sentence"))
    await change(page, body_en=TWO_EN.replace("paragraph", "line"))

    await back(page, 3, revision=4)

    assert await translations(page.uid, "body") == [
        ("The first paragraph.", "De eerste alinea.", "ready"),
        ("The second sentence.", "De tweede zin.", "ready"),
    ]


async def test_a_minor_change_carried_the_translation_along() -> None:
    page = await make("page", summary_nl="Halo", summary_en="Hello")
    await change(page, minor=True, summary_nl="Hallo")
    await change(page, summary_nl="Dag", summary_en="Bye")
    await back(page, 2, revision=3)
    assert await translations(page.uid, "summary") == [("Hello", "Hallo", "ready")]


async def test_a_translation_of_another_shape() -> None:
    page = await make("page", body_nl="<p>Een.</p><p>Twee.</p>", body_en="<p>Both.</p>")
    await change(page, body_nl="<p>Eerst.</p><p>Twee.</p>")
    await change(page, body_en="<p>All of it.</p>")
    await back(page, 2, revision=3)
    assert await translations(page.uid, "body") == [("<p>Both.</p>", "Een.\n\nTwee.", "ready")]


async def test_related_rows() -> None:
    rows: list[dict[str, Any]] = [{"key": "aaaaaaaa", "text_nl": "Een", "text_en": "One"}]
    mission = await make("mission_text", statements=rows)
    await change(mission, "mission_text", statements=[rows[0] | {"text_nl": "Eerste"}])
    await change(mission, "mission_text", statements=[])
    await back(mission, 2, revision=3, name="mission_text")
    assert await translations(mission.uid, "statements_text") == [("One", "Een", "ready")]
    assert await current(mission, "statements", name="mission_text") == {"statements": False}
