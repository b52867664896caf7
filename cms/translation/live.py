"""What the public reads in the language it was written in: all that translators are given."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cms.content import Composite, ContentType, Field, Rows, Values
from cms.database.engine import fetch
from cms.editing import text_store
from cms.editing.text_store import Texts
from cms.reading.statement import live


@dataclass(frozen=True)
class LiveEntry:
    """An entry that is public in its source language.

    ``title``, ``path`` and ``values`` are what the public reads, in columns of that language; what
    editors are still working on is not in them.
    """

    uid: str
    source: str
    title: str
    path: str
    values: Values
    texts: Texts


async def live_entries(content_type: ContentType, source: str) -> list[LiveEntry]:
    """The entries of a type that were written in ``source`` and are public in it, in tree order."""
    rows = await fetch(
        "SELECT p.uid, p.title, p.path, p.data, p.texts FROM publication p"  # noqa: S608 - our own
        f" WHERE p.content_type = $1 AND p.locale = $2 AND {live('p')}"
        " AND p.fingerprints ->> 'source' = $2",
        content_type.name,
        source,
    )
    rows.sort(key=lambda row: (row["path"].split("/"), row["uid"]))
    texts = await text_store.load_all([row["uid"] for row in rows])
    await text_store.load_conflicts(texts)
    return [
        LiveEntry(
            row["uid"],
            source,
            row["title"],
            row["path"],
            public_values(content_type, json.loads(row["data"]) | json.loads(row["texts"]), source),
            texts[row["uid"]],
        )
        for row in rows
    ]


def public_values(content_type: ContentType, public: Mapping[str, Any], locale: str) -> Values:
    """A publication in the columns that its texts came from."""
    values: Values = {}
    for one in content_type.all_fields:
        if isinstance(one, Rows):
            listed = () if one.relation else public.get(one.name) or ()
            values[one.name] = [_row(one, row, locale) for row in listed]
        elif isinstance(one, Field | Composite):
            values |= _columns(one, public, locale)
    return values


def _row(rows: Rows, public: Mapping[str, Any], locale: str) -> Values:
    values: Values = {"key": public["key"]}
    for one in rows.fields:
        values |= _columns(one, public, locale)
    return values


def _columns(one: Field | Composite, public: Mapping[str, Any], locale: str) -> Values:
    if isinstance(one, Field):
        return {one.column_in(locale): public.get(one.name)}
    parts = public.get(one.name) or {}
    return {part.column_in(locale): parts.get(part.name) for part in one.fields}
