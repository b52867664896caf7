"""One export of a small site for all tests that spoil it."""

from pathlib import Path

import pytest

from tests.builders import make_published
from tests.media.files import picture, put
from tests.portability.sites import empty_site, exported, file


@pytest.fixture(scope="session")
async def small_export(migrated: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The export of a published page with a picture."""
    folder = tmp_path_factory.mktemp("export")
    await empty_site()
    image = await file(put(folder, picture()), "haven.jpg")
    await make_published("page", "Iets", image=image, body_nl="<p>Tekst</p>")
    await exported(folder / "one")
    return folder / "one"
