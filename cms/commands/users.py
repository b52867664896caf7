"""`cms user`: people who may log in to the editors' panel."""

import asyncio
import getpass
import secrets
import sys

from admin.users import ensure_user
from cms.commands.serving import bring_up_to_date, database, say
from cms.database.engine import pool
from cms.settings import Settings


def run_add(settings: Settings, name: str, *, superuser: bool) -> int:
    """Add a person, or give one a new password: asked for at a terminal, else made and printed."""
    typed = (
        getpass.getpass(f"Password for {name} (empty: make one): ") if sys.stdin.isatty() else ""
    )
    password = typed or secrets.token_urlsafe(12)
    with database(settings):
        asyncio.run(_add(name, password, superuser=superuser))
    say(f"{name} may log in at {settings.public_url}/admin/")
    if not typed:
        sys.stdout.write(password + "\n")
    return 0


async def _add(name: str, password: str, *, superuser: bool) -> None:
    await bring_up_to_date()
    async with pool(most=2):
        await ensure_user(name, password, superuser=superuser, replace=True)
