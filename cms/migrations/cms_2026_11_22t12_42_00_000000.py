"""Comments, where one can comment, and when moderators were told."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cms.database.engine import execute

ID = "2026-11-22T12:42:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Comments"

STATEMENTS = (
    # ``place`` are the numbers of what it answers, from the first comment of its thread, and its own.
    # Neither table knows whether the entry is there: what lies in the bin comes back with its comments.
    """
    CREATE TABLE comment (
        number bigserial PRIMARY KEY,
        id varchar(16) NOT NULL UNIQUE,
        uid varchar(16) NOT NULL,
        place bigint[] NOT NULL,
        locale varchar(10) NOT NULL,
        name varchar(80) NOT NULL,
        email varchar(254) NOT NULL,
        text text NOT NULL,
        consent char(16) NOT NULL,
        state varchar(10) NOT NULL
            CHECK (state IN ('pending', 'published', 'rejected', 'spam', 'withdrawn')),
        posted_at timestamptz NOT NULL DEFAULT now(),
        decided_at timestamptz,
        decided_by varchar(150) NOT NULL DEFAULT '')
    """,
    "CREATE INDEX comment_place ON comment (uid, place)",
    "CREATE INDEX comment_state ON comment (state, number)",
    """
    CREATE TABLE commenting (
        uid varchar(16) UNIQUE,
        content_type varchar(60) UNIQUE,
        open boolean NOT NULL,
        moderated boolean NOT NULL,
        below boolean NOT NULL,
        reason jsonb NOT NULL,
        changed_by varchar(150) NOT NULL,
        changed_at timestamptz NOT NULL DEFAULT now(),
        CHECK (num_nonnulls(uid, content_type) = 1))
    """,
    """
    CREATE TABLE comment_digest (
        user_id integer PRIMARY KEY REFERENCES piccolo_user ON DELETE CASCADE,
        told_at timestamptz NOT NULL,
        told_to bigint NOT NULL)
    """,
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await execute(statement)

    manager.add_raw(run)
    return manager
