"""A real PostgreSQL for every test that touches data: a server a process, emptied between tests."""

import os
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from hypothesis import settings as hypothesis_settings

# Settings are read when `cms` is first imported: the tests' own folder must be named before that.
_VAR = tempfile.mkdtemp(prefix="klankbord-test-")
os.environ["CMS_VAR"] = _VAR
os.environ.pop("LANGUAGE", None)  # a person's wish, which goes before the locale that a test names
os.environ.setdefault("CMS_DATABASE_URL", os.environ.get("CMS_TEST_DATABASE_URL", ""))

from cms.content.constraints import statements  # noqa: E402
from cms.content.discovery import installed  # noqa: E402
from cms.database.cluster import DATABASE  # noqa: E402
from cms.database.embedded import erase, running  # noqa: E402
from cms.database.engine import execute, pool  # noqa: E402
from cms.database.migrations import migrate  # noqa: E402
from cms.database.roles import Role, acting_as, connected  # noqa: E402
from cms.settings import settings  # noqa: E402
from tests import logs  # noqa: E402
from tests.mailbox import Inbox  # noqa: E402

# A shared machine may pause in the middle of an example: that says nothing about the code.
hypothesis_settings.register_profile("ours", deadline=None)
hypothesis_settings.load_profile("ours")


def pytest_configure(config: pytest.Config) -> None:
    """Two processes would empty one named database under each other's feet; and logs are scanned."""
    config.pluginmanager.register(logs.Plugin(), "logs")
    if settings.database_url and config.getoption("numprocesses", None):
        raise pytest.UsageError("CMS_TEST_DATABASE_URL names one database: add WORKERS=0")


# What never had a row has no size.
_EMPTY = """
DO $$ DECLARE name text; BEGIN SET LOCAL session_replication_role = replica;
FOR name IN SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'migration'
        AND pg_relation_size(oid) > 0
LOOP EXECUTE format('DELETE FROM %I', name); END LOOP; END $$
"""


@pytest.fixture(scope="session")
def server() -> Iterator[None]:
    """The embedded PostgreSQL, or the server that CMS_TEST_DATABASE_URL names."""
    if settings.database_url:
        yield
        return
    with running(Path(_VAR)):
        yield
    logs.look_through_server(Path(_VAR))
    erase(Path(_VAR))
    shutil.rmtree(_VAR, ignore_errors=True)


@pytest.fixture(scope="session")
async def migrated(server: None) -> AsyncIterator[None]:
    if not settings.database_url:  # no commit of ours need wait for the disk
        with acting_as(Role.OWNER):
            await execute(f"ALTER DATABASE {DATABASE} SET synchronous_commit = off")
    await migrate(statements(installed().values()))
    async with pool():
        yield
    for one in _owner:
        one.terminate()


@pytest.fixture
async def database(migrated: None) -> None:
    """An empty, migrated database."""
    await empty_all_tables()


_owner: list[Any] = []
"""The connection that empties tables: one for all tests, unless one of them cut it."""


async def empty_all_tables() -> None:
    """DELETE, not TRUNCATE: on small tables it is many times faster. Only the owner may."""
    if not _owner or _owner[0].is_closed():
        _owner[:] = [await connected(settings, Role.OWNER)]
    await _owner[0].execute(_EMPTY)


@pytest.fixture
async def inbox() -> AsyncIterator[tuple[Inbox, str]]:
    """A real SMTP server on loopback, and its address."""
    box = Inbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, f"smtp://127.0.0.1:{port}"
    controller.stop()
