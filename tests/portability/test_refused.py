"""A folder is a stranger's: what is wrong is told with its file, and nothing is imported."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cms.database.engine import fetch
from cms.errors import CannotWrite, CmsError, InvalidInput, writing_to
from cms.portability.folder import UNFINISHED
from tests.builders import make_published
from tests.media.files import no_file_larger_than
from tests.portability.sites import exported, imported

Change = Callable[[dict[str, Any]], object]


@pytest.fixture
async def folder(small_export: Path, tmp_path: Path, database: None) -> Path:
    """An export of a small site, in an instance that is empty."""
    return Path(shutil.copytree(small_export, tmp_path / "one"))


def entry(folder: Path) -> Path:
    """The file of the entry."""
    return next(one for one in folder.glob("entries/page/*.json") if "Iets" in one.read_text())


def rewrite(path: Path, change: Change) -> None:
    said = json.loads(path.read_text())
    change(said)
    path.write_text(json.dumps(said))


CHANGES: dict[str, tuple[str, Change]] = {
    "unknown column": ("unknown_field", lambda e: e["values"].update(nonsense=1)),
    "wrong type": ("wrong_type", lambda e: e["values"].update(position="first")),
    "too long": ("too_long", lambda e: e["values"].update(title_nl="x" * 1_000)),
    "no such parent": ("unknown_parent", lambda e: e["values"].update(parent="nergens")),
    "no such file": ("unknown_file", lambda e: e["values"].update(image="nergens")),
    "extra": ("unknown_field", lambda e: e.update(secret="x")),
    "no date": ("bad_value", lambda e: e.update(created_at="yesterday")),
    "bad uid": ("bad_value", lambda e: e.update(uid="../../x")),
    "other type": ("misplaced", lambda e: e.update(type="book")),
    "no version": ("no_version", lambda e: e.update(versions=[])),
    "elsewhere": ("bad_path", lambda e: e["publications"][0].update(path="//evil.example/x")),
    "nul": ("bad_character", lambda e: e["values"].update(title_nl="a\0b")),
    "twice at once": ("address_taken", lambda e: e["publications"].append(e["publications"][0])),
    "backwards": (
        "address_taken",
        lambda e: e["publications"][0].update(until="1999-01-01T00:00:00Z"),
    ),
}


@pytest.mark.parametrize("name", CHANGES)
async def test_what_is_wrong_with_an_entry_is_told(folder: Path, name: str) -> None:
    code, change = CHANGES[name]
    rewrite(entry(folder), change)
    with pytest.raises(CmsError) as refused:
        await imported(folder)
    codes = {refused.value.code, *(one.code for one in getattr(refused.value, "problems", ()))}
    assert code in codes, refused.value
    if isinstance(refused.value, InvalidInput):
        assert all(one.field and ".json" in one.field for one in refused.value.problems)
    assert await fetch("SELECT FROM node") == []


HOSTILE = {
    "deep": ("too_deep", '{"uid": ' + "[" * 300 + "]" * 300 + "}"),
    "deeper": ("no_json", '{"uid": ' + "[" * 100_000 + "]" * 100_000 + "}"),
    "digits": ("no_json", '{"revision": ' + "9" * 5_000 + "}"),
    "no number": ("no_json", '{"revision": NaN}'),
    "half a character": ("no_json", '{"uid": "\\ud800"}'),
    "nul": ("bad_character", '{"uid": "a\\u0000b"}'),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_json_is_refused_as_what_it_is(folder: Path, name: str) -> None:
    code, said = HOSTILE[name]
    entry(folder).write_text(said)
    await refuses(folder, code)


async def test_what_only_looks_like_nul_comes(folder: Path) -> None:
    written = r"zo schrijf je het: \u0000"
    rewrite(entry(folder), lambda e: e["values"].update(title_nl=written))
    await imported(folder, overwrite=True)
    rows = await fetch("SELECT title_nl FROM page WHERE title_nl LIKE 'zo%'")
    assert [row["title_nl"] for row in rows] == [written]


async def test_an_export_that_was_killed_is_not_taken_for_whole(folder: Path) -> None:
    (folder / UNFINISHED).touch()
    (folder / "site.json").unlink()
    await refuses(folder, "unfinished")
    await exported(folder)
    assert not (folder / UNFINISHED).exists()
    await imported(folder)


@pytest.mark.usefixtures("database")
async def test_a_full_disk_leaves_no_export_that_looks_whole(tmp_path: Path) -> None:
    await make_published("page", "Iets")
    with no_file_larger_than(900), pytest.raises(CannotWrite):
        await exported(tmp_path / "one")
    await refuses(tmp_path / "one", "unfinished")


async def test_what_would_run_in_a_browser_is_taken_out(folder: Path) -> None:
    bad = '<p onclick="x()">Tekst<script>alert(1)</script></p>'

    def spoil(said: dict[str, Any]) -> None:
        said["values"]["body_nl"] = bad
        for version in said["versions"]:
            if version["snapshot"]:
                version["snapshot"]["body_nl"] = bad

    rewrite(entry(folder), spoil)
    await imported(folder)
    for table, column in (("publication", "texts"), ("page", "body_nl"), ("version", "snapshot")):
        rows = await fetch(f"SELECT string_agg({column}::text, ' ') AS said FROM {table}")
        assert "Tekst" in rows[0]["said"]
        assert "alert" not in rows[0]["said"]
        assert "onclick" not in rows[0]["said"]


async def test_links_and_missing_and_other_bytes_are_refused(folder: Path, tmp_path: Path) -> None:
    picture_file = next(folder.glob("media/*.jpg"))
    said = picture_file.read_bytes()
    picture_file.write_bytes(b"other")
    await refuses(folder, "damaged")
    picture_file.unlink()
    await refuses(folder, "missing_file")
    (tmp_path / "outside.jpg").write_bytes(said)
    picture_file.symlink_to(tmp_path / "outside.jpg")
    await refuses(folder, "link")
    picture_file.unlink()
    picture_file.write_bytes(said)
    entry(folder).write_text("{\n  'no': json")
    await refuses(folder, "no_json")


async def refuses(folder: Path, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await imported(folder)
    assert code in {one.code for one in refused.value.problems}


def test_a_server_that_does_not_answer_is_not_taken_for_a_full_disk(tmp_path: Path) -> None:
    with pytest.raises(TimeoutError), writing_to(tmp_path):
        raise TimeoutError
