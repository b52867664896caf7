"""Dumping the database as it is at one moment, and putting a dump in its place: all of it or nothing."""

import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import IO, NoReturn

import asyncpg

from cms.backup.content import (
    PLAIN_FORMS,
    TABLES,
    Content,
    TableContent,
    content_hash,
    differing,
    hashed_tables,
    statement,
)
from cms.backup.programs import Server, failed
from cms.database.roles import Role, connected
from cms.errors import N_, CmsError
from cms.publishing.library.receiving import no_bytes_go
from cms.settings import Settings

_LOCK_SECONDS = 15
_PATIENT = "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0;"
"""The moment lasts as long as copying does, whatever the server gives to others."""
_SINCE_17 = b"SET transaction_timeout = 0;\n"
_PREAMBLE = 30
"""In so many lines a dump says how the session is to be, before there is any data."""
_END = "klankbord: no more rows"
_FILES = "SELECT DISTINCT digest, size FROM asset WHERE digest <> '' ORDER BY digest"
_OTHERS = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
    AND pid <> pg_backend_pid() AND backend_type = 'client backend'
    AND application_name LIKE 'klankbord%'
"""
_SOMETHING = "SELECT EXISTS (SELECT FROM node) OR EXISTS (SELECT FROM asset)"
_MIGRATIONS = "SELECT app_name || '/' || name AS name FROM migration ORDER BY app_name, name"


class ContentDiffers(CmsError):
    """What was restored is not what the backup says; nothing was changed."""

    code = "content_differs"
    status = 500


@dataclass(frozen=True)
class Moment:
    """The database as it is at one moment: what it holds, and the snapshot for others to see the same.

    ``files`` are the digests of the library's files with their sizes.
    """

    snapshot: str
    version: str
    major: int
    migrations: tuple[str, ...]
    content: Content
    files: dict[str, int]


@asynccontextmanager
async def held_still(settings: Settings) -> AsyncIterator[Moment]:
    """The database at one moment, which lasts as long as the block. Others go on writing meanwhile.

    No bytes of the library's files are forgotten in the meantime.
    """
    connection = await connected(settings, Role.OWNER)
    try:
        await connection.execute(PLAIN_FORMS + _PATIENT)
        async with (
            no_bytes_go(connection),
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield await _moment(connection)
    finally:
        await connection.close()


async def _moment(connection: asyncpg.Connection) -> Moment:
    tables = hashed_tables([row["tablename"] for row in await connection.fetch(TABLES)])
    if "node" not in tables:
        raise CmsError(N_("The database holds no site yet. Run cms migrate first."))
    rows = await connection.fetch(statement(tables))
    return Moment(
        snapshot=await connection.fetchval("SELECT pg_export_snapshot()"),
        version=await connection.fetchval("SHOW server_version"),
        major=connection.get_server_version().major,
        migrations=tuple(row["name"] for row in await connection.fetch(_MIGRATIONS)),
        content={row["name"]: TableContent(row["rows"], row["hash"]) for row in rows},
        files={row["digest"]: row["size"] for row in await connection.fetch(_FILES)},
    )


@dataclass(frozen=True)
class Place:
    """The database that something is to be restored into."""

    major: int
    filled: bool
    others: int


async def look_around(settings: Settings) -> Place:
    """Whether there is a site already, and how many others use the database now."""
    connection = await connected(settings, Role.OWNER)
    try:
        known = {row["tablename"] for row in await connection.fetch(TABLES)}
        filled = {"node", "asset"} <= known and await connection.fetchval(_SOMETHING)
        others = await connection.fetchval(_OTHERS)
        return Place(connection.get_server_version().major, bool(filled), others)
    finally:
        await connection.close()


def dump(server: Server, snapshot: str, target: Path) -> None:
    """Write what a snapshot sees, in PostgreSQL's own format. Raises `DumpFailed`."""
    server.run(
        "pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--no-password",
        f"--snapshot={snapshot}", f"--file={target}",
    )  # fmt: skip


