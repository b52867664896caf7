"""Sessions and links of which only a digest is stored."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cms.database.engine import execute

ID = "2026-11-21T22:05:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Sessions and one-time links"

STATEMENTS = (
    """
CREATE TABLE login_session (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token_hash bytea NOT NULL UNIQUE,
    user_id integer NOT NULL REFERENCES piccolo_user ON DELETE CASCADE,
    begun_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    address varchar(60) NOT NULL,
    client varchar(200) NOT NULL)
""",
    "CREATE INDEX login_session_user ON login_session (user_id)",
    """
CREATE TABLE one_time_token (
    token_hash bytea PRIMARY KEY,
    purpose varchar(10) NOT NULL,
    user_id integer NOT NULL REFERENCES piccolo_user ON DELETE CASCADE,
    made_by varchar(150) NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    ended_at timestamptz)
""",
    "CREATE UNIQUE INDEX one_time_token_open ON one_time_token (user_id, purpose)"
    " WHERE used_at IS NULL AND ended_at IS NULL",
    # piccolo_api kept tokens as they are sent; its table stays, empty, since its migrations know it.
    "DELETE FROM sessions",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)

    async def run() -> None:
        for sql in STATEMENTS:
            await execute(sql)

    manager.add_raw(run)
    return manager
