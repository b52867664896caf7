"""A folder of Markdown comes in as pages, again and again, and beside another of its kind."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from cms.database.engine import fetch
from cms.errors import InvalidInput, NotFound
from cms.portability.elsewhere.bringing import NoHome, bring
from cms.portability.elsewhere.brought import Brought
from cms.portability.elsewhere.markdown import read_markdown
from cms.portability.exporting import entry_at
from cms.portability.importing import Imported
from tests.builders import make_published
from tests.commands.test_media import cms
from tests.portability.sites import ACTOR, empty_site, values_of

pytestmark = pytest.mark.usefixtures("database")
WIKI = Path(__file__).parent / "samples/wiki"


@pytest.fixture
async def home(database: None) -> str:
    await empty_site()
    await make_published("page", "Ernaast")
    return str((await fetch("SELECT uid FROM node WHERE parent IS NULL"))[0]["uid"])


async def brought(folder: Path = WIKI, **options: Any) -> tuple[Brought, Imported]:
    reading = {name: options.pop(name) for name in ("source", "publish") if name in options}
    found = read_markdown(folder, **reading)
    return found, await bring(ACTOR, found, **options)


async def page(title: str, column: str = "title_nl") -> dict[str, Any]:
    rows = await fetch(f"SELECT uid FROM page WHERE {column} = $1", title)
    return await values_of(rows[0]["uid"])


@pytest.mark.usefixtures("home")
async def test_front_matter_says_what_a_page_is() -> None:
    await brought()
    values = await page("Beginnen")
    assert (values["title_en"], values["slug_en"], values["slug_nl"]) == (
        "Getting started", "getting-started", "beginnen",
    )  # fmt: skip
    assert values["summary_nl"] == "Hoe je begint."
    assert values["tags"] == ["web-2-0", "open-data"]
    assert values["position"] == 2
    assert values["created_at"].isoformat() == "2009-11-20T00:00:00+00:00"
    assert values["updated_at"].isoformat() == "2010-02-03T09:00:00+00:00"
    words = await page("Woordenlijst")
    assert words["body_nl"].startswith("<p>Een <em>lijst</em>")
    assert 'data-footnote="">En een noot.' in words["body_nl"]


async def test_pages_stand_as_files_lie(home: str) -> None:
    await brought()
    top, folder = await page("Wiki"), await page("Gidsen")
    assert top["parent"] == home
    assert folder["parent"] == top["uid"]
    assert (await page("Beginnen"))["parent"] == folder["uid"]


@pytest.mark.usefixtures("home")
async def test_links_between_files_become_references_and_pictures_files() -> None:
    found, _ = await brought()
    top, begin, words = await page("Wiki"), await page("Beginnen"), await page("Woordenlijst")
    assert f'href="uid:{begin["uid"]}"' in top["body_nl"]
    assert f'href="uid:{words["uid"]}"' in top["body_nl"]
    assert f'href="uid:{top["uid"]}#top"' in begin["body_nl"]
    assert f'href="uid:{words["uid"]}"' in begin["body_en"]
    files = await fetch("SELECT uid, name FROM asset")
    assert [one["name"] for one in files] == ["haven.jpg"]
    assert f'src="uid:{files[0]["uid"]}" alt="De haven"' in begin["body_nl"]
    assert "alert" not in begin["body_nl"]
    assert {one.code for one in found.notes} == {"broken_link", "unknown_field"}


@pytest.mark.usefixtures("home")
async def test_all_are_drafts_unless_told_and_drafts_stay_so() -> None:
    await brought()
    assert (
        await fetch("SELECT FROM publication p JOIN page USING (uid) WHERE title_nl = 'Beginnen'")
        == []
    )
    _found, _ = await brought(publish=True)
    rows = await fetch("SELECT path, first_published_at FROM publication WHERE path LIKE '/nl/wiki%'"
                       " AND valid @> now() ORDER BY path")  # fmt: skip
    assert [row["path"] for row in rows] == [
        "/nl/wiki", "/nl/wiki/gidsen", "/nl/wiki/gidsen/beginnen", "/nl/wiki/woordenlijst",
    ]  # fmt: skip
    assert rows[2]["first_published_at"].isoformat() == "2009-11-20T00:00:00+00:00"
    assert (await page("Nog niet"))["state_nl"] == "private"


@pytest.mark.usefixtures("home")
async def test_again_changes_nothing_and_another_folder_comes_beside_it(tmp_path: Path) -> None:
    await brought()
    _, again = await brought()
    assert {one.status for one in again.comparison.differences} == {"same"}
    shutil.copytree(WIKI, tmp_path / "wiki")
    _, beside = await brought(tmp_path / "wiki")
    assert {one.status for one in beside.comparison.differences} == {"new"}
    assert len(await fetch("SELECT FROM page WHERE title_nl = 'Beginnen'")) == 2


@pytest.mark.usefixtures("home")
async def test_a_name_makes_it_the_same_folder_wherever_it_lies(tmp_path: Path) -> None:
    await brought(source="gids")
    shutil.copytree(WIKI, tmp_path / "elsewhere")
    file = tmp_path / "elsewhere/woordenlijst.md"
    file.write_text(file.read_text().replace("Een *lijst*", "Een lange lijst"))
    _, done = await brought(tmp_path / "elsewhere", source="gids")
    assert [(one.title, one.fields) for one in done.comparison.of("changed")] == [
        ("Woordenlijst", ("body_nl",))
    ]


BAD = {
    "---\na: &a [x]\ntitle: [*a, *a]\n---\nx": ("bad_front_matter", "een.md: 3"),
    "---\ntitle: [\n---\nx": ("bad_front_matter", "een.md: 2"),
    "---\n- a\n---\nx": ("bad_front_matter", "een.md: 2"),
    "---\ndate: gisteren\n---\nx": ("bad_date", "een.md: date"),
    "---\nlang: de\n---\nx": ("unknown_locale", "een.md"),
    "---\na: !!python/object/apply:os.system [id]\n---\nx": ("bad_front_matter", "een.md: 2"),
}


@pytest.mark.parametrize("text", BAD)
async def test_what_is_wrong_is_told_with_file_and_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "een.md").write_text(text)
    with pytest.raises(InvalidInput) as refused:
        read_markdown(tmp_path)
    code, place = BAD[text]
    assert [(one.code, one.field) for one in refused.value.problems] == [(code, place)]


async def test_nothing_is_read_outside_the_folder(home: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "secret.md").write_text("# Geheim")
    (tmp_path / "in/een.md").write_text("# Een\n\n![x](../../../etc/passwd) [y](../secret.md)")
    found, _ = await brought(tmp_path / "in")
    assert found.files == {}
    assert len(found.entries) == 1
    (tmp_path / "in/twee.md").symlink_to(tmp_path / "secret.md")
    with pytest.raises(InvalidInput) as refused:
        read_markdown(tmp_path / "in")
    assert [one.code for one in refused.value.problems] == ["link"]


async def test_it_comes_below_what_is_named(home: str) -> None:
    status, _, err = await cms("import", "markdown", str(WIKI), "--under", "/nl/ernaast-nl")
    assert status == 0, err
    assert (await page("Wiki"))["parent"] == (await page("Ernaast nl"))["uid"]
    with pytest.raises(NotFound):
        await entry_at("/nl/nergens")


async def test_in_an_empty_site_what_stands_alone_on_top_becomes_the_home_page() -> None:
    await empty_site()
    await brought(publish=True)
    assert (await page("Wiki"))["parent"] is None
    _, again = await brought(publish=True)
    assert {one.status for one in again.comparison.differences} == {"same"}


async def test_in_an_empty_site_several_things_have_nowhere_to_stand(tmp_path: Path) -> None:
    await empty_site()
    (tmp_path / "een.md").write_text("Een")
    (tmp_path / "twee.md").write_text("Twee")
    with pytest.raises(NoHome):
        await brought(tmp_path)
