"""A disk that fills up: what would be written is refused, reading goes on, and all does with room again."""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from cms.database.room import LEAST_FREE
from tests.database.talking import as_root, on_linux
from tests.faults.standing import free_port

pytestmark = [on_linux, as_root, pytest.mark.slow, pytest.mark.timeout(900)]

SIZE_MB = 400
PASSWORD = "a long password for the test"
ALONE = ("unshare", "--mount", "--propagation", "private", "sh", "-c")
MOUNTED = f'mount -t tmpfs -o size={SIZE_MB}m,mode=755 tmpfs "$1" && shift && exec "$@"'
PAGES = "/admin/api/tables/page/"
QUESTION = {"query": '{ entry(uid: "x", locale: NL) { title } }'}


class Served:
    """A site whose data are on a small disk of their own."""

    def __init__(self, process: asyncio.subprocess.Process, port: int, disk: Path) -> None:
        self.process = process
        self.disk = Path(f"/proc/{process.pid}/root{disk}")
        self.client = httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False
        )

    async def until_ready(self) -> None:
        async with asyncio.timeout(300):
            while self.process.returncode is None:
                with suppress(httpx.TransportError):
                    if (await self.client.get("/readyz")).status_code == 200:
                        return
                await asyncio.sleep(0.1)
        raise AssertionError("it ended")

    async def log_in(self) -> None:
        self.client.cookies.set("csrftoken", "token")
        self.client.headers["X-CSRFToken"] = "token"
        told = {"username": "admin", "password": PASSWORD}
        answer = await self.client.post("/admin/public/login/", json=told)
        assert answer.status_code == 200, answer.text

    async def saved(self, title: str) -> httpx.Response:
        """What an editor hears who saves a page."""
        return await self.client.post(PAGES, json={"title_nl": title})

    async def reads(self) -> None:
        """The public and editors read."""
        for answer in (
            await self.client.post("/graphql", json=QUESTION),
            await self.client.get(PAGES),
        ):
            assert answer.status_code == 200, answer.text

    def fill(self, left: int) -> None:
        """Let so many bytes be free, and none at all for 0."""
        with (self.disk / "filler").open("ab", buffering=0) as filler, suppress(OSError):
            while (free := os.statvfs(self.disk)).f_bavail * free.f_frsize > left:
                filler.write(bytes(2**20))
            while not left and filler.write(bytes(512)):
                """The last of it."""

    def free(self) -> None:
        (self.disk / "filler").unlink()


def _may_mount(folder: str) -> bool:
    return not subprocess.run([*ALONE, MOUNTED, "sh", folder, "true"], check=False).returncode


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    with tempfile.TemporaryDirectory(prefix="kb-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        if not _may_mount(name):
            pytest.skip("this machine does not let us mount")
        port = free_port()
        process = await asyncio.create_subprocess_exec(
            *(*ALONE, MOUNTED, "sh", name, sys.executable, "-m", "cms.cli", "serve"),
            env={
                **os.environ, "CMS_DATABASE_URL": "", "CMS_VAR": f"{name}/var",
                "CMS_PORT": str(port), "CMS_ADMIN_PASSWORD": PASSWORD,
            },
            stdout=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        site = Served(process, port, folder)
        try:
            await site.until_ready()
            yield site
        finally:
            await site.client.aclose()
            if process.returncode is None:
                process.terminate()
            await process.wait()


async def test_a_disk_that_is_full_is_told_and_goes_on_once_it_is_not(served: Served) -> None:
    await served.log_in()
    assert (await served.saved("Eerst")).is_success

    for left in (LEAST_FREE - 2**20, 0):
        served.fill(left)
        for _ in range(10):
            refused = await served.saved("Vol")
            assert refused.status_code == 503, refused.text
            assert refused.headers["retry-after"] == "5"
            await served.reads()
            await asyncio.sleep(0.5)
    served.free()

    assert (await served.saved("Daarna")).is_success
    rows = (await served.client.get(PAGES)).json()["rows"]
    assert {"Eerst", "Daarna"} <= {row["title_nl"] for row in rows}
    assert "Vol" not in {row["title_nl"] for row in rows}
