"""The site of the documentation: its menu, its settings, and making it with Zensical, which needs no net."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from documentation.staging import Page, stage

SECTIONS = {
    "tutorial": "Tutorial",
    "how-to": "How to",
    "reference": "Reference",
    "explanation": "Explanation",
    "nl": "In het Nederlands",
    "decisions": "Decisions",
    "project": "The project",
}
SETTINGS = """# Written by `python -m documentation build`.
[project]
site_name = "Klankbord"
site_description = "A headless CMS that is honest about drafts and languages"
docs_dir = "pages"
site_dir = "site"
use_directory_urls = false
nav = {nav}

[project.theme]
language = "en"
font = false
features = [
  "navigation.sections", "navigation.top", "navigation.footer", "search.highlight", "content.code.copy",
]

[project.markdown_extensions]
attr_list = {{}}
tables = {{}}
footnotes = {{}}
toc.permalink = true
pymdownx.highlight = {{}}
pymdownx.superfences = {{}}

[project.plugins.search]
"""


def build(root: Path, folder: Path) -> int:
    """Make the site in a folder; how the program that makes it ended."""
    work = folder.parent / f"{folder.name}-work"
    shutil.rmtree(work, ignore_errors=True)
    pages = stage(root, work / "pages")
    (work / "zensical.toml").write_text(SETTINGS.format(nav=_toml(menu(pages))), "utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "zensical", "build", "--clean", "--strict"], cwd=work, check=False
    )
    if ran.returncode == 0:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.move(work / "site", folder)
        shutil.rmtree(work)
    return ran.returncode


def menu(pages: list[Page]) -> list[dict[str, object]]:
    """The pages by section, each under its first heading, the first page first."""
    top = [
        {title(one): one.place} for one in pages if "/" not in one.place and one.place != "index.md"
    ]
    listed: list[dict[str, object]] = [{"Klankbord": "index.md"}, *top]
    for folder, name in SECTIONS.items():
        own = [one for one in pages if one.place.startswith(f"{folder}/")]
        if own:
            listed.append({name: [{title(one): one.place} for one in sorted(own, key=_order)]})
    return listed


def _order(one: Page) -> tuple[bool, str]:
    return not one.place.endswith("index.md"), one.place


def title(page: Page) -> str:
    """What a page is called."""
    found = re.search(r"^# (.+)$", page.text, re.M)
    return found[1].replace("`", "") if found else Path(page.place).stem


def _toml(listed: object) -> str:
    if isinstance(listed, dict):
        return (
            "{ "
            + ", ".join(f"{json.dumps(key)} = {_toml(one)}" for key, one in listed.items())
            + " }"
        )
    if isinstance(listed, list):
        return "[" + ", ".join(map(_toml, listed)) + "]"
    return json.dumps(listed, ensure_ascii=False)
