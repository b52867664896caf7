"""What protects work in progress: who is editing, what was typed and not saved, what can be undone."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cms.database.engine import execute

ID = "2026-11-21T22:25:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Locks, autosaves and undo tokens"

STATEMENTS = (
    """
    CREATE TABLE edit_lock (
        uid varchar(16) PRIMARY KEY REFERENCES node (uid) ON DELETE CASCADE ON UPDATE CASCADE,
        holder varchar(150) NOT NULL,
        token char(64) NOT NULL,
        since timestamptz NOT NULL,
        expires_at timestamptz NOT NULL)
    """,
    """
    CREATE TABLE autosave (
        user_id integer NOT NULL REFERENCES piccolo_user (id) ON DELETE CASCADE,
        content_type varchar(60) NOT NULL,
        uid varchar(16) NOT NULL,
        draft varchar(20) NOT NULL,
        revision integer NOT NULL,
        typed jsonb NOT NULL,
        at timestamptz NOT NULL,
        PRIMARY KEY (user_id, content_type, uid, draft))
    """,
    """
    CREATE TABLE undo (
        token char(64) PRIMARY KEY,
        actor varchar(150) NOT NULL,
        kind varchar(40) NOT NULL,
        uid varchar(16) NOT NULL,
        arguments jsonb NOT NULL,
        expires_at timestamptz NOT NULL)
    """,
    "CREATE INDEX autosave_at ON autosave (at)",
    "CREATE INDEX undo_expires ON undo (expires_at)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)

    async def run() -> None:
        for sql in STATEMENTS:
            await execute(sql)

    manager.add_raw(run)
    return manager
