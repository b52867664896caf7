"""What a cache in front is yet to be told."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cms.database.engine import execute

ID = "2026-11-22T21:21:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Purges"

STATEMENTS = (
    """
    CREATE TABLE purge (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        value text NOT NULL,
        again boolean NOT NULL,
        due_at timestamptz NOT NULL DEFAULT now()
    )
    """,
    "CREATE INDEX purge_due ON purge (due_at)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await execute(statement)

    manager.add_raw(run)
    return manager
