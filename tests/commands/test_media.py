"""`cms media` as an operator or a cron job runs it."""

import asyncio
import json
from pathlib import Path

import pytest

from cms.access.actors import system
from cms.database.engine import writing
from cms.media.keys import original_key
from cms.media.storage import storage
from cms.publishing.library import authorised as library
from tests.forking import run_cms
from tests.media.files import forget_all, picture, put

pytestmark = pytest.mark.usefixtures("database")


async def cms(*arguments: str, language: str = "en_GB") -> tuple[int, str, str]:
    done = await asyncio.to_thread(run_cms, *arguments, language=language)
    return done.returncode, done.stdout, done.stderr


async def test_files_are_checked_and_cleaned_up(tmp_path: Path) -> None:
    forget_all()
    actor = system("test")
    stays = await library.receive(put(tmp_path, picture()), "x.jpg", actor=actor)
    goes = await library.receive(put(tmp_path, picture("PNG")), "y.png", actor=actor)
    async with writing():
        await library.delete(goes["uid"], actor=actor)

    status, out, _ = await cms("media", "check", "--json")
    assert (status, json.loads(out)) == (0, {"files": 1, "gaps": [], "orphans": 1})
    status, out, _ = await cms("media", "clean", "--hours", "0", "--json")
    assert (status, json.loads(out)["originals"]) == (0, 1)
    await storage().delete(original_key(stays["digest"]))
    status, out, err = await cms("media", "check")
    assert (status, "x.jpg: missing" in out, "missing or damaged: 1" in err) == (1, True, True)
    _, out, err = await cms("media", "check", language="nl_NL")
    assert ("x.jpg: ontbreekt\n" in out, "kwijt of beschadigd: 1" in err) == (True, True)
    _, _, err = await cms("media", "clean", "--dry-run", language="nl_NL")
    assert err.startswith("Bestanden zonder rij: 0 zouden worden verwijderd; halve uploads: ")
