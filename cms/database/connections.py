"""How many connections a process may open, and whether its database has so many."""

from cms.database.engine import fetch
from cms.errors import N_
from cms.settings import BadSetting, Settings

LISTENING = 1
_MOST = """
SELECT current_setting('max_connections')::int
    - current_setting('superuser_reserved_connections')::int AS most
"""


def needed(settings: Settings) -> int:
    """The most that one process has open to the database at once."""
    return settings.pool_size + settings.reader_pool_size + LISTENING


async def check_connections(settings: Settings) -> None:
    """Refuse sizes that the database could never serve, not even to one process. Raises `BadSetting`."""
    [row] = await fetch(_MOST)
    if needed(settings) > row["most"]:
        raise BadSetting(
            N_(
                "CMS_POOL_SIZE and CMS_READER_POOL_SIZE ask for {needed} connections,"
                " and the database has {most} for all of its clients."
            ),
            needed=needed(settings),
            most=row["most"],
        )
