"""What the tools around translators' files must do; the numbers are those of the design's own list."""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest

from cms.translation.po.po import dump, parse
from cms.translation.sync.repository import driver_command
from tests.translation.checkouts import ENGLISH, ROOT, Site, cms, git, site
from tests.translation.files import Desk, run

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return await site(tmp_path / "office")


FORTY = 40


def stamped(desk: Desk, who: str, minute: int) -> None:
    """What each translator's tool writes into the header."""
    catalogue = parse(desk.path().read_bytes())
    stamp = {"PO-Revision-Date": f"2026-05-01 12:{minute:02}+0000", "Last-Translator": who}
    desk.path().write_bytes(dump(replace(catalogue, headers={**catalogue.headers, **stamp})))


def branched(folder: Path, name: str, change: Callable[[], None]) -> None:
    git(folder, "checkout", "-q", "-B", name, "main")
    change()
    git(folder, "commit", "-qam", name)


async def rounds(office: Site, count: int) -> None:
    """Two branches translate different messages and stamp the header; then they are merged."""
    folder, desk = office.root / "clone", office.there
    git(folder, "config", "merge.cms-po.driver", driver_command())
    uids = list(desk.live())
    for turn in range(count):
        one, other = uids[turn % len(uids)], uids[(turn + 1) % len(uids)]
        for minute, msgid, name in ((turn, one, "left"), (59 - turn, other, "right")):

            def change(minute: int = minute, msgid: str = msgid, name: str = name) -> None:
                desk.edit(msgid, f"{msgid} {name} {minute}", fuzzy=False)
                stamped(desk, name, minute)

            branched(folder, name, change)
        git(folder, "merge", "-q", "--no-edit", "left")
        found = desk.live()
        assert found[one].msgstr == f"{one} left {turn}"
        assert found[other].msgstr == f"{other} right {59 - turn}"
        git(folder, "checkout", "-q", "-B", "main")


async def test_23_two_branches_with_stamped_headers_merge(office: Site) -> None:
    await rounds(office, 3)


@pytest.mark.slow
async def test_23_two_branches_with_stamped_headers_merge_40_of_40(office: Site) -> None:
    await rounds(office, FORTY)


async def test_23_without_the_driver_they_do_not(office: Site) -> None:
    """What the driver is for."""
    folder, desk = office.root / "clone", office.there
    branched(folder, "left", lambda: stamped(desk, "left", 1))
    branched(folder, "right", lambda: stamped(desk, "right", 2))
    with pytest.raises(AssertionError, match="CONFLICT"):
        git(folder, "merge", "-q", "left")


async def test_23_of_one_message_both_texts_stay_and_git_says_so(office: Site) -> None:
    folder, desk = office.root / "clone", office.there
    git(folder, "config", "merge.cms-po.driver", driver_command())
    branched(folder, "left", lambda: desk.edit("Ander", "Other"))
    branched(folder, "right", lambda: desk.edit("Ander", "Different"))
    with pytest.raises(AssertionError, match="CONFLICT"):
        git(folder, "merge", "-q", "left")
    shown = desk.live()["Ander"]
    assert shown.fuzzy
    assert {"Other", "Different"} <= set(shown.msgstr.splitlines())


async def test_23_the_driver_is_installed_by_one_command(office: Site) -> None:
    process, _, err = await cms(office.here.folder, "install-merge-driver")
    assert process.returncode == 0, err
    assert "merge-driver %O %A %B" in office.repository.git("config", "merge.cms-po.driver")
    asked = office.repository.git("check-attr", "merge", "locales/en/content/nl/page.po")
    assert asked.endswith("merge: cms-po")
    ours, theirs = office.here.path(), office.there.path()
    office.here.edit("Ander", "Different")
    office.there.edit("Ander", "Other")
    process, _, err = await cms(
        office.here.folder, "merge-driver", "/dev/null", str(ours), str(theirs)
    )
    assert (process.returncode, "Both sides changed" in err) == (1, True)
    before = ours.read_bytes()
    office.there.replace('msgid "Ander"', 'msgid "Ander')
    process, _, err = await cms(
        office.here.folder, "merge-driver", "/dev/null", str(ours), str(theirs)
    )
    assert (process.returncode, "[E01]" in err, ours.read_bytes()) == (1, True, before)


