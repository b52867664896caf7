"""What a translator may count on, by number: the source changes under a translation (4, 5, 14)."""

import json
from pathlib import Path

import pytest

from cms.database.engine import fetch
from tests.demo_site import stand_demo
from tests.translation.files import Desk, change, uid_of, values_of

pytestmark = pytest.mark.usefixtures("database")

WORD = "De denktank is een klankbord."
OPENING = "Wie ergens middenin staat"


@pytest.fixture
async def site(tmp_path: Path) -> Desk:
    await stand_demo()
    desk = Desk(tmp_path)
    await desk.export()
    return desk


def keys(site: Desk) -> list[str | None]:
    return [one.msgctxt for one in site.entries() if not one.obsolete]


def starting(site: Desk, text: str) -> str:
    return next(one for one in site.live() if one.startswith(text))


async def test_04_one_word_makes_one_message_fuzzy(site: Desk) -> None:
    uid, before = await uid_of("Denktank"), keys(site)
    was = site.live()[starting(site, OPENING)]
    body = (await values_of(uid))["body_nl"]
    fuzzy = {one.msgctxt for one in site.entries() if one.fuzzy}
    await change(uid, body_nl=body.replace("bevoegdheid", "macht"))
    await site.export()
    assert keys(site) == before
    (now,) = (one for one in site.entries() if one.fuzzy and one.msgctxt not in fuzzy)
    assert (now.msgctxt, now.previous_msgid, now.msgstr) == (was.msgctxt, was.msgid, was.msgstr)
    assert now.msgid == was.msgid.replace("bevoegdheid", "macht")


async def test_05_nothing_but_the_removed_text_loses_its_translation(site: Desk) -> None:
    uid = await uid_of("Denktank")
    before = {one.msgctxt: one.msgstr for one in site.live().values()}
    old = await values_of(uid)
    removed = site.live()[starting(site, "De denktank komt bijeen")]
    blocks = old["body_nl"].replace("</p>", "</p>\0").replace("</h2>", "</h2>\0").split("\0")
    last = next(one for one in blocks if "De denktank komt bijeen" in one)
    moved = [blocks[0], "<p>Dit is helemaal nieuw hier.</p>", *blocks[1:]]
    moved = [one for one in moved if one not in (last, blocks[2])]
    body = "".join(["<p>Een nieuwe eerste alinea.</p>", *moved, blocks[2]])
    await change(uid, title_nl="Onze denkers", slug_nl="denkers", body_nl=body)
    await site.export()
    now = {one.msgctxt: one for one in site.entries() if not one.obsolete}
    lost = {key for key in before if key not in now or now[key].msgstr != before[key]}
    assert lost == {removed.msgctxt}
    fuzzy = [one.msgid for one in site.live().values() if one.fuzzy and uid in (one.msgctxt or "")]
    assert fuzzy == ["Onze denkers"]
    assert [one.msgctxt for one in site.entries() if one.obsolete] == [removed.msgctxt]
    await change(uid, body_nl=old["body_nl"])
    await site.export()
    back = site.live()[removed.msgid]
    assert (back.msgctxt, back.msgstr, back.fuzzy) == (removed.msgctxt, removed.msgstr, False)
    assert not [one for one in site.entries() if one.msgctxt == removed.msgctxt and one.obsolete]


async def test_14_a_file_from_before_an_edit_is_taken_as_stale(site: Desk) -> None:
    uid = await uid_of("Denktank")
    source = starting(site, OPENING)
    public = await fetch("SELECT texts FROM publication WHERE uid = $1 AND locale = 'en'", uid)
    body = (await values_of(uid))["body_nl"]
    await change(uid, body_nl=body.replace("bevoegdheid", "macht"))
    site.edit(source, "An old reading of it.", fuzzy=False)
    report = await site.take()
    assert (report.status, report.counts["stale"]) == (0, 1)
    assert "S01" in {one.code for one in report.findings}
    await site.export()
    entry = site.live()[source.replace("bevoegdheid", "macht")]
    assert (entry.msgstr, entry.fuzzy) == ("An old reading of it.", True)
    assert entry.previous_msgid == source
    now = await fetch("SELECT texts FROM publication WHERE uid = $1 AND locale = 'en'", uid)
    assert [json.loads(one["texts"]) for one in now] == [json.loads(one["texts"]) for one in public]
