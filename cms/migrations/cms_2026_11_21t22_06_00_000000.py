"""The second factor, and its recovery codes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cms.database.engine import execute

ID = "2026-11-21T22:06:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The second factor"

STATEMENTS = (
    """
CREATE TABLE second_factor (
    user_id integer PRIMARY KEY REFERENCES piccolo_user ON DELETE CASCADE,
    secret varchar(64) NOT NULL,
    confirmed_at timestamptz,
    last_step bigint NOT NULL DEFAULT 0)
""",
    """
CREATE TABLE recovery_code (
    user_id integer NOT NULL REFERENCES piccolo_user ON DELETE CASCADE,
    code_hash bytea NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (user_id, code_hash))
""",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)

    async def run() -> None:
        for sql in STATEMENTS:
            await execute(sql)

    manager.add_raw(run)
    return manager
