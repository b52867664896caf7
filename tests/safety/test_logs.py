"""What the scan of all logs would find, and what it lets pass."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.logs import Scan, secrets_in


@pytest.mark.parametrize(
    "text",
    [
        "login of eva with a good password",
        "pbkdf2_sha256$600000$00$11",
        "cannot reach postgresql://cms:geheim@host/cms",
        "{'authorization': 'x'}",
        "Bearer abcdefgh.ijkl",
        "sent __Host-id=abc",
    ],
)
def test_secrets_are_found(text: str) -> None:
    assert list(secrets_in(text))


@pytest.mark.parametrize(
    "text", ["postgresql://cms@host/cms", "GET /graphql 200", "Who bears it?", "a password"]
)
def test_what_is_no_secret_is_not(text: str) -> None:
    assert not list(secrets_in(text))


def test_a_traceback_is_looked_through_too() -> None:
    scan = Scan({})
    try:
        raise ValueError("hunter2")
    except ValueError:
        record = logging.LogRecord("cms", logging.ERROR, "x.py", 1, "failed", (), sys.exc_info())
    scan.emit(record)

    assert scan.found


CONFTEST = """
from tests.logs import Plugin

def pytest_configure(config):
    config.pluginmanager.register(Plugin(), "logs")
"""
TESTS = """
import logging, subprocess, sys

def test_that_logs():
    logging.getLogger("cms.somebody").info("it is %s", "hun" + "ter2")

def test_that_starts():
    subprocess.run([sys.executable, "-c", "import sys; sys.stderr.write('cook' + 'ie: x')"])
"""
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("processes", ["0", "1"])
def test_a_secret_ends_a_run_in_which_every_test_passes(tmp_path: Path, processes: str) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_it.py").write_text(TESTS)
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "--numprocesses", processes),
            *("--rootdir", ".", "-p", "no:cacheprovider"),
        ],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "2 passed" in ran.stdout, ran.stdout + ran.stderr
    assert "'hunter2' in" in ran.stdout
    assert "'cookie:' in" in ran.stdout
    assert ran.returncode == pytest.ExitCode.TESTS_FAILED
