"""The spool of letters that wait to be sent."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cms.database.engine import execute

ID = "2026-11-22T12:41:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Mail spool"

STATEMENTS = (
    """
    CREATE TABLE mail (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        recipient varchar(320) NOT NULL,
        subject varchar(200) NOT NULL,
        text text NOT NULL,
        html text NOT NULL,
        reply_to varchar(320) NOT NULL,
        unsubscribe text NOT NULL,
        locale varchar(10) NOT NULL,
        posted_at timestamptz NOT NULL DEFAULT now(),
        since timestamptz NOT NULL DEFAULT now(),
        due_at timestamptz NOT NULL DEFAULT now(),
        attempts integer NOT NULL DEFAULT 0,
        reason varchar(100) NOT NULL DEFAULT '',
        sent_at timestamptz,
        failed_at timestamptz)
    """,
    "CREATE INDEX mail_due ON mail (due_at) WHERE sent_at IS NULL AND failed_at IS NULL",
    "CREATE INDEX mail_posted_at ON mail (posted_at)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await execute(statement)

    manager.add_raw(run)
    return manager
