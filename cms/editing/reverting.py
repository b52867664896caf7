"""Bringing back what an entry was: a new version on top, through the one function that saves."""

from typing import Any

from cms.content import Blocks, ContentType, Rows
from cms.editing import origins, saving, versions
from cms.editing.comparison.fields import Snapshot
from cms.editing.input import KEY_COLUMN
from cms.editing.saving import Saved
from cms.editing.versions import Remark
from cms.errors import N_, NotFound

PLACE = ("parent", "position")


async def revert(
    content_type: ContentType,
    uid: str,
    to: int,
    *,
    revision: int,
    actor: str,
    note: str = "",
    place: bool = False,
) -> Saved:
    """Make the entry what it was in the revision ``to``; history only grows.

    Its texts, related rows, relations, tags, slugs and menus come back. Its uid, workflow and
    publications stay as they are, and so does its place in the tree unless ``place`` asks for it
    (docs/decisions/0014-what-a-revert-brings-back.md). ``revision`` is the one that was looked at.

    Raises `InvalidInput` naming what cannot come back, since it is gone or taken: then nothing
    changes. Also `Conflict` and `NotFound`. Call it inside `writing()`.
    """
    version = await versions.load(uid, to)
    if version.content_type != content_type.name:
        raise NotFound(N_("There is no entry {uid}."), uid=uid)
    values = restored(content_type, version.snapshot)
    if not place:
        values = {name: value for name, value in values.items() if name not in PLACE}
    remark = Remark(" – ".join(filter(None, (f"#{to}", note))), operation="revert")
    saved = await saving.save(
        content_type, uid, values, revision=revision, actor=actor, remark=remark
    )
    if saved.changed:
        before = await versions.load(uid, revision)
        await origins.restore(content_type, before, version, saved)
    return saved


def restored(content_type: ContentType, snapshot: Snapshot) -> dict[str, Any]:
    """A snapshot as input for a save: without what the type no longer has, columns and kinds of blocks."""
    lists = {rows.name: rows for rows in content_type.rows}
    values = {name: snapshot[name] for name in content_type.columns if name in snapshot}
    rows = {name: _rows(lists[name], snapshot[name]) for name in lists if name in snapshot}
    return values | rows


def _rows(rows: Rows, stored: list[Snapshot]) -> list[dict[str, Any]]:
    known = {KEY_COLUMN, *(column for one in rows.plain_fields for column in one.columns())}
    obsolete = rows.obsolete([dict(row) for row in stored]) if isinstance(rows, Blocks) else set()
    return [
        {name: row[name] for name in row if name in known}
        for row in stored
        if row["key"] not in obsolete
    ]
