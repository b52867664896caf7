"""A program run to its end, or ended with all that it started when that takes too long."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

SECONDS_TO_LEAVE = 5.0
_LOOK = 0.02


def run(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    seconds: float,
    held: Collection[int] = (),
) -> subprocess.CompletedProcess[bytes]:
    """What a program answers; nobody can type anything to it.

    It and what it starts hold the open files ``held`` too, as long as they run. Raises
    `subprocess.TimeoutExpired` when it takes longer than ``seconds``. By then neither it nor what it
    started runs any more, and the same holds for whatever else ends the wait.
    """
    with subprocess.Popen(  # noqa: S603 - the caller's own program
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        pass_fds=held,
    ) as process:
        try:
            with _interruptible():
                out, err = process.communicate(timeout=seconds)
        except BaseException:
            if process.returncode is None:
                _end(process.pid)
            raise
    return subprocess.CompletedProcess(command, process.returncode, out, err)


def _end(group: int) -> None:
    """End a process and all of its group: politely first, so that it takes its lock files away.

    Its leader is not waited for before all are dead: until then nobody else can have its number.
    """
    os.killpg(group, signal.SIGTERM)
    until = time.monotonic() + SECONDS_TO_LEAVE
    leaving = os.WEXITED | os.WNOHANG | os.WNOWAIT
    while os.waitid(os.P_PID, group, leaving) is None and time.monotonic() < until:
        time.sleep(_LOOK)
    os.killpg(group, signal.SIGKILL)


@contextmanager
def _interruptible() -> Iterator[None]:
    """Ctrl-C ends the wait: it reaches us alone, and an event loop would note it, and go on waiting."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
