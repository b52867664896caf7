"""Gettext's own opinion of a PO file."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

MSGFMT = "msgfmt"
SECONDS = 60
MOST = 5
_COMPLAINT = re.compile(r":(?P<line>\d+):(?:\d+:)? (?!warning: )(?P<text>.+)")


class Complaint(NamedTuple):
    """One thing that is wrong, in gettext's words."""

    line: int
    text: str


def complaints(path: Path) -> list[Complaint]:
    """What ``msgfmt -c`` refuses a file for; nothing where gettext is not installed."""
    program = shutil.which(MSGFMT)
    if program is None:
        return []
    done = subprocess.run(  # noqa: S603 - a fixed program, and a path that we found ourselves
        [program, "-c", "-o", "/dev/null", str(path)],
        capture_output=True, text=True, check=False, timeout=SECONDS,
    )  # fmt: skip
    return _read(done.stderr, str(path)) if done.returncode else []


def _read(said: str, path: str) -> list[Complaint]:
    """Each complaint with its line; only where none names one, the words as they are."""
    lines = said.splitlines()
    parts = (_COMPLAINT.match(line.removeprefix(path)) for line in lines if line.startswith(path))
    found = [Complaint(int(one["line"]), one["text"]) for one in parts if one]
    return found or [Complaint(1, line) for line in lines[:MOST]]
