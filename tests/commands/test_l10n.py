"""`cms l10n` as translators and their tools run it: output, and exit statuses."""

import asyncio
import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.builders import make_published
from tests.forking import run_cms
from tests.translation.files import Desk, change, values_of

pytestmark = pytest.mark.usefixtures("database")

ROOT = Path(__file__).parents[2]


async def cms(desk: Desk, *arguments: str, language: str = "en_GB") -> tuple[int, str, str]:
    """Exit status, output and complaints of one command."""
    environ = {"CMS_LOCALES_DIR": str(desk.folder)}
    done = await asyncio.to_thread(run_cms, "l10n", *arguments, language=language, environ=environ)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


async def test_out_and_back(desk: Desk) -> None:
    uid = (await make_published("page", locales=("nl",), title_nl="Denktank", title_en="")).uid
    status, _, err = await cms(desk, "export")
    assert (status, "1 written" in err) == (0, True)
    desk.edit("Denktank", "Think tank")
    path = str(desk.path())
    status, out, _ = await cms(desk, "import", "--dry-run", "--json", path)
    (report,) = json.loads(out)
    assert (status, report["applied"], report["counts"]["new"]) == (0, 1, 1)
    status, out, err = await cms(desk, "import", path)
    assert (status, out, "1 applied" in err) == (0, "", True)
    assert (await values_of(uid))["title_en"] == "Think tank"
    status, out, _ = await cms(desk, "stats", "--json")
    assert [one["messages"]["missing"] for one in json.loads(out)] == [0]


async def test_a_dutch_terminal_is_told_in_dutch(desk: Desk) -> None:
    shutil.copytree(ROOT / "locales/nl/LC_MESSAGES", desk.folder / "nl/LC_MESSAGES")
    await make_published("page", locales=("nl",), title_nl="Denktank", title_en="")
    _, _, err = await cms(desk, "export", language="nl_NL")
    assert "Bestanden met inhoud: 1 geschreven, 0 ongewijzigd." in err
    desk.edit("Denktank", "a" * 201)
    _, _, err = await cms(desk, "import", str(desk.path()), language="nl_NL")
    assert " 1 geweigerd, " in err
    assert "; 1 fout; 0 overgenomen" in err
    assert "--partial neemt over wat er goed in is" in err


async def test_stale_counts_are_noticed(desk: Desk) -> None:
    await make_published("page", locales=("nl",), title_nl="Denktank", title_en="")
    await cms(desk, "export")
    never = await cms(desk, "stats", "--check")
    await cms(desk, "stats")
    fresh = await cms(desk, "stats", "--check")
    desk.edit("Denktank", "Think tank")
    status, out, err = await cms(desk, "stats", "--check")

    assert (never[0], fresh) == (1, (0, "", ""))
    assert (status, out) == (1, "")
    assert [line.partition(" is stale")[0][-12:] for line in err.splitlines()] == [
        "overage.json",
        "coverage.svg",
    ]
    assert '"missing": 1' in (desk.folder / "coverage.json").read_text()


async def test_what_waits_in_drafts_is_told_beside_the_files(desk: Desk) -> None:
    uid = (await make_published("page", title_nl="Denktank", title_en="Think tank")).uid
    await cms(desk, "export")
    await change(uid, live=False, title_nl="De denktank")

    _, out, err = await cms(desk, "stale", "--json")
    (told,) = json.loads(out)
    assert (told["draft"], told["base"], told["now"]) == (True, "Denktank", "De denktank")
    _, out, _ = await cms(desk, "stats", "--json", "--database")
    (row,) = json.loads(out)
    assert (row["messages"]["stale"], row["drafts"]) == (0, {"stale": 1})
    _, english, err = await cms(desk, "stats", "--database")
    assert "not yet in en/content/nl/page.po: 1 stale." in err
    _, dutch, err = await cms(desk, "stats", "--database", language="nl_NL")
    assert "en/content/nl/page.po: 1 verouderd." in err

    heads, *_, last = (line.split() for line in dutch.splitlines())
    assert heads == ["taal", "deel", "klaar", "na", "te", "kijken", "verouderd", "ontbreekt"]
    assert last[1] == "alles"
    assert english.split()[:2] == ["language", "part"]
    assert [*map(len, dutch.splitlines())] == [*map(len, english.splitlines())]


async def test_warnings_are_told_and_are_no_errors(desk: Desk) -> None:
    await make_published("page", locales=("nl",), title_nl="Denktank", title_en="")
    await desk.export()
    desk.edit("Denktank", "Think  tank")

    status, out, err = await cms(desk, "check")
    assert (status, " W02 " in out, "1 warning." in err) == (0, True, True)
    assert (await cms(desk, "check", "--strict"))[0] == 1


async def test_errors_and_conflicts_have_a_status_of_their_own(desk: Desk) -> None:
    await make_published("page", locales=("nl",), title_nl="Denktank", title_en="")
    await cms(desk, "export", "--locale", "en", "--type", "page")
    desk.edit("Denktank", "#-#-#-#-# both #-#-#-#-#")
    path = str(desk.path())
    status, out, _ = await cms(desk, "import", path)
    assert (status, " E11 " in out, out.startswith(f"{path}:")) == (2, True, True)
    desk.edit("Denktank", "a" * 201)
    status, _, err = await cms(desk, "import", path)
    assert (status, "1 refused" in err, "0 applied" in err) == (1, True, True)
    (report,) = json.loads((await cms(desk, "import", "--json", path))[1])
    assert (report["errors"], report["conflicts"], report["counts"]["refused"]) == (1, 0, 1)
    desk.replace("msgid", "msgidd")
    status, out, _ = await cms(desk, "check")
    assert (status, f"{path}:" in out, " E01 " in out) == (1, True, True)
    assert (await cms(desk, "export"))[0] == 1


async def test_a_reader_that_has_enough_breaks_nothing(desk: Desk) -> None:
    await make_published("page", locales=("nl",), title_nl="Denktank", title_en="")
    await cms(desk, "export")
    reading, writing = os.pipe()
    os.close(reading)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cms.cli", "l10n", "stats"),
        cwd=ROOT,
        env=os.environ | {"CMS_LOCALES_DIR": str(desk.folder)},
        stdout=writing,
        stderr=asyncio.subprocess.PIPE,
    )
    os.close(writing)
    _, err = await process.communicate()

    assert (process.returncode, "Traceback" in err.decode(), "Errno" in err.decode()) == (
        141,
        False,
        False,
    )
