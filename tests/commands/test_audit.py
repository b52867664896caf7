"""`cms audit export`, as an operator runs it."""

import json
import subprocess
import sys

from cms.access import audit


async def test_the_log_is_written_out(database: None) -> None:
    await audit.note("eva", "publish", "x")

    def run(*options: str) -> str:
        return subprocess.run(
            [sys.executable, "-m", "cms.cli", "audit", "export", *options],
            capture_output=True, text=True, timeout=120, check=True,
        ).stdout  # fmt: skip

    lines = [json.loads(line) for line in run().splitlines()]
    table = run("--format", "csv")

    assert [line["act"] for line in lines] == ["audit.export", "publish"]
    assert table.splitlines()[0] == "at,actor,act,subject,details"
