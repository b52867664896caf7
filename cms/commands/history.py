"""`cms history`: what is kept of the past."""

import json
from dataclasses import asdict

from cms.commands.databases import done_on
from cms.commands.terminal import say
from cms.publishing.pruning import Pruned, prune
from cms.settings import Settings


def run_prune(
    settings: Settings, *, keep_last: int, keep_days: int, dry_run: bool, as_json: bool
) -> int:
    """Remove old versions, and say how many stayed and why."""

    async def work() -> Pruned:
        return await prune("cms history", keep_last=keep_last, keep_days=keep_days, dry_run=dry_run)

    done = done_on(settings, work)
    if as_json:
        print(json.dumps(asdict(done) | {"dry_run": dry_run}))  # noqa: T201 - for a program
        return 0
    went = "would be removed" if dry_run else "removed"
    say(
        f"Versions: {done.removed} {went}; kept: {done.newest} newest of their entry,"
        f" {done.published} published, {done.labelled} with a name, {done.recent} recent,"
        f" {done.needed} that something else goes by."
    )
    return 0
