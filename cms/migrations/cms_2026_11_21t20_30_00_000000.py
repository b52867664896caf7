"""Who ended a publication: by publishing again, or by retracting."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cms.database.engine import execute

ID = "2026-11-21T20:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Who ended a publication"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)

    async def run() -> None:
        await execute("ALTER TABLE publication ADD COLUMN ended_by varchar(150)")

    manager.add_raw(run)
    return manager
