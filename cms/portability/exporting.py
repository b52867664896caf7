"""Writing the content of a site, or of a branch, to a folder of readable files."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from cms.content import LOCALES, localised
from cms.content.discovery import installed
from cms.content.richtext import parse, pictures
from cms.content.values import assets_in, held
from cms.database.engine import fetch
from cms.errors import N_, CmsError, NotFound, writing_to
from cms.media.keys import Missing, original_key
from cms.media.storage import storage
from cms.portability import folder as files
from cms.portability import format as form
from cms.portability.gathering import AT_ONCE, commenting, entries, gone, public_name
from cms.portability.transactions import one_moment
from cms.publishing.library import rows as library
from cms.publishing.tree.paths import normal_path

Told = Callable[[int], object]

_OF_TYPES = "($1::text[] = '{}' OR content_type = ANY($1::text[]))"
_ALL = f"SELECT uid FROM node WHERE {_OF_TYPES} ORDER BY uid"  # noqa: S608
_BRANCH = f"""
WITH RECURSIVE branch AS (
    SELECT uid, content_type FROM node WHERE uid = $2
    UNION ALL SELECT n.uid, n.content_type FROM node n JOIN branch b ON n.parent = b.uid)
SELECT uid FROM branch WHERE {_OF_TYPES} ORDER BY uid
"""  # noqa: S608 - our own words
_AT = """
SELECT p.uid FROM publication p JOIN node n ON n.uid = p.uid
WHERE p.path = $1 AND NOT isempty(valid) ORDER BY valid @> now() DESC, p.id DESC LIMIT 1
"""
_GONE = """
SELECT DISTINCT uid FROM publication p
WHERE NOT EXISTS (SELECT FROM node n WHERE n.uid = p.uid) AND NOT isempty(valid) ORDER BY uid
"""


class FolderNotEmpty(CmsError):
    """There is something else in the folder."""

    code = "folder_not_empty"
    status = 409


@dataclass(frozen=True)
class Exported:
    """How much was written; ``missing`` are files of the library whose bytes are not there."""

    entries: int
    gone: int
    media: int
    missing: tuple[str, ...]


async def export(
    target: Path,
    *,
    branch: str = "",
    types: Collection[str] = (),
    all_versions: bool = False,
    told: Told = lambda _: None,
) -> Exported:
    """Write the site, or the branch below an entry (its uid or its address), to a folder.

    With ``types`` only entries of these types come, and what they show.

    An export that is there already becomes this one, so that what differs can be seen. ``told`` is
    called with how many entries were written. It is of one moment, however long it takes; until it is
    whole nothing takes the folder for an export. Raises `NotFound`, `FolderNotEmpty` and `CannotWrite`.
    Call it outside `writing()`.
    """
    unknown = sorted({*types} - {*installed()})
    if unknown:
        raise NotFound(N_("There is no type of content {name}."), name=unknown[0])
    async with one_moment():
        top = await entry_at(branch) if branch else None
        with writing_to(target):
            _empty(target)
            done = await _write(target, top, [*types], all_versions, told)
            (target / files.UNFINISHED).unlink()
    return done


async def _write(
    target: Path, top: str | None, types: list[str], all_versions: bool, told: Told
) -> Exported:
    uids = [row["uid"] for row in await (fetch(_BRANCH, types, top) if top else fetch(_ALL, types))]
    whole = not (top or types)
    site = form.SiteFile(
        format=form.FORMAT, locales=list(LOCALES), branch=top, versions=all_versions
    )
    shown: set[str] = set()
    for some in batches(uids):
        for one in (await entries(some, all_versions=all_versions)).values():
            files.write(target, files.entry_path(one), one)
            shown |= set(shown_in(one))
        told(len(some))
    past = [] if not whole else [row["uid"] for row in await fetch(_GONE)]
    written = 0
    for some in batches(past):
        for buried in (await gone(some, all_versions=all_versions)).values():
            files.write(target, f"{files.GONE}/{buried.uid}.json", buried)
            written += 1
    media, missing = await _write_media(target, None if whole else shown)
    await _write_lists(target, whole=whole)
    files.write(target, "site.json", site)
    return Exported(len(uids), written, media, tuple(missing))


async def entry_at(branch: str) -> str:
    """The uid of the entry at an address, or with this uid. Raises `NotFound`."""
    if branch.startswith("/"):
        found = await fetch(_AT, normal_path(branch))
    else:
        found = await fetch("SELECT uid FROM node WHERE uid = $1", branch)
    if not found:
        raise NotFound(N_("There is no entry {uid}."), uid=branch)
    return str(found[0]["uid"])


def _empty(target: Path) -> None:
    """Take away what an export wrote before, whole or not; nothing else goes."""
    target.mkdir(parents=True, exist_ok=True)
    known = {"site.json", "tags.json", "aliases.json", "words.json", "commenting.json",
             files.ENTRIES, files.GONE, files.MEDIA}  # fmt: skip
    there = {one.name for one in target.iterdir() if not one.name.startswith(".")}
    unfinished = target / files.UNFINISHED
    ours = "site.json" in there or unfinished.is_file()
    if there and (not ours or there - known):
        raise FolderNotEmpty(N_("There is something else in {folder}."), folder=target)
    unfinished.touch()
    for name in known:
        (target / name).unlink() if (target / name).is_file() else None
    for path in (
        *target.glob("entries/*/*.json"),
        *target.glob("gone/*.json"),
        *target.glob("media/*"),
    ):
        if path.is_file() or path.is_symlink():
            path.unlink()


def batches(uids: Iterable[str]) -> Iterator[list[str]]:
    """The uids, so many at once as one asks for together."""
    rest = iter(uids)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def shown_in(one: form.EntryFile) -> Iterator[str]:
    """The files of the library that an entry shows, also as it was published."""
    content_type = installed()[one.type]
    for said in (one.values, *(version.snapshot for version in one.versions if version.snapshot)):
        yield from (uid for _, _, uid in assets_in(content_type, said))
        for part in held(content_type, said):
            for column in part.rich():
                yield from pictures(parse(part.values.get(column) or ""))


async def _write_media(target: Path, wanted: set[str] | None) -> tuple[int, list[str]]:
    missing, number = [], 0
    every = [row["uid"] for row in await fetch("SELECT uid FROM asset ORDER BY uid")]
    for some in batches(uid for uid in every if wanted is None or uid in wanted):
        for one in (await media_files(some)).values():
            files.write(target, f"{files.MEDIA}/{one.uid}.json", one)
            number += 1
            try:
                await _copy(one, target / files.MEDIA / one.file)
            except Missing:
                missing.append(one.uid)
    return number, missing


async def _copy(one: form.MediaFile, target: Path) -> None:
    source = storage().read(original_key(one.digest))
    with target.open("wb") as written:
        async for some in source:
            await asyncio.to_thread(written.write, some)


async def media_files(uids: Sequence[str]) -> dict[str, form.MediaFile]:
    """What is known of these files of the library."""
    return {row["uid"]: _media(row) for row in sorted(await library.several(uids), key=_uid)}


def _uid(row: Mapping[str, Any]) -> str:
    return str(row["uid"])


def _media(row: Mapping[str, Any]) -> form.MediaFile:
    ending = Path(row["name"]).suffix.lower()
    plain = ending if ending[1:].isalnum() and ending.isascii() and len(ending) < 9 else ""
    known = {name: row[name] for name in form.MediaFile.model_fields if name in row}
    people = {one: public_name(row[one]) for one in ("created_by", "updated_by")}
    alt = {locale: row[localised("alt", locale)] for locale in LOCALES}
    return form.MediaFile(**known | people | {"file": f"{row['uid']}{plain}", "alt": alt})


async def tags() -> list[form.Tag]:
    """All subjects."""
    return [
        form.Tag(key=row["key"], label={one: row[localised("label", one)] for one in LOCALES})
        for row in await fetch('SELECT * FROM tag ORDER BY key COLLATE "C"')
    ]


async def aliases() -> list[form.Alias]:
    """All addresses written by hand."""
    rows = await fetch('SELECT * FROM alias ORDER BY path COLLATE "C"')
    return [_of(form.Alias, row) for row in rows]


async def words() -> list[form.Words]:
    """The lists of words that editors changed."""
    return [_of(form.Words, row) for row in await fetch("SELECT * FROM word_list ORDER BY locale")]


async def commenting_of_types() -> list[form.TypeCommenting]:
    """What was said of commenting on whole types."""
    rows = await fetch(
        "SELECT * FROM commenting WHERE content_type IS NOT NULL ORDER BY content_type"
    )
    return [
        form.TypeCommenting(type=row["content_type"], **commenting(row).model_dump())
        for row in rows
    ]


def _of(model: Any, row: Mapping[str, Any]) -> Any:
    known = {name: row[name] for name in model.model_fields}
    return model(**known | {"changed_by": public_name(row["changed_by"])})


async def _write_lists(target: Path, *, whole: bool) -> None:
    """Subjects go with a branch as well; the rest is the site's."""
    files.write(target, "tags.json", await tags())
    if whole:
        files.write(target, "aliases.json", await aliases())
        files.write(target, "words.json", await words())
        files.write(target, "commenting.json", await commenting_of_types())
