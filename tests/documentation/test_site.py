"""The site: every page is in its menu, links and anchors lead somewhere, languages are parted."""

import re
from pathlib import Path

import pytest

from documentation.site import build, menu
from documentation.staging import parted, stage

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCED = re.compile(r"^(```+|~~~+).*?^\1", re.M | re.S)
HEADING = re.compile(r"^#+ (.+)$", re.M)


def slug(heading: str) -> str:
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").lower()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip())


def test_links_and_anchors_lead_somewhere(tmp_path: Path) -> None:
    pages = stage(ROOT, tmp_path)
    dead: list[str] = []
    for page in pages:
        text = FENCED.sub("", (tmp_path / page.place).read_text("utf-8"))
        for link in LINK.findall(text):
            path, _, anchor = link.partition("#")
            if re.match(r"[a-z]+:", link):
                continue
            target = (tmp_path / page.place).parent / path if path else tmp_path / page.place
            said = (
                FENCED.sub("", target.read_text("utf-8"))
                if target.suffix == ".md" and target.exists()
                else ""
            )
            if not target.exists() or (anchor and anchor not in map(slug, HEADING.findall(said))):
                dead.append(f"{page.place}: {link}")
    assert dead == []


def test_code_that_is_named_is_there() -> None:
    missing = [
        f"{page.relative_to(ROOT)}: {path}"
        for page in (ROOT / "docs").rglob("*.md")
        if "decisions" not in page.parts
        for path in re.findall(r"`((?:cms|admin|tests|bench)/[\w/.-]+)`", page.read_text("utf-8"))
        if not (ROOT / path).exists() and not path.endswith("recipe.py")
    ]
    assert missing == []


def test_every_page_is_in_the_menu(tmp_path: Path) -> None:
    pages = stage(ROOT, tmp_path)
    listed = re.findall(r"'([\w/.-]+\.md)'", str(menu(pages)))
    assert sorted(listed) == sorted(one.place for one in pages)
    assert {"nl/editor.md", "nl/translator.md", "nl/administrator.md"} <= set(listed)


def test_every_page_is_found_from_the_first() -> None:
    named = {
        path.resolve()
        for first in (ROOT / "docs/index.md", ROOT / "docs/operators.md")
        for path in (
            first.parent / link.partition("#")[0] for link in LINK.findall(first.read_text("utf-8"))
        )
    }
    pages = {path.resolve() for path in (ROOT / "docs").rglob("*.md")}
    missing = {
        path.relative_to(ROOT).as_posix() for path in pages - named if "decisions" not in path.parts
    }
    assert missing == {"docs/index.md"}
    assert ROOT / "SECURITY.md" in named


def test_a_page_in_two_languages_is_parted() -> None:
    english, dutch = parted((ROOT / "docs/how-to/editor.md").read_text("utf-8"))
    assert "Nederlands" not in english
    assert dutch.startswith("# Schrijven en publiceren")


@pytest.mark.slow
def test_the_site_is_made_and_asks_nothing_of_others(tmp_path: Path) -> None:
    assert build(ROOT, tmp_path / "docs") == 0
    made = tmp_path / "docs/tutorial/index.html"
    assert not re.findall(
        r'(?:src|href)="(https?://[^"]+\.(?:css|js|woff2?))"', made.read_text("utf-8")
    )
