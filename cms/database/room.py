"""Whether there is room for what is written, asked before PostgreSQL finds out in its own way.

Where its log of changes has no room PostgreSQL stops, and takes reading with it. So the last of the disk
is kept for what it writes by itself. A server of one's own may be elsewhere: its disk is its keeper's. It
says by itself that it is full, and that is told in the same words (`outages.unavailable`).
"""

import os

from cms.database.outages import NoRoom
from cms.settings import Settings

LEAST_FREE = 64 * 2**20
"""Bytes: a few segments of its log, and a checkpoint."""


def check_room(settings: Settings) -> None:
    """Let nothing be begun that may fill the disk of the embedded server. Raises `NoRoom`."""
    if settings.database_url:
        return
    try:
        disk = os.statvfs(settings.var / "postgres")
    except OSError:
        return  # the data are where we may not look
    if disk.f_bavail * disk.f_frsize < LEAST_FREE:
        raise NoRoom
