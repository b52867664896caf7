"""What a translator may count on, by number: files that go out and come back (1-3, 19-22, 24, 32)."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polib
import pytest
from babel.messages.pofile import read_po, write_po
from hypothesis import given, settings
from translate.storage import pypo

from cms.access.actors import system
from cms.content.discovery import installed
from cms.content.richtext import clean, parse, to_html
from cms.content.segments import join, split
from cms.database.engine import fetch, writing
from cms.demo.loading import load_demo
from cms.editing import saving
from cms.editing.offering import offer, take_back
from cms.editing.segmentation import composed, segments_of
from cms.editing.units import units
from cms.editing.versions import Remark
from cms.publishing.publishing import publish
from tests.builders import ACTOR, make
from tests.conftest import empty_all_tables
from tests.content.soup import HTML
from tests.demo_site import stand_demo
from tests.translation.files import Desk, change, everything, run, uid_of, values_of

pytestmark = pytest.mark.usefixtures("database")

TYPES = ("page", "book", "event", "mission_text", "session", "speaker")


@pytest.fixture
async def site(tmp_path: Path) -> Desk:
    """The demo site, and its files as they were exported."""
    await stand_demo()
    desk = Desk(tmp_path)
    await desk.export()
    return desk


async def test_01_export_import_export_changes_nothing(site: Desk) -> None:
    first, before = site.all_bytes(), await everything()
    for path in first:
        if path.suffix == ".po":
            run("msgfmt", "-c", "-o", "/dev/null", path)
    for name in TYPES:
        report = await site.take(f"en/nl/{name}")
        assert (report.findings, report.applied) == ([], 0)
    assert await everything() == before
    assert (await site.export()).written == ()
    assert site.all_bytes() == first


async def test_02_two_databases_give_equal_bytes(tmp_path: Path) -> None:
    found = []
    for name in ("one", "two"):
        await empty_all_tables()
        await load_demo()
        desk = Desk(tmp_path / name)
        await desk.export()
        found.append(list(desk.all_bytes().values()))
    assert found[0] == found[1]


def _babel(path: Path) -> None:
    with path.open("rb") as source:
        catalogue = read_po(source)
    with path.open("wb") as target:
        write_po(target, catalogue)


def _toolkit(path: Path) -> None:
    store = pypo.pofile.parsefile(str(path))
    store.save()


def _polib(path: Path) -> None:
    polib.pofile(str(path)).save()


def _gettext(*command: str) -> Callable[[Path], None]:
    return lambda path: run(*command, "-o", path, path)


@pytest.mark.parametrize(
    "save",
    [
        _gettext("msgcat", "--width=79"),
        _gettext("msgcat", "--no-wrap"),
        _gettext("msgattrib"),
        _babel,
        _toolkit,
        _polib,
    ],
    ids=["msgcat 79", "msgcat", "msgattrib", "babel", "translate-toolkit", "polib"],
)
async def test_03_files_saved_by_other_tools_say_the_same(
    site: Desk, save: Callable[[Path], None]
) -> None:
    for name in TYPES:
        save(site.path(f"en/nl/{name}"))
    saved, before = site.all_bytes(), await everything()
    for name in TYPES:
        report = await site.take(f"en/nl/{name}")
        assert (report.status, report.applied) == (0, 0), report.lines(str)
    assert await everything() == before
    assert (await site.export()).written == ()
    assert site.all_bytes() == saved


async def test_19_one_text_in_two_places_has_two_translations(site: Desk) -> None:
    uids = {}
    for type_name, text in (("event", "Join us"), ("book", "Take part")):
        uid = (await fetch(f"SELECT uid FROM {type_name} ORDER BY uid"))[0]["uid"]
        await change(uid, type_name, summary_nl="Doe mee")
        uids[uid] = (type_name, text)
    await site.export()
    for type_name, text in uids.values():
        site.edit("Doe mee", text, f"en/nl/{type_name}", fuzzy=False)
        assert (await site.take(f"en/nl/{type_name}")).status == 0
    await site.export()
    for uid, (type_name, text) in uids.items():
        assert (await values_of(uid, type_name))["summary_en"] == text
        assert site.live(f"en/nl/{type_name}")["Doe mee"].msgstr == text


async def test_20_four_statements_stay_one_ordered_list(site: Desk) -> None:
    """The mission's statements as one list in a text: «4. december» becomes no list of its own."""
    rows = await fetch(
        "SELECT s.text_nl FROM mission_text_statement s JOIN mission_text m ON m.uid = s.owner"
        " WHERE m.title_nl = 'Missie' ORDER BY s.position"
    )
    items = [row["text_nl"] for row in rows]
    assert len(items) == 4
    uid = await uid_of("Denktank")
    listed = "".join(f"<li>{text}</li>" for text in items)
    await change(uid, body_nl=f"<ol>{listed}</ol>", body_en="")
    await site.export()
    for text in items:
        assert any("list item" in line for line in site.live()[text].extracted)
        site.edit(text, f"4. december {text}", fuzzy=False)
    assert (await site.take()).errors == 0
    body = (await values_of(uid))["body_en"]
    assert body == "<ol>" + "".join(f"<li>4. december {text}</li>" for text in items) + "</ol>"


