"""Running programs of Node.js beside the packages of `package-lock.json`, and looking at what they did."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
BIN = Path(sys.executable).parent
INSTALLED = BIN.parent / "clients"
STAMP = INSTALLED / "stamp"
PACKAGES = INSTALLED / "node_modules"


def missing() -> str | None:
    """Why no program can be run; None if it can."""
    if STAMP.exists():
        return None
    return f"what other clients need is not in {INSTALLED}: `make test` installs it, if it can"


def environment(**more: str) -> dict[str, str]:
    """The programs that were installed for the tests stand in front of all others."""
    path = os.pathsep.join([str(INSTALLED / "python" / "bin"), str(BIN), os.environ["PATH"]])
    return os.environ | {"PATH": path, "NO_COLOR": "1"} | more


def laid_out(folder: Path, *files: str) -> Path:
    """A folder as `npm install` leaves it, with some files of ours."""
    (folder / "node_modules").symlink_to(PACKAGES)
    for name in ("package.json", *files):
        shutil.copy(HERE / name, folder)
    return folder


def run(folder: Path, *command: str, **env: str) -> str:
    """What a program prints that ends well."""
    ended = subprocess.run(
        command,
        cwd=folder,
        env=environment(**env),
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert ended.returncode == 0, f"{command}\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout
