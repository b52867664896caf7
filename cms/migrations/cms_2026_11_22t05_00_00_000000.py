"""Frontends register the documents that they ask."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cms.database.engine import execute

ID = "2026-11-22T05:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Documents that frontends registered"

_TABLE = """
CREATE TABLE registered_document (
    client varchar(80) NOT NULL CHECK (client <> ''),
    digest char(64) NOT NULL,
    name varchar(200) NOT NULL,
    text text NOT NULL,
    registered_at timestamptz NOT NULL DEFAULT now(),
    registered_by varchar(150) NOT NULL,
    retired_at timestamptz,
    retired_by varchar(150),
    broken_at timestamptz,
    PRIMARY KEY (client, digest)
)
"""
_INDEX = "CREATE INDEX registered_document_digest ON registered_document (digest)"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)

    async def run() -> None:
        await execute(_TABLE)
        await execute(_INDEX)

    manager.add_raw(run)
    return manager
