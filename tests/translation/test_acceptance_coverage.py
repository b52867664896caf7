"""How far the files are, in numbers and as a picture; the numbers are those of the design's own list."""

import json
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from translate.storage.pypo import pofile, pounit

from cms.translation.figures.coverage_files import count_files, write_coverage
from cms.translation.figures.coverage_picture import Bar, picture
from cms.translation.rules.stages import IN_FILES, SAME_TEXT
from tests.demo_site import stand_demo
from tests.translation.checkouts import ROOT
from tests.translation.files import Desk

pytestmark = pytest.mark.usefixtures("database")


def stage(unit: pounit) -> str:
    """A message's stage, as anybody can tell from the file, with a reader that is not ours."""
    proposed = bool(unit.prev_msgctxt) or SAME_TEXT in unit.getnotes("developer")
    if not str(unit.target) or (unit.isfuzzy() and proposed):
        return "missing"
    if not unit.isfuzzy():
        return "ready"
    return "stale" if unit.prev_source and "#-#-#-#-#" not in unit.target else "review"


def recounted(path: Path) -> tuple[dict[str, int], dict[str, int]]:
    messages, words = dict.fromkeys(IN_FILES, 0), dict.fromkeys(IN_FILES, 0)
    for unit in pofile.parsefile(str(path)).units:
        if not unit.isheader() and not unit.isobsolete():
            texts = unit.source.strings if unit.hasplural() else [unit.source]
            messages[stage(unit)] += 1
            words[stage(unit)] += len(" ".join(map(str, texts)).split())
    return messages, words


async def test_34_the_counts_equal_a_recount_from_the_files(tmp_path: Path) -> None:
    await stand_demo()
    desk = Desk(tmp_path / "locales")
    shutil.copytree(ROOT / "locales" / "nl" / "LC_MESSAGES", desk.folder / "nl" / "LC_MESSAGES")
    await desk.export()
    texts = list(desk.live())
    desk.edit(texts[0], desk.live()[texts[0]].msgstr, fuzzy=True)
    desk.edit(texts[1], "")
    desk.change(lambda one: replace(one, msgid="x") if one.msgid == texts[1] else one)
    write_coverage(desk.folder, count_files(desk.folder))
    listed = json.loads((desk.folder / "coverage.json").read_text())
    assert {one["file"] for one in listed} == {
        path.relative_to(desk.folder).as_posix() for path in desk.folder.rglob("*.po")
    }
    for one in listed:
        assert (one["messages"], one["words"]) == recounted(desk.folder / one["file"]), one["file"]
    assert {stage for one in listed for stage in IN_FILES if one["messages"][stage]} == {*IN_FILES}
    assert write_coverage(desk.folder, count_files(desk.folder)) == []


def test_34_the_picture_can_be_read_aloud_and_without_colour() -> None:
    counts = Counter(dict(zip(IN_FILES, (8, 4, 2, 1), strict=True)))
    words = Counter(dict(zip(IN_FILES, (2000, 40, 20, 10), strict=True)))
    drawn = ET.fromstring(picture([Bar("page", "nl", "en", counts, words)]))
    name = "{http://www.w3.org/2000/svg}"
    assert drawn.attrib["role"] == "img"
    titles = {one.attrib["lang"]: one.text for one in drawn.findall(f"{name}title")}
    assert set(titles) == {"nl", "en"}
    ids = {one.attrib.get("id") for one in drawn.iter()}
    assert {*drawn.attrib["aria-labelledby"].split(), drawn.attrib["aria-describedby"]} <= ids
    told = drawn.findtext(f"{name}desc") or ""
    assert "Pagina’s (nl → en): vertaald: berichten 8, woorden 2.000; na te kijken" in told
    assert "Pages (nl → en): translated: messages 8, words 2,000; to review" in told
    patterns = {one.attrib["id"] for one in drawn.iter(f"{name}pattern")}
    assert patterns == {"review", "stale", "missing"}
    shown = {one.attrib.get("class") for one in drawn.iter(f"{name}rect")}
    assert {*IN_FILES} <= shown
    assert "8 / 15" in "".join(drawn.itertext())
