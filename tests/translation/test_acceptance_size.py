"""Large files, here a small one; `make bench ARGS=translation` measures 50,000 messages."""

from pathlib import Path

import pytest

from bench.translation import run

pytestmark = pytest.mark.usefixtures("database")


async def test_25_each_changed_source_is_one_doubtful_message_with_its_old_text(
    tmp_path: Path,
) -> None:
    rows = await run(tmp_path, 300)
    assert rows["… of which fuzzy, with their old text"] == 3
    assert {"export, nothing changed", "import, nothing changed", "memory, MB"} <= set(rows)
