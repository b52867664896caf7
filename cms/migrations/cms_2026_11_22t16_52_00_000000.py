"""Pictures that were there before it was known which one can see through are offered as they were."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cms.database.engine import execute

ID = "2026-11-22T16:52:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Transparent pictures that were there"

STATEMENT = (
    "UPDATE asset SET transparent = true WHERE kind = 'image' AND media_type <> 'image/jpeg'"
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)

    async def run() -> None:
        await execute(STATEMENT)

    manager.add_raw(run)
    return manager
