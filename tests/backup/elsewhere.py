"""Another instance beside the one that the tests use: a database and a folder of its own."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from subprocess import CompletedProcess
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

from cms.backup.archive import verified
from cms.backup.content import (
    PLAIN_FORMS,
    TABLES,
    TableContent,
    content_hash,
    hashed_tables,
    statement,
)
from cms.backup.restoring import Restored, restore_backup
from cms.content.identity import mint_uid
from cms.database.embedded import location
from cms.database.engine import engine
from cms.settings import Settings, settings
from tests.forking import ROOT


@dataclass(frozen=True)
class Elsewhere:
    """An instance by the settings that name it."""

    url: str
    var: Path

    async def cms(self, *arguments: str) -> CompletedProcess[str]:
        """`cms` as an operator of that instance runs it."""
        return await asyncio.to_thread(self._run, arguments)

    def _run(self, arguments: tuple[str, ...]) -> CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "cms.cli", *arguments],
            env=self._environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip

    async def begun(self, *arguments: str) -> asyncio.subprocess.Process:
        """`cms` that goes on meanwhile."""
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "cms.cli", *arguments,
            env=self._environment, cwd=ROOT, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    @property
    def _environment(self) -> dict[str, str]:
        told = {"CMS_DATABASE_URL": self.url, "CMS_VAR": str(self.var), "LC_ALL": "en_GB.UTF-8"}
        return {**os.environ, **told, "PYTHONPATH": str(ROOT)}

    @property
    def settings(self) -> Settings:
        """Its settings; what is kept of the library's files is ours, in this process."""
        return replace(settings, database_url=self.url, owner_database_url="", var=self.var)

    async def restored(self, file: Path, *, replace_it: bool = True) -> Restored:
        """What came of restoring a backup here, without a process of its own."""
        return await restore_backup(self.settings, file, replace=replace_it)

    async def having(self, file: Path) -> None:
        """Let the site of a backup be here, if it is not yet."""
        if await self.content_hash() != verified(file).hash:
            await self.restored(file)

    async def fetch(self, sql: str) -> list[dict[str, object]]:
        """Rows of its database."""
        connection = await asyncpg.connect(self.url)
        try:
            await connection.execute(PLAIN_FORMS)
            return [dict(row) for row in await connection.fetch(sql)]
        finally:
            await connection.close()

    async def content_hash(self) -> str:
        """The hash of what it holds now."""
        tables = hashed_tables([str(row["tablename"]) for row in await self.fetch(TABLES)])
        found = await self.fetch(statement(tables))
        return content_hash(
            {
                str(row["name"]): TableContent(int(str(row["rows"])), str(row["hash"]))
                for row in found
            }
        )


def _url(database: str) -> str:
    if settings.database_url:
        return urlunsplit(urlsplit(settings.database_url)._replace(path=f"/{database}"))
    server = location(settings.var)
    return f"postgresql://{server.user}@/{database}?host={quote(server.host)}&port={server.port}"


@asynccontextmanager
async def elsewhere(folder: Path) -> AsyncIterator[Elsewhere]:
    """An instance with nothing in it, not even tables."""
    name = f"elsewhere_{mint_uid()}"
    connection = await asyncpg.connect(**engine.config)
    try:
        await connection.execute(f"CREATE DATABASE {name}")
        yield Elsewhere(_url(name), folder)
    finally:
        await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await connection.execute(f"DROP ROLE IF EXISTS {name}_editor, {name}_public")
        await connection.close()
