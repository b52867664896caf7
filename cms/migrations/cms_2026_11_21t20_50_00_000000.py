"""From where somebody logged in lately."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cms.database.engine import execute

ID = "2026-11-21T20:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Successful logins"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)

    async def run() -> None:
        await execute(
            "CREATE TABLE login_success (subject char(64) PRIMARY KEY, at timestamptz NOT NULL)"
        )

    manager.add_raw(run)
    return manager
