"""The speakers' network: offers, addresses that nobody else reads, requests and what is answered."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cms.database.engine import execute

ID = "2026-11-22T12:55:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The speakers' network"

STATEMENTS = (
    """
    CREATE TABLE speaker_offer (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        state varchar(20) NOT NULL DEFAULT 'unconfirmed'
            CHECK (state IN ('unconfirmed', 'waiting', 'accepted', 'rejected')),
        locale varchar(10) NOT NULL,
        given_name varchar(80) NOT NULL,
        prefix varchar(30) NOT NULL,
        family_name varchar(110) NOT NULL,
        role varchar(200) NOT NULL,
        email varchar(254) NOT NULL,
        introduction text NOT NULL,
        fields text[] NOT NULL,
        languages text[] NOT NULL,
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
    # Apart from the entry: it is in no version, no publication, and nothing that is derived of them.
    """
    CREATE TABLE speaker_contact (
        uid varchar(22) PRIMARY KEY,
        email varchar(254) NOT NULL,
        locale varchar(10) NOT NULL,
        since timestamptz NOT NULL DEFAULT now(),
        opted_out_at timestamptz
    )
    """,
    """
    CREATE TABLE speaker_request (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        state varchar(20) NOT NULL DEFAULT 'unconfirmed'
            CHECK (state IN ('unconfirmed', 'waiting', 'asked', 'bundled', 'refused')),
        locale varchar(10) NOT NULL,
        name varchar(120) NOT NULL,
        organisation varchar(200) NOT NULL,
        email varchar(254) NOT NULL,
        occasion varchar(200) NOT NULL,
        period varchar(200) NOT NULL,
        place varchar(200) NOT NULL,
        audience varchar(300) NOT NULL,
        message text NOT NULL,
        fields text[] NOT NULL,
        to_all boolean NOT NULL,
        consent varchar(64) NOT NULL,
        introduction text NOT NULL DEFAULT '',
        made_at timestamptz NOT NULL DEFAULT now(),
        confirmed_at timestamptz,
        asked_at timestamptz,
        deadline timestamptz,
        ended_at timestamptz,
        decided_by varchar(150) NOT NULL DEFAULT '',
        reason text NOT NULL DEFAULT '',
        CHECK ((state = 'unconfirmed') = (confirmed_at IS NULL)),
        CHECK ((asked_at IS NULL) = (deadline IS NULL)),
        CHECK ((state IN ('bundled', 'refused')) = (ended_at IS NOT NULL))
    )
    """,
    """
    CREATE TABLE speaker_asked (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        request integer NOT NULL REFERENCES speaker_request ON DELETE CASCADE,
        uid varchar(22) NOT NULL,
        name varchar(250) NOT NULL,
        reminded_at timestamptz,
        answered_at timestamptz,
        reply varchar(10) CHECK (reply IN ('yes', 'maybe', 'no')),
        message text NOT NULL DEFAULT '',
        fee varchar(10) NOT NULL DEFAULT '' CHECK (fee IN ('', 'none', 'expenses', 'fee')),
        reach varchar(300) NOT NULL DEFAULT '',
        agreed boolean NOT NULL DEFAULT false,
        edited text,
        edited_at timestamptz,
        left_out boolean NOT NULL DEFAULT false,
        UNIQUE (request, uid),
        CHECK ((answered_at IS NULL) = (reply IS NULL))
    )
    """,
    "CREATE INDEX speaker_request_running ON speaker_request (deadline) WHERE state = 'asked'",
    "CREATE INDEX speaker_request_state ON speaker_request (state, id)",
    "CREATE INDEX speaker_offer_state ON speaker_offer (state, id)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await execute(statement)

    manager.add_raw(run)
    return manager
