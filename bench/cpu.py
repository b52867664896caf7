"""What processes used of the processor and of memory, as Linux tells it in ``/proc``."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def seconds(pid: int) -> float:
    """Of all threads of a process that still run."""
    total = 0
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):
                total += int((thread / "schedstat").read_text().split()[0])
    return total / 1e9


def seconds_of(pids: Iterable[int]) -> float:
    """Of all these processes."""
    return sum(map(seconds, pids))


def megabytes(pid: int) -> float:
    """The memory that a process has of its own and shares with nobody, and what it shares."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def model() -> str:
    """What the processor calls itself."""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return "unknown"
