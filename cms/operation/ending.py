"""In what time a process ends that is told to stop, whatever is under way.

All that is under way hears it at once and has the same seconds. What takes no notice of it is left: its job
is done again by another process, and its client asks again.
"""

import logging
import os
from _thread import start_new_thread
from collections.abc import Callable
from contextlib import suppress
from time import sleep

FINISH_SECONDS = 7.0
"""For all that is under way when a process is told to stop: requests, streams and jobs together."""
END_SECONDS = 8.5
"""After which the process is gone."""
TELL_SECONDS = 0.25
logger = logging.getLogger(__name__)
_counting: list[bool] = []


def end_in_time(at_last: Callable[[], None], later: float = 0.0) -> None:
    """Let this process be gone after `END_SECONDS`, with status 0: it was told to stop just now.

    Python would wait without end for a thread or a task that takes no notice. ``at_last`` is done before
    the process is cut off, and is not waited for. ``later`` are seconds more. Only the first call counts.
    Signal handlers may call it: it takes no lock, as `threading.Thread` does.
    """
    if not _counting:
        _counting.append(True)
        start_new_thread(_end, (at_last, END_SECONDS + later))


def _end(at_last: Callable[[], None], seconds: float) -> None:
    sleep(seconds)
    for last in (at_last, _tell):
        start_new_thread(_tried, (last,))  # a disk may be what hangs
    sleep(TELL_SECONDS)
    os._exit(0)


def _tried(last: Callable[[], None]) -> None:
    with suppress(Exception):
        last()


def _tell() -> None:
    logger.warning("What takes no notice that the process stops is left: it ends now")
