"""The how-to of typed clients, done to the letter on the demo site."""

import asyncio
import json
import re
import shlex
from pathlib import Path

import pytest

from tests.clients import node
from tests.clients.conftest import Site

GUIDE = (Path(__file__).parents[2] / "docs/how-to/typed-clients.md").read_text()
ADDRESS = "http://127.0.0.1:8000"
STEP = re.compile(r"(?:^`(?P<file>[^`\n]+)`\n\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```", re.S | re.M)
INSTALLS = {
    "npm install --save-dev": node.HERE / "package.json",
    "pip install": node.HERE / "codegen.lock",
}
OWN = {"mypy"}  # of the project itself
EXPECTED = ("Denktank", "/nl/denktank", "/en/think-tank")


def steps(*titles: str) -> list[re.Match[str]]:
    """The files and commands under these headings, in their order."""
    parts = dict(re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", GUIDE, re.S | re.M))
    return [step for title in titles for step in STEP.finditer(parts[title])]


def is_installed(command: str) -> bool:
    """Whether it names packages, and all of them are those that the tests have."""
    for install, listed in INSTALLS.items():
        if command.startswith(install):
            names = set(shlex.split(command.removeprefix(install))) - OWN
            assert names
            assert [name for name in names if name not in listed.read_text()] == []
            return True
    return False


def follow(folder: Path, site: Site, title: str) -> str:
    """Do all that stands under a heading; what the last command prints."""
    said = ""
    for step in steps("The queries", title):
        text = step["text"].replace(ADDRESS, site.address)
        if step["file"]:
            path = folder / step["file"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            continue
        for command in text.splitlines():
            if not is_installed(command):
                said = node.run(folder, *shlex.split(command))
    return said


def misspell(path: Path) -> None:
    path.write_text(path.read_text().replace("title", "titel"))


async def test_typescript(site: Site, tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(node.PACKAGES)
    said = await asyncio.to_thread(follow, tmp_path, site, "TypeScript")

    assert json.loads((tmp_path / "package.json").read_text())["type"] == "module"
    assert all(one in said for one in EXPECTED), said
    misspell(tmp_path / "src" / "main.ts")
    with pytest.raises(AssertionError, match="Property 'titel' does not exist"):
        await asyncio.to_thread(node.run, tmp_path, "npx", "tsc", "--noEmit")


async def test_python(site: Site, tmp_path: Path) -> None:
    said = await asyncio.to_thread(follow, tmp_path, site, "Python")

    assert all(one in said for one in EXPECTED), said
    misspell(tmp_path / "main.py")
    with pytest.raises(AssertionError, match='has no attribute "titel"'):
        await asyncio.to_thread(node.run, tmp_path, "mypy", "--strict", "main.py")
