"""Which pictures one can see through: only those are offered as PNG."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cms.database.engine import execute

ID = "2026-11-22T16:51:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Transparent pictures"

STATEMENTS = (
    "ALTER TABLE asset ADD COLUMN transparent boolean NOT NULL DEFAULT false",
    # Of what is there already it is not known, so it is offered as it was.
    "UPDATE asset SET transparent = true WHERE kind = 'image' AND media_type <> 'image/jpeg'",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await execute(statement)

    manager.add_raw(run)
    return manager
