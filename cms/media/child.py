"""Work on files that strangers made, in a process of its own: what goes wrong there ends there.

A decoder that crashes, or takes memory or time without end, takes neither the server nor the other
requests with it. The child has neither our settings nor a connection: it is given paths.
"""

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from cms.errors import N_, CmsError
from cms.media.inside import SECONDS, Refused

AT_ONCE = max(2, min(4, os.cpu_count() or 2))
"""Children at the same time: so many times `inside.MEMORY` is the most that pictures take."""
PATIENCE = 10.0
"""How many seconds one waits for a place."""
_PROGRAM = "from cms.media.inside import main; main()"
_places = asyncio.Semaphore(AT_ONCE)


class ChildDied(Exception):
    """The child ended without an answer: it crashed, or wanted more memory or time than it may have."""


class Busy(CmsError):
    """As many pictures are being worked on as may be at once."""

    code = "busy"
    status = 503

    def __init__(self) -> None:
        super().__init__(N_("The server is busy with pictures just now. Try again in a moment."))


async def in_child(function: str, *args: Any, seconds: float = SECONDS) -> Any:
    """What ``function``, named as ``package.module:name``, makes of ``args`` in a child process.

    Arguments and answer are what JSON has. Raises `Refused` as the function did, `OSError` with its
    number (a full disk), `ChildDied`, and `Busy` after `PATIENCE` seconds without a place.
    """
    async with _place():
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", _PROGRAM, function, json.dumps(args)),
            stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL, env=_environment(),
        )  # fmt: skip
        try:
            async with asyncio.timeout(seconds):
                told, _ = await process.communicate()
        except TimeoutError:
            raise ChildDied(f"{function} took more than {seconds:g} s") from None
        finally:
            await _ended(process)
    return _answer(function, told, process.returncode)


@asynccontextmanager
async def _place() -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(PATIENCE):
            await _places.acquire()
    except TimeoutError:
        raise Busy from None
    try:
        yield
    finally:
        _places.release()


def _environment() -> dict[str, str]:
    """All but our settings, among which are secrets."""
    return {name: value for name, value in os.environ.items() if not name.startswith("CMS_")}


async def _ended(process: Process) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
        await asyncio.shield(process.wait())


def _answer(function: str, told: bytes, status: int | None) -> Any:
    try:
        answer = json.loads(told)
    except ValueError:
        raise ChildDied(f"{function} ended with {status}") from None
    if "refused" in answer:
        raise Refused(answer["refused"])
    if "errno" in answer:
        raise OSError(answer["errno"], os.strerror(answer["errno"]))
    if "died" in answer:
        raise ChildDied(f"{function}: {answer['died']}")
    return answer["value"]
