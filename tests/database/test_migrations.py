"""What a database lacks is known by the names of the migrations, which are read without loading them."""

import pytest
from piccolo.apps.migrations.commands.forwards import ForwardsMigrationManager

from cms.database.engine import fetch
from cms.database.migrations import APPS, pending


@pytest.mark.parametrize("app", APPS)
async def test_a_database_has_every_migration_that_piccolo_knows(database: None, app: str) -> None:
    runner = ForwardsMigrationManager(app)
    folder = runner.get_app_config(app).resolved_migrations_folder_path
    known = runner.get_migration_ids(runner.get_migration_modules(folder))
    rows = await fetch("SELECT name FROM migration WHERE app_name = $1", app)
    assert known
    assert {row["name"] for row in rows} == set(known)
    assert not await pending()
