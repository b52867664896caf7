"""An instance beside this one."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.backup.elsewhere import Elsewhere, elsewhere


@pytest.fixture
async def other(tmp_path: Path) -> AsyncIterator[Elsewhere]:
    async with elsewhere(tmp_path / "other") as made:
        yield made
