"""What runs in the child process of `cms.media.child`: limits first, then one function.

It starts for each file, so it and what it runs import little.
"""

import json
import os
import resource
import signal
import sys
from importlib import import_module
from typing import Any

MEMORY = 1 << 30
"""Bytes of address space that a child may have."""
SECONDS = 20.0
"""How long a child may take, if nothing else is said."""
NICE = 5
"""Whoever reads a page goes before whoever makes a picture."""


class Refused(Exception):
    """What a function raises, in the child and then in the parent, about a file that it does not take."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def main() -> None:
    """Run the function that the first argument names with the second, and write what came of it."""
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # The parent counts the seconds; should it be killed, nobody else does.
    signal.alarm(int(6 * SECONDS))
    answer = _run(sys.argv[1], json.loads(sys.argv[2]))
    sys.stdout.write(json.dumps(answer))


def _run(name: str, args: list[Any]) -> dict[str, Any]:
    module, _, function = name.partition(":")
    try:
        return {"value": getattr(import_module(module), function)(*args)}
    except Refused as error:
        return {"refused": error.code}
    except OSError as error:
        return {"errno": error.errno} if error.errno else {"died": type(error).__name__}
    except Exception as error:  # of its text nothing: a stranger may have written that
        return {"died": type(error).__name__}
