"""`cms webhooks` as an operator types it."""

import asyncio
import json
import os
import subprocess
import sys

import pytest

from cms.database.engine import fetch
from cms.settings import settings
from tests.builders import make_published
from tests.receivers import receiving
from tests.webhooks.means import add
from tests.webhooks.test_delivering import deliver, matched

pytestmark = pytest.mark.usefixtures("database")


async def cms(*arguments: str) -> tuple[int, str]:
    """The exit status and all that was said."""
    environ = {**os.environ, "CMS_OUTGOING_ALLOW": "127.0.0.1", "LC_ALL": "nl_NL.UTF-8"}
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "cms.cli", "webhooks", *arguments],
        capture_output=True, text=True, env=environ, timeout=60, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.skipif(not settings.database_url, reason="the embedded server is one process's")
async def test_listing_testing_and_replaying() -> None:
    async with receiving() as receiver:
        webhook, secret = await add(receiver.url, locales=["nl"], types=["page"])
        await make_published("page", locales=("nl",))
        await matched()
        await deliver(webhook)
        number = len(receiver.received)
        status, listed = await cms("list", "--json")
        tested = await cms("test", "Site")
        replayed = await cms("replay", "Site", "--since", "2020-01-01T00:00")
        waiting = await fetch("SELECT FROM webhook_delivery WHERE state = 'waiting'")
    away = await cms("test", "Site")
    unknown = await cms("test", "Nergens")
    wrong = await cms("replay", "Site", "--since", "gisteren")
    assert status == 0
    assert json.loads(listed)[0]["name"] == "Site"
    assert secret not in listed
    assert tested == (0, "Site nam de test aan: 204.\n")
    assert replayed[0] == 0
    assert len(waiting) == number
    assert (away[0], unknown[0], wrong[0]) == (1, 1, 1)
    assert "[not_found]" in unknown[1]
