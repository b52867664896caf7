"""`cms l10n` as translators and their tools run it: output, and exit statuses."""

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from tests.builders import make_published
from tests.translation.files import Desk, values_of

pytestmark = pytest.mark.usefixtures("database")

ROOT = Path(__file__).parents[2]


async def cms(desk: Desk, *arguments: str) -> tuple[int, str, str]:
    """Exit status, output and complaints of one command."""
    environ = os.environ | {"CMS_LOCALES_DIR": str(desk.folder), "LC_ALL": "en_GB.UTF-8"}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cms.cli", "l10n", *arguments),
        cwd=ROOT,
        env=environ,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


@pytest.fixture
async def desk(tmp_path: Path) -> Desk:
    await make_published("page", locales=("nl",), title_nl="Denktank", title_en="")
    return Desk(tmp_path)


async def test_out_and_back(desk: Desk) -> None:
    status, _, err = await cms(desk, "export")
    assert (status, "1 files written" in err) == (0, True)
    desk.edit("Denktank", "Think tank")
    path = str(desk.path())
    status, out, _ = await cms(desk, "import", "--dry-run", "--json", path)
    (report,) = json.loads(out)
    assert (status, report["applied"], report["counts"]["new"]) == (0, 1, 1)
    status, out, err = await cms(desk, "import", path)
    assert (status, out) == (0, "")
    assert "1 applied" in err
    status, out, _ = await cms(desk, "stats", "--json")
    assert [one["messages"]["missing"] for one in json.loads(out)] == [0]
    assert (await cms(desk, "check"))[0] == 0


async def test_errors_and_conflicts_have_a_status_of_their_own(desk: Desk) -> None:
    await cms(desk, "export", "--locale", "en", "--type", "page")
    desk.edit("Denktank", "#-#-#-#-# both #-#-#-#-#")
    path = str(desk.path())
    status, out, _ = await cms(desk, "import", path)
    assert status == 2
    assert f"{path}:" in out
    assert " E11 " in out
    desk.edit("Denktank", "a" * 201)
    assert (await cms(desk, "import", path))[0] == 1
    assert (await cms(desk, "import", str(desk.folder / "none.po")))[0] == 1
    desk.replace("msgid", "msgidd")
    status, out, _ = await cms(desk, "check")
    assert (status, " E01 " in out) == (1, True)
    assert (await cms(desk, "export"))[0] == 1


async def test_nothing_comes_in_from_a_refused_file(desk: Desk) -> None:
    await cms(desk, "export")
    uid = next(entry.msgctxt or "" for entry in desk.entries() if entry.msgid == "Denktank")
    desk.edit("Denktank", "a" * 201)
    await cms(desk, "import", str(desk.path()))
    assert (await values_of(uid.partition("/")[0]))["title_en"] == ""
