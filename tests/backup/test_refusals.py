"""What `cms restore` refuses is told with its code, in the language of whoever restores."""

import asyncio
from pathlib import Path

import pytest

from cms.database.roles import Role, connected
from cms.settings import settings
from tests.backup.sites import rewritten
from tests.builders import make
from tests.forking import run_cms

pytestmark = pytest.mark.usefixtures("database")
TOLD = [
    ("bad_backup", "nl_NL", "is geen back-up"),
    ("too_new", "nl_NL", "gemaakt door een nieuwere versie"),
    ("not_empty", "nl_NL", "Er staat hier al een site"),
    ("not_empty", "en_GB", "There is a site here already"),
    ("in_use", "nl_NL", "De database is in gebruik"),
]


def refused(code: str, small: Path, folder: Path) -> tuple[str, ...]:
    """What a command is told that comes to this refusal."""
    if code == "bad_backup":
        (folder / "text.tar").write_text("Dag")
        return (str(folder / "text.tar"),)
    if code == "too_new":
        return (str(rewritten(small, folder / "newer.tar", "newer")),)
    return (str(small), "--replace") if code == "in_use" else (str(small),)


@pytest.mark.parametrize(("code", "language", "words"), TOLD)
async def test_what_is_refused_is_told_in_the_language_of_the_terminal(
    code: str, language: str, words: str, small: Path, tmp_path: Path
) -> None:
    await make("page", "Werkplaats")
    another = await connected(settings, Role.OWNER)
    arguments = refused(code, small, tmp_path)
    done = await asyncio.to_thread(run_cms, "restore", *arguments, language=language)
    await another.close()

    assert (done.returncode, done.stdout) == (1, "")
    assert words in done.stderr
    assert f"[{code}]" in done.stderr
