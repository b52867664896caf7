"""Gettext's own opinion of a PO file."""

import shutil
import subprocess
from pathlib import Path

MSGFMT = "msgfmt"
SECONDS = 60
MOST = 5


def complaints(path: Path) -> list[str]:
    """What ``msgfmt -c`` refuses a file for; nothing where gettext is not installed."""
    program = shutil.which(MSGFMT)
    if program is None:
        return []
    done = subprocess.run(  # noqa: S603 - a fixed program, and a path that we found ourselves
        [program, "-c", "-o", "/dev/null", str(path)],
        capture_output=True, text=True, check=False, timeout=SECONDS,
    )  # fmt: skip
    return done.stderr.splitlines()[:MOST] if done.returncode else []
