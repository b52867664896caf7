"""Database, files and git brought together; the numbers are those of the design's own list."""

import asyncio
import os
import random
import signal
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from cms.translation.po.conflicts import is_open
from tests.translation.checkouts import ROOT, Site, cms, site, titles
from tests.translation.files import everything

pytestmark = pytest.mark.usefixtures("database")

KILLER = """
import os, signal, sys
left = int(os.environ["KILL_AT"])

def hook(event, arguments):
    global left
    named = str(arguments[0]) if arguments else ""
    writes = event == "open" and set(str(arguments[1])) & set("wax+")
    here = named.startswith(os.environ["KILL_UNDER"])
    if "sync" in sys.argv and (
        event == "subprocess.Popen" or (here and (event in ("os.rename", "os.remove") or writes))
    ):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(hook)
"""
FEW = (9, 21, 27)


@pytest.fixture
async def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return await site(tmp_path / "office")


async def test_26_sync_brings_everybody_up_to_date_and_then_rests(office: Site) -> None:
    office.there.edit("Ander", "Other")
    office.hand_in()
    done = await office.sync()
    assert (done.status, done.pushed) == (0, True)
    assert await titles() == {"Denktank": "Think tank", "Ander": "Other"}
    assert (len(office.heads()), office.clean) == (1, True)

    before, rows = office.here.all_bytes(), await everything()
    again = await office.sync()
    assert (again.written, again.commits, again.pushed) == ([], 0, False)
    assert (office.here.all_bytes(), await everything()) == (before, rows)
    office.pull()
    assert list(office.there.all_bytes().values()) == list(before.values())


async def test_26_what_lies_uncommitted_in_the_checkout_is_taken_too(office: Site) -> None:
    (office.root / "site" / "README").write_text("Not to be committed.\n")
    office.here.edit("Ander", "Other")
    office.there.edit("Denktank", "Thinking tank")
    office.hand_in()
    done = await office.sync()
    assert (done.status, len(office.heads())) == (0, 1)
    assert await titles() == {"Denktank": "Thinking tank", "Ander": "Other"}
    assert office.repository.git("status", "--porcelain").endswith("M README") or not office.clean
    office.pull()
    assert (office.root / "clone" / "README").read_text() == "A site.\n"


async def test_26_a_text_changed_on_both_sides_is_shown_to_both(office: Site) -> None:
    office.here.edit("Ander", "Different")
    office.there.edit("Ander", "Other")
    office.there.edit("Denktank", "Thinking tank")
    office.hand_in()
    done = await office.sync()
    assert (done.status, done.pushed) == (2, True)
    assert await titles() == {"Denktank": "Thinking tank", "Ander": "Different"}
    office.pull()
    shown = office.there.live()["Ander"]
    assert is_open(shown.msgstr)
    assert "Different" in shown.msgstr
    assert "Other" in shown.msgstr

    office.there.edit("Ander", "Another", fuzzy=False)
    office.hand_in()
    assert (await office.sync()).status == 0
    assert (await titles())["Ander"] == "Another"


async def test_26_a_broken_file_waits_and_the_others_go_on(office: Site) -> None:
    office.there.replace('msgid "Ander"', 'msgid "Ander')
    office.hand_in()
    broken = office.there.path().read_bytes()
    done = await office.sync()
    assert (done.status, office.here.path().read_bytes()) == (1, broken)
    assert office.clean

    office.there.replace('msgid "Ander', 'msgid "Ander"')
    office.there.edit("Ander", "Other")
    office.hand_in()
    assert (await office.sync()).status == 0
    assert (await titles())["Ander"] == "Other"


async def test_26_of_two_at_once_one_leaves_and_says_why(office: Site) -> None:
    both = await asyncio.gather(*(cms(office.here.folder, "sync", "--git") for _ in range(3)))
    statuses = sorted(process.returncode or 0 for process, _, _ in both)
    said = "".join(err for _, _, err in both)
    assert statuses[0] == 0
    assert set(statuses) <= {0, 1}
    assert said.count("sync_running") == statuses.count(1)
    assert (await office.sync()).status == 0


async def prepared(root: Path) -> Site:
    """Work on both sides: in the checkout, upstream, and in a file that is not ours."""
    made = await site(root)
    made.here.edit("Ander", "Other")
    made.there.edit("Denktank", "Thinking tank")
    (root / "clone" / "README").write_text("A changed site.\n")
    made.hand_in()
    return made


async def mended(made: Site, old: dict[Path, bytes]) -> None:
    """Whatever a killed sync left, nothing is half, and the next one does all that is to be done."""
    now = await titles()
    assert now["Ander"] in ("", "Other")
    assert now["Denktank"] in ("Think tank", "Thinking tank")
    for path in old:
        texts = {one.msgid: one.msgstr for one in made.here.entries()}
        assert path.exists()
        assert texts["Ander"] == "Other"
        assert texts["Denktank"] in ("Think tank", "Thinking tank")
    done = await made.sync()
    assert done.status == 0
    assert await titles() == {"Denktank": "Thinking tank", "Ander": "Other"}
    assert (len(made.heads()), made.clean) == (1, True)
    assert (made.root / "site" / "README").read_text() == "A changed site.\n"
    assert [path.name for path in made.here.folder.rglob(".*")] == []
    again = await made.sync()
    assert (again.written, again.commits, again.pushed) == ([], 0, False)


async def killed_at(place: int, root: Path, killer: Path) -> bool:
    """Whether a sync that should be killed at its ``place``th write lived that long."""
    made = await prepared(root)
    old = made.here.all_bytes()
    process, _, err = await cms(
        made.here.folder,
        *("sync", "--git"),
        PYTHONPATH=f"{killer}:{ROOT}",
        KILL_AT=str(place),
        KILL_UNDER=str(root),
    )
    assert process.returncode in (0, -signal.SIGKILL), err
    await mended(made, old)
    return process.returncode != 0


@pytest.fixture
def killer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    folder = tmp_path / "killer"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(KILLER)
    return folder


@pytest.mark.parametrize("place", FEW)
async def test_26_a_sync_that_is_killed_is_completed_by_the_next(
    place: int, tmp_path: Path, killer: Path
) -> None:
    assert await killed_at(place, tmp_path / "office", killer)


@pytest.mark.slow
async def test_26_a_sync_may_be_killed_at_every_write(tmp_path: Path, killer: Path) -> None:
    place = 0
    while await killed_at(place, tmp_path / f"office{place}", killer):
        place += 1
    assert place > max(FEW)


@pytest.mark.slow
async def test_26_a_sync_may_be_killed_at_any_moment_and_git_with_it(
    tmp_path: Path, killer: Path
) -> None:
    chance = random.Random(26)
    for turn in range(20):
        made = await prepared(tmp_path / f"office{turn}")
        old = made.here.all_bytes()
        process = await asyncio.create_subprocess_exec(
            *("/usr/bin/env", f"CMS_LOCALES_DIR={made.here.folder}"),
            *(sys.executable, "-m", "cms.cli", "l10n", "sync", "--git"),
            cwd=ROOT,
            stderr=asyncio.subprocess.DEVNULL,
        )
        mark = made.root / "site" / ".git" / "klankbord-sync"
        while not mark.exists() and process.returncode is None:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.01)
        await asyncio.sleep(chance.random() * 2)
        if process.returncode is None:
            # with all that it started, or alone: then git goes on by itself
            doomed = [process.pid, *(descendants(process.pid) if turn % 2 else ())]
            for pid in doomed:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        await process.wait()
        await mended(made, old)


def descendants(pid: int) -> list[int]:
    """The processes that a process started, and those that these started."""
    with suppress(FileNotFoundError):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [one for child in map(int, children) for one in (child, *descendants(child))]
    return []
