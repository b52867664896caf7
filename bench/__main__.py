"""`make bench`: figures of this machine, each beside something of the same run to compare it with.

Without arguments the delivery of seeded reference data is measured, in about ten minutes, and
``bench/RESULTS.md`` written. ``ARGS="reference --only cold hot"`` measures some parts and prints them;
``--only servers`` compares servers and their settings. ``ARGS=answers`` asks the demo site in one
process. ``ARGS=translation`` measures translators' files of 50,000 messages, which takes minutes.
``ARGS=uncompiled`` tells why operations are left to the executor.

``ARGS=sizes`` measures 1,000 to 200,000 publications, ``ARGS=scale`` two processes with a replica,
``ARGS=endurance`` a long load and more than can be answered. As long as they are by themselves they
write ``bench/RESULTS-scale.md`` after each step, and docs/explanation/scale.md at the end; shorter
(``--upto 5000``, ``--rounds 1``, ``--minutes 1``) they print their figures, or keep them with ``--into``.
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
os.environ["CMS_GRAPHQL_BUDGET"] = "0"
os.environ["CMS_DATABASE_URL"] = os.environ.get("CMS_BENCH_DATABASE_URL", "")

from bench import answers, endurance, keeping, run, scale, sizes, translation, uncompiled  # noqa: E402
from cms.commands.databases import bring_up_to_date, database  # noqa: E402
from cms.commands.l10n import collect_seldom  # noqa: E402
from cms.database.embedded import erase  # noqa: E402
from cms.database.engine import pool  # noqa: E402
from cms.settings import settings  # noqa: E402

GROWING = keeping.PARTS
MINUTES, ROUNDS, ROUNDS_OF_SCALE = 30.0, 3, 5


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench")
    sections = ("reference", "answers", "translation", "uncompiled", *GROWING)
    parser.add_argument("section", nargs="?", choices=sections, default=sections[0])
    parser.add_argument("--messages", type=int, default=50_000, help="how large the file is")
    parser.add_argument("--documents", type=int, default=2_000, help="how many random ones")
    parser.add_argument("--only", nargs="+", choices=run.PARTS, default=[], help="some parts")
    parser.add_argument("--rounds", type=int, default=0, help="how often each way is measured")
    parser.add_argument("--seconds", type=float, default=1.0, help="for how long")
    parser.add_argument("--minutes", type=float, default=MINUTES, help="how long is endured")
    parser.add_argument("--upto", type=int, default=sizes.UPTO, help="so many publications at most")
    parser.add_argument("--into", type=Path, help="the file that keeps the figures of a long part")
    parser.add_argument("--share", type=int, default=1, help="one in so many of the entries")
    return parser.parse_args()


async def _growing(asked: argparse.Namespace) -> str:
    """The report of a part that has databases of its own. What it has is kept if it ends early."""
    rounds = asked.rounds or ROUNDS_OF_SCALE
    whole = (asked.share, asked.minutes, asked.upto, rounds) == (
        *(1, MINUTES, sizes.UPTO), max(rounds, ROUNDS_OF_SCALE),
    )  # fmt: skip
    about = f"{run.machine()} Asked with `{' '.join(sys.argv[1:])}`, {keeping.now()}."
    into = asked.into or (keeping.RESULTS if whole else None)
    keeper = keeping.Keeper(asked.section, about, into)
    if asked.section == "scale":
        part = await scale.part_scale(keeper, rounds, asked.share)
    elif asked.section == "sizes":
        part = await sizes.part_sizes(keeper, asked.upto, asked.seconds)
    else:
        part = await endurance.part_endurance(keeper, asked.minutes, asked.share)
    told = keeper.keep(part, f"done, at a load of {os.getloadavg()[0]:.1f}.")
    if into == keeping.RESULTS:
        keeping.tell_page()
    return told


async def _main(asked: argparse.Namespace) -> str:
    if asked.section in GROWING:
        return await _growing(asked)
    if asked.section == "reference":
        return await run.run(
            Path(_VAR), asked.only, asked.rounds or ROUNDS, asked.seconds, asked.share
        )
    await bring_up_to_date()
    async with pool():
        if asked.section == "translation":
            collect_seldom()  # as the commands do
            report = await translation.run(Path(_VAR) / "locales", asked.messages)
        elif asked.section == "uncompiled":
            report = await uncompiled.run(asked.documents)
        else:
            report = await answers.run()
    return json.dumps(report, ensure_ascii=False, indent=2, default=vars) + "\n"


if __name__ == "__main__":
    asked = _asked()
    with database(settings):
        told = asyncio.run(_main(asked))
    sys.stdout.write(told)
    if asked.section == "reference" and not asked.only and asked.share == 1:
        run.RESULTS.write_text(told)
    if not settings.database_url:
        erase(Path(_VAR))
    shutil.rmtree(_VAR, ignore_errors=True)
