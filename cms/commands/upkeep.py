"""`cms bin`, `cms links` and `cms aliases`: what an operator looks after."""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from cms.access.actors import system
from cms.commands.databases import written_on
from cms.commands.terminal import say, tell, worded
from cms.errors import N_, CmsError, Message
from cms.publishing.aliases import alias_files
from cms.publishing.bin import recycle_bin
from cms.publishing.links import broken_links
from cms.publishing.links.broken_links import Fate, Kind
from cms.settings import Settings
from cms.translation.interface.catalogues import render

ACTOR = system("cms")
BROKEN: Mapping[Kind, str] = {
    "link": N_("{path}: link to {target}: {fate}"),
    "relation": N_("{path}: relation to {target}: {fate}"),
}
FATES: Mapping[Fate, str] = {
    "gone": N_("does not exist any more"),
    "binned": N_("is in the bin"),
    "not_public": N_("is not public in this language"),
}


class NoFile(CmsError):
    """A file that was named cannot be read."""

    code = "no_file"


def run_purge(settings: Settings, *, dry_run: bool, as_json: bool) -> int:
    """Forget what was in the bin for its time."""
    number = written_on(
        settings, lambda: recycle_bin.purge_old(ACTOR, settings.bin_days), dry_run=dry_run
    )
    if as_json:
        print(json.dumps({"purged": number, "dry_run": dry_run}))  # noqa: T201 - for a program
        return 0
    would = N_("Bin: {number} would be forgotten, deleted {days} days ago or longer.")
    went = N_("Bin: {number} forgotten, deleted {days} days ago or longer.")
    tell(would if dry_run else went, number=number, days=settings.bin_days)
    return 0


def run_links(settings: Settings, *, as_json: bool) -> int:
    """List what leads the public nowhere; status 1 if anything does."""
    found = written_on(settings, lambda: broken_links.broken_links(ACTOR))
    if as_json:
        listed = [asdict(one) for one in found.broken]
        print(json.dumps({"total": found.total, "broken": listed}, ensure_ascii=False))  # noqa: T201
    else:
        for one in found.broken:
            fate = Message(FATES[one.fate])
            print(worded(BROKEN[one.kind], path=one.path, target=one.target, fate=fate))  # noqa: T201
        tell(N_("Broken links: {number}."), number=found.total)
    return 1 if found.total else 0


def run_export(settings: Settings, path: Path | None) -> int:
    """Write all aliases as CSV, to a file or to standard output."""
    written = written_on(settings, lambda: alias_files.export_csv(ACTOR))
    if path:
        path.write_bytes(written.encode())
        tell(N_("Wrote {path}."), path=path)
    else:
        sys.stdout.write(written)
    return 0


def run_import(settings: Settings, path: Path, *, dry_run: bool, as_json: bool, locale: str) -> int:
    """Take in a CSV file of aliases, all of it or nothing; status 1 when it has errors."""
    try:
        text = path.read_bytes().decode("utf-8-sig", "replace")
    except OSError as error:
        raise NoFile(
            N_("{file} cannot be read: {reason}."), file=path, reason=error.strerror
        ) from None
    done = written_on(settings, lambda: alias_files.import_csv(ACTOR, text), dry_run=dry_run)
    faults = [
        (one.line, one.problem.code, render(one.problem.message, locale)) for one in done.faults
    ]
    if as_json:
        told = {"added": done.added, "changed": done.changed, "same": done.same, "dry_run": dry_run}
        listed = [dict(zip(("line", "code", "message"), one, strict=True)) for one in faults]
        print(json.dumps(told | {"errors": listed}, ensure_ascii=False))  # noqa: T201
    else:
        for line, code, message in faults:
            say(f"{path}:{line}: {message} [{code}]")
        tell(
            N_("Aliases: {added} added, {changed} changed, {same} as they were."),
            added=done.added, changed=done.changed, same=done.same,
        )  # fmt: skip
    return 1 if faults else 0
