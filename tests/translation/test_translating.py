"""Text by text: what a translate page asks of the services."""

from pathlib import Path

import pytest

from cms.access.actors import system
from cms.database.engine import fetch, writing
from cms.errors import InvalidInput
from cms.translation.desk import adapting, past, settling
from cms.translation.desk.parts import Part, parts_of
from cms.translation.desk.translating import Translated, findings, mark, translate
from cms.translation.exchange.purging import purge
from tests.translation.files import BODY_EN, BODY_NL, FIRST, Desk, change, page, values_of

pytestmark = pytest.mark.usefixtures("database")

TESS = system("tess")


async def parts(uid: str) -> dict[str, Part]:
    return {one.source.text: one for one in await parts_of(TESS, uid, "en")}


async def revision(uid: str) -> int:
    number: int = (await values_of(uid))["revision"]
    return number


async def test_each_segment_says_what_is_to_be_done() -> None:
    uid = await page(summary_nl="Kort")
    await change(uid, live=False, title_en="", body_nl=BODY_NL.replace("sluit", "besluit"))
    found = await parts(uid)
    key = found["Kort"].key
    async with writing():
        given = [Translated(key, "Short?", draft=True, origin="mt")]
        await translate(TESS, uid, "en", given, revision=await revision(uid))
    states = {text: one.stage for text, one in (await parts(uid)).items()}
    assert states["Kort"] == "machine"
    assert (states["Denktank"], states[FIRST]) == ("missing", "ready")
    assert states["De derde besluit de pagina af."] == "stale"
    assert found["Denktank"].max_length == 200


async def test_what_is_shown_is_marked_ready_or_to_be_looked_at() -> None:
    uid = await page()
    await change(uid, title_nl="De denktank")
    key = (await parts(uid))["De denktank"].key
    async with writing():
        await mark(TESS, uid, "en", [key], ready=True, revision=await revision(uid))
    assert (await parts(uid))["De denktank"].stage == "ready"
    async with writing():
        await mark(TESS, uid, "en", [key], ready=False, revision=await revision(uid))
    part = (await parts(uid))["De denktank"]
    assert (part.stage, part.ready and part.ready.text) == ("review", "Think tank")


async def test_a_draft_may_lack_what_a_ready_text_may_not() -> None:
    uid = await page()
    second = next(one for text, one in (await parts(uid)).items() if "{1}" in text)
    assert {one.code for one in findings(second, "No link", "en")} == {"E06", "W03"}
    assert findings(second, "No link", "en", draft=True) == []
    draft = Translated(second.key, "No link", draft=True)
    async with writing():
        await translate(TESS, uid, "en", [draft], revision=await revision(uid))
    kept = next(one for text, one in (await parts(uid)).items() if "{1}" in text)
    assert (kept.shown and kept.shown.text) == "No link"
    with pytest.raises(InvalidInput):
        async with writing():
            await mark(TESS, uid, "en", [second.key], ready=True, revision=await revision(uid))


async def clash(desk: Desk) -> str:
    uid = await page()
    await desk.export()
    await change(uid, live=False, title_en="Brains trust")
    desk.edit("Denktank", "Thinking shop")
    await desk.take()
    return uid


@pytest.mark.parametrize("text", ["Brains trust", "Thinking shop", "A third way"])
async def test_a_conflict_is_settled_in_the_panel_as_in_the_file(tmp_path: Path, text: str) -> None:
    desk = Desk(tmp_path)
    uid = await clash(desk)
    (found,) = await settling.open_conflicts(TESS, "en")
    assert (found.uid, found.here, found.source) == (uid, "Brains trust", "Denktank")
    assert [one.text for one in found.arrived] == ["Thinking shop"]
    assert (await parts(uid))["Denktank"].arrived == ("Thinking shop",)
    seen = [one.text for one in found.arrived]
    async with writing():
        await settling.settle(
            TESS, uid, "en", found.key, text, seen=seen, revision=await revision(uid)
        )
    assert await settling.open_conflicts(TESS) == []
    assert (await values_of(uid))["title_en"] == text
    await desk.export()
    assert (desk.live()["Denktank"].msgstr, desk.live()["Denktank"].fuzzy) == (text, False)
    told = {(one.text, one.why) for one in await past.history(TESS, uid, "en", found.key)}
    assert ("Thinking shop", "settled") in told
    assert text == "Brains trust" or ("Brains trust", "replaced") in told


async def test_only_what_was_seen_is_settled(tmp_path: Path) -> None:
    uid = await clash(Desk(tmp_path))
    (found,) = await settling.open_conflicts(TESS, uid=uid)
    async with writing():
        await settling.settle(
            TESS, uid, "en", found.key, "A third way", seen=[], revision=await revision(uid)
        )
    assert [one.text for one in (await settling.open_conflicts(TESS))[0].arrived] == [
        "Thinking shop"
    ]


async def test_a_field_with_its_own_shape_leaves_the_file_and_comes_back(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    uid = await page()
    async with writing():
        await adapting.adapt(TESS, uid, "en", "body", revision=await revision(uid))
    await desk.export()
    assert FIRST not in desk.live()
    await change(uid, live=False, body_en="<p>One.</p><p>Two.</p><p>Three.</p>")
    assert (await parts(uid))[FIRST].stage == "ready"
    await change(uid, body_nl=BODY_NL.replace("sluit", "besluit"))
    found = await parts(uid)
    assert {one.stage for one in found.values() if one.adapted} == {"stale"}
    assert found[FIRST].ready
    await change(uid, body_nl=BODY_NL)
    async with writing():
        await adapting.follow(TESS, uid, "en", "body", revision=await revision(uid))
    assert (await values_of(uid))["body_en"] == BODY_EN
    await desk.export()
    assert desk.live()[FIRST].msgstr.startswith("The first")
    assert not desk.live()[FIRST].fuzzy
    kept = await fetch("SELECT text FROM kept_text WHERE seg = ''")
    assert kept == [{"text": "<p>One.</p><p>Two.</p><p>Three.</p>"}]


async def test_nothing_without_text_can_have_a_shape_of_its_own() -> None:
    uid = await page(body_en="")
    for field in ("body", "nothing"):
        with pytest.raises(InvalidInput):
            async with writing():
                await adapting.adapt(TESS, uid, "en", field, revision=await revision(uid))


async def test_old_translations_of_removed_texts_are_let_go_of(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    uid = await page()
    await desk.export()
    await change(uid, body_nl=BODY_NL.partition("</p>")[2])
    await desk.export()
    assert [one.msgid for one in desk.entries() if one.obsolete] == [FIRST]
    async with writing():
        assert await purge(TESS, 1) == 0
        assert await purge(TESS, 0) == 1
    await desk.export()
    assert [one.msgid for one in desk.entries() if one.obsolete] == []
    assert [row["why"] for row in await fetch("SELECT why FROM kept_text")] == ["purged"]


async def test_a_text_that_was_replaced_and_comes_back_in_conflict_is_open(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    uid = await page()
    await desk.export()
    key = (await parts(uid))["Denktank"].key
    for text in ("Thinking shop", "Brains trust"):
        async with writing():
            given = [Translated(key, text)]
            await translate(TESS, uid, "en", given, revision=await revision(uid))
    desk.edit("Denktank", "Thinking shop")
    await desk.take()
    assert len(await settling.open_conflicts(TESS)) == 1
