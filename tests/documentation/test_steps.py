"""What pages tell one to type can be typed: commands are those of the program, code names what is there."""

import argparse
import ast
import importlib
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from cms.cli import parser

ROOT = Path(__file__).parents[2]
PAGES = [
    one
    for one in [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md"), ROOT / "locales/README.md"]
    if "decisions" not in one.parts and one.name != "CHANGELOG.md"
]
FENCED = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.M | re.S)
SHELL = {"", "sh", "console"}
INLINE = re.compile(r"`cms ([a-z][^`\n]*)`")
CALLED = re.compile(r"^\s*(?:sudo )?(?:\w+=\S+ )*(?:\.venv/bin/)?cms (.*)$", re.M)
CODE = re.compile(r'^```python title="[^"]+"\n(.*?)^```', re.M | re.S)
ENDS = {"|", "||", "&", "&&", ";", "<", ">", ">>", "2"}
PROGRAM = parser()


def words(line: str) -> list[str]:
    """What a shell gives to the program."""
    split = shlex.shlex(line, posix=True, punctuation_chars=True)
    split.whitespace_split = True
    found = list(split)
    return found[: next((n for n, one in enumerate(found) if one in ENDS), len(found))]


def typed() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for kind, block in FENCED.findall(page.read_text("utf-8")):
            if kind in SHELL:
                for line in CALLED.findall(block.replace("\\\n", " ")):
                    yield page.name, line


def test_every_command_in_a_page_is_one_of_the_program(capsys: pytest.CaptureFixture[str]) -> None:
    refused, count = [], 0
    for page, line in typed():
        count += 1
        try:
            PROGRAM.parse_args(words(line))
        except SystemExit:
            refused.append((page, line, capsys.readouterr().err))
    assert count > 20
    assert refused == []


def test_every_command_that_is_named_in_passing_is_there() -> None:
    unknown, count = [], 0
    for page in PAGES:
        for named in INLINE.findall(page.read_text("utf-8")):
            count += 1
            if not _is_there(PROGRAM, re.split(r"[\s|]+", named)):
                unknown.append((page.name, named))
    assert count > 50
    assert unknown == []


def _is_there(one: argparse.ArgumentParser, left: list[str]) -> bool:
    below = [each for each in one._actions if isinstance(each, argparse._SubParsersAction)]
    if not below or not left or not re.fullmatch(r"[a-z-]+", left[0]):
        return True
    found = below[0].choices.get(left[0])
    return found is not None and _is_there(found, left[1:])


@pytest.mark.parametrize("page", ["add-a-content-type.md", "add-a-block.md", "add-a-language.md"])
def test_the_code_of_how_tos_names_what_is_there(page: str) -> None:
    """The cheap half of what test_how_to does in a copy of the code."""
    for code in CODE.findall((ROOT / "docs/how-to" / page).read_text("utf-8")):
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.ImportFrom) and node.module:
                module = importlib.import_module(node.module)
                assert [one.name for one in node.names if not hasattr(module, one.name)] == []
