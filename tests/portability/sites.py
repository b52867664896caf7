"""A site with something of everything, and another without anything."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cms.access.actors import system
from cms.content.discovery import installed
from cms.database.engine import fetch, writing
from cms.editing import working_copy
from cms.portability.exporting import export
from cms.portability.folder import read
from cms.portability.importing import Imported, import_export
from cms.publishing.advice import word_lists
from cms.publishing.aliases import aliases
from cms.publishing.library import authorised as library
from cms.publishing.publishing import publish, retract
from tests.blocks.pages import every_kind
from tests.builders import change, make, make_published, remove
from tests.conftest import empty_all_tables
from tests.media.files import PDF, forget_all, picture, put

ACTOR = system("test")
SOON = timedelta(days=3)


async def empty_site() -> None:
    """Nothing is here, not even bytes."""
    await empty_all_tables()
    forget_all()


async def everything(folder: Path) -> dict[str, str]:
    """A site with something of everything; the uids of some of it."""
    to = {
        "image": await file(put(folder, picture()), "haven.jpg"),
        "file": await file(put(folder, PDF), "verslag.pdf"),
    }
    for name in ("speaker", "event", "session"):
        to[name] = (await make_published(name, f"Proef {name}")).uid
    to["entry"] = (await make_published("page", "Elders")).uid
    to["blocks"] = (await make_published("page", "Alle blokken", blocks=every_kind(to))).uid
    to["series"] = (await make_published("event", "Elke week", rrule="FREQ=WEEKLY;COUNT=5")).uid
    to["draft"] = (await make("page", "Concept")).uid
    to["planned"] = (await make("page", "Straks")).uid
    to["retracted"] = (await make_published("page", "Weg")).uid
    to["deleted"] = (await make_published("page", "Gewist")).uid
    page, now = installed()["page"], datetime.now(UTC)
    async with writing():
        await publish(page, to["planned"], "nl", actor="anna@example.org", at=now + SOON)
        await retract(page, to["retracted"], "en", actor="anna")
        await retract(page, to["retracted"], "nl", actor="anna")
        target = {"path": "/oud", "target": f"uid:{to['entry']}", "locale": "nl", "status": "301"}
        await aliases.save(ACTOR, target)
        known = await word_lists.word_list("nl")
        await word_lists.save(ACTOR, "nl", "aanvang: begin\nbetreffende", version=known.version)
    await remove(to["deleted"])
    await change("page", to["blocks"], title_nl="Alle blokken anders", image=to["image"])
    return to


async def file(path: Path, name: str) -> str:
    """A file of the library with its bytes."""
    return str((await library.receive(path, name, actor=ACTOR, again=True))["uid"])


async def exported(target: Path, **options: Any) -> dict[str, bytes]:
    """An export, as the bytes of each of its files."""
    await export(target, **options)
    return contents(target)


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of each file below a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


async def imported(folder: Path, **options: Any) -> Imported:
    """What came of an import."""
    return await import_export(ACTOR, read(folder), **options)


async def values_of(uid: str) -> dict[str, Any]:
    """A working copy."""
    return await working_copy.load(await working_copy.content_type_of(uid), uid)


async def public() -> list[dict[str, Any]]:
    """All that the public reads, read and will read."""
    return await fetch(
        "SELECT uid, locale, valid, path, title, data, texts, refs, fingerprints, search, revision,"
        " first_published_at, updated_at, series, parent_uid, position FROM publication"
        " WHERE NOT isempty(valid) ORDER BY uid, locale, lower(valid)"
    )
