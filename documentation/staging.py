"""docs/ as the site has it: pages in two languages parted, and links that lead within the site."""

import posixpath
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

ALSO = (
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "locales/README.md",
)
"""Pages that stand elsewhere in the repository, and are part of the site below `project/`."""
DUTCH = "*Nederlands hieronder.*\n"
_HEADING = re.compile(r"^# ", re.M)
_FENCED = re.compile(r"^(```+|~~~+).*?^\1", re.M | re.S)
_LINK = re.compile(r"(?P<label>!?\[[^\]\[]*(?:\[[^\]]*\][^\]\[]*)?\])\((?P<to>[^)\s]+)\)")


@dataclass(frozen=True)
class Page:
    """A page of the site: where its text stands in the repository, and where it goes."""

    source: str
    place: str
    text: str


def stage(root: Path, folder: Path) -> list[Page]:
    """Put all pages and pictures into a folder, from which the site is made; the pages."""
    pages = list(_pages(root))
    places = {one.source: one.place for one in pages}
    shutil.rmtree(folder, ignore_errors=True)
    for one in pages:
        target = folder / one.place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(relinked(one, places, root), "utf-8")
    for path in (root / "docs").rglob("*"):
        if path.is_file() and path.suffix != ".md":
            target = folder / path.relative_to(root / "docs")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    return pages


def _pages(root: Path) -> list[Page]:
    found: list[Page] = []
    for path in sorted((root / "docs").rglob("*.md")):
        place = path.relative_to(root / "docs").as_posix()
        english, dutch = parted(path.read_text("utf-8"))
        if dutch:
            found.append(Page(f"docs/{place}#nl", f"nl/{path.name}", dutch))
        found.append(Page(f"docs/{place}", place, english))
    found += [
        Page(name, f"project/{name.replace('/', '-')}", (root / name).read_text("utf-8"))
        for name in ALSO
        if (root / name).exists()
    ]
    return found


def parted(text: str) -> tuple[str, str]:
    """The English and the Dutch half of a page; the second is empty if there is none."""
    if DUTCH not in text:
        return text, ""
    fenced = [found.span() for found in _FENCED.finditer(text)]
    headings = [
        found.start()
        for found in _HEADING.finditer(text)
        if not any(begin <= found.start() < end for begin, end in fenced)
    ]
    if len(headings) < 2:
        return text, ""
    return text[: headings[1]].replace(DUTCH, ""), text[headings[1] :]


def relinked(page: Page, places: dict[str, str], root: Path) -> str:
    """The text of a page with its links as they are on the site; what is no page loses its link."""
    fenced = [found.span() for found in _FENCED.finditer(page.text)]

    def replaced(found: re.Match[str]) -> str:
        if any(begin <= found.start() < end for begin, end in fenced):
            return found[0]
        to = _to(page, found["to"], places, root)
        return found["label"].strip("![]") if to is None else f"{found['label']}({to})"

    return _LINK.sub(replaced, page.text)


def _to(page: Page, link: str, places: dict[str, str], root: Path) -> str | None:
    path, _, anchor = link.partition("#")
    if not path or re.match(r"[a-z]+:", link):
        return link
    folder = posixpath.dirname(page.source.removesuffix("#nl"))
    target = posixpath.normpath(posixpath.join(folder, path))
    own = posixpath.dirname(page.place) or "."
    place = places.get(f"{target}#nl") if page.place.startswith("nl/") else None
    place = place or places.get(target)
    if place is None and target.startswith("docs/") and (root / target).is_file():
        place = target.removeprefix("docs/")
    if place is None:
        return None
    return posixpath.relpath(place, own) + (f"#{anchor}" if anchor else "")
