"""Exports as Plone's own tools write them come in as they were public there, and nothing more.

The samples were written for these tests after genuine exports: see tests/portability/plone.py.
"""

import json
import shutil
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cms.commands.portability import run_plone
from cms.database.engine import fetch
from cms.errors import InvalidInput
from cms.portability.elsewhere.bringing import bring
from cms.portability.elsewhere.plone import read_plone
from cms.portability.importing import Conflicts, NoFolder
from cms.settings import settings
from tests.builders import ACTOR as EDITOR
from tests.builders import change, make_published
from tests.commands.test_media import cms
from tests.portability.plone import OPEN_DATA, SAMPLES, beside, brought, codes, plone, public, uid
from tests.portability.sites import ACTOR, values_of


@pytest.fixture
async def home(database: None) -> None:
    await beside()


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
    assert len(done.comparison.of("new")) == 9
    assert "not_published" in codes(found)
    assert await fetch("SELECT FROM node WHERE uid = $1", OPEN_DATA) == []
    assert await fetch("SELECT FROM asset") == []


@pytest.mark.usefixtures("home")
async def test_the_older_tool_s_list_comes_too() -> None:
    found, _ = await brought("collective/Plone.json")
    note, picture = uid(102), uid(103)
    body = (await values_of(note))["body_nl"]
    assert (await values_of(note))["parent"] == uid(101)
    assert f'src="uid:{picture}"' in body
    assert (await values_of(note))["created_by"] == "anna"
    assert set(await public(note)) == {"nl"}
    assert (await values_of(uid(104)))["state_nl"] == "private"
    assert codes(found, "Plone.json: 3") == {"not_public"}
    assert codes(found, "Plone.json: 0") == {"default_page"}
    assert (await values_of(note))["position"] == 4
    rows = {row["path"]: row["target"] for row in await fetch("SELECT path, target FROM alias")}
    assert (rows["/oude-nota"], rows["/beleid/nota"]) == (f"uid:{note}", f"uid:{note}")


def test_one_file_for_each_item_is_an_export_too() -> None:
    found = read_plone(SAMPLES / "collective-each")
    assert found.entries[uid(102)].parent == uid(101)
    assert found.entries[uid(102)].place == "Plone/2.json"
    assert found.entries.keys() == read_plone(SAMPLES / "collective-each/Plone").entries.keys()


def test_where_a_site_stood_is_no_part_of_an_old_address(tmp_path: Path) -> None:
    listed = json.loads((SAMPLES / "collective/Plone.json").read_text())
    for item in listed:
        del item["parent"]
    (tmp_path / "Document.json").write_text(json.dumps(listed))
    assert "/beleid/nota" in read_plone(tmp_path).aliases


def test_what_lies_in_what_stays_behind_comes_one_higher(tmp_path: Path) -> None:
    shutil.copytree(SAMPLES / "plone", tmp_path / "plone")
    spoil(tmp_path / "plone/content" / plone(3), "language", "de")
    found = read_plone(tmp_path / "plone")
    assert uid(3) not in found.entries
    assert found.entries[OPEN_DATA].parent is None


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
    "deep": ("too_deep", lambda folder: spoil(folder, "blocks", nested(300))),
}


def nested(levels: int) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for _ in range(levels):
        made = {"blocks": made}
    return made


@pytest.mark.parametrize("name", BROKEN)
async def test_what_is_wrong_is_told_with_its_file(tmp_path: Path, name: str) -> None:
    code, harm = BROKEN[name]
    shutil.copytree(SAMPLES / "plone", tmp_path / "plone")
    harm(tmp_path / "plone/content" / plone(4))
    with pytest.raises(InvalidInput) as refused:
        read_plone(tmp_path / "plone")
    told = {one.code: one.field for one in refused.value.problems}
    assert "data.json" in (told[code] or "")


def test_what_is_no_address_leads_nowhere(tmp_path: Path) -> None:
    shutil.copytree(SAMPLES / "plone", tmp_path / "plone")
    spoil(tmp_path / "plone/content" / plone(4), "@id", "http://[")
    assert OPEN_DATA in read_plone(tmp_path / "plone").entries


async def test_a_file_cannot_be_fetched_from_elsewhere_on_the_disk(tmp_path: Path) -> None:
    shutil.copytree(SAMPLES / "plone", tmp_path / "plone")
    harmed = tmp_path / "plone/content" / plone(7)
    spoil(harmed, "image", {"blob_path": "../../../../../../etc/passwd", "filename": "x.jpg"})
    with pytest.raises(InvalidInput) as refused:
        read_plone(tmp_path / "plone")
    assert {one.code for one in refused.value.problems} >= {"missing_file"}


@pytest.mark.usefixtures("home")
async def test_each_entry_that_comes_is_counted() -> None:
    counted: list[int] = []
    found = read_plone(SAMPLES / "plone")
    await bring(ACTOR, found, dry_run=True, told=counted.append)
    assert sum(counted) == len(found.entries) > 0


@pytest.mark.usefixtures("home")
async def test_the_terminal_says_it_all_in_dutch_too() -> None:
    asked = ("import", "plone", str(SAMPLES / "plone"))
    status, out, err = await cms(*asked, "--dry-run", language="nl_NL")
    assert (status, "internally_published" in out, "Nieuw: 9" in err) == (0, True, True)
    assert "nieuw: entry" in out
    assert "Het is daar niet openbaar (internally_published)" in out
    assert "Er is niets veranderd" in err
    status, out, _ = await cms(*asked, "--json")
    assert (status, json.loads(out)["new"]) == (0, 9)
    with pytest.raises(NoFolder):
        run_plone(settings, Namespace(folder=Path("/nowhere")), "nl")


@pytest.mark.usefixtures("home")
async def test_an_address_that_is_taken_is_named_with_the_way_out() -> None:
    found = read_plone(SAMPLES / "plone").entries.values()
    tops = [one for one in found if not one.parent and one.values.get("slug_nl")]
    slug = tops[0].values["slug_nl"]
    taken = await make_published("page", "Was er al", slug_nl=slug)

    with pytest.raises(InvalidInput, match=rf"/nl/{slug} is the address of .*\(--under\)"):
        await brought()
    status, _, err = await cms("import", "plone", str(SAMPLES / "plone"), language="nl_NL")
    assert (status, f"/nl/{slug} is al het adres van" in err, "(--under)" in err) == (1, True, True)
    _, done = await brought(under=taken.uid, dry_run=True)
    assert {one.status for one in done.comparison.differences} == {"new"}
