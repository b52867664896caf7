"""What Plone's own tools wrote comes in as it was public there, and nothing more than that."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cms.content.identity import derived_uid
from cms.database.engine import fetch
from cms.errors import InvalidInput
from cms.media.keys import original_key
from cms.media.storage import storage
from cms.portability.elsewhere.bringing import bring
from cms.portability.elsewhere.brought import Brought
from cms.portability.elsewhere.plone import read_plone
from cms.portability.importing import Conflicts, Imported
from tests.builders import ACTOR as EDITOR
from tests.builders import change, make_published
from tests.commands.test_media import cms
from tests.portability.sites import ACTOR, empty_site, values_of

pytestmark = pytest.mark.usefixtures("database")
SAMPLES = Path(__file__).parent / "samples"


def uid(number: int) -> str:
    """Ours, of Plone's."""
    return derived_uid("plone", f"{number:032x}")


FOLDER, OPEN_DATA, LETTER, INTERN = uid(3), uid(4), uid(5), uid(8)
PICTURE, SECRET, NEWS, COFFEE = uid(7), uid(9), uid(10), uid(11)


async def brought(name: str = "plone", **options: Any) -> tuple[Brought, Imported]:
    """The sample, brought into a site that has a public home page."""
    found = read_plone(SAMPLES / name)
    return found, await bring(ACTOR, found, **options)


@pytest.fixture
async def home(database: None) -> None:
    await empty_site()
    await make_published("page", "Ernaast")


def codes(found: Brought, place: str = "") -> set[str]:
    return {one.code for one in found.notes if place in (one.field or "")}


async def public(entry: str) -> dict[str, dict[str, Any]]:
    rows = await fetch("SELECT locale, path, title, data, texts, first_published_at FROM publication"
                       " WHERE uid = $1 AND valid @> now()", entry)  # fmt: skip
    return {row["locale"]: row for row in rows}


@pytest.mark.usefixtures("home")
async def test_a_page_comes_with_its_place_languages_dates_and_subjects() -> None:
    await brought()
    values = await values_of(OPEN_DATA)
    assert (values["title_nl"], values["title_en"]) == ("Open data", "Open data")
    assert values["parent"] == FOLDER
    assert values["tags"] == ["open-data", "web-2-0"]
    assert values["created_at"].isoformat() == "2009-05-02T09:00:00+00:00"
    assert values["updated_at"].isoformat() == "2010-01-15T12:30:00+00:00"
    assert values["created_by"] == "davied"
    shown = (await public(OPEN_DATA))["nl"]
    assert shown["path"] == "/nl/werkplaats/open-data"
    assert shown["first_published_at"].isoformat() == "2009-05-03T10:00:00+00:00"


@pytest.mark.usefixtures("home")
async def test_links_become_references_and_nothing_runs() -> None:
    found, _ = await brought()
    body = (await values_of(OPEN_DATA))["body_nl"]
    assert f'href="uid:{LETTER}#kop"' in body
    assert f'src="uid:{PICTURE}"' in body
    assert 'href="https://example.org/"' in body
    assert "alert" not in body
    assert "onclick" not in body
    assert "broken_link" in codes(found)
    letter = (await values_of(LETTER))["body_nl"]
    assert "<h2>Beste minister</h2>" in letter
    assert f'href="uid:{OPEN_DATA}"' in letter
    assert "&lt;b&gt;" in letter


@pytest.mark.usefixtures("home")
async def test_only_what_is_published_there_is_public_here() -> None:
    found, _ = await brought()
    assert set(await public(FOLDER)) == {"nl"}
    assert await public(LETTER) == {}
    assert await public(INTERN) == {}
    assert (await values_of(INTERN))["state_nl"] == "private"
    assert codes(found, f"{5:032x}") >= {"not_public"}
    assert codes(found, f"{8:032x}") == {"not_public"}


@pytest.mark.usefixtures("home")
async def test_files_that_are_private_there_stay_behind() -> None:
    found, _ = await brought()
    rows = {row["uid"]: row for row in await fetch("SELECT uid, digest, alt_nl FROM asset")}
    assert SECRET not in rows
    assert codes(found, f"{9:032x}") == {"private_file"}
    assert rows[PICTURE]["alt_nl"] == "De haven bij zonsopgang"
    kept = b"".join([some async for some in storage().read(original_key(rows[PICTURE]["digest"]))])
    assert b"Camera 1234" not in kept
    news = await values_of(NEWS)
    assert news["image"] in rows
    assert rows[news["image"]]["alt_nl"] == "Volle zaal"


@pytest.mark.usefixtures("home")
async def test_an_event_takes_place_when_it_did() -> None:
    found, _ = await brought()
    values = await values_of(COFFEE)
    assert values["rrule"] == "FREQ=WEEKLY;COUNT=4"
    assert values["starts_at"].isoformat() == "2010-02-01T09:00:00+00:00"
    assert [row["starts_at"].isoformat() for row in values["exclusions"]] == [
        "2010-02-08T09:00:00+00:00"
    ]
    assert values["place_name_nl"] == "Den Haag"
    assert codes(found, f"{11:032x}") == {"unknown_field"}


