"""What a save notes for translators: keys that stay, and what each translation was made from."""

from typing import Any

import pytest

from cms.content.discovery import installed
from cms.database.engine import fetch, writing
from cms.editing import saving, texts, working_copy
from cms.editing.saving import Saved
from cms.editing.versions import Remark
from cms.publishing.publishing import publish
from cms.reading.languages import TextState, text_states, versions
from cms.reading.view import LIVE
from tests.builders import ACTOR, make, make_published

pytestmark = pytest.mark.usefixtures("database")


async def change(
    saved: Saved, type_name: str = "page", *, minor: bool = False, **values: Any
) -> Saved:
    async with writing():
        now = await working_copy.load(installed()[type_name], saved.uid)
        return await saving.save(
            installed()[type_name],
            saved.uid,
            values,
            revision=now["revision"],
            actor=ACTOR,
            remark=Remark(minor=minor),
        )


async def sources(uid: str, field: str) -> list[dict[str, Any]]:
    return await fetch(
        "SELECT item, seg, text, removed FROM source_text WHERE uid = $1 AND field = $2"
        " ORDER BY removed, item, position",
        uid,
        field,
    )


async def translations(uid: str, field: str) -> list[tuple[str, str, str]]:
    rows = await fetch(
        "SELECT t.text, t.base, t.state FROM translated_text t LEFT JOIN source_text s"
        " USING (uid, field, item, seg) WHERE uid = $1 AND field = $2 ORDER BY item, s.position",
        uid,
        field,
    )
    return [(row["text"], row["base"], row["state"]) for row in rows]


async def digests(uid: str, type_name: str = "page") -> tuple[dict[str, str], dict[str, str]]:
    content_type = installed()[type_name]
    values = await working_copy.load(content_type, uid)
    return (
        await texts.fingerprints(content_type, values, "nl"),
        await texts.fingerprints(content_type, values, "en"),
    )


async def test_a_translation_is_made_from_the_source_of_the_save_it_was_typed_in() -> None:
    page = await make("page", title_nl="Denktank", title_en="Think tank")
    assert await translations(page.uid, "title") == [("Think tank", "Denktank", "ready")]


async def test_a_one_line_field_keeps_its_key_whatever_is_typed() -> None:
    page = await make("page", title_nl="Denktank")
    (first,) = await sources(page.uid, "title")
    await change(page, title_nl="Iets heel anders")
    (second,) = await sources(page.uid, "title")
    assert second["seg"] == first["seg"]
    assert second["text"] == "Iets heel anders"


async def test_a_changed_source_leaves_its_translation_with_the_old_base() -> None:
    page = await make("page", title_nl="Denktank", title_en="Think tank")
    await change(page, title_nl="De denktank")
    assert await translations(page.uid, "title") == [("Think tank", "Denktank", "ready")]
    nl, en = await digests(page.uid)
    assert nl["title"] != en["title"]
    await change(page, title_en="The think tank")
    assert await translations(page.uid, "title") == [("The think tank", "De denktank", "ready")]
    nl, en = await digests(page.uid)
    assert nl["title"] == en["title"]


async def test_white_space_makes_nothing_stale() -> None:
    page = await make("page", summary_nl="Een. Twee.", summary_en="One. Two.")
    await change(page, summary_nl="Een.\nTwee.")
    nl, en = await digests(page.uid)
    assert nl["summary"] == en["summary"]


async def test_an_empty_field_has_no_fingerprint() -> None:
    page = await make("page", summary_nl="Alleen Nederlands")
    nl, en = await digests(page.uid)
    assert "summary" in nl
    assert "summary" not in en


