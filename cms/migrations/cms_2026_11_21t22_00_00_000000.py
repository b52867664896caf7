"""Timelines: steps have names and planned moments; the outbox; which boundaries were fired."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Timestamptz, Varchar
from piccolo.columns.indexes import IndexMethod

from cms.database.engine import execute

ID = "2026-11-21T22:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Planned publications, and the outbox"

STATEMENTS = (
    """
    CREATE TABLE outbox (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        kind varchar(20) NOT NULL,
        uid varchar(16) NOT NULL,
        locale varchar(10) NOT NULL,
        at timestamptz NOT NULL,
        actor varchar(150) NOT NULL,
        data jsonb NOT NULL
    )
    """,
    "CREATE TABLE watermark (name varchar(40) PRIMARY KEY, at timestamptz NOT NULL)",
    "INSERT INTO watermark (name, at) VALUES ('boundaries', now())",
    "CREATE INDEX publication_since ON publication (lower(valid))",
    "CREATE INDEX publication_until ON publication (upper(valid))",
)

PARAMS = {
    "primary_key": False,
    "unique": False,
    "index": False,
    "index_method": IndexMethod.btree,
    "choices": None,
    "db_column_name": None,
    "secret": False,
}


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)
    named = {"length": 20, "default": "", "null": False}
    for name, kind, params in (
        ("name", Varchar, named),
        ("since", Timestamptz, {"default": None, "null": True}),
        ("until", Timestamptz, {"default": None, "null": True}),
    ):
        manager.add_column(
            table_class_name="Transition",
            tablename="transition",
            column_name=name,
            db_column_name=name,
            column_class_name=kind.__name__,
            column_class=kind,
            params=PARAMS | params,
            schema=None,
        )

    async def run() -> None:
        for statement in STATEMENTS:
            await execute(statement)

    manager.add_raw(run)
    return manager
