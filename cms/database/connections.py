"""How many connections a process may open, and whether its database has so many."""

from cms.database.engine import fetch
from cms.errors import N_
from cms.settings import BadSetting, Settings
from cms.settings.groups.jobs import INSIDE

LISTENING = 1
PULSE = 1
QUEUE = 5
"""The worker's own: its pool, and one of each lane that hears of new jobs."""
READERS = 2
"""Editors read on connections of their own, and so does the public."""
_MOST = """
SELECT current_setting('max_connections')::int
    - current_setting('superuser_reserved_connections')::int AS most
"""


def needed(settings: Settings) -> int:
    """The most that one process has open to the database at once."""
    own = settings.pool_size + READERS * settings.reader_pool_size + LISTENING + PULSE
    return own + (QUEUE if settings.jobs == INSIDE else 0)


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
