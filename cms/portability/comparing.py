"""What an import would do: what is new, what changed, what is the same, and what changed here since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel

from cms.database.engine import fetch
from cms.portability import exporting, gathering
from cms.portability.exporting import batches
from cms.portability.folder import Export
from cms.portability.format import EntryFile, GoneFile, MediaFile

Status = Literal["new", "changed", "same", "conflict"]
Why = Literal["", "changed_here", "other_file", "deleted", "other_type", "living"]
"""Why the files do not win unasked.

``changed_here``: it was saved here after what the file knows. ``other_file``: it was not, and the file says
something else all the same. ``living``: it is here, and gone in the files.
"""


@dataclass(frozen=True)
class Difference:
    """One thing that an import brings, and which of its fields differ; ``why`` it is in conflict.

    ``changes`` are those of an entry's values: what each is here, and what it is to be.
    """

    kind: str
    uid: str
    title: str
    status: Status
    fields: tuple[str, ...] = ()
    why: Why = ""
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Comparison:
    """All differences, and what is here now of what an export has."""

    differences: tuple[Difference, ...]
    entries: Mapping[str, EntryFile]
    gone: Mapping[str, GoneFile]
    media: Mapping[str, MediaFile]

    def status(self, uid: str) -> Status:
        """What becomes of an entry, a file, or what is gone."""
        return next(one.status for one in self.differences if one.uid == uid)

    def of(self, status: Status) -> list[Difference]:
        """Those of one status."""
        return [one for one in self.differences if one.status == status]


async def compare(export: Export) -> Comparison:
    """Compare a folder with what is here. Nothing is changed."""
    everything = export.site.versions
    here: dict[str, EntryFile] = {}
    for some in batches(export.entries):
        here |= await gathering.entries(some, all_versions=everything)
    gone: dict[str, GoneFile] = {}
    for some in batches([*export.gone, *(uid for uid in export.entries if uid not in here)]):
        gone |= await gathering.gone(some, all_versions=everything)
    media: dict[str, MediaFile] = {}
    for some in batches(export.media):
        media |= await exporting.media_files(some)
    deleted = await _deleted([*export.entries])
    found = [_entry(one, here.get(uid), uid in deleted) for uid, one in export.entries.items()]
    found += [
        _other("media", uid, one.name, one, media.get(uid)) for uid, one in export.media.items()
    ]
    living = await _living([*export.gone])
    for uid, buried in export.gone.items():
        one = _other("gone", uid, uid, buried, gone.get(uid))
        found.append(_conflict(one, "living") if uid in living else one)
    found += await _lists(export)
    return Comparison(tuple(found), here, gone, media)


async def _deleted(uids: Sequence[str]) -> set[str]:
    rows = await fetch(
        "SELECT DISTINCT uid FROM version v WHERE uid = ANY($1::varchar[])"
        " AND NOT EXISTS (SELECT FROM node n WHERE n.uid = v.uid)",
        list(uids),
    )
    return {row["uid"] for row in rows}


async def _living(uids: Sequence[str]) -> set[str]:
    rows = await fetch("SELECT uid FROM node WHERE uid = ANY($1::varchar[])", list(uids))
    return {row["uid"] for row in rows}


def _entry(one: EntryFile, here: EntryFile | None, deleted: bool) -> Difference:
    title = next((str(one.values[name]) for name in one.values
                  if name.startswith("title_") and one.values[name]), one.uid)  # fmt: skip
    if here is None:
        made = Difference("entry", one.uid, title, "new")
        return _conflict(made, "deleted") if deleted else made
    fields = _differing(one, here)
    if not fields:
        return Difference("entry", one.uid, title, "same")
    changed = Difference("entry", one.uid, title, "changed", fields, "", _changes(one, here))
    if here.type != one.type:
        return _conflict(changed, "other_type")
    why = _why(one, here)
    return _conflict(changed, why) if why else changed


def _why(one: EntryFile, here: EntryFile) -> Why:
    """Whether somebody changed the entry here after what the file knows of it, or else the file."""
    if here.revision > one.revision:
        return "changed_here"
    if here.revision == one.revision:
        if one.values == here.values:
            return ""
        return "other_file" if _save(one) == _save(here) else "changed_here"
    known = {version.revision: version for version in one.versions}.get(here.revision)
    if known:
        went_on = known.snapshot is not None and known.snapshot != here.values
    else:
        went_on = here.updated_at > one.updated_at
    return "changed_here" if went_on else ""


def _save(one: EntryFile) -> tuple[datetime, str]:
    """By which save an entry became what it is: when, and by whom. Of two sites each has its own."""
    newest = next((version for version in one.versions if version.revision == one.revision), None)
    return (newest.at, newest.actor) if newest else (one.updated_at, one.updated_by)


def _conflict(one: Difference, why: Why) -> Difference:
    return replace(one, status="conflict", why=why)


def _changes(one: EntryFile, here: EntryFile) -> dict[str, tuple[Any, Any]]:
    ours, theirs = (file.model_dump(mode="json")["values"] for file in (one, here))
    return {
        name: (theirs.get(name), value) for name, value in ours.items() if value != theirs.get(name)
    }


def _other(kind: str, uid: str, title: str, one: BaseModel, here: BaseModel | None) -> Difference:
    if here is None:
        return Difference(kind, uid, title, "new")
    fields = _differing(one, here)
    return Difference(kind, uid, title, "changed" if fields else "same", fields)


def _differing(one: BaseModel, here: BaseModel) -> tuple[str, ...]:
    """The names of what differs; of an entry's values by column. When it was saved is no difference."""
    ours, theirs = one.model_dump(mode="json"), here.model_dump(mode="json")
    values, known = ours.pop("values", {}), theirs.pop("values", {})
    columns = [name for name in values if values[name] != known.get(name)]
    return (*columns, *(name for name in ours if ours[name] != theirs[name]))


async def _lists(export: Export) -> list[Difference]:
    """What there is in lists, by key."""
    here: dict[str, Mapping[str, BaseModel]] = {
        "tag": {one.key: one for one in await exporting.tags()},
        "alias": {one.path: one for one in await exporting.aliases()},
        "words": {one.locale: one for one in await exporting.words()},
        "commenting": {one.type: one for one in await exporting.commenting_of_types()},
    }
    theirs: dict[str, dict[str, BaseModel]] = {
        "tag": {one.key: one for one in export.tags},
        "alias": {one.path: one for one in export.aliases},
        "words": {one.locale: one for one in export.words},
        "commenting": {one.type: one for one in export.commenting},
    }
    return [
        _other(kind, key, key, one, here[kind].get(key))
        for kind, listed in theirs.items()
        for key, one in listed.items()
    ]
