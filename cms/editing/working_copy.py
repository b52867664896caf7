"""Working copies in the database: an entry's row, its related rows and its node, read and written."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from cms.content import LOCALES, ContentType, Node, Rows, Values, localised
from cms.content.discovery import installed
from cms.content.identity import mint_key
from cms.content.values import blank_row
from cms.editing.telling import tell_drafted
from cms.errors import N_, NotFound

NODE_COLUMNS = (
    "parent",
    "position",
    "created_by",
    "updated_at",
    *(localised(name, locale) for name in ("title", "slug", "state") for locale in LOCALES),
)


async def content_type_of(uid: str) -> ContentType:
    """The type of the entry ``uid``; raises `NotFound`."""
    node = await Node.select(Node.content_type).where(Node.uid == uid).first()
    if node is None or node["content_type"] not in installed():
        raise NotFound(N_("There is no entry {uid}."), uid=uid)
    return installed()[node["content_type"]]


async def load(content_type: ContentType, uid: str, *, lock: bool = False) -> Values:
    """The working copy with its related rows; ``lock`` holds it until the transaction ends.

    Others may come to refer to it meanwhile. Raises `NotFound`.
    """
    table: Any = content_type.table
    query = table.select().where(table.uid == uid).first()
    values = await (query.lock_rows("NO KEY UPDATE") if lock else query)
    if values is None:
        raise NotFound(N_("There is no entry {uid}."), uid=uid)
    for rows in content_type.rows:
        values[rows.name] = (await load_rows(rows, [uid]))[uid]
    return dict(values)


async def load_rows(rows: Rows, uids: Sequence[str]) -> dict[str, list[Values]]:
    """The related rows of entries in their order, by the entry's uid."""
    table: Any = rows.table
    columns = [table.owner, table.key, *(getattr(table, column) for column in blank_row(rows))]
    query = table.select(*columns).where(table.owner.is_in(list(uids))).order_by(table.position)
    found: dict[str, list[Values]] = {uid: [] for uid in uids}
    for row in await query:
        found[row.pop("owner")].append(row)
    return found


async def store(content_type: ContentType, before: Values | None, after: Values) -> None:
    """Write the row, the related rows and the node. The revision and dates in ``after`` are final."""
    await _store_node(content_type, after, new=before is None)
    table: Any = content_type.table
    names = {column._meta.name for column in table._meta.columns}
    row = {name: value for name, value in after.items() if name in names}
    if before is None:
        await table.insert(table(**row))
    else:
        changed = {name: value for name, value in row.items() if before[name] != value}
        if changed:
            await table.update(changed).where(table.uid == after["uid"])
    for rows in content_type.rows:
        if before is None or before[rows.name] != after[rows.name]:
            await _store_rows(rows, after["uid"], after[rows.name])


async def _store_rows(rows: Rows, uid: str, wanted: list[Values]) -> None:
    table: Any = rows.table
    await table.delete().where(table.owner == uid)
    made = [
        table(**row, owner=uid, position=position) for position, row in enumerate(wanted, start=1)
    ]
    if made:
        await table.insert(*made)


def whole_rows(rows: Rows, wanted: list[Values], before: list[Values]) -> list[Values]:
    """Rows as they will be stored: what was not typed is kept by key, or has its default."""
    known = {row["key"]: row for row in before}
    return [
        blank_row(rows)
        | known.get(row.get("key", ""), {})
        | row
        | {"key": row.get("key") or mint_key()}
        for row in wanted
    ]


async def _store_node(content_type: ContentType, after: Mapping[str, Any], *, new: bool) -> None:
    node: dict[Any, Any] = {name: after[name] for name in NODE_COLUMNS}
    if new:
        await Node.insert(Node(uid=after["uid"], content_type=content_type.name, **node))
    else:
        await Node.update(node).where(Node.uid == after["uid"])
    await tell_drafted()


async def set_state(content_type: ContentType, uid: str, locale: str, state: str) -> None:
    """Note where an entry stands in one language; the working copy itself does not change."""
    table: Any = content_type.table
    column = localised("state", locale)
    await table.update({column: state}).where(table.uid == uid)
    await Node.update({column: state, "updated_at": datetime.now(UTC)}).where(Node.uid == uid)
    await tell_drafted()
