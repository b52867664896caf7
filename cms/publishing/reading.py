"""Everything the public reads: publications that are live, and nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from cms.content import localised
from cms.content.locales import LOCALES
from cms.database.engine import fetch
from cms.publishing.conditions import All, Condition, condition_sql
from cms.publishing.ordering import (
    BY_PLACE,
    Boundary,
    Key,
    Order,
    beyond_sql,
    complete,
    order_sql,
)
from cms.publishing.records import Record, record
from cms.publishing.statement import COLUMNS, Statement, live
from cms.publishing.view import View


@dataclass(frozen=True)
class Link:
    """Which publications belong to an entry: its children, or those that refer to it.

    ``via`` are names in ``data`` that hold a uid, ``via_many`` those that hold a list of them.
    """

    children: bool = False
    via: tuple[str, ...] = ()
    via_many: tuple[str, ...] = ()

    def sql(self, alias: str, owner: str) -> str:
        """That ``alias`` belongs to the entry whose uid is ``owner``."""
        if self.children:
            return f"{alias}.parent_uid = {owner}"
        refers = f"{alias}.refs @> ARRAY[{owner}]::varchar[]"
        ways = [f"{alias}.data->>'{name}' = {owner}" for name in self.via]
        ways += [f"jsonb_exists({alias}.data->'{name}', {owner})" for name in self.via_many]
        return f"{refers} AND ({' OR '.join(ways)})" if ways else refers


CHILDREN = Link(children=True)
BACKLINKS = Link()


@dataclass(frozen=True)
class Listing:
    """Which publications a view lists, and in which order."""

    view: View
    where: Condition = field(default_factory=All)
    order: Order = BY_PLACE

    @property
    def keys(self) -> tuple[Key, ...]:
        return complete(self.order)


@dataclass(frozen=True)
class Slice:
    """Which part of a listing: at most ``most``, beyond a place in the order or from an offset."""

    most: int
    beyond: Boundary | None = None
    backwards: bool = False
    offset: int = 0


@dataclass(frozen=True)
class Part:
    """A part of a listing, in its order; each record with its place. ``more`` lies beyond it."""

    records: tuple[tuple[Record, Boundary], ...] = ()
    more: bool = False


async def part_of(listing: Listing, asked: Slice) -> Part:
    """One part of a listing."""
    to = Statement(listing.view)
    rows = await fetch(_select(listing, asked, "true", to), *to.values)
    return _part(rows, listing, asked)


async def parts_of(
    link: Link, owners: Sequence[str], listing: Listing, asked: Slice
) -> dict[str, Part]:
    """The same part of the same listing for many entries, in one statement."""
    to = Statement(listing.view)
    uids = to.bind(list(owners), "text[]")
    inner = _select(listing, asked, link.sql("p", "o.uid"), to)
    rows = await fetch(
        f"SELECT o.uid AS owner, q.* FROM unnest({uids}) o (uid) CROSS JOIN LATERAL ({inner}) q",
        *to.values,
    )
    grouped: dict[str, list[dict[str, Any]]] = {uid: [] for uid in owners}
    for row in rows:
        grouped[row["owner"]].append(row)
    return {uid: _part(found, listing, asked) for uid, found in grouped.items()}


def _select(listing: Listing, asked: Slice, belongs: str, to: Statement) -> str:
    keys = [key.sql("p", to) for key in listing.keys]
    named = "".join(f", {sql} AS key_{place}" for place, sql in enumerate(keys))
    beyond = "true"
    if asked.beyond is not None:
        beyond = beyond_sql(keys, listing.keys, asked.beyond, to, backwards=asked.backwards)
    names = [f"key_{place}" for place in range(len(keys))]
    return (
        f"SELECT {COLUMNS}{named} FROM publication p WHERE {belongs} AND {to.served('p')}"
        f" AND ({condition_sql(listing.where, 'p', to)}) AND ({beyond})"
        f" ORDER BY {order_sql(names, listing.keys, backwards=asked.backwards)}"
        f" LIMIT {to.bind(asked.most + 1, 'int')} OFFSET {to.bind(asked.offset, 'int')}"
    )


def _part(rows: list[dict[str, Any]], listing: Listing, asked: Slice) -> Part:
    kept = rows[: asked.most]
    if asked.backwards:
        kept.reverse()
    places = range(len(listing.keys))
    records = tuple((record(row), tuple(row[f"key_{at}"] for at in places)) for row in kept)
    return Part(records, len(rows) > asked.most)


async def count_of(listing: Listing) -> int:
    """How many publications a listing has."""
    to = Statement(listing.view)
    rows = await fetch(_count(listing, "true", to), *to.values)
    number: int = rows[0]["count"]
    return number


async def counts_of(link: Link, owners: Sequence[str], listing: Listing) -> dict[str, int]:
    """How many publications belong to each of many entries."""
    to = Statement(listing.view)
    uids = to.bind(list(owners), "text[]")
    inner = _count(listing, link.sql("p", "o.uid"), to)
    rows = await fetch(
        f"SELECT o.uid, ({inner}) AS count FROM unnest({uids}) o (uid)",
        *to.values,
    )
    return {row["uid"]: row["count"] for row in rows}


def _count(listing: Listing, belongs: str, to: Statement) -> str:
    return (
        f"SELECT count(*) FROM publication p WHERE {belongs} AND {to.served('p')}"
        f" AND ({condition_sql(listing.where, 'p', to)})"
    )


async def entries(uids: Iterable[str], view: View) -> dict[str, Record]:
    """What a view serves of entries, by uid; what it does not serve is absent."""
    to = Statement(view)
    asked = to.bind(list(uids), "text[]")
    rows = await fetch(
        f"SELECT {COLUMNS} FROM publication p WHERE p.uid = ANY({asked}) AND {to.served('p')}",
        *to.values,
    )
    return {row["uid"]: record(row) for row in rows}


async def at_paths(locale: str, paths: Iterable[str]) -> dict[str, Record]:
    """What lives at addresses in one language, by path."""
    rows = await fetch(
        f"SELECT {COLUMNS} FROM publication p"
        f" WHERE p.locale = $1 AND p.path = ANY($2::text[]) AND {live('p')}",
        locale,
        list(paths),
    )
    return {row["path"]: record(row) for row in rows}


async def uid_of_slug(content_type: str, slug: str, view: View) -> str | None:
    """Which entry has a slug: in the language asked for, else in those that may replace it.

    Of several in different branches of the tree the one with the first path.
    """
    found = await fetch(
        "SELECT p.uid FROM publication p WHERE p.content_type = $1 AND p.data->>'slug' = $2"
        f" AND p.locale = ANY($3::text[]) AND {live('p')}"
        ' ORDER BY array_position($3::text[], p.locale::text), p.path COLLATE "C" LIMIT 1',
        content_type,
        slug,
        list(view.locales),
    )
    return found[0]["uid"] if found else None


async def home_uid() -> str | None:
    """The home page, if it is published in any language."""
    found = await fetch(
        f"SELECT p.uid FROM publication p WHERE p.parent_uid IS NULL AND {live('p')} LIMIT 1"
    )
    return found[0]["uid"] if found else None


@dataclass(frozen=True)
class Past:
    """What once lived at an address, and until when."""

    uid: str
    until: datetime


async def past_of(locale: str, path: str) -> Past | None:
    """The entry that lived at an address last, of those that live elsewhere if there are any."""
    found = await fetch(
        "SELECT p.uid, upper(p.valid) AS until FROM publication p"
        " WHERE p.locale = $1 AND p.path = $2 AND upper(p.valid) <= statement_timestamp()"
        " ORDER BY EXISTS (SELECT FROM publication l"
        f" WHERE l.uid = p.uid AND l.locale = p.locale AND {live('l')}) DESC,"
        " upper(p.valid) DESC, p.id DESC LIMIT 1",
        locale,
        path,
    )
    return Past(**found[0]) if found else None


async def long_texts(ids: Iterable[int]) -> dict[int, Mapping[str, str | None]]:
    """The long texts of publications, by their id."""
    rows = await fetch("SELECT id, texts FROM publication WHERE id = ANY($1::bigint[])", list(ids))
    return {row["id"]: orjson.loads(row["texts"]) for row in rows}


async def tag_labels(keys: Iterable[str]) -> dict[str, dict[str, str]]:
    """What tags are called, by key and language; a language without a label is absent."""
    rows = await fetch("SELECT * FROM tag WHERE key = ANY($1::text[])", list(keys))
    return {
        row["key"]: {
            locale: row[localised("label", locale)]
            for locale in LOCALES
            if row[localised("label", locale)]
        }
        for row in rows
    }
