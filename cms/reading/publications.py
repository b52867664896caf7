"""All that readers are given: what their view shows of the publications, and nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from cms.content import localised
from cms.content.locales import LOCALES
from cms.database.engine import fetch
from cms.reading.conditions import All, Condition, condition_sql
from cms.reading.ordering import (
    BY_PLACE,
    Boundary,
    Key,
    Order,
    beyond_sql,
    complete,
    order_sql,
)
from cms.reading.records import Record, record
from cms.reading.statement import Statement, in_every_language
from cms.reading.view import Perspective, View


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

    def relation(self, to: Statement) -> str:
        """What is listed: a relation with the columns of publications."""
        return to.table

    def columns(self, to: Statement) -> str:
        """What is read of each, when it is called ``p``."""
        return to.columns


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
    return part(await rows_of(listing, asked), listing, asked)


async def rows_of(listing: Listing, asked: Slice) -> list[Mapping[str, Any]]:
    """The rows of a part, and one more if there is one."""
    to = Statement(listing.view)
    return await to.rows(_select(listing, asked, "true", to))


async def parts_of(
    link: Link, owners: Sequence[str], listing: Listing, asked: Slice
) -> dict[str, Part]:
    """The same part of the same listing for many entries, in one statement."""
    to = Statement(listing.view)
    uids = to.bind(list(owners), "text[]")
    inner = _select(listing, asked, link.sql("p", "o.uid"), to)
    rows = await to.rows(
        f"SELECT o.uid AS owner, q.* FROM unnest({uids}) o (uid) CROSS JOIN LATERAL ({inner}) q"
    )
    grouped: dict[str, list[Mapping[str, Any]]] = {uid: [] for uid in owners}
    for row in rows:
        grouped[row["owner"]].append(row)
    return {uid: part(found, listing, asked) for uid, found in grouped.items()}


def _select(listing: Listing, asked: Slice, belongs: str, to: Statement) -> str:
    keys = [key.sql("p", to) for key in listing.keys]
    named = "".join(f", {sql} AS key_{place}" for place, sql in enumerate(keys))
    beyond = "true"
    if asked.beyond is not None:
        beyond = beyond_sql(keys, listing.keys, asked.beyond, to, backwards=asked.backwards)
    names = [f"key_{place}" for place in range(len(keys))]
    return (
        f"SELECT {listing.columns(to)}{named} FROM {listing.relation(to)} p WHERE {belongs}"
        f" AND {to.served('p')} AND ({condition_sql(listing.where, 'p', to)}) AND ({beyond})"
        f" ORDER BY {order_sql(names, listing.keys, backwards=asked.backwards)}"
        f" LIMIT {to.bind(asked.most + 1, 'int')} OFFSET {to.bind(asked.offset, 'int')}"
    )


def part(rows: Sequence[Mapping[str, Any]], listing: Listing, asked: Slice) -> Part:
    """The part that rows make."""
    kept = [*rows[: asked.most]]
    if asked.backwards:
        kept.reverse()
    places = range(len(listing.keys))
    records = tuple((record(row), tuple(row[f"key_{at}"] for at in places)) for row in kept)
    return Part(records, len(rows) > asked.most)


async def count_of(listing: Listing) -> int:
    """How many publications a listing has."""
    to = Statement(listing.view)
    rows = await to.rows(_count(listing, "true", to))
    number: int = rows[0]["count"]
    return number


async def counts_of(link: Link, owners: Sequence[str], listing: Listing) -> dict[str, int]:
    """How many publications belong to each of many entries."""
    to = Statement(listing.view)
    uids = to.bind(list(owners), "text[]")
    inner = _count(listing, link.sql("p", "o.uid"), to)
    rows = await to.rows(f"SELECT o.uid, ({inner}) AS count FROM unnest({uids}) o (uid)")
    return {row["uid"]: row["count"] for row in rows}


def _count(listing: Listing, belongs: str, to: Statement) -> str:
    return (
        f"SELECT count(*) FROM {listing.relation(to)} p WHERE {belongs} AND {to.served('p')}"
        f" AND ({condition_sql(listing.where, 'p', to)})"
    )


async def entries(uids: Iterable[str], view: View) -> dict[str, Record]:
    """What a view serves of entries, by uid; what it does not serve is absent."""
    to = Statement(view)
    asked = to.bind(list(uids), "text[]")
    rows = await to.rows(
        f"SELECT {to.columns} FROM {to.table} p WHERE p.uid = ANY({asked}) AND {to.served('p')}"
    )
    return {row["uid"]: record(row) for row in rows}


async def at_paths(paths: Iterable[str], view: View) -> dict[str, Record]:
    """What lives at addresses in the view's language, by path; a draft before what is live there."""
    to = Statement(view)
    locale, asked = to.bind(view.locale, "text"), to.bind(list(paths), "text[]")
    rows = await to.rows(
        f"SELECT {to.columns} FROM {to.table} p WHERE p.locale = {locale}"
        f" AND p.path = ANY({asked}) AND {to.live('p')} ORDER BY p.id DESC"
    )
    return {row["path"]: record(row) for row in rows}


