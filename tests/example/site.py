"""Where the example site is, and running npm in it."""

import os
import subprocess
import sys
from pathlib import Path

from tests.test_docs import ROOT

SITE = ROOT / "examples" / "site"
BIN = Path(sys.executable).parent


def environment(**more: str) -> dict[str, str]:
    """Node.js as the tests' environment has it stands in front of any other."""
    path = os.pathsep.join([str(BIN), os.environ["PATH"]])
    return os.environ | {"PATH": path, "NO_COLOR": "1"} | more


def packages_missing() -> str | None:
    """Why nothing can be run of it; None if it can. Where CI cannot install it, that is an error."""
    if (SITE / "node_modules" / ".package-lock.json").exists():
        return None
    reason = f"the packages of {SITE} are missing: `make test-browser` installs them, if it can"
    assert not os.environ.get("CI"), reason
    return reason


def npm(*arguments: str, **more: str) -> str:
    """What a command prints that ends well."""
    ended = subprocess.run(
        [BIN / "npm", *arguments],
        cwd=SITE,
        env=environment(**more),
        capture_output=True,
        text=True,
        timeout=180,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert ended.returncode == 0, f"npm {arguments}\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout
