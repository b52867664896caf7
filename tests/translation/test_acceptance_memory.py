"""The translation memory in translators' files, on the texts of the demo site."""

from pathlib import Path

import pytest

from cms.database.engine import fetch
from cms.translation.po.po import Entry
from tests.builders import make_published
from tests.demo_site import stand_demo
from tests.translation.files import Desk, change, values_of

pytestmark = pytest.mark.usefixtures("database")

KNOWN = (
    "Iedereen mag zich aanbieden als gastheer of gastvrouw van een Open Koffie,"
    " of een spreker of een plek voorstellen."
)
WHOLE = f"{KNOWN} Zo blijft de agenda van iedereen."
LIKE_IT = f"{KNOWN} Zo blijft de kalender van iedereen."


@pytest.fixture
async def desk(tmp_path: Path) -> Desk:
    await stand_demo()
    return Desk(tmp_path)


async def untranslated(*paragraphs: str, title: str = "Gastheren gezocht", name: str = "") -> str:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    texts = {"title_nl": title, "title_en": "", "body_nl": body, "body_en": ""}
    return (await make_published(name or "page", locales=("nl",), **texts)).uid


def of(desk: Desk, uid: str, name: str = "en/nl/page") -> dict[str, Entry]:
    found = desk.entries(name)
    return {one.msgid: one for one in found if (one.msgctxt or "").startswith(uid)}


def memory_says(desk: Desk, *, exact: str) -> None:
    (desk.folder / "l10n.toml").write_text(f'[memory]\nexact = "{exact}"\n')


async def test_acceptance_18_the_same_text_and_one_like_it_are_proposed(desk: Desk) -> None:
    uid = await untranslated(WHOLE, LIKE_IT)
    await desk.export()
    same, alike = of(desk, uid)[WHOLE], of(desk, uid)[LIKE_IT]
    (source,) = (
        one for one in desk.entries() if one.msgid == WHOLE and one.msgctxt != same.msgctxt
    )
    assert (same.msgstr, same.fuzzy) == (source.msgstr, True)
    assert "same text translated elsewhere" in same.extracted
    assert (same.previous_msgctxt, same.previous_msgid) == (None, None)
    assert (alike.msgstr, alike.fuzzy) == (source.msgstr, True)
    assert (alike.previous_msgctxt, alike.previous_msgid) == (source.msgctxt, WHOLE)
    assert await fetch("SELECT FROM translated_text WHERE uid = $1", uid) == []
    report = await desk.take()
    assert (report.findings, report.applied) == ([], 0)
    assert await fetch("SELECT FROM translated_text WHERE uid = $1", uid) == []
    assert (await desk.export()).written == ()


async def test_acceptance_19_the_same_words_may_be_translated_differently(desk: Desk) -> None:
    event = await make_published(
        "event", locales=("nl",), title_nl="Doe mee", title_en="Join us", summary_nl="Kort"
    )
    book = await make_published("book", locales=("nl",), title_nl="Doe mee", title_en="Take part")
    uid = await untranslated("Hier begint iets.", title="Doe mee")
    await desk.export()
    await desk.take("en/nl/event")
    await desk.take("en/nl/book")
    assert (await values_of(event.uid, "event"))["title_en"] == "Join us"
    assert (await values_of(book.uid, "book"))["title_en"] == "Take part"
    assert of(desk, event.uid, "en/nl/event")["Doe mee"].msgstr == "Join us"
    assert of(desk, uid)["Doe mee"].msgstr == ""


async def test_an_approved_proposal_becomes_the_translation(desk: Desk) -> None:
    uid = await untranslated(WHOLE)
    await desk.export()
    text = of(desk, uid)[WHOLE].msgstr
    desk.edit(WHOLE, text, fuzzy=False)
    left = (await desk.export()).left
    assert [path for path, _ in left] == [desk.path()]
    report = await desk.take()
    assert report.errors == 0
    assert text.split("{")[0][:20] in (await values_of(uid))["body_en"]
    await desk.export()
    assert not of(desk, uid)[WHOLE].fuzzy


async def test_a_proposal_of_another_text_that_stays_a_draft_is_of_this_text(desk: Desk) -> None:
    uid = await untranslated(LIKE_IT)
    await desk.export()
    desk.edit(LIKE_IT, "My own words, not ready.", fuzzy=True)
    await desk.take()
    (row,) = await fetch("SELECT base, state FROM translated_text WHERE uid = $1", uid)
    assert (row["base"], row["state"]) == (LIKE_IT, "review")


async def test_an_accepted_proposal_is_ready_and_taken_at_import(desk: Desk) -> None:
    memory_says(desk, exact="accept")
    uid = await untranslated(WHOLE, LIKE_IT)
    await desk.export()
    assert not of(desk, uid)[WHOLE].fuzzy
    assert of(desk, uid)[LIKE_IT].fuzzy
    assert (await desk.export()).left == ()
    assert (await desk.take()).applied == 1
    (row,) = await fetch("SELECT base, state FROM translated_text WHERE uid = $1", uid)
    assert (row["base"], row["state"]) == (WHOLE, "ready")


async def test_nothing_is_proposed_from_what_is_not_ready_or_not_public(desk: Desk) -> None:
    other = await untranslated("Een alinea die nog nergens anders staat.", title="Eerste")
    await desk.export()
    desk.edit("Een alinea die nog nergens anders staat.", "Only a draft of it.", fuzzy=True)
    await desk.take()
    uid = await untranslated("Een alinea die nog nergens anders staat.", title="Tweede")
    await desk.export()
    assert of(desk, uid)["Een alinea die nog nergens anders staat."].msgstr == ""
    await change(other, live=False, body_nl="<p>Geheim plan voor een alinea.</p>")
    await change(other, live=False, body_en="<p>Secret plan for a paragraph.</p>")
    third = await untranslated("Geheim plan voor een alinea.", title="Derde")
    await desk.export()
    assert of(desk, third)["Geheim plan voor een alinea."].msgstr == ""
