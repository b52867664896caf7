"""Bringing a database up to the code, once, however many processes start together."""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any

import asyncpg

from cms.database.engine import engine, fetch
from cms.database.granting import arrange
from cms.database.outages import Unavailable, is_lost
from cms.database.roles import Role, acting_as
from cms.errors import N_, CmsError
from cms.settings import settings

APPS: Mapping[str, str] = {
    "user": "piccolo.apps.user.piccolo_migrations",
    "session_auth": "piccolo_api.session_auth.piccolo_migrations",
    "cms": "cms.migrations",
}
"""What is migrated, in this order, and where its migrations are."""
FORWARDS = "cms.database.forwards"
NAME = re.compile(r'^ID = "(.+)"$', re.MULTILINE)
"""What a migration is called. Read as text: to load them all takes longer than to ask the database."""
LOCK = 0x6B6C616E6B626F72  # "klankbor": the advisory lock's number, the same in every version


class MigrationFailed(CmsError):
    """A migration could not be applied; the database is as it was before that migration."""

    code = "migration_failed"
    status = 500


async def migrate(derived: Sequence[str]) -> None:
    """Apply all migrations, each with the row that says so, then the derived statements and the roles.

    Each is a transaction of its own, under an advisory lock that ends with it: whoever dies in one leaves
    nothing of it, and whoever comes next goes on there. A process that comes second waits, and finds nothing
    to do. Call it where no pool is open: all of it is done as the owner. Raises `MigrationFailed`, and
    `Unavailable` when the database is lost meanwhile.
    """
    with acting_as(Role.OWNER):
        for app in APPS:
            for name in await _waiting(app):
                async with _alone(app):
                    await _forward(app, name)
        async with _alone("cms") as connection:
            for sql in derived:
                await connection.execute(sql)
            await arrange(connection, settings)


@asynccontextmanager
async def _alone(app: str) -> AsyncIterator[Any]:
    """The connection of a transaction that only one process has at a time."""
    try:
        async with engine.transaction() as transaction:
            await transaction.connection.execute("SELECT pg_advisory_xact_lock($1)", LOCK)
            yield transaction.connection
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        if is_lost(error):
            raise Unavailable from error
        raise MigrationFailed(
            N_("Migrating {app} failed: {reason}"), app=app, reason=str(error)
        ) from error


async def _forward(app: str, name: str) -> None:
    """Apply one migration, unless another process did meanwhile."""
    if reason := await import_module(FORWARDS).forward(app, name):
        raise MigrationFailed(N_("Migrating {app} failed: {reason}"), app=app, reason=reason)


@cache
def _known(app: str) -> frozenset[str]:
    texts = (one.read_text("utf-8") for one in files(APPS[app]).iterdir() if one.is_file())
    return frozenset(found[1] for text in texts if (found := NAME.search(text)))


async def _waiting(app: str) -> list[str]:
    """What this code has of an app and the database has not, in order."""
    if not await fetch("SELECT FROM pg_tables WHERE tablename = 'migration'"):
        return sorted(_known(app))
    ran = await fetch("SELECT name FROM migration WHERE app_name = $1", app)
    return sorted(_known(app) - {row["name"] for row in ran})


def known_migrations() -> frozenset[str]:
    """The migrations that this code has."""
    return _known("cms")


async def pending() -> frozenset[str]:
    """The migrations that this code has and the database has not."""
    return frozenset(await _waiting("cms"))
