"""When what is published takes place: series, and their occurrences."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cms.database.engine import execute

ID = "2026-11-22T12:01:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Series and occurrences"

STATEMENTS = (
    # Named by its content, so both languages, and all publications of the same dates, share one.
    """
    CREATE TABLE series (
        hash varchar(32) PRIMARY KEY,
        schedule jsonb NOT NULL,
        known_until timestamptz NOT NULL,
        ends boolean NOT NULL
    )
    """,
    "CREATE INDEX series_endless ON series (known_until) WHERE NOT ends",
    # What takes no time lies in the range that begins with it, and in no other.
    """
    CREATE TABLE occurrence (
        series varchar(32) NOT NULL REFERENCES series (hash) ON DELETE CASCADE,
        recurrence_id timestamptz NOT NULL,
        starts_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL,
        cancelled boolean NOT NULL,
        override_key varchar(8) NOT NULL,
        variation_key varchar(8) NOT NULL,
        during tstzrange NOT NULL GENERATED ALWAYS AS (
            tstzrange(starts_at, ends_at, CASE WHEN starts_at = ends_at THEN '[]' ELSE '[)' END)
        ) STORED,
        PRIMARY KEY (series, recurrence_id)
    )
    """,
    "CREATE INDEX occurrence_start ON occurrence (series, starts_at)",
    "CREATE INDEX occurrence_during ON occurrence USING gist (during)",
    # '' says that it takes place at no known time; null that this was not asked yet. What was
    # published before is asked once, by a job.
    "ALTER TABLE publication ADD COLUMN series varchar(32) DEFAULT ''",
    "ALTER TABLE publication ALTER COLUMN series SET DEFAULT NULL",
    "UPDATE publication SET series = NULL WHERE jsonb_exists(data, 'starts_at')",
    "CREATE INDEX publication_series ON publication (series) WHERE series <> ''",
    "CREATE INDEX publication_unasked ON publication (content_type) WHERE series IS NULL",
    "ALTER TABLE draft ADD COLUMN series varchar(32)",
    "CREATE INDEX draft_series ON draft (series) WHERE series <> ''",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await execute(statement)

    manager.add_raw(run)
    return manager
