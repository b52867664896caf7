"""Bringing a database up to the code, once, however many processes start together."""

import contextlib
import io
from collections.abc import Sequence
from functools import cache

import asyncpg
from piccolo.apps.migrations.commands.forwards import ForwardsMigrationManager, run_forwards

from cms.database.engine import engine, fetch
from cms.errors import N_, CmsError

LOCK = 0x6B6C616E6B626F72  # "klankbor": the advisory lock's number, the same in every version


class MigrationFailed(CmsError):
    """A migration could not be applied; the database is as it was before that migration."""

    code = "migration_failed"
    status = 500


async def migrate(derived: Sequence[str]) -> None:
    """Apply all migrations, then the derived statements, under an advisory lock.

    Raises `MigrationFailed`. A process that comes second waits, and finds nothing to do.
    """
    connection = await engine.get_new_connection()
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
        await _forwards()
        async with connection.transaction():
            for sql in derived:
                await connection.execute(sql)
    except asyncpg.PostgresError as error:
        raise MigrationFailed(
            N_("Migrating {app} failed: {reason}"), app="cms", reason=str(error)
        ) from error
    finally:
        await connection.close()


async def _forwards() -> None:
    printed = io.StringIO()
    for app in ("user", "session_auth", "cms"):
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            result = await run_forwards(app)
        if not result.success:
            raise MigrationFailed(
                N_("Migrating {app} failed: {reason}"), app=app, reason=result.message
            )


@cache
def known_migrations() -> frozenset[str]:
    """The migrations that this code has."""
    runner = ForwardsMigrationManager("cms")
    folder = runner.get_app_config("cms").resolved_migrations_folder_path
    return frozenset(runner.get_migration_ids(runner.get_migration_modules(folder)))


async def pending() -> frozenset[str]:
    """The migrations that this code has and the database has not."""
    if not await fetch("SELECT 1 FROM pg_tables WHERE tablename = 'migration'"):
        return known_migrations()
    ran = await fetch("SELECT name FROM migration WHERE app_name = 'cms'")
    return known_migrations() - {row["name"] for row in ran}
