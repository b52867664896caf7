"""`cms history prune` as a cron job runs it."""

import asyncio
import json

import pytest

from cms.database.engine import fetch
from tests.forking import run_cms
from tests.publishing.test_pruning import old, revisions

pytestmark = pytest.mark.usefixtures("database")


async def prune(*arguments: str, language: str = "en_GB") -> tuple[int, str, str]:
    asked = ("history", "prune", *arguments)
    done = await asyncio.to_thread(run_cms, *asked, language=language)
    return done.returncode, done.stdout, done.stderr


async def test_first_look_then_prune() -> None:
    uid = await old(4)
    asked = ("--keep-last", "2", "--keep-days", "30")

    status, out, _ = await prune(*asked, "--dry-run", "--json")
    assert (status, json.loads(out)["removed"], json.loads(out)["dry_run"]) == (0, 2, True)
    assert len(await revisions(uid)) == 4

    _, _, would = await prune(*asked, "--dry-run")
    assert "Versions: 2 would be removed; kept: " in would
    status, out, err = await prune(*asked, language="nl_NL")
    assert (status, out, "Versies: 2 verwijderd; bewaard: " in err) == (0, "", True)
    assert await revisions(uid) == [3, 4]
    acts = await fetch("SELECT act, details->>'versions' AS number FROM audit")
    assert [(one["act"], one["number"]) for one in acts if one["act"] == "prune"] == [
        ("prune", "2")
    ]


@pytest.mark.parametrize("number", ["-1", "many", "9999999999", "٣"])
async def test_what_is_no_number_is_wrong_usage(number: str) -> None:
    assert (await prune("--keep-last", number, "--keep-days", "1"))[0] == 2
    assert (await prune("--keep-last", "1"))[0] == 2
