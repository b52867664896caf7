"""Who signed up for which session, and how many seats of each are taken."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cms.database.engine import execute

ID = "2026-11-22T12:51:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Who signed up"

STATEMENTS = (
    # What was published before says what its working copy says now: nobody could sign up.
    """
    UPDATE publication
    SET data = data || '{"sign_up_mode": "none", "sign_up_closes": null}'
    WHERE content_type = 'session' AND NOT data ? 'sign_up_mode'
    """,
    # Its row is what everybody who takes or frees a seat of the session waits for.
    """
    CREATE TABLE seating (
        session varchar(16) PRIMARY KEY,
        seated integer NOT NULL DEFAULT 0 CHECK (seated >= 0),
        waiting integer NOT NULL DEFAULT 0 CHECK (waiting >= 0),
        last_place integer NOT NULL DEFAULT 0,
        first_place integer NOT NULL DEFAULT 0
    )
    """,
    # A place in the line is a number that only those who wait have.
    """
    CREATE TABLE sign_up (
        uid varchar(16) PRIMARY KEY,
        session varchar(16) NOT NULL REFERENCES seating,
        state varchar(12) NOT NULL
            CHECK (state IN ('unconfirmed', 'seated', 'waiting', 'cancelled', 'erased')),
        place integer CHECK ((place IS NOT NULL) = (state = 'waiting')),
        name varchar(100) NOT NULL DEFAULT '',
        email varchar(254) NOT NULL DEFAULT '',
        locale varchar(10) NOT NULL,
        consent varchar(64) NOT NULL DEFAULT '',
        added_by varchar(150) NOT NULL DEFAULT '',
        created_at timestamptz NOT NULL DEFAULT now(),
        mailed_at timestamptz,
        confirmed_at timestamptz,
        seated_at timestamptz,
        cancelled_at timestamptz,
        erased_at timestamptz,
        UNIQUE (session, place),
        CHECK (erased_at IS NULL OR (name = '' AND email = ''))
    )
    """,
    "CREATE UNIQUE INDEX sign_up_once ON sign_up (session, lower(email))"
    " WHERE email <> '' AND state IN ('unconfirmed', 'seated', 'waiting')",
    "CREATE INDEX sign_up_by_state ON sign_up (session, state, place)",
    "CREATE INDEX sign_up_unconfirmed ON sign_up (created_at) WHERE state = 'unconfirmed'",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await execute(statement)

    manager.add_raw(run)
    return manager
