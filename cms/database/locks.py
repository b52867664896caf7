"""Files that exist for the kernel's locks on them, which no death can leave behind."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cms.database.ownership import Account, give

SHARED = fcntl.LOCK_SH
ALONE = fcntl.LOCK_EX


def open_for(path: Path, account: Account) -> int:
    """A file of the server's user, so that its next process may open it if root does now."""
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    try:
        give(file, account)
    except BaseException:
        os.close(file)
        raise
    return file


@contextmanager
def opened(path: Path, account: Account) -> Iterator[int]:
    """The same, closed at the end of the block: our hold on its lock ends with that."""
    file = open_for(path, account)
    try:
        yield file
    finally:
        os.close(file)


def locked(file: int, kind: int) -> bool:
    """Whether we hold this lock now. Never waits."""
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def wait_for(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether the condition was met within that time."""
    end = time.monotonic() + seconds
    while not (met := condition()) and time.monotonic() < end:
        time.sleep(0.02)
    return met
