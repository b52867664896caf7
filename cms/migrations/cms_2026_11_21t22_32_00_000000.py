"""The bin knows in which entries elsewhere a deletion emptied relations."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import JSONB
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-21T22:32:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Relations that a deletion emptied"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)
    manager.add_column(
        table_class_name="BinnedBranch",
        tablename="binned_branch",
        column_name="unlinked",
        db_column_name="unlinked",
        column_class_name="JSONB",
        column_class=JSONB,
        params={
            "default": "{}",
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )
    return manager
