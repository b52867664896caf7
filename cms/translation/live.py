"""What the public reads in the language it was written in: all that translators are given."""

from dataclasses import dataclass

from cms.content import ContentType, Values
from cms.database.engine import fetch
from cms.editing import text_store, working_copy
from cms.editing.text_store import Texts


@dataclass(frozen=True)
class LiveEntry:
    """An entry that is public in its source language. ``title`` and ``path`` are the public ones."""

    uid: str
    title: str
    path: str
    values: Values
    texts: Texts


async def live_entries(content_type: ContentType, source: str) -> list[LiveEntry]:
    """The entries of a type that were written in ``source`` and are public in it, in tree order."""
    rows = await fetch(
        "SELECT p.uid, p.title, p.path FROM publication p"
        f' JOIN "{content_type.table._meta.tablename}" e ON e.uid = p.uid'  # noqa: S608 - ours
        " WHERE p.content_type = $1 AND p.locale = $2 AND e.source_locale = $2"
        " AND p.valid @> statement_timestamp()",
        content_type.name,
        source,
    )
    rows.sort(key=lambda row: (row["path"].split("/"), row["uid"]))
    uids = [row["uid"] for row in rows]
    values = await working_copy.load_all(content_type, uids)
    texts = await text_store.load_all(uids)
    return [LiveEntry(**row, values=values[row["uid"]], texts=texts[row["uid"]]) for row in rows]
