"""A folder is a stranger's: what is wrong is told with its file, and nothing is imported."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cms.database.engine import fetch
from cms.errors import CmsError, InvalidInput
from tests.builders import make_published
from tests.media.files import picture, put
from tests.portability.sites import empty_site, exported, file, imported

pytestmark = pytest.mark.usefixtures("database")
Change = Callable[[dict[str, Any]], object]


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """An export of a small site, in an instance that is empty again."""
    await empty_site()
    image = await file(put(tmp_path, picture()), "haven.jpg")
    await make_published("page", "Iets", image=image, body_nl="<p>Tekst</p>")
    await exported(tmp_path / "one")
    await empty_site()
    return tmp_path / "one"


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
    "extra": ("bad_value", lambda e: e.update(secret="x")),
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