async def test_21_english_is_a_source_like_dutch(site: Desk) -> None:
    uid = await uid_of("Denktank")
    texts = {"title_en": "Our thinkers", "summary_en": "A sounding board."}
    await change(uid, source_locale="en", **texts, title_nl="", summary_nl="")
    await site.export()
    assert "Denktank" not in site.live()
    site.edit("Our thinkers", "Onze denkers", "nl/en/page", fuzzy=False)
    report = await site.take("nl/en/page")
    assert (report.status, report.applied) == (0, 1)
    assert (await values_of(uid))["title_nl"] == "Onze denkers"
    site.path("nl/en/page").write_bytes(site.path("en/nl/page").read_bytes())
    assert [one.code for one in (await site.take("nl/en/page")).findings] == ["E03"]


async def test_22_a_link_and_a_minor_change_make_nothing_stale(site: Desk) -> None:
    uid = await uid_of("Denktank")
    other = await uid_of("Agenda")
    values = await values_of(uid)
    old = values["body_nl"].partition('href="')[2].partition('"')[0]
    await change(uid, body_nl=values["body_nl"].replace(old, f"uid:{other}", 1))
    await site.export()
    assert not any(entry.fuzzy and uid in (entry.msgctxt or "") for entry in site.entries())
    linked = next(one for one in site.live().values() if f"{{1}} = (uid:{other})" in one.extracted)
    site.edit(linked.msgid, linked.msgstr + " ")
    await site.take()
    site.edit(linked.msgid, linked.msgstr.replace("]{1}", " here]{1}"))
    await site.take()
    assert f'href="uid:{other}"' in (await values_of(uid))["body_en"]
    page = installed()["page"]
    async with writing():
        now = await values_of(uid)
        await saving.save(
            page, uid, {"title_nl": "De denktank"}, revision=now["revision"], actor=ACTOR,
            remark=Remark(minor=True),
        )  # fmt: skip
        await publish(page, uid, "nl", actor=ACTOR)
    await site.export()
    assert not site.live()["De denktank"].fuzzy
    assert site.live()["De denktank"].msgstr == "Think tank"


@given(HTML)
@settings(max_examples=400)
def test_24_every_text_translated_into_itself_is_itself(html: str) -> None:
    document = parse(html)
    segments = [replace(one, key=str(n)) for n, one in enumerate(split(document))]
    itself = {one.key: one.text for one in segments}
    assert to_html(join(document, itself, segments)) == to_html(document)
    assert clean(to_html(document)) == to_html(document)


async def test_24_every_text_of_the_demo_translated_into_itself_is_itself(site: Desk) -> None:
    count = 0
    for content_type in installed().values():
        for row in await fetch(f"SELECT uid FROM {content_type.name}"):
            values = await values_of(row["uid"], content_type.name)
            for unit in units(content_type, values).values():
                for locale in ("nl", "en"):
                    text = unit.text(locale)
                    own = [one.text for one in segments_of(unit.one, text)]
                    assert composed(unit.one, text, own) == text
                    count += len(own)
    assert count > 900


def _under_locales(folder: Path) -> str:
    return "".join(path.read_text() for path in folder.rglob("*.po*"))


async def test_32_a_draft_is_in_no_file_until_it_is_offered_or_published(site: Desk) -> None:
    secret = "Dit mag nog niemand weten"
    uid = (await make("page", title_nl=secret, body_nl=f"<p>{secret}, echt.</p>", title_en="")).uid
    await change(await uid_of("Denktank"), live=False, summary_nl=f"{secret} hier.")
    await site.export()
    assert secret not in _under_locales(site.folder)

    async with writing():
        await offer(system("tests"), uid)
    await change(uid, live=False, summary_nl="En dit nog minder")
    await site.export()
    assert secret in site.live()
    assert f"{secret}, echt." in site.live()
    assert f"{secret} hier." not in _under_locales(site.folder)
    assert "En dit nog minder" not in _under_locales(site.folder)
    site.edit(secret, "Nobody may know this yet")
    assert (await site.take()).applied == 1
    assert (await values_of(uid))["title_en"] == "Nobody may know this yet"

    async with writing():
        assert await take_back(system("tests"), uid)
        assert not await take_back(system("tests"), uid)
    await site.export()
    assert secret not in {one.msgid for one in site.live().values()}
    await change(uid)
    await site.export()
    assert site.live()[secret].msgstr == "Nobody may know this yet"
    assert "En dit nog minder" in site.live()


async def test_32_what_was_offered_over_a_public_text_goes_back_to_it(site: Desk) -> None:
    uid = await uid_of("Denktank")
    await change(uid, live=False, title_nl="Onder embargo")
    async with writing():
        await offer(system("tests"), uid)
    await site.export()
    assert site.live()["Onder embargo"].previous_msgid == "Denktank"
    async with writing():
        await take_back(system("tests"), uid)
    await site.export()
    assert site.live()["Denktank"].msgstr == "Think tank"
    assert not site.live()["Denktank"].fuzzy
