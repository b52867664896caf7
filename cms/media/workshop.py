"""The child process of `cms.media.child`: calls a function for each line it is sent, within its limits.

It has no credentials, opens no connection, and ends when its parent does or once it became large.
"""

import resource
import sys
from collections.abc import Callable
from importlib import import_module
from math import ceil
from pathlib import Path
from typing import Any

import orjson

from cms.errors import InvalidInput
from cms.media.limits import CHILD_BYTES
from cms.media.refusals import DiskFull, room

OURS = "cms.media."
_STATUS = Path("/proc/self/status")
LARGE_KB = 200_000
"""Beyond it a child gives its memory back by leaving."""


def _function(name: str) -> Callable[..., Any]:
    module, _, function = name.rpartition(".")
    if not name.startswith(OURS) or function.startswith("_"):
        raise LookupError(name)
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    try:
        with room():
            return {"result": _function(asked["function"])(*asked["arguments"])}
    except InvalidInput as error:
        return {
            "problems": [
                {
                    "code": p.code,
                    "text": p.message.text,
                    "params": p.message.params,
                    "field": p.field,
                }
                for p in error.problems
            ]
        }
    except DiskFull:
        return {"full": True}
    except MemoryError:
        return {"memory": True, "leaving": True}
    except Exception:
        return {}


def _peak_kb() -> int:
    """How much memory it ever had. What getrusage says begins with what its parent had."""
    try:
        status = _STATUS.read_text("ascii", "replace")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line[:6] == "VmHWM:"), 0)


def _limit_time(seconds: float) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = ceil(used.ru_utime + used.ru_stime + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")
    sys.stdout.buffer.flush()


def main() -> None:
    """Answer until there is nothing more to read."""
    resource.setrlimit(resource.RLIMIT_AS, (CHILD_BYTES, CHILD_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import_module("cms.media.reading")
    _say({})
    for line in sys.stdin.buffer:
        asked = orjson.loads(line)
        _limit_time(asked["seconds"])
        answer = _answer(asked)
        if _peak_kb() > LARGE_KB:
            answer["leaving"] = True
        _say(answer)
        if answer.get("leaving"):
            return


if __name__ == "__main__":
    main()
