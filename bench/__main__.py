"""`make bench`: figures of this machine, each beside something of the same run to compare it with.

`make bench ARGS=cold` asks seeded reference data, beside statements that were written by hand.
`make bench ARGS=translation` measures translators' files of 50,000 messages, which takes minutes.
"""

import argparse
import asyncio
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

_VAR = tempfile.mkdtemp(prefix="klankbord-bench-")
os.environ["CMS_VAR"] = _VAR
os.environ["CMS_DATABASE_URL"] = os.environ.get("CMS_BENCH_DATABASE_URL", "")

from bench import answers, cold, translation  # noqa: E402
from cms.commands.l10n import collect_seldom  # noqa: E402
from cms.commands.serving import bring_up_to_date, database  # noqa: E402
from cms.database.embedded import erase  # noqa: E402
from cms.database.engine import pool  # noqa: E402
from cms.settings import settings  # noqa: E402


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument(
        "section", nargs="?", choices=("answers", "cold", "translation"), default="answers"
    )
    parser.add_argument("--messages", type=int, default=50_000, help="how large the file is")
    parser.add_argument("--times", type=int, default=1, help="how many times the reference data")
    return parser.parse_args()


async def _main(asked: argparse.Namespace) -> None:
    await bring_up_to_date()
    async with pool():
        if asked.section == "translation":
            collect_seldom()  # as the commands do
            report = await translation.run(Path(_VAR) / "locales", asked.messages)
        elif asked.section == "cold":
            report = await cold.run(asked.times)
        else:
            report = await answers.run()
    sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=2, default=vars) + "\n")


if __name__ == "__main__":
    with database(settings):
        asyncio.run(_main(_asked()))
    if not settings.database_url:
        erase(Path(_VAR))
    shutil.rmtree(_VAR, ignore_errors=True)
