"""Webhooks: who is told of what, what each was told or is yet to be told, and how often it was tried."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cms.database.engine import execute

ID = "2026-11-22T21:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Webhooks"

STATEMENTS = (
    """
    CREATE TABLE webhook (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        name varchar(80) NOT NULL UNIQUE,
        url text NOT NULL,
        events text[] NOT NULL,
        types text[] NOT NULL,
        locales text[] NOT NULL,
        branch varchar(16) NOT NULL,
        document text NOT NULL,
        active boolean NOT NULL,
        secret text NOT NULL,
        former_secret text,
        former_until timestamptz,
        since timestamptz NOT NULL DEFAULT now(),
        failures integer NOT NULL DEFAULT 0,
        rests integer NOT NULL DEFAULT 0,
        resting_until timestamptz,
        changed_by varchar(150) NOT NULL,
        changed_at timestamptz NOT NULL DEFAULT now()
    )
    """,
    """
    CREATE TABLE webhook_delivery (
        number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
        webhook integer NOT NULL REFERENCES webhook ON DELETE CASCADE,
        change bigint NOT NULL,
        event varchar(20) NOT NULL,
        uid varchar(16) NOT NULL,
        locale varchar(10) NOT NULL,
        content_type varchar(60) NOT NULL,
        at timestamptz NOT NULL,
        path text,
        old_path text,
        body text,
        state varchar(10) NOT NULL DEFAULT 'waiting',
        attempts integer NOT NULL DEFAULT 0,
        due_at timestamptz NOT NULL DEFAULT now(),
        ended_at timestamptz,
        UNIQUE (webhook, change)
    )
    """,
    "CREATE INDEX webhook_waiting ON webhook_delivery (webhook, uid, number) WHERE state = 'waiting'",
    "CREATE INDEX webhook_log ON webhook_delivery (webhook, number)",
    "CREATE INDEX webhook_ended ON webhook_delivery (ended_at)",
    """
    CREATE TABLE webhook_attempt (
        delivery bigint NOT NULL REFERENCES webhook_delivery ON DELETE CASCADE,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        status integer,
        milliseconds integer NOT NULL,
        reason varchar(20) NOT NULL
    )
    """,
    "CREATE INDEX webhook_attempt_of ON webhook_attempt (delivery, at)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await execute(statement)

    manager.add_raw(run)
    return manager
