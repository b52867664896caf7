"""Which occurrence comes next, of a series and of all: by when each is over."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cms.database.engine import execute

ID = "2026-11-22T12:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Indexes of the ends of occurrences"

STATEMENTS = (
    "CREATE INDEX occurrence_end ON occurrence (series, ends_at)",
    "CREATE INDEX occurrence_over ON occurrence (ends_at)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await execute(statement)

    manager.add_raw(run)
    return manager