async def uid_of_slug(content_type: str, slug: str, view: View) -> str | None:
    """Which entry has a slug: in the language asked for, else in those that may replace it.

    Of several in different branches of the tree the one with the first path. If none has it, the
    entry that had it last, of those that are still read.
    """
    to = Statement(view)
    found = await to.rows(slug_sql(content_type, to.bind(slug, "text"), to))
    return found[0]["uid"] if found else None


def slug_sql(content_type: str, slug: str, to: Statement) -> str:
    """The statement of `uid_of_slug`; ``slug`` is the place of a parameter."""
    p, other = to.alias(), to.alias()
    locales = to.bind(list(to.view.locales), "text[]")
    return (
        f"SELECT {p}.uid FROM {to.table} {p} WHERE {p}.content_type = {to.bind(content_type, 'text')}"
        f" AND {p}.data->>'slug' = {slug} AND {p}.locale = ANY({locales})"
        f" AND ({to.live(p)} OR upper({p}.valid) <= {to.now} AND EXISTS (SELECT FROM {to.table} {other}"
        f" WHERE {other}.uid = {p}.uid AND {other}.locale = ANY({locales}) AND {to.live(other)}))"
        f" ORDER BY {to.live(p)} DESC, array_position({locales}, {p}.locale::text),"
        f" CASE WHEN NOT {to.live(p)} THEN upper({p}.valid) END DESC,"
        f' {p}.path COLLATE "C" LIMIT 1'
    )


async def home_uid(perspective: Perspective) -> str | None:
    """The home page, if the perspective shows it in any language."""
    to = in_every_language(perspective)
    found = await to.rows(
        f"SELECT p.uid FROM {to.table} p WHERE p.parent_uid IS NULL AND {to.live('p')} LIMIT 1"
    )
    return found[0]["uid"] if found else None


@dataclass(frozen=True)
class Past:
    """What once lived at an address, and until when."""

    uid: str
    until: datetime


async def past_of(path: str, view: View) -> Past | None:
    """The entry that lived at an address last, of those that live elsewhere if there are any."""
    to = Statement(view)
    found = await to.rows(past_sql(to.bind(path, "text"), to))
    return Past(**found[0]) if found else None


def past_sql(path: str, to: Statement) -> str:
    """The statement of `past_of`; ``path`` is the place of a parameter."""
    p, other = to.alias(), to.alias()
    return (
        f"SELECT {p}.uid, upper({p}.valid) AS until FROM {to.table} {p}"
        f" WHERE {p}.locale = {to.bind(to.view.locale, 'text')} AND {p}.path = {path}"
        f" AND upper({p}.valid) <= {to.now}"
        f" ORDER BY EXISTS (SELECT FROM {to.table} {other} WHERE {other}.uid = {p}.uid"
        f" AND {other}.locale = {p}.locale AND {to.live(other)}) DESC,"
        f" upper({p}.valid) DESC, {p}.id DESC LIMIT 1"
    )


async def long_texts(
    ids: Iterable[int], perspective: Perspective
) -> dict[int, Mapping[str, str | None]]:
    """The long texts of publications that a perspective shows, by their id."""
    to = in_every_language(perspective)
    rows = await to.rows(
        f"SELECT p.id, p.texts FROM {to.table} p WHERE p.id = ANY({to.bind(list(ids), 'bigint[]')})"
    )
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