async def test_rows_have_texts_of_their_own_and_lose_none_when_moved_or_removed() -> None:
    rows = [
        {"key": "aaaaaaaa", "text_nl": "Een", "text_en": "One"},
        {"key": "bbbbbbbb", "text_nl": "Twee", "text_en": "Two"},
    ]
    mission = await make("mission_text", statements=rows)
    before = await sources(mission.uid, "statements_text")
    await change(mission, "mission_text", statements=[rows[1], rows[0]])
    assert await sources(mission.uid, "statements_text") == before
    await change(mission, "mission_text", statements=[rows[1]])
    assert [row["removed"] for row in await sources(mission.uid, "statements_text")] == [
        False,
        True,
    ]
    assert len(await translations(mission.uid, "statements_text")) == 2
    nl, en = await digests(mission.uid, "mission_text")
    assert nl["statements"] == en["statements"]


async def test_a_list_with_one_row_untranslated_is_not_a_translation_of_its_source() -> None:
    rows = [
        {"key": "aaaaaaaa", "text_nl": "Een", "text_en": "One"},
        {"key": "bbbbbbbb", "text_nl": "Twee"},
    ]
    mission = await make("mission_text", statements=rows)
    nl, en = await digests(mission.uid, "mission_text")
    assert nl["statements"] != en["statements"]


async def test_either_language_may_be_the_source() -> None:
    page = await make("page", source_locale="en", title_nl="Denktank", title_en="Think tank")
    assert await translations(page.uid, "title") == [("Denktank", "Think tank", "ready")]


async def test_the_other_language_becomes_the_source() -> None:
    page = await make(
        "page", title_nl="Denktank", title_en="Think tank", summary_nl="Oud", summary_en="Old"
    )
    keys = await sources(page.uid, "title")
    await change(page, summary_nl="Nieuw")
    await change(page, source_locale="en")
    assert [row["seg"] for row in await sources(page.uid, "title")] == [row["seg"] for row in keys]
    assert await translations(page.uid, "title") == [("Denktank", "Think tank", "ready")]
    assert await translations(page.uid, "summary") == [("Nieuw", "Old", "review")]
    nl, en = await digests(page.uid)
    assert nl["title"] == en["title"]
    assert nl["summary"] != en["summary"]


async def test_no_text_is_public_as_a_source_until_it_is_published_as_one() -> None:
    page = await make_published("page", title_nl="Denktank", title_en="Denktank")
    await change(page, source_locale="en")
    rows = await fetch("SELECT DISTINCT published FROM source_text WHERE uid = $1", page.uid)
    assert rows == [{"published": ""}]


async def test_an_emptied_translation_is_kept_aside() -> None:
    page = await make("page", summary_nl="Hallo", summary_en="Hello")
    await change(page, summary_en="")
    assert await translations(page.uid, "summary") == []
    kept = await fetch("SELECT text, why FROM kept_text WHERE uid = $1", page.uid)
    assert kept == [{"text": "Hello", "why": "cleared"}]


TWO_NL = "<p>De eerste alinea.</p><p>De tweede alinea.</p>"
TWO_EN = "<p>The first paragraph.</p><p>The second paragraph.</p>"


async def test_a_text_moved_to_anothers_place_is_made_from_that_one() -> None:
    page = await make("page", body_nl=TWO_NL, body_en=TWO_EN)
    await change(page, body_en="<p>The second paragraph.</p><p>The first paragraph.</p>")
    assert await translations(page.uid, "body") == [
        ("The second paragraph.", "De eerste alinea.", "ready"),
        ("The first paragraph.", "De tweede alinea.", "ready"),
    ]


async def test_only_the_paragraph_that_was_typed_is_renewed() -> None:
    page = await make("page", body_nl=TWO_NL, body_en=TWO_EN)
    await change(page, body_nl=TWO_NL.replace("alinea", "zin"))
    await change(page, body_en=TWO_EN.replace("first paragraph", "first sentence"))
    assert await translations(page.uid, "body") == [
        ("The first sentence.", "De eerste zin.", "ready"),
        ("The second paragraph.", "De tweede alinea.", "ready"),
    ]


