"""Versions: what an entry was after each save."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cms.content import ContentType, Values
from cms.content.values import encode
from cms.database.engine import as_json, execute, fetch
from cms.editing.notes import read_note
from cms.editing.tables import LABEL_LENGTH, Version
from cms.errors import N_, NotFound

_ONE = "SELECT * FROM version WHERE uid = $1 AND revision = $2"
_NAMED = "SELECT label FROM version WHERE uid = $1 AND revision = $2 FOR UPDATE"
_LABEL = "UPDATE version SET label = $3 WHERE uid = $1 AND revision = $2"


@dataclass(frozen=True)
class Remark:
    """What a version says of itself: why it was made, and how.

    In a ``minor`` one nothing changed that translators must look at.
    """

    note: str = ""
    minor: bool = False
    operation: str = "save"


NO_REMARK = Remark()


@dataclass(frozen=True)
class StoredVersion:
    """An entry as it was after one save; ``snapshot`` is as `snapshot` made it then."""

    uid: str
    revision: int
    content_type: str
    at: datetime
    actor: str
    remark: Remark
    label: str
    changed: tuple[str, ...]
    snapshot: Mapping[str, Any]


def snapshot(content_type: ContentType, values: Values) -> dict[str, object]:
    """The entry as JSON, related rows included: all that `revert` needs to bring it back."""
    names = [*content_type.columns, "uid", "revision"]
    lists = {
        rows.name: [encode(rows.own(row)) for row in values[rows.name]]
        for rows in content_type.rows
    }
    return {name: encode(values[name]) for name in names} | lists


async def last_revisions(uids: Iterable[str]) -> dict[str, int]:
    """The newest revision of each of these entries that ever was, deleted or not."""
    rows = await fetch(
        "SELECT uid, max(revision) AS revision FROM version"
        " WHERE uid = ANY($1::text[]) GROUP BY uid",
        list(uids),
    )
    return {row["uid"]: row["revision"] for row in rows}


async def record(
    content_type: ContentType, values: Values, remark: Remark, *, changed: list[str]
) -> None:
    """Keep what the entry is now, who made it so and why. Raises `InvalidInput` for a bad note."""
    await Version.insert(
        Version(
            uid=values["uid"],
            revision=values["revision"],
            content_type=content_type.name,
            operation=remark.operation,
            actor=values["updated_by"],
            note=read_note(remark.note, "note"),
            minor=remark.minor,
            changed=as_json(changed),
            snapshot=as_json(snapshot(content_type, values)),
        )
    )


async def load(uid: str, revision: int) -> StoredVersion:
    """One version of an entry; raises `NotFound` when there is none, or none any more."""
    found = await fetch(_ONE, uid, revision)
    if not found:
        raise _no_version(revision)
    row = found[0]
    return StoredVersion(
        uid=uid,
        revision=revision,
        content_type=row["content_type"],
        at=row["at"],
        actor=row["actor"],
        remark=Remark(row["note"], row["minor"], row["operation"]),
        label=row["label"],
        changed=tuple(json.loads(row["changed"])),
        snapshot=json.loads(row["snapshot"]),
    )


async def before(uid: str, revision: int) -> int:
    """The revision that a revision followed, as far as it was kept; 0 if there is none."""
    found = await fetch(
        "SELECT max(revision) AS revision FROM version WHERE uid = $1 AND revision < $2",
        uid,
        revision,
    )
    return found[0]["revision"] or 0


async def name(uid: str, revision: int, label: str) -> tuple[str, str]:
    """Give a version a name, by which it is known and for which it is kept; empty takes it away.

    Returns the name that it had and the one it has.

    Raises `InvalidInput` and `NotFound`. Call it inside `writing()`.
    """
    text = read_note(label, "label", most=LABEL_LENGTH)
    found = await fetch(_NAMED, uid, revision)
    if not found:
        raise _no_version(revision)
    await execute(_LABEL, uid, revision, text)
    return found[0]["label"], text


def _no_version(revision: int) -> NotFound:
    return NotFound(N_("There is no revision {revision} of this entry."), revision=revision)
