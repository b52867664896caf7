"""Exports that somebody edited: slips of the pen are named, and nobody is blamed for what they did not do."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from cms.errors import InvalidInput
from cms.portability.folder import read
from cms.portability.importing import Conflicts
from tests.blocks.pages import block, rich
from tests.builders import change, make_published
from tests.commands.test_media import cms
from tests.portability.sites import empty_site, exported, imported, values_of
from tests.portability.test_refused import rewrite

RENAMED = {
    "revision": ("revison", "revision"),
    "states.nl": ("ln", ""),
    "values.title_nl": ("titel_nl", "title_nl"),
    "values.blocks.0.anchor": ("ancor", "anchor"),
    "publications.0.path": ("paht", "path"),
    "publications.0.fingerprints.source": ("sourec", "source"),
    "publications.0.fingerprints.fields.title": ("titel", "title"),
    "versions.0.snapshot.title_nl": ("titel_nl", "title_nl"),
    "versions.0.snapshot.blocks.0.anchor": ("ancor", "anchor"),
}
"""What each key was made to be, and which is nearest."""


@pytest.fixture
async def entry(database: None, tmp_path: Path) -> Path:
    """The file of an entry, published and then saved once more, in an export of what is here."""
    await empty_site()
    blocks = [block("text", "text", **rich("body", "Hallo"))]
    saved = await make_published("page", "Iets", blocks=blocks)
    await change("page", saved.uid, title_nl="Anders")
    await exported(tmp_path / "one")
    return tmp_path / "one" / "entries" / "page" / f"{saved.uid}.json"


def rename(said: Any, place: str, name: str) -> None:
    *path, last = place.split(".")
    for step in path:
        said = said[int(step)] if isinstance(said, list) else said[step]
    said[name] = said.pop(last)


async def test_a_key_that_nothing_knows_is_named_and_nothing_comes(
    entry: Path, tmp_path: Path
) -> None:
    before, written = await exported(tmp_path / "two"), entry.read_text()
    for place, (name, near) in RENAMED.items():
        rewrite(entry, partial(rename, place=place, name=name))
        where = ".".join((*place.split(".")[:-1], name))
        for options in ({"dry_run": True}, {}, {"overwrite": True}):
            with pytest.raises(InvalidInput) as refused:
                await imported(tmp_path / "one", **options)
            told = {
                (one.code, one.field, one.message.params.get("near"))
                for one in refused.value.problems
            }
            assert ("unknown_field", f"entries/page/{entry.name}: {where}", near) in told
        entry.write_text(written)
    assert await exported(tmp_path / "two") == before


async def test_the_terminal_says_which_is_meant_and_is_not_steered(entry: Path) -> None:
    folder = str(entry.parents[2])
    rewrite(entry, lambda said: rename(said, "publications.0.fingerprints.fields.title", "titel"))
    rewrite(entry, lambda said: said["values"].update({"\x1b[31mrood": 1}))
    status, _, err = await cms("import", "folder", folder, "--overwrite", language="nl_NL")
    assert status == 1
    assert "fields.titel: Het veld titel bestaat niet. Misschien is title bedoeld." in err
    assert "rood bestaat niet. [unknown_field]" in err
    assert "\x1b" not in err


async def test_what_was_declared_once_may_be_in_what_was(entry: Path) -> None:
    def long_ago(said: dict[str, Any]) -> None:
        said["versions"][0]["snapshot"]["slogan_nl"] = "Ooit"
        said["publications"][0]["fingerprints"]["fields"]["slogan"] = "abc"

    rewrite(entry, long_ago)
    assert entry.stem in read(entry.parents[2]).entries


async def test_a_file_that_was_edited_is_told_apart_from_what_was_changed_here(
    entry: Path,
) -> None:
    folder = entry.parents[2]
    rewrite(entry, lambda said: said["values"].update(title_nl="Met de hand"))
    assert await whys(folder) == ["other_file"]
    asked = ("import", "folder", str(folder), "--dry-run")
    _, out, err = await cms(*asked, language="nl_NL")
    assert "anders in het bestand, hier sindsdien niet veranderd: entry" in out
    assert ("in conflict: 1." in err, "sindsdien" in err) == (True, False)

    await change("page", entry.stem, title_nl="Hier")
    assert await whys(folder) == ["changed_here"]
    await imported(folder, overwrite=True)
    assert (await values_of(entry.stem))["title_nl"] == "Met de hand"


async def test_of_two_sites_that_each_saved_this_one_was_changed(
    entry: Path, tmp_path: Path
) -> None:
    await change("page", entry.stem, title_nl="Daar")
    await exported(tmp_path / "there")
    await empty_site()
    await imported(tmp_path / "one")
    await change("page", entry.stem, title_nl="Hier")
    assert await whys(tmp_path / "there") == ["changed_here"]


async def whys(folder: Path) -> list[str]:
    """Why an import of this is refused."""
    with pytest.raises(Conflicts) as refused:
        await imported(folder)
    return [one.why for one in refused.value.comparison.of("conflict")]
