"""Pages that are made from the code say what it says, and leave nothing out."""

import re
import tomllib
from pathlib import Path

from cms.cli import parser
from documentation.codes import collected
from documentation.pages import made, stale

ROOT = Path(__file__).parents[2]
CODES = (ROOT / "docs/reference/error-codes.md").read_text("utf-8")
DOCUMENTED = set(re.findall(r"^\| `(\w+)` \|", CODES, re.M))
EXPECTED = re.compile(
    r"""(?:\["code"\]|\.code|"code")\s*(?:==|:)\s*"([a-z][a-z_]+|[A-Z_]{9,}|[EW]\d\d)\""""
)
NO_CODES = {"broken_link", "expired", "fuzzy", "not_literal", "odd", "wrong"}
"""States, notes of importers, findings about our own sources, and codes that only tests declare."""


def test_the_pages_say_what_the_code_says() -> None:
    assert [path.name for path in stale(ROOT)] == [], "python -m documentation generate"
    assert len(made(ROOT)) == 5


def test_every_code_that_a_test_expects_is_documented() -> None:
    expected = {
        code
        for path in (ROOT / "tests").rglob("test_*.py")
        for code in EXPECTED.findall(path.read_text("utf-8"))
    }
    assert len(expected) > 50
    assert expected - DOCUMENTED - NO_CODES == set()


def test_every_code_of_files_for_translators_is_there() -> None:
    said = {
        code
        for path in (ROOT / "cms").rglob("*.py")
        for code in re.findall(r'"([EW]\d\d)"', path.read_text("utf-8"))
    }
    assert {f"E{number:02}" for number in range(1, 14)} <= said
    assert said <= DOCUMENTED


def test_each_code_has_a_meaning_and_what_to_do() -> None:
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\|(.*?)(?<!\\)\|(.*?)(?<!\\)\|$", CODES, re.M)
    assert {name for name, _, _ in rows} == DOCUMENTED
    assert [name for name, meaning, do in rows if not meaning.strip() or not do.strip()] == []


def test_nothing_is_told_of_codes_that_are_gone() -> None:
    told = tomllib.loads((ROOT / "documentation/codes.toml").read_text("utf-8"))
    assert set(told) - set(collected(ROOT)) == set()


def test_every_command_is_there() -> None:
    page = (ROOT / "docs/reference/commands.md").read_text("utf-8")
    commands = next(one for one in parser()._actions if one.dest == "command").choices
    assert commands
    assert [name for name in commands if f"## cms {name}" not in page] == []
