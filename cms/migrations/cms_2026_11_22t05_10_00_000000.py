"""The words that were published, for searches with typing errors."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cms.database.engine import execute

ID = "2026-11-22T05:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The words of a search"

STATEMENTS = (
    """
    CREATE TABLE search_word (
        locale varchar(10) NOT NULL,
        word text NOT NULL,
        folded text NOT NULL,
        PRIMARY KEY (locale, word)
    )
    """,
    # What was published before; from here on, publishing adds its own words. HTML's tags are no words.
    """
    INSERT INTO search_word (locale, word, folded)
    SELECT DISTINCT p.locale, found.word, lower(unaccent(found.word))
    FROM publication p CROSS JOIN LATERAL unnest(tsvector_to_array(
        to_tsvector('simple', p.title || ' ' || coalesce(p.data->>'summary', ''))
        || jsonb_to_tsvector('simple', p.texts, '["string"]'))) found (word)
    WHERE p.valid && tstzrange(statement_timestamp(), NULL) AND found.word ~ '^[[:alpha:]]{3,40}$'
    """,
    "CREATE INDEX search_word_folded ON search_word USING gin (folded gin_trgm_ops)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await execute(statement)

    manager.add_raw(run)
    return manager
