"""The translation memory finds texts that have a word in common."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cms.database.engine import execute

ID = "2026-11-22T02:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "An index of what translators are given"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)

    async def run() -> None:
        await execute(
            "CREATE INDEX source_text_words ON source_text"
            " USING gin (published gin_trgm_ops) WHERE published <> ''"
        )

    manager.add_raw(run)
    return manager
