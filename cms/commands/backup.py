"""`cms backup` and `cms restore`."""

import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tqdm import tqdm

from cms.backup.archive import Manifest, verified
from cms.backup.content import content, content_hash
from cms.backup.making import back_up
from cms.backup.restoring import restore_backup
from cms.commands.databases import bring_up_to_date, database
from cms.commands.terminal import say
from cms.errors import N_, Message
from cms.settings import Settings
from cms.translation.interface.catalogues import render

MADE = N_("{file}: made {made_at}; rows: {rows}, files: {media}, bytes: {bytes}.")
RESTORED = N_("Restored from {file}, made {made_at}; rows: {rows}, files: {media}, bytes: {bytes}.")


@contextmanager
def _progress(what: Message, locale: str, total: int | None = None) -> Iterator[Any]:
    """A bar that counts bytes, for a person who waits."""
    with tqdm(
        desc=render(what, locale), total=total, unit="B", unit_scale=True, file=sys.stderr,
        disable=not sys.stderr.isatty(),
    ) as bar:  # fmt: skip
        yield bar.update


def run_create(settings: Settings, file: Path, *, as_json: bool, locale: str) -> int:
    """Make a backup; status 1 when files of the library were missing from the site itself."""
    with database(settings), _progress(Message(N_("Backup")), locale) as told:
        made = asyncio.run(back_up(settings, file, told))
    return _tell(made.manifest, file, as_json=as_json, locale=locale)


def run_verify(file: Path, *, as_json: bool, locale: str) -> int:
    """Read a backup whole."""
    total = file.stat().st_size if file.is_file() else None
    with _progress(Message(N_("Verifying")), locale, total) as told:
        manifest = verified(file, told)
    return _tell(manifest, file, as_json=as_json, locale=locale)


def run_hash(settings: Settings, *, as_json: bool) -> int:
    """Print the content hash of the site as it is."""
    with database(settings):
        found = asyncio.run(content())
    if as_json:
        tables = {name: asdict(one) for name, one in found.items()}
        print(json.dumps({"hash": content_hash(found), "tables": tables}))  # noqa: T201
    else:
        print(content_hash(found))  # noqa: T201
    return 0


def run_restore(
    settings: Settings, file: Path, *, replace: bool, as_json: bool, locale: str
) -> int:
    """Restore a backup, and bring it up to this version."""
    total = file.stat().st_size if file.is_file() else None
    with database(settings):
        with _progress(Message(N_("Verifying")), locale, total) as told:
            done = asyncio.run(restore_backup(settings, file, replace=replace, told=told))
        asyncio.run(bring_up_to_date())
    return _tell(done.manifest, file, as_json=as_json, locale=locale, text=RESTORED)


def _tell(manifest: Manifest, file: Path, *, as_json: bool, locale: str, text: str = MADE) -> int:
    told = {
        "file": str(file),
        "hash": manifest.hash,
        "made_at": manifest.made_at,
        "software": manifest.software,
        "rows": sum(one.rows for one in manifest.content.values()),
        "media": len(manifest.media),
        "bytes": manifest.database.size + sum(manifest.media.values()),
        "missing": list(manifest.missing),
    }
    if as_json:
        print(json.dumps(told))  # noqa: T201 - for a program
    else:
        say(render(Message(text, told), locale))
        say(render(Message(N_("Content hash: {hash}"), told), locale))
        for one in manifest.missing:
            text = N_("Missing from the library already when the backup was made: {digest}")
            say(render(Message(text, {"digest": one}), locale))
    return 1 if manifest.missing else 0
