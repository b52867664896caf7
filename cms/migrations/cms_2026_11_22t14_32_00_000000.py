"""What holds of every file of the library, whoever writes it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cms.database.engine import execute

ID = "2026-11-22T14:32:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Rules of the library"

STATEMENTS = (
    """
    ALTER TABLE asset
        ADD CONSTRAINT asset_kind CHECK (kind IN ('image', 'drawing', 'file')),
        ADD CONSTRAINT asset_licence CHECK (licence IN (
            'unknown', 'all_rights_reserved', 'cc0', 'cc_by', 'cc_by_sa', 'public_domain')),
        ADD CONSTRAINT asset_focus CHECK (focus_x BETWEEN 0 AND 1 AND focus_y BETWEEN 0 AND 1),
        ADD CONSTRAINT asset_size CHECK (size >= 0),
        ADD CONSTRAINT asset_sides CHECK (
            (width IS NULL) = (height IS NULL) AND coalesce(width, 1) > 0 AND coalesce(height, 1) > 0),
        ADD CONSTRAINT asset_image_has_sides CHECK (kind <> 'image' OR width IS NOT NULL),
        ADD CONSTRAINT asset_name CHECK (name <> '' AND name !~ '[/\\\\[:cntrl:]]'),
        ADD CONSTRAINT asset_digest CHECK (digest = '' OR digest ~ '^[0-9a-f]{64}$'),
        ADD CONSTRAINT asset_placeholder CHECK (length(placeholder) <= 700)
    """,
    "CREATE INDEX asset_newest ON asset (created_at DESC, uid)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await execute(statement)

    manager.add_raw(run)
    return manager
