"""Lists are read in their order, and entries found by their slug, however many there are."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cms.database.engine import execute

ID = "2026-11-22T04:55:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Indexes for the orders of lists"

# `unaccent` itself is not called immutable, because its dictionary could be changed: this one is not.
STATEMENTS = (
    "CREATE FUNCTION cms_folded(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE"
    " RETURN lower(public.unaccent('public.unaccent'::regdictionary, $1))",
    # Indexes of texts and ranges together are slow to read: these only keep what must never be.
    "ALTER TABLE publication DROP CONSTRAINT publication_one_live,"
    " DROP CONSTRAINT publication_one_path",
    "ALTER TABLE publication ADD CONSTRAINT publication_one_live EXCLUDE USING gist"
    " ((md5(uid || ' ' || locale)::uuid) WITH =, valid WITH &&)",
    "ALTER TABLE publication ADD CONSTRAINT publication_one_path EXCLUDE USING gist"
    " ((md5(locale || ' ' || path)::uuid) WITH =, valid WITH &&)",
    "CREATE INDEX publication_entry ON publication (uid, locale)",
    "CREATE INDEX publication_slug ON publication (content_type, (data->>'slug'))",
    "CREATE INDEX publication_by_place ON publication"
    ' (content_type, locale, position, cms_folded(title) COLLATE "C", uid COLLATE "C")',
    "CREATE INDEX publication_by_title ON publication"
    ' (content_type, locale, cms_folded(title) COLLATE "C", uid COLLATE "C")',
    "CREATE INDEX publication_by_start ON publication"
    " (content_type, locale, (data->>'starts_at') COLLATE \"C\", uid COLLATE \"C\")",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await execute(statement)

    manager.add_raw(run)
    return manager
