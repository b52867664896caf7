"""A PostgreSQL with streaming replicas, all of them real, made for one test and gone after it."""

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

from cms.database.binaries import find_programs
from cms.database.ownership import Account, unprivileged_user

QUICK = ("fsync=off", "listen_addresses=", "wal_level=replica", "shared_buffers=16MB")


@dataclass
class Cluster:
    """One server of PostgreSQL: its programs, its data, and its process while it runs."""

    folder: Path
    account: Account
    settings: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def pid(self) -> int:
        assert self.process
        return self.process.pid

    def url(self, database: str = "postgres") -> str:
        """Its address, for a client of this machine."""
        return f"postgresql://cms@/{database}?host={self.folder}"

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs as the user of the server, to its end."""
        found = find_programs(self.account, None)
        subprocess.run(
            [found[program], *arguments],
            check=True, capture_output=True, cwd="/", **self.account.becoming(),
        )  # fmt: skip

    def start(self) -> None:
        """Start it, without waiting."""
        found = find_programs(self.account, None)
        told = [one for each in (*QUICK, *self.settings) for one in ("-c", each)]
        self.process = subprocess.Popen(
            [found["postgres"], "-D", str(self.data), *told, "-k", str(self.folder)],
            stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd="/",
            start_new_session=True, **self.account.becoming(),
        )  # fmt: skip

    def stop(self) -> None:
        """Stop it, whatever state it is in."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGCONT)
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()

    def kill(self) -> None:
        """``kill -9`` of all its processes."""
        os.killpg(self.pid, signal.SIGKILL)
        assert self.process
        self.process.wait()

    async def ask(self, sql: str, *values: Any, database: str = "postgres") -> Any:
        """The first value of a statement, on a connection of its own."""
        connection = await asyncpg.connect(self.url(database))
        try:
            return await connection.fetchval(sql, *values)
        finally:
            await connection.close()

    async def ready(self) -> None:
        """Wait until it takes connections."""
        async with asyncio.timeout(30):
            while True:
                try:
                    await self.ask("SELECT 1")
                except (OSError, asyncpg.PostgresError):
                    await asyncio.sleep(0.02)
                else:
                    return


@contextmanager
def _folder() -> Iterator[tuple[Path, Account]]:
    account = unprivileged_user()
    folder = Path(tempfile.mkdtemp(prefix="klankbord-pg-"))
    if not account.is_mine:
        os.chown(folder, account.uid, account.gid)
    try:
        yield folder, account
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def primary(*settings: str) -> AsyncIterator[Cluster]:
    """A server of its own, empty."""
    with _folder() as (folder, account):
        made = Cluster(folder, account, settings)
        made.run(
            "initdb", "-D", str(made.data), "-U", "cms", "-A", "trust", "--no-sync", "-E", "UTF8"
        )
        made.start()
        try:
            await made.ready()
            yield made
        finally:
            made.stop()


@asynccontextmanager
async def replica(of: Cluster, *settings: str) -> AsyncIterator[Cluster]:
    """One that follows another server, as PostgreSQL's own programs make it."""
    with _folder() as (folder, account):
        made = Cluster(folder, account, ("hot_standby=on", *settings))
        await asyncio.to_thread(
            made.run, "pg_basebackup", "-D", str(made.data), "-h", str(of.folder), "-U", "cms",
            "-c", "fast", "-R", "--no-sync",
        )  # fmt: skip
        made.start()
        try:
            await made.ready()
            yield made
        finally:
            made.stop()


def serving(of: Cluster, *followers: Cluster, database: str = "postgres") -> Mapping[str, str]:
    """The settings with which a process uses them."""
    replicas = " ".join(one.url(database) for one in followers)
    return {"CMS_DATABASE_URL": of.url(database), "CMS_REPLICA_URLS": replicas}
