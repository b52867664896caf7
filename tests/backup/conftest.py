"""One backup of a small site, and one instance beside this one, for all tests of backups."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cms.backup.making import back_up
from cms.settings import settings
from tests.backup.elsewhere import Elsewhere, elsewhere
from tests.backup.sites import small_site
from tests.conftest import empty_all_tables


@pytest.fixture(scope="session")
async def small(migrated: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The backup of a site with a published page and a file of the library."""
    folder = tmp_path_factory.mktemp("small")
    await empty_all_tables()
    await small_site(folder)
    return (await back_up(settings, folder / "site.tar")).path


@pytest.fixture(scope="session")
async def other(
    migrated: None, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Elsewhere]:
    """An instance beside this one; whoever is first finds nothing in it."""
    async with elsewhere(tmp_path_factory.mktemp("other")) as made:
        yield made
