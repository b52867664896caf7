"""Texts on their way to translators and back."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from cms.content.discovery import installed
from cms.database.engine import fetch, writing
from cms.publishing.publishing import publish
from tests.builders import ACTOR, make, make_published
from tests.translation.files import (
    BODY_EN,
    BODY_NL,
    FIRST,
    Desk,
    change,
    page,
    values_of,
)

pytestmark = pytest.mark.usefixtures("database")

SECOND = "De tweede [verwijst]{1} ergens heen."
THIRD = "De derde sluit de pagina af."


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


async def untranslated(**values: str) -> str:
    empty = {"title_en": "", "body_en": ""}
    return (await make_published("page", locales=("nl",), **_texts() | empty | values)).uid


def _texts() -> dict[str, str]:
    return {"title_nl": "Denktank", "body_nl": BODY_NL}


def keys(desk: Desk) -> list[str | None]:
    return [entry.msgctxt for entry in desk.entries() if not entry.obsolete]


async def test_a_page_reads_from_top_to_bottom_with_what_a_translator_must_know(desk: Desk) -> None:
    uid = await page(summary_nl="Kort", summary_en="Short")
    await desk.export()
    entries = [one for one in desk.entries() if (one.msgctxt or "").startswith(uid)]
    assert [one.msgid for one in entries] == ["Denktank", "Kort", FIRST, SECOND, THIRD]
    title, summary, _, second, _ = entries
    assert "at most 200 characters" in title.extracted
    assert "max-length:600" in summary.flags
    assert "{1} = (https://example.org/een)" in second.extracted
    assert "python-brace-format" in second.flags
    assert any(line.endswith("/nl/denktank") for line in second.extracted)


async def test_a_filled_in_message_becomes_a_version_of_the_entry(desk: Desk) -> None:
    uid = await untranslated()
    await desk.export()
    desk.edit("Denktank", "Think tank")
    report = await desk.take()
    assert (report.status, report.applied, report.counts["new"]) == (0, 1, 1)
    values = await values_of(uid)
    assert (values["title_en"], values["slug_en"]) == ("Think tank", "think-tank")
    (version,) = await fetch(
        "SELECT actor, changed::text FROM version WHERE uid = $1 AND revision = $2",
        uid,
        values["revision"],
    )
    assert version["actor"] == "po:en/content/nl/page.po"
    assert "title_en" in json.loads(version["changed"]) or "title_en" in version["changed"]


async def test_a_text_is_written_when_all_its_segments_have_one(desk: Desk) -> None:
    uid = await untranslated()
    await desk.export()
    desk.edit(FIRST, "The first paragraph is about government and citizens.")
    desk.edit(THIRD, "The third closes the page.")
    await desk.take()
    assert (await values_of(uid))["body_en"] == ""
    await desk.export()
    assert desk.live()[FIRST].msgstr.startswith("The first")
    desk.edit(SECOND, "The second [refers]{1} somewhere.")
    await desk.take()
    assert (await values_of(uid))["body_en"] == BODY_EN


async def test_one_changed_word_makes_one_message_fuzzy(desk: Desk) -> None:
    uid = await page()
    await desk.export()
    before = keys(desk)
    await change(uid, body_nl=BODY_NL.replace("sluit", "besluit"))
    await desk.export()
    assert keys(desk) == before
    fuzzy = [entry for entry in desk.entries() if entry.fuzzy]
    assert [(one.msgid, one.previous_msgid, one.msgstr) for one in fuzzy] == [
        ("De derde besluit de pagina af.", THIRD, "The third closes the page.")
    ]


async def test_inserted_moved_and_removed_paragraphs_cost_no_other_its_translation(
    desk: Desk,
) -> None:
    uid = await page()
    await desk.export()
    first, _second, third = (f"{part}</p>" for part in BODY_NL.split("</p>")[:3])
    await change(uid, title_nl="Anders", body_nl=f"{third}<p>Een heel nieuwe.</p>{first}")
    await desk.export()
    live = desk.live()
    assert not live[FIRST].fuzzy
    assert not live[THIRD].fuzzy
    assert live["Een heel nieuwe."].msgstr == ""
    assert [one.msgid for one in desk.entries() if one.obsolete] == [SECOND]
    await change(uid, body_nl=BODY_NL)
    await desk.export()
    assert desk.live()[SECOND].msgstr == "The second [refers]{1} somewhere."
    assert not desk.live()[SECOND].fuzzy
    assert [one for one in desk.entries() if one.obsolete and one.msgid == SECOND] == []


async def test_a_changed_link_costs_no_translator_anything(desk: Desk) -> None:
    uid = await page()
    await desk.export()
    await change(uid, body_nl=BODY_NL.replace("/een", "/twee"))
    await desk.export()
    assert [one for one in desk.entries() if one.fuzzy] == []
    assert "{1} = (https://example.org/twee)" in desk.live()[SECOND].extracted


async def test_approving_an_outdated_translation_makes_it_current(desk: Desk) -> None:
    uid = await page()
    await desk.export()
    await change(uid, title_nl="De denktank")
    await desk.export()
    desk.edit("De denktank", "Think tank", fuzzy=False)
    report = await desk.take()
    assert report.counts["approved"] == 1
    await desk.export()
    assert not desk.live()["De denktank"].fuzzy


async def test_a_draft_waits_beside_what_is_ready(desk: Desk) -> None:
    uid = await page()
    await desk.export()
    desk.edit("Denktank", "Thinking tank", fuzzy=True)
    report = await desk.take()
    assert report.counts["draft"] == 1
    assert (await values_of(uid))["title_en"] == "Think tank"
    await desk.export()
    assert desk.live()["Denktank"].msgstr == "Thinking tank"
    assert desk.live()["Denktank"].fuzzy
    desk.edit("Denktank", "Thinking tank", fuzzy=False)
    await desk.take()
    assert (await values_of(uid))["title_en"] == "Thinking tank"


async def test_a_list_stays_one_list(desk: Desk) -> None:
    items = ["de gevolgen te laten zien", "de weg te wijzen", "mensen te verbinden", "te helpen."]
    listed = "".join(f"<li><p>{text}</p></li>" for text in items)
    uid = await untranslated(body_nl=f"<ol>{listed}</ol>")
    await desk.export()
    for text in items:
        assert any("list item" in line for line in desk.live()[text].extracted)
        desk.edit(text, f"4. december {text}")
    await desk.take()
    body = (await values_of(uid))["body_en"]
    assert (body.count("<ol>"), body.count("<li>")) == (1, 4)
    assert body.count("4. december") == 4


async def test_rows_are_translated_where_they_stand(desk: Desk) -> None:
    rows = [{"text_nl": "Een"}, {"text_nl": "Twee"}]
    saved = await make_published("mission_text", locales=("nl",), statements=rows)
    await desk.export()
    desk.edit("Twee", "Two", "en/nl/mission_text")
    await desk.take("en/nl/mission_text")
    found = (await values_of(saved.uid, "mission_text"))["statements"]
    assert [(row["text_nl"], row["text_en"]) for row in found] == [("Een", ""), ("Twee", "Two")]


async def test_the_same_text_in_two_places_may_be_translated_in_two_ways(desk: Desk) -> None:
    one = await make_published(
        "page", locales=("nl",), title_nl="Een", summary_nl="Doe mee", title_en=""
    )
    two = await make_published(
        "page", locales=("nl",), title_nl="Twee", summary_nl="Doe mee", title_en=""
    )
    await desk.export()
    texts = iter(("Join us", "Take part"))
    desk.change(
        lambda entry: replace(entry, msgstr=next(texts)) if entry.msgid == "Doe mee" else entry
    )
    await desk.take()
    found = {(await values_of(saved.uid))["summary_en"] for saved in (one, two)}
    assert found == {"Join us", "Take part"}


async def test_the_same_paragraph_twice_in_one_text(desk: Desk) -> None:
    uid = await untranslated(body_nl="<p>Doe mee.</p><p>Midden.</p><p>Doe mee.</p>")
    await desk.export()
    texts = iter(("Join us.", "Take part."))
    desk.change(
        lambda entry: replace(entry, msgstr=next(texts)) if entry.msgid == "Doe mee." else entry
    )
    desk.edit("Midden.", "Middle.")
    await desk.take()
    body = (await values_of(uid))["body_en"]
    assert body == "<p>Join us.</p><p>Middle.</p><p>Take part.</p>"


async def test_an_english_source_goes_to_dutch_translators(desk: Desk) -> None:
    saved = await make_published(
        "page", locales=("en",), source_locale="en", title_en="Think tank", title_nl=""
    )
    await desk.export()
    desk.edit("Think tank", "Denktank", "nl/en/page")
    assert (await desk.take("nl/en/page")).applied == 1
    assert (await values_of(saved.uid))["title_nl"] == "Denktank"
    assert "Think tank" not in desk.live()


async def test_a_draft_entry_is_in_no_file(desk: Desk) -> None:
    await make_published("page", title_nl="Openbaar")
    await make("page", title_nl="Onder embargo", title_en="Under embargo")
    await desk.export()
    assert not any(b"mbargo" in data for data in desk.all_bytes().values())


async def test_an_unpublished_change_is_in_no_file(desk: Desk) -> None:
    uid = await page()
    await desk.export()
    before = desk.all_bytes()
    await change(uid, live=False, title_nl="Geheim", title_en="Secret", body_nl="<p>Geheim.</p>")
    assert (await desk.export()).written == ()
    assert desk.all_bytes() == before
    async with writing():
        await publish(installed()["page"], uid, "nl", actor=ACTOR)
    await desk.export()
    assert desk.live()["Geheim"].msgstr == "Secret"


async def test_a_text_with_a_shape_of_its_own_leaves_the_file_and_comes_back(desk: Desk) -> None:
    uid = await page()
    await desk.export()
    await change(uid, body_en="<p>One paragraph for all three.</p>")
    await desk.export()
    assert FIRST not in desk.live()
    assert "Denktank" in desk.live()
    await change(uid, body_en=BODY_EN.replace("closes", "ends"))
    await desk.export()
    assert desk.live()[FIRST].msgstr.startswith("The first")
    assert desk.live()[THIRD].msgstr == "The third ends the page."


async def test_a_correction_of_a_translation_that_lags_behind_keeps_its_place(desk: Desk) -> None:
    uid = await page()
    await change(uid, body_nl=BODY_NL + "<p>Een vierde.</p>")
    await change(uid, body_en=BODY_EN.replace("closes", "ends"))
    await desk.export()
    live = desk.live()
    assert (live[THIRD].msgstr, live[THIRD].fuzzy) == ("The third ends the page.", False)
    assert live["Een vierde."].msgstr == ""


async def test_links_to_look_at_come_from_the_files_and_not_the_machine(desk: Desk) -> None:
    uid = (await make_published("page", locales=("nl",), title_nl="Denktank", title_en="")).uid
    desk.agree('site = "https://cms.example.org/"\n')
    await desk.export()
    before = desk.all_bytes()

    comments = desk.live()["Denktank"].extracted
    assert f"https://cms.example.org/admin/preview/{uid}/en/" in comments
    assert "https://cms.example.org/nl/denktank" in comments
    template = desk.all_bytes()[desk.folder / "content" / "nl" / "page.pot"]
    assert b"/admin/preview/" not in template
    assert (await desk.take()).applied == 0
    await desk.export()
    assert desk.all_bytes() == before
