"""What translators are given: the source texts that the public reads, or that were offered before."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cms.content import Blocks, Composite, ContentType, Field, Rows, Values
from cms.content.values import blank, blank_row, shown, title_of
from cms.database.engine import fetch
from cms.editing import offering, text_store
from cms.editing.text_store import Texts
from cms.reading.statement import live


@dataclass(frozen=True)
class LiveEntry:
    """An entry that is public in its source language, or on offer.

    ``title``, ``path`` and ``values`` are what the public reads or what was offered, in columns of
    that language; what editors are still working on is not in them. What was never public has no
    ``path``.
    """

    uid: str
    source: str
    title: str
    path: str
    values: Values
    texts: Texts = field(default_factory=Texts)


async def live_entries(content_type: ContentType, source: str) -> list[LiveEntry]:
    """The entries of a type that were written in ``source`` and are public or on offer, in tree order."""
    rows = await fetch(
        "SELECT p.uid, p.title, p.path, p.data, p.texts FROM publication p"  # noqa: S608 - our own
        f" WHERE p.content_type = $1 AND p.locale = $2 AND {live('p')}"
        " AND p.fingerprints ->> 'source' = $2",
        content_type.name,
        source,
    )
    found = {row["uid"]: _public(content_type, row, source) for row in rows}
    for uid, snapshot in (await offering.on_offer(content_type.name, source)).items():
        path = found[uid].path if uid in found else ""
        found[uid] = _offered(content_type, snapshot, source, path)
    texts = await text_store.load_all(list(found))
    await text_store.load_conflicts(texts)
    listed = (replace(one, texts=texts[one.uid]) for one in found.values())
    return sorted(listed, key=lambda one: (one.path.split("/"), one.uid))


def _public(content_type: ContentType, row: Mapping[str, Any], source: str) -> LiveEntry:
    public = json.loads(row["data"]) | json.loads(row["texts"])
    values = public_values(content_type, public, source)
    return LiveEntry(row["uid"], source, row["title"], row["path"], values)


def _offered(content_type: ContentType, snapshot: Values, source: str, path: str) -> LiveEntry:
    values = blank(content_type) | snapshot
    for rows in content_type.rows:
        values[rows.name] = [blank_row(rows) | row for row in values[rows.name]]
    title = title_of(snapshot, source)
    return LiveEntry(snapshot["uid"], source, title, path, shown(content_type, values))


def public_values(content_type: ContentType, public: Mapping[str, Any], locale: str) -> Values:
    """A publication in the columns that its texts came from."""
    values: Values = {}
    for one in content_type.all_fields:
        if isinstance(one, Blocks):
            values[one.name] = list(_blocks(one, public.get(one.name) or (), locale))
        elif isinstance(one, Rows):
            listed = () if one.relation else public.get(one.name) or ()
            values[one.name] = [_row(one.fields, row, locale) for row in listed]
        elif isinstance(one, Field | Composite):
            values |= _columns(one, public, locale)
    return values


def _blocks(
    blocks: Blocks, listed: Iterable[Any], locale: str, within: str = ""
) -> Iterator[Values]:
    """The rows that a tree of blocks was made from, in reading order."""
    for public in listed:
        kind = blocks.kinds.get(public["kind"])
        if kind is None:
            continue  # of a kind that there was once
        row = _row(blocks.own_fields(kind.name), public, locale)
        yield row | {"kind": kind.name, "within": within, "hidden": False}
        if kind.holds and not kind.holds.relation:
            held = public.get(kind.holds.name) or ()
            yield from _blocks(blocks, held, locale, public["key"])


def _row(fields: Iterable[Field | Composite], public: Mapping[str, Any], locale: str) -> Values:
    values: Values = {"key": public["key"]}
    for one in fields:
        values |= _columns(one, public, locale)
    return values


def _columns(one: Field | Composite, public: Mapping[str, Any], locale: str) -> Values:
    if isinstance(one, Field):
        return {one.column_in(locale): public.get(one.name)}
    parts = public.get(one.name) or {}
    return {part.column_in(locale): parts.get(part.name) for part in one.fields}
