"""How often somebody failed to log in lately."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cms.database.engine import execute

ID = "2026-11-21T19:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Failed logins"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)

    async def run() -> None:
        # Unlogged: losing it in a crash costs nothing, and a flood of attempts writes no WAL.
        await execute(
            "CREATE UNLOGGED TABLE login_failure ("
            " subject char(64) PRIMARY KEY, level double precision NOT NULL,"
            " at timestamptz NOT NULL)"
        )

    manager.add_raw(run)
    return manager
