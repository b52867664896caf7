"""Reading what strangers made happens in child processes with little memory and little time.

A child is kept for the next file. One that takes too long, or that ends, is replaced; nothing of it
reaches this process but one line of JSON.
"""

import asyncio
import atexit
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import orjson

from cms.errors import InvalidInput, Message, Problem
from cms.media.limits import SECONDS
from cms.media.refusals import DiskFull, broken, too_complex

MOST_CHILDREN = 2
LONGEST_ANSWER = 1_000_000
CLOCK = 3.0
"""By the clock it may take so many times longer than of the processor: others are at work too."""
_SECONDS_TO_START = 30.0
_ROOT = Path(__file__).parents[2]


class _Ended(Exception):
    """The child gave no answer: it went away or, ``late``, took too long."""

    def __init__(self, *, late: bool = False) -> None:
        self.late = late


class _Child:
    """One process; used by one thread at a time."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "cms.media.workshop"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"PYTHONPATH": str(_ROOT), "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1"},
            start_new_session=True,
            bufsize=0,
        )
        try:
            self._line(_SECONDS_TO_START)
        except _Ended:
            self.end()
            raise

    def ask(self, asked: bytes, seconds: float) -> dict[str, Any]:
        """Its answer; raises `_Ended`."""
        assert self.process.stdin
        try:
            self.process.stdin.write(asked + b"\n")
        except BrokenPipeError:
            raise _Ended from None
        answer: dict[str, Any] = orjson.loads(self._line(seconds * CLOCK))
        return answer

    def _line(self, seconds: float) -> bytes:
        assert self.process.stdout
        until, got = time.monotonic() + seconds, b""
        with selectors.DefaultSelector() as ready:
            ready.register(self.process.stdout, selectors.EVENT_READ)
            while not got.endswith(b"\n"):
                if not ready.select(max(0.0, until - time.monotonic())):
                    raise _Ended(late=True)
                some = os.read(self.process.stdout.fileno(), 65_536)
                if not some or len(got) > LONGEST_ANSWER:
                    raise _Ended(late=self._is_spent())
                got += some
        return got

    def _is_spent(self) -> bool:
        """Whether the system ended it, since it had its time of the processor."""
        try:
            return self.process.wait(1) == -signal.SIGXCPU
        except subprocess.TimeoutExpired:
            return False

    def end(self) -> None:
        """Kill it, and wait until it is gone."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()


_idle: list[_Child] = []
_places = threading.BoundedSemaphore(MOST_CHILDREN)


async def in_child(function: str, *arguments: Any, seconds: float = SECONDS) -> Any:
    """What a function of `cms.media` returns, called in a child: ``in_child("cms.media.x.f", …)``.

    Arguments and the result are plain JSON values. Raises what the function raises of `InvalidInput`
    and `DiskFull`; `InvalidInput` too when it takes more than ``seconds`` of the processor or too much
    memory, or breaks down. Two run at a time; others wait their turn, which does not count.
    """
    asked = orjson.dumps({"function": function, "arguments": arguments, "seconds": seconds})
    return await asyncio.to_thread(_asked, asked, seconds)


def _asked(asked: bytes, seconds: float) -> Any:
    with _places:
        kept = _kept()
        try:
            answer = _answer(kept, asked, seconds) if kept else _answer(_Child(), asked, seconds)
        except _Ended as ended:
            if ended.late or not kept:
                raise too_complex() from None
            answer = _anew(asked, seconds)
    return _result(answer)


def _anew(asked: bytes, seconds: float) -> dict[str, Any]:
    """A child that was waiting may have been gone before it was asked."""
    try:
        return _answer(_Child(), asked, seconds)
    except _Ended:
        raise too_complex() from None


def _answer(child: _Child, asked: bytes, seconds: float) -> dict[str, Any]:
    try:
        answer = child.ask(asked, seconds)
    except BaseException:
        child.end()
        raise
    if answer.get("leaving"):
        child.end()
    else:
        _idle.append(child)
    return answer


def _kept() -> _Child | None:
    while _idle:
        child = _idle.pop()
        if child.process.poll() is None:
            return child
        child.end()
    return None


def _result(answer: dict[str, Any]) -> Any:
    if "result" in answer:
        return answer["result"]
    if answer.get("full"):
        raise DiskFull
    if answer.get("memory"):
        raise too_complex()
    problems = answer.get("problems")
    if not problems:
        raise broken()
    raise InvalidInput(
        [
            Problem(one["code"], Message(one["text"], one["params"]), one["field"])
            for one in problems
        ]
    )


def end_children() -> None:
    """End the children that wait for work: when the process ends, and in tests."""
    while _idle:
        _idle.pop().end()


atexit.register(end_children)
