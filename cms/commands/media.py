"""`cms media`: the files of the library, and what lies about."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta

from cms.commands.databases import done_on
from cms.commands.terminal import tell, worded
from cms.errors import N_
from cms.publishing.library import janitor
from cms.settings import Settings

FAULTS: Mapping[str, str] = {"missing": N_("missing"), "damaged": N_("damaged")}


def run_check(settings: Settings, *, as_json: bool) -> int:
    """Compare the library with what is kept; status 1 when a file is missing or damaged."""
    found = done_on(settings, janitor.check)
    if as_json:
        print(json.dumps(asdict(found), ensure_ascii=False))  # noqa: T201 - for a program
    else:
        for one in found.gaps:
            print(f"{one.uid}: {one.name}: {worded(FAULTS[one.fault])}")  # noqa: T201
        tell(
            N_("Files: {files}; missing or damaged: {gaps}; orphans: {orphans}."),
            files=found.files, gaps=len(found.gaps), orphans=found.orphans,
        )  # fmt: skip
    return 1 if found.gaps else 0


def run_clean(settings: Settings, *, hours: int, dry_run: bool, as_json: bool) -> int:
    """Remove what nobody needs and has been there for so many hours."""
    done = done_on(settings, lambda: janitor.clean(grace=timedelta(hours=hours), dry_run=dry_run))
    if as_json:
        print(json.dumps(asdict(done) | {"dry_run": dry_run}))  # noqa: T201 - for a program
        return 0
    would = N_(
        "Files of no row: {originals} would be removed; half uploads: {uploads};"
        " folders of renditions: {renditions}; oldest renditions: {beyond}."
    )
    went = N_(
        "Files of no row: {originals} removed; half uploads: {uploads};"
        " folders of renditions: {renditions}; oldest renditions: {beyond}."
    )
    tell(would if dry_run else went, **asdict(done))
    return 0
