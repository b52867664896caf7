"""`cms media`: the files of the library, and what lies about."""

import json
from dataclasses import asdict
from datetime import timedelta

from cms.commands.databases import done_on
from cms.commands.terminal import say
from cms.publishing.library import janitor
from cms.settings import Settings


def run_check(settings: Settings, *, as_json: bool) -> int:
    """Compare the library with what is kept; status 1 when a file is missing or damaged."""
    found = done_on(settings, janitor.check)
    if as_json:
        print(json.dumps(asdict(found), ensure_ascii=False))  # noqa: T201 - for a program
    else:
        for one in found.gaps:
            print(f"{one.uid}: {one.name}: {one.fault}")  # noqa: T201
        say(
            f"Files: {found.files}; missing or damaged: {len(found.gaps)}; orphans: {found.orphans}."
        )
    return 1 if found.gaps else 0


def run_clean(settings: Settings, *, hours: int, dry_run: bool, as_json: bool) -> int:
    """Remove what nobody needs and has been there for so many hours."""
    done = done_on(settings, lambda: janitor.clean(grace=timedelta(hours=hours), dry_run=dry_run))
    if as_json:
        print(json.dumps(asdict(done) | {"dry_run": dry_run}))  # noqa: T201 - for a program
        return 0
    went = "would be removed" if dry_run else "removed"
    say(
        f"Files of no row: {done.originals} {went}; half uploads: {done.uploads};"
        f" folders of renditions: {done.renditions}; oldest renditions: {done.beyond}."
    )
    return 0
