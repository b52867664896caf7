"""What was typed and not saved is shown for an hour: so it is known when it was written."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cms.database.engine import execute

ID = "2026-11-22T16:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "When the texts of previews beside the form were typed"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)

    async def run() -> None:
        await execute("ALTER TABLE preview ADD COLUMN typed_at timestamptz")

    manager.add_raw(run)
    return manager
