"""Deleting an entry for good: only what nobody reads, and nothing hangs on."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from piccolo.table import Table

from cms.content import ContentType, Field, Node, Values
from cms.content.discovery import installed
from cms.content.values import title_of
from cms.database.engine import fetch
from cms.editing import versions, working_copy
from cms.editing.versions import Remark
from cms.errors import N_, CmsError

MOST_NAMED = 3
_LIVE_OR_PLANNED = """
SELECT DISTINCT locale FROM publication
WHERE uid = $1 AND valid && tstzrange(statement_timestamp(), NULL) ORDER BY locale
"""


class InUse(CmsError):
    """Something still needs what was to be deleted."""

    code = "in_use"
    status = 409


async def delete(content_type: ContentType, uid: str, *, actor: str) -> None:
    """Delete a working copy with its related rows; its versions stay, the last one says who did it.

    Raises `InUse` when it is public or planned in any language, when entries stand under it, or when others
    refer to it; and `NotFound`. Call it inside `writing()`.
    """
    values = await working_copy.load(content_type, uid, lock=True)
    await _refuse_published(uid)
    await _refuse_parent(uid)
    await _refuse_referred(uid)
    values.update(revision=values["revision"] + 1, updated_at=datetime.now(UTC), updated_by=actor)
    await versions.record(content_type, values, Remark(operation="delete"), changed=[])
    table: Any = content_type.table
    await table.delete().where(table.uid == uid)
    await Node.delete().where(Node.uid == uid)


async def _refuse_published(uid: str) -> None:
    live = await fetch(_LIVE_OR_PLANNED, uid)
    if live:
        raise InUse(
            N_("It is published ({languages}). Retract it first, then delete it."),
            languages=", ".join(row["locale"] for row in live),
        )


async def _refuse_parent(uid: str) -> None:
    children = await Node.select().where(Node.parent == uid)
    if children:
        raise InUse(
            N_("Entries stand under it: {titles}. Move or delete them first."),
            titles=_titles(children),
        )


async def _refuse_referred(uid: str) -> None:
    referring = await referring_to(uid)
    if referring:
        nodes = await Node.select().where(Node.uid.is_in(referring))
        raise InUse(
            N_("Other entries refer to it: {titles}. Remove the references first."),
            titles=_titles(nodes),
        )


def _titles(nodes: Iterable[Values]) -> str:
    titles = [f"“{title_of(node)}”" for node in nodes]
    more = ["…"] if len(titles) > MOST_NAMED else []
    return ", ".join([*titles[:MOST_NAMED], *more])


async def referring_to(uid: str) -> list[str]:
    """The entries whose working copies refer to ``uid``: by a relation, in rows, or by a link."""
    found: dict[str, None] = {}
    for content_type in installed().values():
        for sql, value in _questions(content_type, uid):
            found |= dict.fromkeys(row["uid"] for row in await fetch(sql, value))
    found.pop(uid, None)
    return list(found)


def _questions(content_type: ContentType, uid: str) -> Iterator[tuple[str, str]]:
    own = content_type.table._meta.tablename
    for column in _relations(content_type.plain_fields):
        if column != "parent":
            yield f'SELECT uid FROM "{own}" WHERE "{column}" = $1', uid  # noqa: S608
    for rows in content_type.rows:
        for column in _relations(rows.plain_fields):
            yield f'SELECT owner AS uid FROM "{_name(rows.table)}" WHERE "{column}" = $1', uid  # noqa: S608
    for one in content_type.plain_fields:
        for column in one.columns() if one.rich else ():
            yield f'SELECT uid FROM "{own}" WHERE strpos("{column}", $1) > 0', f'"uid:{uid}'  # noqa: S608


def _relations(fields: Iterable[Field]) -> list[str]:
    return [one.column_name for one in fields if one.references]


def _name(table: type[Table]) -> str:
    return table._meta.tablename
