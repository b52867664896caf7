"""The examination: each check by itself, so that one that cannot be made hides no other."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

import asyncpg

from cms.doctor import database, machine
from cms.doctor.findings import Finding, State, Told
from cms.doctor.settings import check_settings
from cms.errors import N_, CmsError
from cms.settings import Settings

PATIENCE_SECONDS = 20.0
Check = Callable[[Settings], AsyncIterator[Finding]]
HERE: Sequence[Check] = (
    check_settings,
    machine.check_folder,
    machine.check_disk,
    machine.check_media,
    machine.check_catalogues,
    machine.check_mail,
)
OF_DATABASE: Sequence[Check] = (
    database.check_role,
    database.check_extensions,
    database.check_migrations,
    database.check_clock,
    database.check_connections,
    database.check_jobs,
)


async def examine(settings: Settings) -> list[Finding]:
    """All findings. Of a database that does not answer it is only said that it does not."""
    first = await _made(database.check_server, settings)
    found = [*await examine_here(settings), *first]
    if any(one.state is State.FAILED for one in first):
        return found
    return found + [one for check in OF_DATABASE for one in await _made(check, settings)]


async def examine_here(settings: Settings) -> list[Finding]:
    """What can be found without a database."""
    return [one for check in HERE for one in await _made(check, settings)]


def no_database(error: CmsError) -> Finding:
    """What is found of an embedded database that cannot be had."""
    return Told("database").failed(
        N_("There is no database: {reason}"),
        N_("Look at the log of PostgreSQL that it names, or at the folder CMS_VAR."),
        reason=error.message,
    )


async def _made(check: Check, settings: Settings) -> list[Finding]:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return [one async for one in check(settings)]
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        kind = getattr(error, "sqlstate", None) or type(error).__name__
        return [
            Told("database").failed(
                N_("The database cannot be asked ({reason})."),
                N_(
                    "Look at CMS_DATABASE_URL: host, port, user, password, name of the database;"
                    " whether the server runs; and at pg_hba.conf."
                ),
                reason=kind,
            )
        ]
