"""`cms audit export`, as an operator runs it."""

import json

from cms.access import audit
from tests.forking import run_cms


async def test_the_log_is_written_out(database: None) -> None:
    await audit.note("eva", "publish", "x")

    def run(*options: str) -> str:
        done = run_cms("audit", "export", *options)
        assert done.returncode == 0, done.stderr
        return done.stdout

    lines = [json.loads(line) for line in run().splitlines()]
    table = run("--format", "csv")

    assert [line["act"] for line in lines] == ["audit.export", "publish"]
    assert table.splitlines()[0] == "at,actor,act,subject,details"
