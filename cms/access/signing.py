"""The key with which we sign what others hand back to us."""

import secrets

from cms.database.engine import execute, fetch
from cms.settings import settings


async def signing_key() -> str:
    """The settings' secret, or the database's own key, made when it is first asked for."""
    return settings.secret or await _kept_key()


async def _kept_key() -> str:
    found = await fetch("SELECT key FROM signing_key")
    if not found:
        made = secrets.token_urlsafe(32)
        await execute("INSERT INTO signing_key (key) VALUES ($1) ON CONFLICT DO NOTHING", made)
        found = await fetch("SELECT key FROM signing_key")
    return str(found[0]["key"])
