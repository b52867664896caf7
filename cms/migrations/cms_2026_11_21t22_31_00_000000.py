"""Drafts say of which revision they are, so that a client can say which one it saw."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cms.database.engine import execute

ID = "2026-11-21T22:31:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Drafts know their revision"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)

    async def run() -> None:
        await execute("DELETE FROM draft")
        await execute("ALTER TABLE draft ADD COLUMN revision integer NOT NULL")

    manager.add_raw(run)
    return manager
