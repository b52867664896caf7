"""What the public's doors keep: how often, which links, which requests, which consents."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cms.database.engine import execute

ID = "2026-11-22T12:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Public doors"

STATEMENTS = (
    # It counts more than failed logins now.
    "ALTER TABLE login_failure RENAME TO bucket",
    """
    CREATE TABLE personal_link (
        token_hash bytea PRIMARY KEY,
        purpose varchar(40) NOT NULL,
        subject varchar(100) NOT NULL,
        made_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        ended_at timestamptz)
    """,
    "CREATE INDEX personal_link_subject ON personal_link (subject, purpose)",
    "CREATE INDEX personal_link_expires_at ON personal_link (expires_at)",
    """
    CREATE TABLE done_once (
        key_hash bytea PRIMARY KEY,
        fingerprint bytea NOT NULL,
        outcome jsonb,
        at timestamptz NOT NULL DEFAULT now())
    """,
    "CREATE INDEX done_once_at ON done_once (at)",
    """
    CREATE TABLE consent_text (
        version char(16) PRIMARY KEY,
        consent varchar(40) NOT NULL,
        locale varchar(10) NOT NULL,
        text text NOT NULL,
        first_given_at timestamptz NOT NULL DEFAULT now())
    """,
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await execute(statement)

    manager.add_raw(run)
    return manager
