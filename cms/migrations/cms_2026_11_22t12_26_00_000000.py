"""What those who attended a session wrote of it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cms.database.engine import execute

ID = "2026-11-22T12:26:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Reports of sessions"

STATEMENTS = (
    """
    CREATE TABLE report (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        session varchar(16) NOT NULL,
        locale varchar(10) NOT NULL,
        name varchar(100) NOT NULL,
        title varchar(200) NOT NULL,
        text text NOT NULL,
        email varchar(254) NOT NULL DEFAULT '',
        consent varchar(64) NOT NULL DEFAULT '',
        state varchar(10) NOT NULL DEFAULT 'waiting'
            CHECK (state IN ('waiting', 'accepted', 'rejected')),
        sent_at timestamptz NOT NULL DEFAULT now(),
        decided_at timestamptz,
        decided_by varchar(150) NOT NULL DEFAULT '',
        CHECK ((state = 'waiting') = (decided_at IS NULL))
    )
    """,
    "CREATE INDEX report_session ON report (session, state)",
)


async def forwards() -> MigrationManager:
    """Called by Piccolo."""
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await execute(statement)

    manager.add_raw(run)
    return manager
