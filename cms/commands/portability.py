"""`cms export` and `cms import`."""

import json
import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tqdm import tqdm

from cms.access.actors import system
from cms.commands.databases import done_on
from cms.commands.differences import lines
from cms.commands.terminal import plain, say, worded
from cms.errors import N_, Message, Problem
from cms.portability import exporting
from cms.portability.comparing import Comparison
from cms.portability.elsewhere.bringing import bring
from cms.portability.elsewhere.brought import Brought
from cms.portability.elsewhere.markdown import read_markdown
from cms.portability.elsewhere.plone import read_plone
from cms.portability.folder import read
from cms.portability.importing import Conflicts, Imported, folder_of, import_export
from cms.settings import Settings
from cms.translation.interface.catalogues import render

ACTOR = system("import")


def _bar() -> Any:
    """Counts entries on a terminal, for a person who waits."""
    return tqdm(unit=worded(N_("entry")), file=sys.stderr, disable=not sys.stderr.isatty())


def run_export(settings: Settings, asked: Namespace, locale: str) -> int:
    """Write an export; status 1 when files of the library are missing."""

    async def work() -> exporting.Exported:
        with _bar() as bar:
            return await exporting.export(
                asked.folder,
                branch=asked.branch,
                types=asked.types,
                all_versions=asked.versions,
                told=bar.update,
            )

    done = done_on(settings, work)
    if asked.json:
        print(json.dumps(asdict(done)))  # noqa: T201 - for a program
    else:
        text = N_("{folder}: entries: {entries}, gone: {gone}, files: {media}.")
        say(render(Message(text, asdict(done) | {"folder": asked.folder}), locale))
        for uid in done.missing:
            text = N_("The bytes of file {uid} are missing in the library.")
            say(render(Message(text, {"uid": uid}), locale))
    return 1 if done.missing else 0


def run_import(
    settings: Settings, folder: Path, *, overwrite: bool, dry_run: bool, as_json: bool, locale: str
) -> int:
    """Take in an export; status 1 when something is in conflict and nothing was done."""
    export = read(folder_of(folder))

    async def work() -> Imported:
        with _bar() as bar:
            return await import_export(
                ACTOR, export, overwrite=overwrite, dry_run=dry_run, told=bar.update
            )

    try:
        done = done_on(settings, work)
    except Conflicts as error:
        tell(Imported(error.comparison, dry_run), as_json=as_json, locale=locale)
        raise
    tell(done, as_json=as_json, locale=locale)
    return 1 if done.comparison.of("conflict") and not overwrite else 0


def run_plone(settings: Settings, asked: Namespace, locale: str) -> int:
    """Bring in what Plone exported."""
    if not asked.folder.exists():
        folder_of(asked.folder)
    return _bring(settings, asked, read_plone(asked.folder, locale=asked.language), locale)


def run_markdown(settings: Settings, asked: Namespace, locale: str) -> int:
    """Bring in a folder of Markdown."""
    found = read_markdown(
        folder_of(asked.folder), source=asked.source, locale=asked.language, publish=asked.publish
    )
    return _bring(settings, asked, found, locale)


def _bring(settings: Settings, asked: Namespace, found: Brought, locale: str) -> int:
    """Bring it in and say what did not come along; status 1 when something is in conflict."""

    async def work() -> Imported:
        under = await exporting.entry_at(asked.under) if asked.under else ""
        with _bar() as bar:
            return await bring(
                ACTOR, found, under=under, told=bar.update,
                overwrite=asked.overwrite, dry_run=asked.dry_run,
            )  # fmt: skip

    try:
        done = done_on(settings, work)
    except Conflicts as error:
        tell(Imported(error.comparison, asked.dry_run), as_json=asked.json, locale=locale)
        raise
    tell(done, found.notes, as_json=asked.json, locale=locale)
    return 1 if done.comparison.of("conflict") and not asked.overwrite else 0


def tell(done: Imported, notes: Sequence[Problem] = (), *, as_json: bool, locale: str) -> None:
    """Say what came, or would come, thing by thing, and what did not come along."""
    comparison = done.comparison
    if as_json:
        listed = [asdict(one) for one in comparison.differences if one.status != "same"]
        told: dict[str, Any] = {
            "dry_run": done.dry_run,
            **_counted(comparison),
            "differences": listed,
        }
        told["notes"] = [
            {"place": one.field, "code": one.code, "message": render(one.message, locale)}
            for one in notes
        ]
        print(json.dumps(told, ensure_ascii=False))  # noqa: T201 - for a program
        return
    for one in comparison.differences:
        if one.status != "same":
            diff = done.dry_run or one.status == "conflict"
            for line in lines(one, locale, diff=diff):
                print(line)  # noqa: T201 - the outcome
    for note in notes:
        print(plain(f"{note.field}: {render(note.message, locale)} [{note.code}]"))  # noqa: T201
    text = N_("New: {new}; changed: {changed}; the same: {same}; in conflict: {conflict}.")
    say(render(Message(text, _counted(comparison)), locale))
    if done.dry_run:
        say(render(Message(N_("Nothing was changed: this was a dry run.")), locale))


def _counted(comparison: Comparison) -> dict[str, int]:
    return {one: len(comparison.of(one)) for one in ("new", "changed", "same", "conflict")}
