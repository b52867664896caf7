"""Every address at which the public reads something, and when what is there changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson

from cms.content import LOCALES, Reverse
from cms.content.discovery import installed
from cms.database.engine import fetch
from cms.reading.files import File, file
from cms.reading.statement import live


@dataclass(frozen=True)
class Page:
    """One address, with all languages of the entry by their locale, its own among them.

    ``image`` is the uid of the picture that stands for it, ``file`` that picture if it is there.
    """

    path: str
    modified: datetime
    paths: Mapping[str, str]
    image: str | None = None
    file: File | None = None


@dataclass(frozen=True)
class Part:
    """So many addresses of one language in the order of uids, numbered from 1."""

    locale: str
    number: int
    modified: datetime


_SHOWN = f"""
SELECT p.uid, p.locale, p.path, p.content_type, p.data->>'image' AS image,
    greatest(p.updated_at, lower(p.valid)) AS own
FROM publication p
WHERE {live("p")} AND p.locale = ANY($1::text[]) AND p.content_type = ANY($2::text[])
    AND p.data->>'noindex' IS DISTINCT FROM 'true'
"""
"""What search engines may find: not that of which editors said no."""

_CHANGED = """
greatest(max(greatest(c.updated_at, lower(c.valid))),
    max(upper(c.valid)) FILTER (WHERE upper(c.valid) <= statement_timestamp()))
"""

# A page lists what stands under it, and what refers to it where its type says so.
_MODIFIED = f"""
greatest(s.own,
    (SELECT {_CHANGED} FROM publication c WHERE c.parent_uid = s.uid AND c.locale = s.locale
        AND lower(c.valid) <= statement_timestamp()),
    CASE WHEN s.content_type = ANY($3::text[]) THEN
        (SELECT {_CHANGED} FROM publication c WHERE c.refs @> ARRAY[s.uid]::varchar[]
            AND c.locale = s.locale AND lower(c.valid) <= statement_timestamp()
            AND (s.content_type || ' ' || c.content_type) = ANY($4::text[])) END)
"""

_PAGES = f"""
SELECT s.path, {_MODIFIED} AS modified, s.image,
    (SELECT to_jsonb(a) - 'placeholder' FROM asset a WHERE a.uid = s.image) AS file,
    (SELECT jsonb_object_agg(o.locale, o.path) FROM publication o
        WHERE o.uid = s.uid AND {live("o")} AND o.locale = ANY($7::text[])) AS paths
FROM ({_SHOWN} ORDER BY p.uid COLLATE "C" LIMIT $5 OFFSET $6) s
"""

_PARTS = f"""
SELECT locale, number, max(modified) AS modified
FROM (
    SELECT s.locale, {_MODIFIED} AS modified,
        (row_number() OVER (PARTITION BY s.locale ORDER BY s.uid COLLATE "C") - 1) / $5 + 1 AS number
    FROM ({_SHOWN}) s) numbered
GROUP BY locale, number ORDER BY array_position($1::text[], locale::text), number
"""


async def parts(size: int) -> list[Part]:
    """What the site has, in parts of ``size`` addresses."""
    rows = await fetch(_PARTS, list(LOCALES), *_types(), size)
    return [Part(**row) for row in rows]


async def part(locale: str, number: int, size: int) -> list[Page]:
    """The addresses of one part; none beyond the last."""
    values = ([locale], *_types(), size, (number - 1) * size, list(LOCALES))
    rows = await fetch(_PAGES, *values)
    return [
        Page(
            row["path"],
            row["modified"],
            orjson.loads(row["paths"]),
            row["image"],
            file(orjson.loads(row["file"])) if row["file"] else None,
        )
        for row in rows
    ]


def _types() -> tuple[list[str], list[str], list[str]]:
    """All types, those that list what refers to them, and which types each of these lists."""
    lists = [
        (name, one.content_type)
        for name, declared in installed().items()
        for one in declared.all_fields
        if isinstance(one, Reverse)
    ]
    listing = sorted({name for name, _ in lists})
    return list(installed()), listing, [f"{name} {other}" for name, other in lists]
