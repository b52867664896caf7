"""A machine's suggestions, as a site connects one: checked, drafts, and never in the way."""

import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from cms.access.actors import system
from cms.access.permissions import Denied
from cms.translation.desk.machine import draft, machine, suggestions
from cms.translation.desk.parts import parts_of
from tests.builders import make_published
from tests.people import someone
from tests.translation.files import Desk, values_of

pytestmark = pytest.mark.usefixtures("database")

EDITOR = system("editor")
BODY = '<p>Een alinea.</p><p>Lees <a href="https://example.org/een">meer</a>.</p>'
WORDS = {
    "Denktank": "Think tank",
    "Een alinea.": "A paragraph.",
    "Lees [meer]{1}.": "Read [more]{1}.",
}


def from_a_list(texts: Sequence[str], source: str, target: str) -> list[str | None]:
    assert (source, target) == ("nl", "en")
    return [WORDS.get(one) for one in texts]


def forgets_links(texts: Sequence[str], _source: str, _target: str) -> list[str | None]:
    return [(WORDS.get(one) or "").replace("{1}", "") for one in texts]


async def untranslated() -> str:
    texts = {"title_nl": "Denktank", "title_en": "", "body_nl": BODY, "body_en": ""}
    return (await make_published("page", locales=("nl",), **texts)).uid


async def states(uid: str) -> dict[str, str]:
    return {one.source.text: one.stage for one in await parts_of(EDITOR, uid, "en")}


async def test_a_site_has_none_unless_it_names_one() -> None:
    uid = await untranslated()
    assert machine() is None
    assert await suggestions(EDITOR, uid, "en") == {}
    assert await draft(EDITOR, uid, "en") is None


async def test_suggestions_are_not_written() -> None:
    uid = await untranslated()
    found = await suggestions(EDITOR, uid, "en", suggest=from_a_list)
    assert {one.source_text: one.text for one in found.values()} == WORDS
    assert {one.origin for one in found.values()} == {"machine"}
    assert set((await states(uid)).values()) == {"missing"}


async def test_a_reader_may_not_send_texts_to_a_machine() -> None:
    uid = await untranslated()
    reader = await someone("reader", "reader")
    with pytest.raises(Denied):
        await suggestions(reader, uid, "en", suggest=from_a_list)


async def test_what_loses_a_placeholder_is_not_suggested() -> None:
    uid = await untranslated()
    found = await suggestions(EDITOR, uid, "en", suggest=forgets_links)
    assert {one.text for one in found.values()} == {"Think tank", "A paragraph."}


async def test_stored_they_wait_for_somebody_to_look(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    uid = await untranslated()
    await draft(EDITOR, uid, "en", suggest=from_a_list)
    assert set((await states(uid)).values()) == {"machine"}
    assert (await values_of(uid))["body_en"] == ""
    await desk.export()
    entries = {
        one.msgid: one for one in desk.entries() if (one.msgctxt or "").startswith(f"{uid}/")
    }
    assert {one: entry.msgstr for one, entry in entries.items()} == WORDS
    assert all(entry.fuzzy for entry in entries.values())


def fails(_texts: Sequence[str], _source: str, _target: str) -> list[str | None]:
    raise OSError("no line")


def says_too_little(_texts: Sequence[str], _source: str, _target: str) -> list[str | None]:
    return ["Think tank"]


def sleeps(texts: Sequence[str], _source: str, _target: str) -> list[str | None]:
    time.sleep(1)
    return ["late" for _ in texts]


@pytest.mark.parametrize("broken", [fails, says_too_little, sleeps])
async def test_a_machine_that_fails_stands_in_nobodys_way(broken: object) -> None:
    uid = await untranslated()
    began = time.monotonic()
    assert await suggestions(EDITOR, uid, "en", suggest=broken, seconds=0.2) == {}  # type: ignore[arg-type]
    assert time.monotonic() - began < 0.9


def test_a_function_is_found_by_its_name() -> None:
    assert machine("tests.translation.test_machine:from_a_list") is from_a_list
    assert machine("tests.translation.nothing:there") is None
    assert machine("tests.translation.test_machine:nothing") is None
