"""The table of threats names what is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs/reference/threats.md").read_text("utf-8")


def test_each_threat_has_a_test_and_each_test_is_there() -> None:
    rows = re.findall(r"^\| (\d+)\. .*\|(.*)\|(.*)\|$", TABLE, re.M)

    assert [int(number) for number, *_ in rows] == [*range(1, 33)]
    for number, _, tests in rows:
        assert re.findall(r"`tests/[^`]+\.py`", tests), number
    named = re.findall(r"`((?:cms|admin|tests)/[^`]*)`", TABLE)
    assert [one for one in named if not (ROOT / one).exists()] == []
