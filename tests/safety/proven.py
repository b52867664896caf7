"""Pages whose rows name the tests that show what they say: those are there, and slow where it says so."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`( \(slow\))?")
_ROW = re.compile(r"^\| (\d+)\. (.*) \|$", re.M)


def page(name: str) -> str:
    """The text of a page of the reference."""
    return (ROOT / "docs/reference" / name).read_text("utf-8")


def rows(text: str) -> list[tuple[int, list[str]]]:
    """The cells of each row that begins with a number, and that number."""
    return [(int(number), cells.split(" | ")) for number, cells in _ROW.findall(text)]


def untrue(text: str) -> list[str]:
    """Tests that a page names and that are not there, or not as slow as it says."""
    found = []
    for path, name, slow in NAMED.findall(text):
        there = _tests_in(path)
        if name not in there:
            found.append(f"{path}::{name} is not there")
        elif there[name] != bool(slow):
            found.append(f"{path}::{name} is {'not ' if slow else ''}slow")
    return found


@cache
def _tests_in(path: str) -> dict[str, bool]:
    """The tests of a module, and whether each is slow as a whole."""
    if not (ROOT / path).exists():
        return {}
    body = ast.parse((ROOT / path).read_text("utf-8")).body
    marks = [one.value for one in body if isinstance(one, ast.Assign) and _is_marks(one)]
    all_slow = any(_is_slow(one) for mark in marks for one in ast.walk(mark))
    tests = [one for one in body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
    return {one.name: all_slow or any(map(_is_slow, one.decorator_list)) for one in tests}


def _is_marks(assigned: ast.Assign) -> bool:
    return any(isinstance(one, ast.Name) and one.id == "pytestmark" for one in assigned.targets)


def _is_slow(mark: ast.AST) -> bool:
    return isinstance(mark, ast.Attribute) and mark.attr == "slow"