def restore(server: Server, source: Path, wanted: Content) -> None:
    """Put a dump in the place of all that is there, in one transaction, and compare before it ends.

    Raises `DumpFailed` and `ContentDiffers`; then nothing was changed.
    """
    with tempfile.TemporaryDirectory() as folder, _talking(server) as psql:
        chosen = Path(folder) / "list"
        chosen.write_text(_without_the_schema(server, source))
        psql.say(
            f"BEGIN; SET LOCAL lock_timeout = '{_LOCK_SECONDS}s'; DROP SCHEMA public CASCADE;"
            " CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC;\n\\o /dev/null\n"
        )
        psql.play(
            [
                server.programs["pg_restore"], "--no-owner", "--no-privileges",
                f"--use-list={chosen}", "--file=-", str(source),
            ]
        )  # fmt: skip
        psql.say(
            f"\\o\n{PLAIN_FORMS} SET search_path = public, pg_catalog;\n{statement([*wanted])};\n"
        )
        psql.say(f"\\echo {_END}\n")
        found = dict(_tables(psql.rows()))
        if content_hash(found) != content_hash(wanted):
            raise ContentDiffers(
                N_("What was restored differs from the backup in {tables}. Nothing was changed."),
                tables=", ".join(differing(found, wanted)),
            )
        psql.say("COMMIT;\n")


def _without_the_schema(server: Server, source: Path) -> str:
    """The contents of a dump but for the schema itself, which is there already."""
    program = [server.programs["pg_restore"], "--list", str(source)]
    done = subprocess.run(program, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise failed("pg_restore", done.stderr)
    lines = done.stdout.splitlines()
    return "\n".join(one for one in lines if " SCHEMA - public " not in f"{one} ") + "\n"


def _tables(lines: Iterator[str]) -> Iterator[tuple[str, TableContent]]:
    for line in lines:
        name, rows, digest = line.split("|")
        yield name, TableContent(int(rows), digest)


def handed_on(source: IO[bytes], target: IO[bytes]) -> None:
    """All of it, but for what our programs begin with and an older server does not know."""
    for _ in range(_PREAMBLE):
        line = source.readline()
        if line != _SINCE_17:
            target.write(line)
    shutil.copyfileobj(source, target)
    target.flush()


class _Talk:
    """A psql that takes what it is told, and stops at the first thing that is wrong."""

    def __init__(self, process: "subprocess.Popen[str]", complaints: IO[str]) -> None:
        self._process = process
        self._complaints = complaints

    def say(self, text: str) -> None:
        """Tell it what to do. Raises `DumpFailed` when it listens no more."""
        assert self._process.stdin
        try:
            self._process.stdin.write(text)
            self._process.stdin.flush()
        except BrokenPipeError:
            self.check()

    def play(self, command: list[str]) -> None:
        """Let it take what another program prints."""
        pipe = self._process.stdin
        assert isinstance(pipe, TextIOWrapper)
        with (
            tempfile.TemporaryFile() as complaints,
            subprocess.Popen(  # noqa: S603 - no shell
                command, stdout=subprocess.PIPE, stderr=complaints
            ) as played,
        ):
            assert played.stdout
            with suppress(BrokenPipeError):  # it listens no more, and is asked why below
                handed_on(played.stdout, pipe.buffer)
            played.stdout.close()
            if played.wait():
                with suppress(BrokenPipeError):
                    pipe.close()  # it ends now, if it has not: nothing was committed
                if self._process.wait():
                    self.check()  # it stopped listening, and knows why
                complaints.seek(0)
                raise failed("pg_restore", complaints.read().decode(errors="replace"))

    def rows(self) -> Iterator[str]:
        """The lines that it answers with, until we are told that there are no more."""
        assert self._process.stdout
        for line in self._process.stdout:
            if line.strip() == _END:
                return
            if line.strip():
                yield line.strip()
        self.check()
        raise failed("psql", "")

    def check(self) -> NoReturn:
        """Raise `DumpFailed` with what stopped it."""
        self._process.wait()
        self._complaints.seek(0)
        raise failed("psql", self._complaints.read())


@contextmanager
def _talking(server: Server) -> Iterator[_Talk]:
    """A psql; when the block raises it has committed nothing, since it was not told to."""
    with tempfile.TemporaryFile("w+") as complaints, subprocess.Popen(  # noqa: S603 - as above
        server.command("psql", "-X", "-q", "-A", "-t", "-w", "-v", "ON_ERROR_STOP=1"),
        env=server.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints,
        text=True,
    ) as process:  # fmt: skip
        talk = _Talk(process, complaints)
        yield talk
        assert process.stdin
        process.stdin.close()
        if process.wait():
            talk.check()
