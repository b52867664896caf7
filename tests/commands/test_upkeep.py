"""`cms bin`, `cms links` and `cms aliases` as an operator or a cron job runs them."""

import asyncio
import json
from pathlib import Path

import pytest

from cms.database.engine import execute, fetch
from tests.builders import make, make_published, remove
from tests.forking import run_cms

pytestmark = pytest.mark.usefixtures("database")


async def cms(*arguments: str, language: str = "en_GB") -> tuple[int, str, str]:
    done = await asyncio.to_thread(run_cms, *arguments, language=language)
    return done.returncode, done.stdout, done.stderr


async def test_the_bin_is_purged_of_what_is_past_its_time() -> None:
    await remove((await make("page")).uid)
    await execute("UPDATE binned_branch SET deleted_at = now() - interval '31 days'")
    await remove((await make("page", "Nieuw")).uid)

    status, out, _ = await cms("bin", "purge", "--dry-run", "--json")
    assert (status, json.loads(out)) == (0, {"purged": 1, "dry_run": True})
    assert len(await fetch("SELECT FROM binned_branch")) == 2

    status, out, err = await cms("bin", "purge", language="nl_NL")
    told = "Prullenbak: 1 vergeten, 30 dagen geleden of langer verwijderd.\n"
    assert (status, out, err) == (0, "", told)
    assert len(await fetch("SELECT FROM binned_branch")) == 1


async def test_broken_links_are_an_exit_status() -> None:
    target = await make("page", "Doel")
    assert (await cms("links", "check"))[0] == 0
    page = await make_published(
        "page", "Wijzer", locales=("nl",), body_nl=f'<p><a href="uid:{target.uid}">x</a></p>'
    )

    status, out, _ = await cms("links", "check", "--json")
    plain, lines, _ = await cms("links", "check")
    dutch, regels, geteld = await cms("links", "check", language="nl_NL")

    (broken,) = json.loads(out)["broken"]
    assert (status, plain) == (1, 1)
    assert (broken["uid"], broken["target"], broken["fate"]) == (page.uid, target.uid, "not_public")
    assert lines == f"{broken['path']}: link to {target.uid}: is not public in this language\n"
    assert dutch == 1
    assert regels == f"{broken['path']}: link naar {target.uid}: is niet openbaar in deze taal\n"
    assert geteld == "Kapotte links: 1.\n"


async def test_aliases_go_in_and_out(tmp_path: Path) -> None:
    file, back = tmp_path / "in.csv", tmp_path / "out.csv"
    file.write_bytes(b"path,target,locale,status\r\n/a,/b,,301\r\n")

    status, out, _ = await cms("aliases", "import", str(file), "--dry-run", "--json")
    assert (status, json.loads(out)["added"]) == (0, 1)
    assert await fetch("SELECT FROM alias") == []
    status, _, err = await cms("aliases", "import", str(file), language="nl_NL")
    assert (status, err) == (0, "Aliassen: 1 toegevoegd, 0 veranderd, 0 zoals ze waren.\n")
    assert (await cms("aliases", "export", str(back)))[0] == 0
    assert back.read_bytes() == file.read_bytes()

    file.write_bytes(b"\xff\xfe")
    status, _, err = await cms("aliases", "import", str(file))
    assert (status, f"{file}:1: " in err) == (1, True)
    status, _, err = await cms("aliases", "import", str(tmp_path / "none.csv"))
    assert (status, "[no_file]" in err) == (1, True)
