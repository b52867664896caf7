"""The checks of a signature that the how-to shows do what it says of them."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from cms.webhooks.signing import make_secret, signature

NODE = shutil.which("node", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
PAGE = (Path(__file__).parents[2] / "docs/how-to/webhooks.md").read_text("utf-8")


def shown(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found[1]


def tries() -> list[tuple[str, str, str, bool]]:
    """Headers, bodies and secrets, and whether they belong together."""
    new, old, now, body = make_secret(), make_secret(), int(time.time()), '{"é": 1}'
    both = signature([new, old], now, body.encode())
    return [
        (both, body, new, True),
        (both, body, old, True),
        (both, body, make_secret(), False),
        (both, body + " ", new, False),
        (both.replace(str(now), str(now + 1)), body, new, False),
        (signature([new], now - 400, body.encode()), body, new, False),
    ]


def test_the_python_of_the_page() -> None:
    known: dict[str, Any] = {}
    exec(shown("python"), known)
    for header, body, secret, genuine in tries():
        assert known["is_genuine"](header, body.encode(), secret) is genuine


@pytest.mark.skipif(not NODE, reason="Node.js is not there")
def test_the_javascript_of_the_page(tmp_path: Path) -> None:
    asking = "const tries = JSON.parse(process.argv[2]);\nconsole.log(JSON.stringify(tries.map("
    asking += "([header, body, secret]) => isGenuine(header, Buffer.from(body), secret))));\n"
    (tmp_path / "page.mjs").write_text(shown("javascript") + asking, "utf-8")
    asked = tries()
    done = subprocess.run(
        [str(NODE), "page.mjs", json.dumps(asked)],
        cwd=tmp_path, capture_output=True, text=True, check=True, timeout=30,
    )  # fmt: skip
    assert json.loads(done.stdout) == [genuine for *_, genuine in asked]
