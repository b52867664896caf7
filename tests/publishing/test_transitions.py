"""What publish and retract leave behind: who, when, from which state, why."""

from typing import Any

import pytest

from cms.content.discovery import installed
from cms.database.engine import fetch, writing
from cms.editing import saving
from cms.errors import InvalidInput
from cms.publishing.publishing import NotPublished, publish, retract
from tests.builders import make, make_published

pytestmark = pytest.mark.usefixtures("database")


async def steps(uid: str) -> list[tuple[Any, ...]]:
    rows = await fetch(
        "SELECT locale, from_state, to_state, actor, comment FROM transition WHERE uid = $1"
        " ORDER BY at, id",
        uid,
    )
    return [tuple(row.values()) for row in rows]


async def test_each_step_is_noted_with_its_comment() -> None:
    page = installed()["page"]
    saved = await make_published("page", locales=())

    async with writing():
        await publish(page, saved.uid, "nl", actor="eva", comment="Klaar  voor\nde start")
        await publish(page, saved.uid, "nl", actor="bas", comment="Dit is al zo")
        await retract(page, saved.uid, "nl", actor="eva", comment="Niet meer waar")

    assert await steps(saved.uid) == [
        ("nl", "private", "published", "eva", "Klaar voor de start"),
        ("nl", "published", "retired", "eva", "Niet meer waar"),
    ]


async def test_what_moves_along_is_noted_with_who_moved_it() -> None:
    above = await make_published("page", "Boven", locales=("nl",))
    below = await make_published("page", "Onder", locales=("nl",), parent=above.uid)
    page = installed()["page"]
    async with writing():
        await saving.save(page, above.uid, {"slug_nl": "hoger"}, revision=1, actor="eva")
        await publish(page, above.uid, "nl", actor="eva")

    assert (await steps(below.uid))[1:] == [("nl", "published", "published", "eva", "")]
    moments = await fetch(
        "SELECT count(*) AS number FROM transition t JOIN publication p"
        " ON (p.uid, p.locale, lower(p.valid)) = (t.uid, t.locale, t.at) WHERE t.uid = $1",
        below.uid,
    )
    assert moments[0]["number"] == 2


async def test_a_refused_step_leaves_nothing() -> None:
    page = installed()["page"]
    saved = await make_published("page", locales=())

    with pytest.raises(NotPublished):
        async with writing():
            await retract(page, saved.uid, "nl", actor="eva", comment="weg")
    for comment in ("x" * 301, "nul\0"):
        with pytest.raises(InvalidInput) as caught:
            async with writing():
                await publish(page, saved.uid, "nl", actor="eva", comment=comment)
        assert caught.value.problems[0].field == "comment"

    assert await steps(saved.uid) == []
    assert await fetch("SELECT 1 FROM publication WHERE uid = $1", saved.uid) == []


async def test_a_draft_has_no_steps() -> None:
    assert await steps((await make("page")).uid) == []
