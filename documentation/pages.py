"""Which pages are made from the code, and by what."""

from pathlib import Path

from cms.access.reference import reference as permissions
from cms.settings.reference import page_with
from cms.settings.reference import reference as settings
from documentation.codes import codes
from documentation.commands import commands
from documentation.schema import schema

FOLDER = "docs/reference"


def made(root: Path) -> dict[Path, str]:
    """Each page that is made from the code, with its text."""
    folder = root / FOLDER
    page = folder / "settings.md"
    return {
        page: page_with(settings(), page.read_text("utf-8")),
        folder / "commands.md": commands(),
        folder / "schema.md": schema(),
        folder / "permissions.md": permissions(),
        folder / "error-codes.md": codes(root),
    }


def stale(root: Path) -> list[Path]:
    """Those of them that say something else than the code."""
    return [
        path
        for path, text in made(root).items()
        if not path.exists() or path.read_text("utf-8") != text
    ]
