"""The queue of jobs, by the steps of procrastinate's authors; why jobs failed; what was handed on."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cms.database.engine import engine, execute
from cms.jobs.library_schema import steps

ID = "2026-11-22T21:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The queue of jobs"

STATEMENTS = (
    """
    CREATE TABLE job_failure (
        job_id bigint PRIMARY KEY REFERENCES procrastinate_jobs (id) ON DELETE CASCADE,
        at timestamptz NOT NULL DEFAULT now(),
        reason text NOT NULL,
        params jsonb NOT NULL
    )
    """,
    # What was published before there were consumers is news to nobody.
    "ALTER TABLE outbox ADD COLUMN handed_at timestamptz DEFAULT now()",
    "ALTER TABLE outbox ALTER COLUMN handed_at DROP DEFAULT",
    "CREATE INDEX outbox_waiting ON outbox (id) WHERE handed_at IS NULL",
    "CREATE INDEX outbox_handed ON outbox (handed_at)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)

    async def run() -> None:
        transaction = engine.current_transaction.get()
        for step in steps("", "03.04.00_50"):
            await transaction.connection.execute(step)
        for statement in STATEMENTS:
            await execute(statement)

    manager.add_raw(run)
    return manager