@dataclass
class Serving:
    """A server with catalogues of its own."""

    process: Process
    address: str
    folder: Path
    said: list[str]

    @property
    def schema(self) -> Path:
        return self.folder / "nl" / "LC_MESSAGES" / "schema.po"

    async def pages(self) -> str:
        """What it calls pages in Dutch."""
        query = "{ contentTypes(locale: NL) { typeName plural } }"
        async with httpx.AsyncClient() as client:
            answer = await client.post(f"{self.address}/graphql", json={"query": query})
        listed = answer.json()["data"]["contentTypes"]
        return next(one["plural"] for one in listed if one["typeName"] == "Page")

    def rename(self, old: str, new: str) -> None:
        text = self.schema.read_text()
        assert old in text
        self.schema.write_text(text.replace(old, new))

    async def until(self, expected: str, seconds: float) -> None:
        async with asyncio.timeout(seconds):
            while await self.pages() != expected:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.05)


@asynccontextmanager
async def serving(folder: Path, **environ: str) -> AsyncIterator[Serving]:
    shutil.copytree(ROOT / "locales" / "nl" / "LC_MESSAGES", folder / "nl" / "LC_MESSAGES")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cms.cli", "serve"),
        cwd=ROOT,
        env=os.environ
        | ENGLISH
        | {"CMS_LOCALES_DIR": str(folder), "CMS_PORT": str(port)}
        | environ,
        stdin=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    said: list[str] = []

    async def listen() -> None:
        assert process.stderr
        async for line in process.stderr:
            said.append(line.decode())  # noqa: PERF401 - as they come

    listening = asyncio.create_task(listen())
    served = Serving(process, f"http://127.0.0.1:{port}", folder, said)
    try:
        async with asyncio.timeout(60):
            while True:
                with contextlib.suppress(httpx.TransportError):
                    await served.pages()
                    break
                await asyncio.sleep(0.2)
        yield served
    finally:
        process.terminate()
        await process.wait()
        await listening


BROKEN = 'msgstr "Pagina’s'


async def test_31_a_broken_catalogue_leaves_the_old_texts_until_it_is_mended(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path / "locales") as served:
        assert await served.pages() == "Pagina’s"
        served.rename(f'{BROKEN}"', BROKEN)
        for _ in range(25):
            assert await served.pages() == "Pagina’s"
            await asyncio.sleep(0.1)
        assert sum("Keeping the old texts" in line for line in served.said) == 1
        served.rename(BROKEN, 'msgstr "Bladzijden"')
        await served.until("Bladzijden", 2)


async def test_31_a_server_in_production_reads_them_again_when_told(tmp_path: Path) -> None:
    async with serving(
        tmp_path / "locales",
        CMS_PRODUCTION="1",
        CMS_PROCESS_MEMORY="0",
        CMS_BASE_URL="http://127.0.0.1",
    ) as served:
        served.rename(f'{BROKEN}"', 'msgstr "Bladzijden"')
        await asyncio.sleep(1.5)
        assert await served.pages() == "Pagina’s"
        served.process.send_signal(signal.SIGHUP)
        await served.until("Bladzijden", 2)
        assert served.process.returncode is None


def catalogues() -> list[Path]:
    """The project's own files with translations."""
    return sorted((ROOT / "locales").rglob("*.po"))


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="GNU gettext is not installed")
def test_33_gettext_finds_nothing_in_our_files() -> None:
    assert len(catalogues()) >= 9
    for path in catalogues():
        run("msgfmt", "-c", "-o", "/dev/null", path)


PLACEHOLDERS = ("pythonbraceformat", "urls", "brackets", "printf", "escapes", "newlines")


def test_33_pofilter_finds_nothing_in_our_files(tmp_path: Path) -> None:
    for path in catalogues():
        found = tmp_path / path.name
        tests = [f"--test={name}" for name in PLACEHOLDERS]
        run(Path(sys.executable).with_name("pofilter"), "--progress=none", *tests, path, found)
        assert not found.exists() or not list(parse(found.read_bytes()).live()), found.read_text()


def test_33_pofilter_would_find_a_placeholder_that_is_wrong(tmp_path: Path) -> None:
    path, found = tmp_path / "nl.po", tmp_path / "found.po"
    header = 'msgid ""\nmsgstr "Language: nl\\n"\n\n'
    wrong = '#, python-brace-format\nmsgid "Gone: {name}"\nmsgstr "Weg: {naam}"\n'
    path.write_text(header + wrong)
    pofilter = Path(sys.executable).with_name("pofilter")
    run(pofilter, "--progress=none", "--test=pythonbraceformat", path, found)
    assert "{naam}" in found.read_text()
