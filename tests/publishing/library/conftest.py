"""No files but those of the test itself."""

import pytest

from tests.media.files import forget_all


@pytest.fixture(autouse=True)
def _no_files() -> None:
    forget_all()
