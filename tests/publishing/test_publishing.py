"""Publications: what the public reads, since when, and where."""

import asyncio
from datetime import datetime
from typing import Any

import asyncpg
import pytest

from cms.content.discovery import installed
from cms.database.engine import execute, fetch, writing
from cms.editing import saving
from cms.editing.working_copy import load
from cms.errors import InvalidInput
from cms.publishing.publishing import (
    NotPublished,
    PublishedBelow,
    effect_of_publishing,
    publish,
    retract,
)
from tests.builders import ACTOR, make, make_published

PAGE = "page"


async def live(uid: str, locale: str = "nl") -> dict[str, Any] | None:
    """The row the public reads."""
    found = await fetch(
        "SELECT * FROM publication WHERE uid = $1 AND locale = $2 AND valid @> statement_timestamp()",
        uid,
        locale,
    )
    return found[0] if found else None


async def change_and_publish(uid: str, locale: str = "nl", **values: Any) -> None:
    content_type = installed()[PAGE]
    async with writing():
        revision = (await load(content_type, uid))["revision"]
        await saving.save(content_type, uid, values, revision=revision, actor=ACTOR)
        await publish(content_type, uid, locale, actor=ACTOR)


async def test_a_rename_moves_what_stands_below_it(database: None) -> None:
    above = await make_published(PAGE, "Boven")
    below = await make_published(PAGE, "Onder", parent=above.uid)
    deepest = await make_published(PAGE, "Diep", parent=below.uid)

    await change_and_publish(above.uid, slug_nl="hoger")

    paths = [(await live(one.uid) or {})["path"] for one in (above, below, deepest)]
    assert paths == ["/nl/hoger", "/nl/hoger/onder-nl", "/nl/hoger/onder-nl/diep-nl"]
    assert (await live(below.uid, "en") or {})["path"] == "/en/boven-en/onder-en"


async def test_a_sibling_with_a_longer_name_does_not_move_along(database: None) -> None:
    above = await make_published(PAGE, slug_nl="boek")
    beside = await make_published(PAGE, "Naast", slug_nl="boek-2")

    await change_and_publish(above.uid, slug_nl="werk")

    assert (await live(beside.uid) or {})["path"] == "/nl/boek-2"


async def test_past_publications_stay_and_never_overlap(database: None) -> None:
    saved = await make_published(PAGE)
    await change_and_publish(saved.uid, summary_nl="Twee")

    rows = await fetch(
        "SELECT lower(valid) AS since, upper(valid) AS until, first_published_at AS first"
        " FROM publication WHERE uid = $1 AND locale = 'nl' ORDER BY id",
        saved.uid,
    )

    assert len(rows) == 2
    assert rows[0]["until"] == rows[1]["since"]
    assert rows[0]["first"] == rows[1]["first"] == rows[0]["since"]
    assert rows[1]["until"] is None


@pytest.mark.parametrize("other", [{"uid": "'other'"}, {"path": "'/nl/other'"}])
async def test_the_database_refuses_two_truths_at_once(
    database: None, other: dict[str, str]
) -> None:
    saved = await make_published(PAGE, locales=("nl",))
    columns = [
        row["name"]
        for row in await fetch(
            "SELECT column_name AS name FROM information_schema.columns"
            " WHERE table_name = 'publication' AND column_name <> 'id'"
        )
    ]
    selected = ", ".join(other.get(name, name) for name in columns)

    with pytest.raises(asyncpg.ExclusionViolationError):
        await execute(
            f"INSERT INTO publication ({', '.join(columns)})"
            f" SELECT {selected} FROM publication WHERE uid = $1",
            saved.uid,
        )


async def test_an_address_still_held_by_another_is_refused(database: None) -> None:
    first = await make_published(PAGE, "Een", slug_nl="adres")
    async with writing():
        await saving.save(
            installed()[PAGE], first.uid, {"slug_nl": "elders"}, revision=1, actor=ACTOR
        )

    with pytest.raises(InvalidInput) as caught:
        await make_published(PAGE, "Twee", locales=("nl",), slug_nl="adres")

    assert [(one.field, one.code) for one in caught.value.problems] == [
        ("slug_nl", "address_taken")
    ]
    assert (await live(first.uid) or {})["path"] == "/nl/adres"


async def test_nothing_public_stands_under_what_is_not(database: None) -> None:
    above = await make(PAGE, "Boven")
    below = await make(PAGE, "Onder", parent=above.uid)

    with pytest.raises(InvalidInput) as caught:
        async with writing():
            await publish(installed()[PAGE], below.uid, "en", actor=ACTOR)

    assert [(one.field, one.code) for one in caught.value.problems] == [
        ("parent", "parent_not_published")
    ]


async def test_what_has_public_entries_below_it_stays(database: None) -> None:
    above = await make_published(PAGE, "Boven")
    await make_published(PAGE, "Onder", locales=("nl",), parent=above.uid)

    with pytest.raises(PublishedBelow, match="Onder nl"):
        async with writing():
            await retract(installed()[PAGE], above.uid, "nl", actor=ACTOR)
    async with writing():
        await retract(installed()[PAGE], above.uid, "en", actor=ACTOR)

    assert (await live(above.uid) or {})["path"] == "/nl/boven-nl"
    assert await live(above.uid, "en") is None


