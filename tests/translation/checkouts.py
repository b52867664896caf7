"""A site's checkout, a translator's clone and the bare repository between them; and the terminal."""

import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from cms.database.engine import fetch
from cms.translation.sync.repository import Repository
from cms.translation.sync.sync import Sync, Synced
from tests.builders import make_published
from tests.conftest import empty_all_tables
from tests.translation.files import Desk, run

ROOT = Path(__file__).parents[2]
ATTRIBUTES = (ROOT / ".gitattributes").read_text()
ENGLISH = {"LC_ALL": "en_GB.UTF-8"}


async def cms(
    folder: Path, *arguments: str, **environ: str
) -> tuple[asyncio.subprocess.Process, str, str]:
    """One command that has ended, with what it wrote."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cms.cli", "l10n", *arguments),
        cwd=ROOT,
        env=os.environ | ENGLISH | {"CMS_LOCALES_DIR": str(folder)} | environ,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return process, out.decode(), err.decode()


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=T", "-c", "user.email=t@example.org")
    run("git", *identity, *arguments, folder=folder)


@dataclass(frozen=True)
class Site:
    """The checkout of a site, and the clone of its translator."""

    root: Path
    here: Desk
    there: Desk

    @property
    def repository(self) -> Repository:
        return Repository(self.here.folder)

    async def sync(self) -> Synced:
        return await Sync(self.here.folder, self.repository).run()

    def hand_in(self, subject: str = "Translate") -> None:
        """The translator commits and pushes."""
        git(self.there.folder, "commit", "-qam", subject)
        git(self.there.folder, "push", "-q")

    def pull(self) -> None:
        git(self.there.folder, "pull", "-q", "--ff-only")

    def heads(self) -> set[str]:
        """The commits that the site, its upstream and the remote are at: one, if all is in step."""
        return {
            self.repository.git("rev-parse", "HEAD"),
            self.repository.git("ls-remote", "origin", "refs/heads/main").split()[0],
        }

    @property
    def clean(self) -> bool:
        return not self.repository.git("status", "--porcelain")


async def site(root: Path) -> Site:
    """Two pages, of which one is translated, in three repositories."""
    await empty_all_tables()
    await make_published("page", title_nl="Denktank", title_en="Think tank")
    await make_published("page", locales=("nl",), title_nl="Ander", title_en="")
    root.mkdir(exist_ok=True)
    run("git", "init", "-q", "--bare", "-b", "main", root / "remote.git")
    run("git", "clone", "-q", root / "remote.git", root / "site", folder=root)
    here = Desk(root / "site" / "locales")
    (root / "site" / ".gitattributes").write_text(ATTRIBUTES)
    (root / "site" / "README").write_text("A site.\n")
    git(root / "site", "checkout", "-q", "-B", "main")
    git(root / "site", "add", "-A")
    git(root / "site", "commit", "-qm", "Begin")
    git(root / "site", "push", "-q", "-u", "origin", "main")
    here.folder.mkdir(exist_ok=True)
    made = Site(root, here, Desk(root / "clone" / "locales"))
    await made.sync()
    run("git", "clone", "-q", root / "remote.git", root / "clone")
    return made


async def titles() -> dict[str, str]:
    """The English titles of pages, by their Dutch ones, without the home page's."""
    rows = await fetch("SELECT title_nl, title_en FROM page WHERE parent IS NOT NULL")
    return {row["title_nl"]: row["title_en"] for row in rows}
