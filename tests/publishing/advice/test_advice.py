"""What editors are told before they publish: of columns, moderators and officialese."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cms.access.permissions import Denied
from cms.content.discovery import installed
from cms.database.engine import writing
from cms.editing.working_copy import load
from cms.errors import InvalidInput
from cms.publishing.advice import columns, word_lists
from cms.publishing.advice.advising import advice
from cms.publishing.advice.officialese import find, read_list
from cms.publishing.advice.word_lists import ChangedMeanwhile
from tests.builders import make, make_asset, make_published
from tests.people import someone

COLUMN = {"column_title_nl": "Wie luistert er?", "kind": "agenda_setting"}


async def told(locale: str = "nl", **values: Any) -> list[tuple[str, str | None]]:
    saved = await make("session", **values)
    found = await load(installed()["session"], saved.uid)
    return [(one.code, one.field) for one in await advice(installed()["session"], found, locale)]


@pytest.mark.parametrize(
    ("words", "codes"),
    [(299, ["column_too_short"]), (300, []), (400, []), (401, ["column_too_long"])],
)
async def test_a_column_has_300_to_400_words(database: None, words: int, codes: list[str]) -> None:
    text = f"<p>{'woord ' * words}</p>"

    assert [one for one, _ in await told(**COLUMN, column_text_nl=text)] == codes


async def test_each_language_has_advice_of_its_own(database: None) -> None:
    text = f"<p>{'woord ' * 320}</p>"
    both = COLUMN | {"column_text_nl": text, "column_text_en": "<p>Too short, and untitled.</p>"}

    assert await told("nl", **both) == []
    assert await told("en", **both) == [
        ("column_untitled", "column_title_en"),
        ("column_too_short", "column_text_en"),
    ]


async def test_without_a_column_nothing_is_asked_of_it(database: None) -> None:
    assert await told(kind="agenda_setting") == []


async def test_a_place_has_a_name(database: None) -> None:
    known = {"place_name_nl": "Foyer", "place_city_nl": "Den Haag"}

    assert await told(kind="agenda_setting", **known) == []
    assert await told(kind="agenda_setting", place_city_nl="Den Haag") == [
        ("place_unnamed", "place_name_nl")
    ]
    row = {"rrule": "FREQ=MONTHLY;BYDAY=4MO", "place_address": "Plein 1"}
    saved = await make("event", rrule="FREQ=MONTHLY;BYDAY=1MO,4MO", variations=[row],
                       starts_at="2026-11-02T09:00:00+01:00", **known)  # fmt: skip
    found = await load(installed()["event"], saved.uid)
    assert [one.field for one in await advice(installed()["event"], found, "nl")] == [
        "variations.0.place_name_nl"
    ]


async def test_a_conceptual_session_has_a_moderator(database: None) -> None:
    speaker = (await make("speaker")).uid

    assert await told(kind="conceptual") == [("moderator_missing", "moderator")]
    assert await told(kind="conceptual", moderator=speaker) == []


async def test_officialese_in_a_column_is_named(database: None) -> None:
    text = f"<p>{'woord ' * 300}Wij hebben dit geïmplementeerd.</p>"

    assert await told(**COLUMN, column_text_nl=text) == [("officialese", "column_text_nl")]


@pytest.mark.parametrize(
    ("locale", "word", "text"),
    [
        ("nl", "implementeren", "Het beleid wordt GEÏMPLEMENTEERD."),
        ("nl", "stakeholder", "alle stakeholders"),
        ("nl", "vigerend", "het vigerende beleid"),
        ("nl", "met betrekking tot", "met\nbetrekking  tot dit"),
        ("en", "utilise", "by utilizing"),
        ("en", "utilise", "we utilised it"),
        ("en", "stakeholder", "Stakeholders,"),
    ],
)
def test_a_word_is_found_in_its_usual_forms(locale: str, word: str, text: str) -> None:
    assert [one.word for one in find(text, read_list(word, "words"), locale)] == [word]


@pytest.mark.parametrize(
    ("locale", "word", "text"),
    [("nl", "reeds", "steeds reedsels"), ("en", "robust", "robustus"), ("nl", "doch", "dochter")],
)
def test_a_part_of_a_word_is_no_word(locale: str, word: str, text: str) -> None:
    assert list(find(text, read_list(word, "words"), locale)) == []


@pytest.mark.parametrize("line", [": over", "x" * 101, "?!: wat"])
def test_a_line_without_a_word_is_named(line: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_list(f"thans: nu\n\n{line}", "words")

    assert [(one.code, one.message.params["number"]) for one in refused.value.problems] == [
        ("bad_line", 3)
    ]


async def test_editors_of_the_whole_site_change_the_list(database: None) -> None:
    editor = await someone("els", "editor")
    ours = await word_lists.word_list("nl")
    assert "middels: met" in ours.words

    async with writing():
        await word_lists.save(editor, "nl", "dus : daarom\n\nooit", version=ours.version)
    changed = await word_lists.word_list("nl")
    assert (changed.words, changed.changed_by) == ("dus: daarom\nooit", "els")
    with pytest.raises(ChangedMeanwhile):
        async with writing():
            await word_lists.save(editor, "nl", "anders", version=ours.version)
    reader = await someone("rik", "reader")
    with pytest.raises(Denied):
        async with writing():
            await word_lists.save(reader, "nl", "anders", version=changed.version)
    async with writing():
        await word_lists.save(editor, "nl", " ", version=changed.version)

    assert await word_lists.word_list("nl") == ours


async def test_a_column_is_due_three_weeks_after_the_last(database: None) -> None:
    today = datetime.now(UTC).date()
    last = today - timedelta(days=21)
    assert await columns.overdue(today) is None
    for day in (last, last - timedelta(days=9), today + timedelta(days=3)):
        await make_published("session", str(day), **COLUMN, column_published_on=day.isoformat())

    assert await columns.overdue(today) is None
    assert await columns.overdue(today + timedelta(days=1)) == last


async def test_a_picture_that_nobody_described_is_told(database: None) -> None:
    kind = {"kind": "agenda_setting"}  # which needs no moderator
    bare, dutch = await make_asset(alt_nl="", alt_en=""), await make_asset(alt_en="")
    text = f'<p>Zie <img src="uid:{bare}" alt="wel"><img src="uid:{dutch}" alt=""></p>'

    assert await told(**kind, image=bare) == [("no_alt_text", "image")]
    assert await told(**kind, image=dutch) == []
    assert await told("en", **kind, image=dutch) == [("no_alt_text", "image")]
    assert await told(**kind, body_nl=text) == []
    assert await told("en", **kind, body_en=text) == [("no_alt_text", "body_en")]


async def test_nothing_is_asked_of_a_picture_that_nobody_sees(database: None) -> None:
    bare = await make_asset(alt_nl="", alt_en="")
    hidden = {"kind": "image", "key": "hdn1", "hidden": True, "image": bare}
    page = installed()["page"]
    saved = await make("page", blocks=[hidden, hidden | {"key": "shwn", "hidden": False}])
    found = await load(page, saved.uid)

    told = [(one.code, one.field) for one in await advice(page, found, "nl")]

    assert told == [("no_alt_text", "blocks.1.image")]
