"""A session knows when its owner last gave their password; undoing knows of people too."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cms.database.engine import execute

ID = "2026-11-22T01:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "When a session was confirmed"

STATEMENTS = (
    # Whoever is logged in while this runs is asked once more.
    "ALTER TABLE login_session ADD COLUMN confirmed_at timestamptz NOT NULL DEFAULT '-infinity'",
    "ALTER TABLE login_session ALTER COLUMN confirmed_at SET DEFAULT now()",
    # The name of a user or a group, where it is not an entry.
    "ALTER TABLE undo ALTER COLUMN uid TYPE varchar(150)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)

    async def run() -> None:
        for sql in STATEMENTS:
            await execute(sql)

    manager.add_raw(run)
    return manager
