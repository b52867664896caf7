"""What the tables of roles must keep to, and roles for those who were there before roles were."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cms.database.engine import execute

ID = "2026-11-21T20:56:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Rules for roles"

STATEMENTS = (
    "ALTER TABLE role_grant ADD CONSTRAINT role_grant_to_one"
    " CHECK ((user_id IS NULL) <> (group_name IS NULL))",
    "CREATE UNIQUE INDEX role_grant_once ON role_grant"
    " (uid, user_id, group_name, role, locale) NULLS NOT DISTINCT",
    "CREATE UNIQUE INDEX group_member_once ON group_member (group_name, user_id)",
    "UPDATE node n SET created_by = v.actor FROM version v WHERE v.uid = n.uid AND v.revision = 1",
    # Until now whoever could log in could do everything with entries.
    "INSERT INTO role_grant (user_id, role, locale, granted_by, granted_at)"
    " SELECT u.id, role, '', '', now() FROM piccolo_user u, unnest(ARRAY['editor', 'reviewer']) role"
    " WHERE u.admin AND NOT u.superuser",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="cms", description=DESCRIPTION)

    async def run() -> None:
        for sql in STATEMENTS:
            await execute(sql)

    manager.add_raw(run)
    return manager