@pytest.mark.usefixtures("home")
async def test_what_has_no_place_here_is_told() -> None:
    found, _ = await brought()
    assert codes(found, f"{12:032x}") == {"unknown_type"}
    assert codes(found, f"{13:032x}") == {"unknown_locale"}
    assert codes(found, "principals.json") == {"left_behind"}


@pytest.mark.usefixtures("home")
async def test_old_addresses_lead_to_the_new() -> None:
    await brought()
    rows = {row["path"]: row["target"] for row in await fetch("SELECT path, target FROM alias")}
    assert rows["/oude-brief"] == f"uid:{OPEN_DATA}"
    assert rows["/nl/nieuws"] == f"uid:{NEWS}"
    assert "/nl/intern" not in rows


@pytest.mark.usefixtures("home")
async def test_again_changes_nothing_and_spares_what_was_edited_here() -> None:
    _, first = await brought()
    assert {one.status for one in first.comparison.differences} == {"new"}
    _, again = await brought()
    assert {one.status for one in again.comparison.differences} == {"same"}

    await change("page", OPEN_DATA, title_nl="Hier beter")
    with pytest.raises(Conflicts):
        await brought()
    assert (await values_of(OPEN_DATA))["title_nl"] == "Hier beter"
    await brought(overwrite=True)
    values = await values_of(OPEN_DATA)
    assert (values["title_nl"], values["updated_by"] != EDITOR) == ("Open data", True)


@pytest.mark.usefixtures("home")
async def test_a_dry_run_tells_all_and_leaves_nothing() -> None:
    found, done = await brought(dry_run=True)
    assert len(done.comparison.of("new")) == 8
    assert "not_published" in codes(found)
    assert await fetch("SELECT FROM node WHERE uid = $1", OPEN_DATA) == []
    assert await fetch("SELECT FROM asset") == []


async def test_the_older_tool_s_list_comes_too() -> None:
    await empty_site()
    await make_published("page", "Ernaast")
    found, _ = await brought("collective/Plone.json")
    note, picture = uid(102), uid(103)
    body = (await values_of(note))["body_nl"]
    assert (await values_of(note))["parent"] == uid(101)
    assert f'src="uid:{picture}"' in body
    assert (await values_of(note))["created_by"] == "anna"
    assert set(await public(note)) == {"nl"}
    assert (await values_of(uid(104)))["state_nl"] == "private"
    assert codes(found, "Plone.json: 3") == {"not_public"}


def spoil(folder: Path, name: str, value: Any) -> None:
    file = folder / "data.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {name: value}))


def link(folder: Path) -> None:
    (folder / "data.json").unlink()
    (folder / "data.json").symlink_to("/etc/passwd")


BROKEN: dict[str, tuple[str, Callable[[Path], object]]] = {
    "no json": ("no_json", lambda folder: (folder / "data.json").write_text("{\n 1")),
    "no uid": ("bad_item", lambda folder: spoil(folder, "UID", None)),
    "no list": ("bad_item", lambda folder: (folder / "data.json").write_text("[]")),
    "bad date": ("bad_date", lambda folder: spoil(folder, "created", "gisteren")),
    "a link": ("link", link),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_what_is_wrong_is_told_with_its_file(tmp_path: Path, name: str) -> None:
    code, harm = BROKEN[name]
    shutil.copytree(SAMPLES / "plone", tmp_path / "plone")
    harm(tmp_path / "plone/content" / f"{4:032x}")
    with pytest.raises(InvalidInput) as refused:
        read_plone(tmp_path / "plone")
    told = {one.code: one.field for one in refused.value.problems}
    assert "data.json" in (told[code] or "")


async def test_a_file_cannot_be_fetched_from_elsewhere_on_the_disk(tmp_path: Path) -> None:
    shutil.copytree(SAMPLES / "plone", tmp_path / "plone")
    harmed = tmp_path / "plone/content" / f"{7:032x}"
    spoil(harmed, "image", {"blob_path": "../../../../../../etc/passwd", "filename": "x.jpg"})
    with pytest.raises(InvalidInput) as refused:
        read_plone(tmp_path / "plone")
    assert {one.code for one in refused.value.problems} >= {"missing_file"}


async def test_the_terminal_says_it_all_in_dutch_too(
    home: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, out, err = await cms("import", "plone", str(SAMPLES / "plone"), "--dry-run")
    assert (status, "internally_published" in out, "New: 8" in err) == (0, True, True)
    status, out, _ = await cms("import", "plone", str(SAMPLES / "plone"), "--json")
    assert (status, json.loads(out)["new"]) == (0, 8)
    status, _, err = await cms("import", "plone", "/nowhere")
    assert (status, "no_folder" in err, "Traceback" in err) == (1, True, False)
