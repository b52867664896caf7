"""Files of the library from a folder: looked into as every file that comes in, then kept as they are said."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from cms.content import Asset, localised
from cms.database.engine import execute
from cms.errors import InvalidInput, Problem
from cms.media.inspect import Inspected, inspected
from cms.media.keys import original_key
from cms.media.storage import storage
from cms.portability.folder import MEDIA, Export
from cms.portability.format import MediaFile
from cms.publishing.library import described, receiving, rows


async def looked_into(
    export: Export, wanted: Iterable[MediaFile], within: AsyncExitStack
) -> dict[str, Inspected]:
    """What is in each of these files; the copies that are kept of them last as long as ``within``.

    Raises `InvalidInput` naming the file that is no file of a library. Call it outside `writing()`.
    """
    folder = Path(within.enter_context(tempfile.TemporaryDirectory()))
    return {one.uid: await _look(export, one, folder / one.uid) for one in wanted}


async def _look(export: Export, one: MediaFile, copy: Path) -> Inspected:
    await asyncio.to_thread(shutil.copyfile, export.bytes_of(one), copy)
    try:
        return await inspected(copy, one.name)
    except InvalidInput as error:
        place = f"{MEDIA}/{one.file}"
        raise InvalidInput([Problem(p.code, p.message, place) for p in error.problems]) from None
    finally:
        await asyncio.to_thread(copy.unlink, missing_ok=True)


async def enter(one: MediaFile, made: Inspected, before: MediaFile | None) -> None:
    """Let the library have this file with these bytes. Inside `writing()`; raises `InvalidInput`."""
    await receiving.hold_bytes(made.digest)
    if await storage().size(original_key(made.digest)) != made.size:
        await storage().put(original_key(made.digest), made.path)
    row = _row(one, made)
    if before is None:
        await Asset.insert(Asset(uid=one.uid, **row))
    else:
        names = ", ".join(f"{name} = ${place}" for place, name in enumerate(row, start=2))
        await execute(f"UPDATE asset SET {names} WHERE uid = $1", one.uid, *row.values())  # noqa: S608
    await rows.tell(one.uid)


def _row(one: MediaFile, made: Inspected) -> dict[str, Any]:
    said: dict[str, Any] = {localised("alt", locale): text for locale, text in one.alt.items()}
    said |= {name: getattr(one, name) for name in ("credit", "licence", "folder", "tags", "name")}
    try:
        typed = described.read(said)
    except InvalidInput as error:
        place = f"{MEDIA}/{one.uid}.json"
        raise InvalidInput(
            [Problem(p.code, p.message, f"{place}: {p.field}") for p in error.problems]
        ) from None
    return {
        **typed,
        "name": described.renamed(made.name, typed["name"]),
        "focus_x": round(one.focus_x, rows.PLACES),
        "focus_y": round(one.focus_y, rows.PLACES),
        "version": rows.version_of(made.digest, one.focus_x, one.focus_y),
        **{name: getattr(made, name) for name in (
            "kind", "media_type", "size", "digest", "width", "height", "placeholder", "transparent",
        )},
        **{name: getattr(one, name) for name in (
            "revision", "created_at", "created_by", "updated_at", "updated_by",
        )},
    }  # fmt: skip
