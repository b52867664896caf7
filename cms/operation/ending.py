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
END_SECONDS = 9.0
"""After which the process is gone."""
TELL_SECONDS = 0.25
logger = logging.getLogger(__name__)
_counting: list[bool] = []


def end_in_time(at_last: Callable[[], None]) -> None:
    """Let this process be gone after `END_SECONDS`, with status 0: it was told to stop just now.

    Python would wait without end for a thread or a task that takes no notice. ``at_last`` is done before
    the process is cut off, and may wait for nothing. Only the first call counts. Signal handlers may call it:
    it takes no lock, as `threading.Thread` does.
    """
    if not _counting:
        _counting.append(True)
        start_new_thread(_end, (at_last,))


def _end(at_last: Callable[[], None]) -> None:
    sleep(END_SECONDS)
    start_new_thread(_tell, ())  # writing may be what hangs
    with suppress(Exception):
        at_last()
    sleep(TELL_SECONDS)
    os._exit(0)


def _tell() -> None:
    logger.warning("What takes no notice that the process stops is left: it ends now")
