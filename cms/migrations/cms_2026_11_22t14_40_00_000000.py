"""The preview beside the form: it shows what its maker typed and did not save."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cms.database.engine import execute

ID = "2026-11-22T14:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Previews beside the form"

STATEMENTS = (
    # Made by the form itself, and so not listed. `typed` are the texts that lie over the drafts.
    "ALTER TABLE preview ADD COLUMN beside boolean NOT NULL DEFAULT false",
    "ALTER TABLE preview ADD COLUMN typed jsonb",
    "CREATE INDEX preview_beside ON preview (maker, branch) WHERE beside",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await execute(statement)

    manager.add_raw(run)
    return manager
