"""Versions: what an entry was after each save."""

from collections.abc import Iterable

from cms.content import ContentType, Values
from cms.content.values import encode
from cms.database.engine import as_json, fetch
from cms.editing.tables import Version


def snapshot(content_type: ContentType, values: Values) -> dict[str, object]:
    """The entry as JSON, related rows included: all that `revert` needs to bring it back."""
    lists = {rows.name for rows in content_type.rows}
    names = [*content_type.columns, *lists, "uid", "revision"]
    return {name: encode(values[name]) for name in names}


async def last_revisions(uids: Iterable[str]) -> dict[str, int]:
    """The newest revision of each of these entries that ever was, deleted or not."""
    rows = await fetch(
        "SELECT uid, max(revision) AS revision FROM version"
        " WHERE uid = ANY($1::text[]) GROUP BY uid",
        list(uids),
    )
    return {row["uid"]: row["revision"] for row in rows}


async def record(
    content_type: ContentType, values: Values, *, operation: str, changed: list[str], note: str = ""
) -> None:
    """Keep what the entry is now, who made it so and why."""
    await Version.insert(
        Version(
            uid=values["uid"],
            revision=values["revision"],
            content_type=content_type.name,
            operation=operation,
            actor=values["updated_by"],
            note=note[:300],
            changed=as_json(changed),
            snapshot=as_json(snapshot(content_type, values)),
        )
    )
