"""What people propose: to host a meeting, a speaker, a place."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cms.database.engine import execute

ID = "2026-11-22T12:56:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Proposals"

STATEMENTS = (
    """
    CREATE TABLE proposal (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        state varchar(20) NOT NULL DEFAULT 'unconfirmed'
            CHECK (state IN ('unconfirmed', 'waiting', 'accepted', 'rejected')),
        kind varchar(10) NOT NULL CHECK (kind IN ('host', 'speaker', 'place')),
        locale varchar(10) NOT NULL,
        name varchar(120) NOT NULL,
        organisation varchar(200) NOT NULL,
        email varchar(254) NOT NULL,
        event varchar(22) NOT NULL,
        occurrence timestamptz,
        place_name varchar(200) NOT NULL,
        place_address varchar(200) NOT NULL,
        place_city varchar(100) NOT NULL,
        given_name varchar(80) NOT NULL,
        prefix varchar(30) NOT NULL,
        family_name varchar(110) NOT NULL,
        message text NOT NULL,
        consent varchar(64) NOT NULL,
        made_at timestamptz NOT NULL DEFAULT now(),
        confirmed_at timestamptz,
        ended_at timestamptz,
        decided_by varchar(150) NOT NULL DEFAULT '',
        reason text NOT NULL DEFAULT '',
        entry varchar(22) NOT NULL DEFAULT '',
        CHECK ((state = 'unconfirmed') = (confirmed_at IS NULL))
    )
    """,
    "CREATE INDEX proposal_state ON proposal (state, id)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await execute(statement)

    manager.add_raw(run)
    return manager
