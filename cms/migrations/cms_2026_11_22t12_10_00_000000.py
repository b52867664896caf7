"""Indexes for calendars, and for what comes next: of a series, and of all."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cms.database.engine import execute

ID = "2026-11-22T12:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Indexes for calendars"

STATEMENTS = (
    "CREATE INDEX occurrence_end ON occurrence (series, ends_at) INCLUDE (starts_at, cancelled)",
    "CREATE INDEX occurrence_over ON occurrence (ends_at)",
    # A month is counted, and sorted, without a look at the publications themselves.
    "DROP INDEX publication_series",
    """
    CREATE INDEX publication_series ON publication (series, locale)
    INCLUDE (content_type, uid, valid) WHERE series <> ''
    """,
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await execute(statement)

    manager.add_raw(run)
    return manager
