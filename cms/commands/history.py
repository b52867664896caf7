"""`cms history`: what is kept of the past."""

import json
from dataclasses import asdict

from cms.commands.databases import done_on
from cms.commands.terminal import tell
from cms.errors import N_
from cms.publishing.pruning import Pruned, prune
from cms.settings import Settings

REMOVED = N_(
    "Versions: {removed} removed; kept: {newest} newest of their entry, {published} published,"
    " {labelled} with a name, {recent} recent, {needed} that something else goes by."
)
WOULD_BE_REMOVED = N_(
    "Versions: {removed} would be removed; kept: {newest} newest of their entry, {published} published,"
    " {labelled} with a name, {recent} recent, {needed} that something else goes by."
)


def run_prune(
    settings: Settings, *, keep_last: int, keep_days: int, dry_run: bool, as_json: bool
) -> int:
    """Remove old versions, and say how many stayed and why."""

    async def work() -> Pruned:
        return await prune("cms history", keep_last=keep_last, keep_days=keep_days, dry_run=dry_run)

    done = done_on(settings, work)
    if as_json:
        print(json.dumps(asdict(done) | {"dry_run": dry_run}))  # noqa: T201 - for a program
    else:
        tell(WOULD_BE_REMOVED if dry_run else REMOVED, **asdict(done))
    return 0
