"""Previews: what working copies would publish, the tokens that show it, and the key that signs them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cms.database.engine import execute

ID = "2026-11-21T22:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Drafts and previews"

STATEMENTS = (
    # Derived from the working copies when a preview asks for it; it may be emptied at any time.
    """
    CREATE TABLE draft (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        uid varchar(16) NOT NULL REFERENCES node (uid) ON DELETE CASCADE,
        content_type varchar(60) NOT NULL,
        locale varchar(10) NOT NULL,
        path text NOT NULL,
        parent_uid varchar(16),
        position integer NOT NULL,
        title text NOT NULL,
        data jsonb NOT NULL,
        texts jsonb NOT NULL,
        refs varchar(16)[] NOT NULL,
        fingerprints jsonb NOT NULL,
        search tsvector NOT NULL,
        first_published_at timestamptz,
        updated_at timestamptz NOT NULL,
        state varchar(20) NOT NULL,
        stamp text NOT NULL,
        CONSTRAINT draft_once UNIQUE (uid, locale)
    )
    """,
    "CREATE INDEX draft_path ON draft (locale, path)",
    """
    CREATE TABLE preview (
        id varchar(16) PRIMARY KEY,
        maker varchar(150) NOT NULL,
        branch varchar(16),
        moment timestamptz,
        made_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz,
        revoked_by varchar(150)
    )
    """,
    "CREATE INDEX preview_maker ON preview (maker, made_at)",
    "CREATE TABLE signing_key (one boolean PRIMARY KEY DEFAULT true CHECK (one), key text NOT NULL)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await execute(statement)

    manager.add_raw(run)
    return manager
