"""Bringing a database up to the code, once, however many processes start together."""

import contextlib
import io
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import asyncpg
from piccolo.apps.migrations.commands.forwards import ForwardsMigrationManager, run_forwards

from cms.database.engine import engine, fetch
from cms.database.granting import arrange
from cms.database.outages import Unavailable, is_lost
from cms.database.roles import Role, acting_as
from cms.errors import N_, CmsError
from cms.settings import settings

APPS = ("user", "session_auth", "cms")
"""What is migrated, in this order."""
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
        async with _alone(APPS[-1]) as connection:
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
    """Apply one migration, unless another process did meanwhile: Piccolo joins our transaction."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        result = await run_forwards(app, migration_id=name)
    if not result.success:
        raise MigrationFailed(
            N_("Migrating {app} failed: {reason}"), app=app, reason=result.message
        )


@cache
def _known(app: str) -> frozenset[str]:
    runner = ForwardsMigrationManager(app)
    folder = runner.get_app_config(app).resolved_migrations_folder_path
    return frozenset(runner.get_migration_ids(runner.get_migration_modules(folder)))


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
