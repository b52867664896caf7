"""`cms audit`: the log of privileged acts, to be kept elsewhere."""

import sys

from cms.access.actors import system
from cms.access.audit_log import Wanted, exported
from cms.commands.databases import done_on
from cms.settings import Settings

ACTOR = system("cms audit")


def run_export(settings: Settings, form: str) -> int:
    """Write every act, the newest first."""
    done_on(settings, lambda: _export(form))
    return 0


async def _export(form: str) -> None:
    async for piece in await exported(ACTOR, Wanted(), form):
        sys.stdout.write(piece)
