"""Whether there is a database to work with, and waiting until there is.

The embedded one is started by the process itself, and again if it is lost. One of your own may come up after
us, or go away.
"""

import asyncio
import logging

import asyncpg

from cms.database.embedded import ensure
from cms.database.outages import is_lost
from cms.database.roles import Role, connected
from cms.settings import Settings

BETWEEN_SECONDS = 1.0

logger = logging.getLogger(__name__)


async def answers(settings: Settings) -> bool:
    """Whether the database takes a connection. Raises what asyncpg does if it never will."""
    try:
        connection = await connected(settings, Role.OWNER)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        if not is_lost(error):
            raise
        return False
    await connection.close()
    return True


async def until_it_answers(settings: Settings) -> None:
    """Return when the database takes connections; it is told once in the log that it does not.

    The embedded server is started again: nobody else does. Raises `DatabaseUnavailable` if it cannot be.
    """
    told = False
    while not await answers(settings):
        if not told:
            logger.warning("The database does not answer yet; it is waited for")
            told = True
        if not settings.database_url:
            await asyncio.to_thread(ensure, settings.var)
        await asyncio.sleep(BETWEEN_SECONDS)
