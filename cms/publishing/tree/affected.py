"""Which addresses an act changed: asked in the transaction of the act, which knows its own rows."""

from cms.database.engine import fetch

# A row that can be seen although its transaction still runs is our own, also behind a savepoint.
_AFFECTED = """
SELECT DISTINCT path FROM publication
WHERE CASE WHEN xmin::text::bigint >= pg_current_xact_id()::text::bigint & 4294967295
    THEN pg_xact_status(((pg_current_xact_id()::text::bigint & ~4294967295::bigint)
        | xmin::text::bigint)::text::xid8) = 'in progress' END
ORDER BY path
"""


async def affected_paths() -> list[str]:
    """The addresses whose publications this transaction made or ended, in a dry run too."""
    return [row["path"] for row in await fetch(_AFFECTED)]