async def test_a_move_into_a_taken_address_is_refused_before_it_happens(database: None) -> None:
    target = await make_published(PAGE, "Doel", slug_nl="doel")
    await make_published(PAGE, "Kind", parent=target.uid, slug_nl="kind")
    above = await make_published(PAGE, "Boven", slug_nl="boven")
    await make_published(PAGE, "Kind", parent=above.uid, slug_nl="kind")
    await change_and_publish(target.uid, slug_nl="elders")
    await change_and_publish(above.uid, slug_nl="doel")

    async with writing():
        await saving.save(
            installed()[PAGE], target.uid, {"slug_nl": "doel-2"}, revision=2, actor=ACTOR
        )
    taken = await make_published(PAGE, "Ander", slug_nl="anders")
    async with writing():
        values = await load(installed()[PAGE], taken.uid)
        effect = await effect_of_publishing(installed()[PAGE], values | {"slug_nl": "doel"}, "nl")

    assert [(one.field, one.code) for one in effect.problems] == [("slug_nl", "address_taken")]


async def test_a_move_under_what_is_still_live_below_is_refused(database: None) -> None:
    page = installed()[PAGE]
    above = await make_published(PAGE, "Boven")
    below = await make_published(PAGE, "Onder", parent=above.uid)
    async with writing():
        home = (await load(page, above.uid))["parent"]
        await saving.save(page, below.uid, {"parent": home}, revision=1, actor=ACTOR)
        await saving.save(page, above.uid, {"parent": below.uid}, revision=1, actor=ACTOR)

    with pytest.raises(InvalidInput) as caught:
        async with writing():
            await publish(page, above.uid, "nl", actor=ACTOR)
    assert [one.code for one in caught.value.problems] == ["cycle"]

    async with writing():
        await publish(page, below.uid, "nl", actor=ACTOR)
        await publish(page, above.uid, "nl", actor=ACTOR)
    paths = [(await live(one.uid) or {})["path"] for one in (below, above)]
    assert paths == ["/nl/onder-nl", "/nl/onder-nl/boven-nl"]


async def test_parent_and_child_renamed_and_published_at_once(database: None) -> None:
    page = installed()[PAGE]
    above = await make_published(PAGE, "Boven")
    below = await make_published(PAGE, "Onder", parent=above.uid)

    async def publish_at_once(uid: str) -> None:
        async with writing():
            await publish(page, uid, "nl", actor=ACTOR)

    for turn in range(1, 8):
        async with writing():
            for one, name in ((above, "boven"), (below, "onder")):
                slug = {"slug_nl": f"{name}-{turn}"}
                await saving.save(page, one.uid, slug, revision=turn, actor=ACTOR)
        await asyncio.gather(publish_at_once(above.uid), publish_at_once(below.uid))

        assert (await live(above.uid) or {})["path"] == f"/nl/boven-{turn}"
        assert (await live(below.uid) or {})["path"] == f"/nl/boven-{turn}/onder-{turn}"


async def test_fifty_publishes_of_one_entry_at_once(database: None) -> None:
    saved = await make_published(PAGE, "Eén", locales=())

    async def publish_it() -> None:
        async with writing():
            await publish(installed()[PAGE], saved.uid, "nl", actor=ACTOR)

    await asyncio.gather(*(publish_it() for _ in range(50)))

    found = await fetch(
        "SELECT count(*) FILTER (WHERE upper_inf(valid)) AS live, count(*) AS all FROM publication"
        " WHERE uid = $1",
        saved.uid,
    )
    assert found == [{"live": 1, "all": 1}]


async def test_who_ended_a_publication_is_kept(database: None) -> None:
    saved = await make_published(PAGE, locales=("nl",))
    async with writing():
        await retract(installed()[PAGE], saved.uid, "nl", actor="eva")

    rows = await fetch("SELECT published_by, ended_by FROM publication WHERE uid = $1", saved.uid)
    assert rows == [{"published_by": ACTOR, "ended_by": "eva"}]


async def test_retracting_what_is_not_published(database: None) -> None:
    saved = await make(PAGE)
    with pytest.raises(NotPublished):
        async with writing():
            await retract(installed()[PAGE], saved.uid, "nl", actor=ACTOR)


async def test_retracting_ends_the_range_and_keeps_the_row(database: None) -> None:
    saved = await make_published(PAGE)
    async with writing():
        await retract(installed()[PAGE], saved.uid, "nl", actor=ACTOR)

    rows = await fetch("SELECT upper(valid) AS until FROM publication WHERE uid = $1", saved.uid)
    values = await load(installed()[PAGE], saved.uid)

    assert await live(saved.uid) is None
    assert await live(saved.uid, "en") is not None
    assert sorted(isinstance(row["until"], datetime) for row in rows) == [False, True]
    assert (values["state_nl"], values["state_en"]) == ("retired", "published")


async def test_the_effect_is_told_before_it_happens(database: None) -> None:
    saved = await make_published(PAGE, "Oud", summary_nl="Zo")
    content_type = installed()[PAGE]
    async with writing():
        changed = await saving.save(
            content_type, saved.uid, {"slug_nl": "nieuw", "title_nl": ""}, revision=1, actor=ACTOR
        )

    effect = await effect_of_publishing(content_type, changed.values, "nl")

    assert effect.live is not None
    assert (effect.live.path, effect.path) == ("/nl/oud-nl", "/nl/nieuw")
    assert [(one.field, one.code) for one in effect.problems] == [
        ("title_nl", "required_to_publish")
    ]


async def test_references_in_rows_and_columns_are_kept(database: None) -> None:
    speaker = await make_published("speaker", "Spreker")
    other = await make_published("speaker", "Ander")
    session = await make_published(
        "session", moderator=speaker.uid, interlocutors=[{"speaker": other.uid}]
    )

    row = await live(session.uid)

    assert row is not None
    assert row["refs"] == [speaker.uid, other.uid]
