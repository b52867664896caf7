"""All that the public reads in a language, a batch at a time: so much is in memory, however much there is.

Batches follow each other by uid. What changes in the meantime is as it is when its batch is read, so
that nothing comes that was retracted, and nothing twice.
"""

from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson

from cms.database.engine import fetch
from cms.reading.changed import last_change
from cms.reading.records import Record, record
from cms.reading.statement import COLUMNS, Statement, live
from cms.reading.view import View

FEW, BATCH = 10, 200
"""So many entries are read at first, and at most at once."""
HEAVY = 2_000_000
"""Characters of a batch. What is made of them takes some seven times as much for a moment."""


@dataclass(frozen=True)
class Whole:
    """A publication with its long texts."""

    record: Record
    texts: Mapping[str, str | None]


async def batches(locale: str, content_types: Collection[str]) -> AsyncIterator[list[Whole]]:
    """The publications of some types in one language."""
    after, most = "", FEW
    while found := await _batch(locale, content_types, after, most):
        after, most = found[-1].record.uid, _next(found, most)
        yield found


def _next(found: Collection[Whole], most: int) -> int:
    """How many to read after these: as many as weigh enough, if they are as long; not much more at once."""
    weight = sum(len(text or "") for one in found for text in one.texts.values())
    return max(1, min(BATCH, 2 * most, HEAVY * len(found) // max(1, weight)))


async def _batch(locale: str, content_types: Collection[str], after: str, most: int) -> list[Whole]:
    to = Statement(View(locale))
    rows = await to.rows(
        f"SELECT {COLUMNS}, p.texts FROM publication p WHERE p.uid > {to.bind(after, 'text')}"
        f" AND {to.served('p')} AND p.content_type = ANY({to.bind([*content_types], 'text[]')})"
        f" ORDER BY p.uid LIMIT {to.bind(most, 'int')}"
    )
    return [Whole(record(row), orjson.loads(row["texts"])) for row in rows]


async def edition() -> str:
    """Another text whenever anything that the public reads is another."""
    rows = await fetch(
        "SELECT (SELECT max(id) FROM publication) AS id,"
        " (SELECT md5(string_agg(tag::text, '\n' ORDER BY key)) FROM tag) AS tags,"
        " (SELECT md5(string_agg(concat_ws(' ', uid, revision, version), '\n' ORDER BY uid))"
        " FROM asset) AS files"
    )
    found = rows[0]
    return f"{await last_change()} {found['id']} {found['tags']} {found['files']}"


@dataclass(frozen=True)
class Extent:
    """Since when the public reads anything of a type, and when that changed last."""

    issued: datetime
    modified: datetime


async def extents() -> dict[str, Extent]:
    """By content type; one of which nothing is public is absent."""
    rows = await fetch(
        f"SELECT content_type, min(first_published_at) FILTER (WHERE {live('publication')}) AS issued,"
        " greatest(max(lower(valid)) FILTER (WHERE lower(valid) <= statement_timestamp()),"
        " max(upper(valid)) FILTER (WHERE upper(valid) <= statement_timestamp())) AS modified"
        " FROM publication GROUP BY content_type"
    )
    return {
        row["content_type"]: Extent(row["issued"], row["modified"]) for row in rows if row["issued"]
    }
