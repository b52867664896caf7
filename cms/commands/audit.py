"""`cms audit`: the log of privileged acts, to be kept elsewhere."""

import asyncio
import sys

from cms.access.actors import system
from cms.access.audit_log import Wanted, exported
from cms.commands.databases import bring_up_to_date, database
from cms.database.engine import pool
from cms.settings import Settings

ACTOR = system("cms audit")


def run_export(settings: Settings, form: str) -> int:
    """Write every act, the newest first."""
    with database(settings):
        asyncio.run(_export(form))
    return 0


async def _export(form: str) -> None:
    await bring_up_to_date()
    async with pool(most=2):
        async for piece in await exported(ACTOR, Wanted(), form):
            sys.stdout.write(piece)
