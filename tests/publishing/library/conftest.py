"""No files but those of the test itself."""

import shutil
from collections.abc import Iterator

import pytest

from cms.media.storage import FOLDER
from cms.settings import settings


@pytest.fixture(autouse=True)
def _no_files() -> Iterator[None]:
    yield
    for name in (FOLDER, "uploads", "renditions"):
        shutil.rmtree(settings.var / name, ignore_errors=True)
