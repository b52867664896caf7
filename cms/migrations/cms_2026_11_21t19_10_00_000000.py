"""The delivery side: publications, and search in each language."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cms.database.engine import execute

ID = "2026-11-21T19:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Publications and search"

STATEMENTS = (
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE EXTENSION IF NOT EXISTS unaccent",
    # Accents are folded before stemming, so that `cafe` finds `café`.
    "CREATE TEXT SEARCH CONFIGURATION cms_nl (COPY = dutch)",
    "ALTER TEXT SEARCH CONFIGURATION cms_nl"
    " ALTER MAPPING FOR hword, hword_part, word WITH unaccent, dutch_stem",
    "CREATE TEXT SEARCH CONFIGURATION cms_en (COPY = english)",
    "ALTER TEXT SEARCH CONFIGURATION cms_en"
    " ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem",
    """
    CREATE TABLE publication (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        uid varchar(16) NOT NULL,
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
        revision integer NOT NULL,
        valid tstzrange NOT NULL,
        first_published_at timestamptz NOT NULL,
        published_at timestamptz NOT NULL,
        published_by varchar(150) NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT publication_one_live EXCLUDE USING gist (uid WITH =, locale WITH =, valid WITH &&),
        CONSTRAINT publication_one_path EXCLUDE USING gist (locale WITH =, path WITH =, valid WITH &&)
    )
    """,
    "CREATE INDEX publication_type ON publication (content_type, locale, upper(valid))",
    "CREATE INDEX publication_children ON publication (parent_uid, locale, position)",
    "CREATE INDEX publication_refs ON publication USING gin (refs)",
    "CREATE INDEX publication_search ON publication USING gin (search)",
    "CREATE INDEX publication_data ON publication USING gin (data jsonb_path_ops)",
    "CREATE INDEX publication_path ON publication (locale, path, id DESC)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await execute(statement)

    manager.add_raw(run)
    return manager
