"""The tutorial is followed as it is written: its files, its commands, and what they print."""

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.logs import look_through

ROOT = Path(__file__).parents[2]
TUTORIAL = (ROOT / "docs/tutorial/index.md").read_text("utf-8")
STEP = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.M | re.S)
FENCE = "==== {number} ===="


def free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


def follow(folder: Path, text: str, own: bool) -> tuple[dict[int, str], dict[int, str]]:
    """What each command printed, and what the page says that it prints; `own`: on a server of its own."""
    (folder / ".venv/bin").mkdir(parents=True)
    program = folder / ".venv/bin/cms"
    command = f"PYTHONPATH={shlex.quote(str(ROOT))} exec {shlex.quote(sys.executable)} -m cms.cli"
    program.write_text(f'#!/bin/sh\n{command} "$@"\n')
    program.chmod(0o755)
    script, expected, number = ["set -em", "exec 2> errors.log"], dict[int, str](), 0
    for kind, title, body in STEP.findall(text):
        if title:
            (folder / title).write_text(body)
        elif kind == "sh":
            number += 1
            script += [f"echo '{FENCE.format(number=number)}'", body]
        elif kind == "text":
            expected[number] = body
    return _run(folder, "\n".join(script), own), expected


def _run(folder: Path, script: str, own: bool) -> dict[int, str]:
    environ = os.environ | {"LC_ALL": "C.UTF-8"}
    if own:
        environ |= {"CMS_VAR": str(folder / "var"), "CMS_DATABASE_URL": ""}
    with subprocess.Popen(
        ["bash", "-c", script],
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as running:
        try:
            printed, _ = running.communicate(timeout=150)
        finally:
            if running.poll() is None:
                os.killpg(running.pid, signal.SIGTERM)
    told = "\n".join(path.read_text() for path in folder.glob("*.log"))
    look_through("the tutorial", told)
    assert running.returncode == 0, (printed, told)
    parts = re.split(r"==== (\d+) ====\n", printed)
    return dict(zip(map(int, parts[1::2]), parts[2::2], strict=True))


@pytest.mark.parametrize("own", [False, pytest.param(True, marks=pytest.mark.slow)])
async def test_the_tutorial_can_be_followed(database: None, tmp_path: Path, own: bool) -> None:
    site, frontend = free_ports()
    text = TUTORIAL.replace("8000", str(site)).replace("8001", str(frontend))
    text = text.replace("export CMS_ADMIN_PASSWORD", f"export CMS_PORT={site} CMS_ADMIN_PASSWORD")

    printed, expected = follow(tmp_path, text, own)

    assert (tmp_path / "var").exists() == own
    assert len(expected) == 6
    for number, said in expected.items():
        assert printed[number].strip() == said.strip(), number
