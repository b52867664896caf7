"""Serves the site as `cms serve` does, from a process that has imported everything and can be asked again.

It reads words from its input: ``serve`` begins to serve in a process of its own, whose number it prints;
``start`` does so as an operator does, who waits for what is imported too;
``prepare`` and an address make an editor, a webhook that tells that address, and a token, which it prints.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from cms.access import api_tokens
from cms.access.actors import load_actor
from cms.access.roles import Permission
from cms.app import create_app
from cms.commands.serving import run_serve
from cms.database.engine import pool, writing
from cms.settings import settings
from tests.people import EDITOR, make_user
from tests.webhooks.means import add


async def _prepared(url: str) -> str:
    async with pool(most=2):
        await make_user(EDITOR, superuser=True)
        await add(url, types=("page",))
        async with writing():
            expires = datetime.now(UTC) + timedelta(days=1)
            owner = await load_actor(EDITOR)
            return await api_tokens.create(owner, "test", [*Permission], expires)


def _prepare(url: str) -> None:
    _say(asyncio.run(_prepared(url)))


def _serve() -> None:
    run_serve(settings)


def _start() -> None:
    os.execv(sys.executable, [sys.executable, "-m", "cms.cli", "serve"])


def _say(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def _apart(act: Callable[[], None]) -> int:
    """Do something in a process of its own; its number."""
    child = os.fork()
    if child:
        return child
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        act()
    finally:
        os._exit(0)


def _main() -> None:
    create_app(settings)  # what it reads is remembered, and the children have it
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead need nobody
    for line in sys.stdin:
        word, _, url = line.strip().partition(" ")
        if word == "serve":
            _say(_apart(_serve))
        elif word == "start":
            _say(_apart(_start))
        else:
            _apart(partial(_prepare, url))


if __name__ == "__main__":
    _main()
