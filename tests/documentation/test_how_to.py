"""Adding a type and a language is done as the pages say, in a copy of the code."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs/how-to"
STEP = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.M | re.S)
COPIED = ("cms", "admin", "locales", "docs", "documentation")
FILES = ("piccolo_conf.py", "*.json", "schema.graphql", "pyproject.toml", "CHANGELOG.md")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the code, with a command `cms` that runs it on a database of its own."""
    for name in COPIED:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (one for pattern in FILES for one in ROOT.glob(pattern)):
        shutil.copy(path, tmp_path)
    (tmp_path / "bin").mkdir()
    for name, arguments in (("cms", "-m cms.cli"), ("python", "")):
        program = tmp_path / "bin" / name
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {arguments} "$@"\n')
        program.chmod(0o755)
    return tmp_path


def follow(tree: Path, page: str, *then: str) -> str:
    """Do what a page says, and some more commands; the GraphQL that it asks at last."""
    script, asked = ["set -e"], ""
    for kind, title, body in STEP.findall((PAGES / page).read_text("utf-8")):
        if title:
            (tree / title).write_text(body)
        elif kind == "sh":
            script.append(body)
        elif kind == "graphql":
            asked = body
    ran = subprocess.run(
        ["bash", "-c", "\n".join([*script, *then])],
        cwd=tree,
        env=os.environ
        | {"PATH": f"{tree / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(tree)}
        | {"CMS_VAR": str(tree / "var"), "CMS_DATABASE_URL": ""},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert ran.returncode == 0, (ran.stdout, ran.stderr)
    return asked


@pytest.mark.slow
def test_a_content_type_and_a_language_are_added(tree: Path) -> None:
    asked = follow(tree, "add-a-content-type.md")
    schema = build_schema((tree / "schema.graphql").read_text("utf-8"))
    assert validate(schema, parse(asked)) == []
    assert "saveRecipe" in schema.type_map["Mutation"].fields
    assert "## Recipe" in (tree / "docs/reference/schema.md").read_text("utf-8")
    assert 'msgid "Recipes"' in (tree / "locales/nl/LC_MESSAGES/schema.po").read_text("utf-8")

    follow(
        tree,
        "add-a-language.md",
        "cms migrate",
        "cms user add anke --role translator:de",
        "test \"$(cms migration new none | grep -c 'No changes detected')\" = 1",
    )
    schema = build_schema((tree / "schema.graphql").read_text("utf-8"))
    assert "DE" in schema.type_map["Locale"].values
    assert (tree / "locales/de/LC_MESSAGES/messages.po").exists()