async def test_a_text_of_another_shape_is_made_from_the_whole_source() -> None:
    page = await make("page", body_nl=TWO_NL, body_en="<p>All in one.</p>")
    nl, en = await digests(page.uid)
    assert nl["body"] == en["body"]
    await change(page, body_nl=TWO_NL.replace("alinea", "zin"))
    nl, en = await digests(page.uid)
    assert nl["body"] != en["body"]


async def test_a_source_that_takes_its_translations_shape_asks_for_a_look() -> None:
    page = await make("page", body_nl=TWO_NL, body_en="<p>All in one.</p>")
    await change(page, body_nl="<p>Alles in een.</p>")
    assert await translations(page.uid, "body") == [("All in one.", "", "ready")]
    nl, en = await digests(page.uid)
    assert nl["body"] != en["body"]


async def test_a_save_that_changes_no_text_reads_and_writes_none() -> None:
    page = await make("page", title_nl="Denktank", title_en="Think tank")
    before = await fetch("SELECT xmin, * FROM source_text ORDER BY id")
    await change(page, position=7)
    assert await fetch("SELECT xmin, * FROM source_text ORDER BY id") == before


async def test_a_minor_change_leaves_translations_current() -> None:
    page = await make(
        "page", title_nl="Denktnak", title_en="Think tank", body_nl=TWO_NL, body_en=TWO_EN
    )
    await change(page, minor=True, title_nl="Denktank", body_nl=TWO_NL.replace("tweede", "Tweede"))
    assert await translations(page.uid, "title") == [("Think tank", "Denktank", "ready")]
    nl, en = await digests(page.uid)
    assert nl == en


async def test_a_minor_change_does_not_make_current_what_lagged_behind() -> None:
    page = await make("page", summary_nl="Hallo", summary_en="Hello", title_nl="Ja", title_en="Yes")
    await change(page, summary_nl="Dag allemaal")
    await change(page, minor=True, summary_nl="Dag, allemaal", title_nl="Ja!", title_en="Yes!")
    assert await translations(page.uid, "summary") == [("Hello", "Hallo", "ready")]
    assert await translations(page.uid, "title") == [("Yes!", "Ja!", "ready")]


async def test_a_minor_change_carries_a_translation_of_another_shape() -> None:
    page = await make("page", body_nl=TWO_NL, body_en="<p>All in one.</p>")
    await change(page, minor=True, body_nl=TWO_NL.replace("tweede", "Tweede"))
    nl, en = await digests(page.uid)
    assert nl["body"] == en["body"]


async def test_a_minor_change_can_add_text_that_has_no_translation() -> None:
    page = await make("page", body_nl=TWO_NL, body_en=TWO_EN)
    await change(page, minor=True, body_nl=TWO_NL + "<p>Een derde alinea.</p>")
    nl, en = await digests(page.uid)
    assert nl["body"] != en["body"]


@pytest.mark.parametrize(("minor", "state"), [(True, TextState.CURRENT), (False, TextState.STALE)])
async def test_the_public_translation_follows_a_minor_change(minor: bool, state: TextState) -> None:
    page = await make_published("page", summary_nl="Halo", summary_en="Hello")
    await change(page, minor=minor, summary_nl="Hallo")
    async with writing():
        await publish(installed()["page"], page.uid, "nl", actor=ACTOR)
    found = text_states((await versions([page.uid], LIVE))[page.uid], "en")
    assert found["summary"] == state
    assert found["title"] == TextState.CURRENT


async def test_a_public_translation_that_was_rewritten_since_is_judged_as_it_was_published() -> (
    None
):
    page = await make_published("page", summary_nl="Halo", summary_en="Hello")
    await change(page, summary_nl="Iets heel anders", summary_en="Something else")
    async with writing():
        await publish(installed()["page"], page.uid, "nl", actor=ACTOR)
    found = text_states((await versions([page.uid], LIVE))[page.uid], "en")
    assert found["summary"] == TextState.STALE
