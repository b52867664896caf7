"""`make example`, by its program: what it says of ports, and that it leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.example.conftest import free_port
from tests.example.site import packages_missing
from tests.test_docs import ROOT

PROGRAM = [sys.executable, str(ROOT / "examples/run.py")]


def refused(**settings: str) -> str:
    """What it says when it cannot start, at once."""
    ran = subprocess.run(
        PROGRAM, env=os.environ | settings, capture_output=True, text=True, timeout=20, check=False
    )
    assert ran.returncode == 1
    assert ran.stdout == ""
    assert "Traceback" not in ran.stderr
    return ran.stderr


def test_ports_that_cannot_be_had_are_named_before_anything_starts() -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        taken, free = str(busy.getsockname()[1]), str(free_port())
        for variable, other in (("CMS_PORT", "SITE_PORT"), ("SITE_PORT", "CMS_PORT")):
            said = refused(**{variable: taken, other: free})
            assert f"Port {taken} of 127.0.0.1 cannot be had" in said
            assert f"choose another {variable}" in said
    assert "are both" in refused(CMS_PORT=free, SITE_PORT=free)
    assert "it has to be a number" in refused(CMS_PORT=free, SITE_PORT="80OO")


def _running(folder: Path) -> list[str]:
    """What was started with this folder for its data: PostgreSQL is told, the rest have a setting."""
    data = str((folder / "postgres").resolve())  # a link where its owner may not enter the folder
    setting, found = f"CMS_VAR={folder}".encode(), []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            command = (place / "cmdline").read_text().replace("\0", " ")
            if data in command or setting in (place / "environ").read_bytes().split(b"\0"):
                found.append(command)
        except OSError:
            continue
    return found


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_whoever_ends_it_ends_all_of_it(tmp_path: Path, number: signal.Signals) -> None:
    if reason := packages_missing():
        pytest.skip(reason)
    env = os.environ | {
        "CMS_PORT": str(free_port()), "SITE_PORT": str(free_port()), "CMS_VAR": str(tmp_path),
        "CMS_DATABASE_URL": "",
    }  # fmt: skip
    with subprocess.Popen(PROGRAM, env=env, stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout
            assert any(line.startswith("Ctrl-C") for line in running.stdout)
            names = " ".join(_running(tmp_path))
            assert all(one in names for one in ("examples/run.py", "serve", "index.js", "postgres"))
            running.send_signal(number)
            running.send_signal(number)  # whoever is impatient
            assert running.wait(60) == 0
        finally:
            running.terminate()
    assert _running(tmp_path) == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux tells them that it was killed.")
def test_killed_it_takes_all_of_it_along(tmp_path: Path) -> None:
    if reason := packages_missing():
        pytest.skip(reason)
    env = os.environ | {
        "CMS_PORT": str(free_port()), "SITE_PORT": str(free_port()), "CMS_VAR": str(tmp_path),
        "CMS_DATABASE_URL": "",
    }  # fmt: skip
    with subprocess.Popen(PROGRAM, env=env, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        assert any(line.startswith("Ctrl-C") for line in running.stdout)
        running.kill()
    until = time.monotonic() + 60
    while _running(tmp_path) and time.monotonic() < until:
        time.sleep(0.1)
    assert _running(tmp_path) == []
