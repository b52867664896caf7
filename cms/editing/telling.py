"""Telling every process that working copies changed, for the previews that somebody watches."""

from cms.database.engine import execute

CHANNEL = "cms_changed"
"""The channel on which all processes hear what changed, of the public's and of working copies."""
DRAFTED = "drafted"


async def tell_drafted() -> None:
    """Let every process hear, once this transaction is committed, that some working copy changed.

    PostgreSQL says it once, however often a transaction tells it. Which one changed is not said: that
    is nobody's business who may not see it.
    """
    await execute("SELECT pg_notify($1, $2)", CHANNEL, f'{{"kind":"{DRAFTED}"}}')
