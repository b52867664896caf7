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
        "SELECT uid, title, path FROM publication WHERE content_type = $1 AND locale = $2"
        " AND valid @> statement_timestamp()",
        content_type.name,
        source,
    )
    rows.sort(key=lambda row: (row["path"].split("/"), row["uid"]))
    found = await working_copy.load_all(content_type, [row["uid"] for row in rows])
    values = {uid: one for uid, one in found.items() if one["source_locale"] == source}
    texts = await text_store.load_all(list(values))
    return [
        LiveEntry(**row, values=values[row["uid"]], texts=texts[row["uid"]])
        for row in rows
        if row["uid"] in values
    ]
