"""Loaders: all that an answer reads, in few statements however many entries it has."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import TypeVar

from cms.content.discovery import installed
from cms.publishing import reading, searching
from cms.publishing.aliases import Lead, lead_of
from cms.publishing.languages import Versions, versions
from cms.publishing.menus import in_menu
from cms.publishing.reading import Link, Listing, Part, Past, Slice
from cms.publishing.records import Record
from cms.publishing.view import View
from cms.schema.rounds import Loader, Rounds

K = TypeVar("K", bound=Hashable)
G = TypeVar("G", bound=Hashable)
T = TypeVar("T")


class Loaders:
    """One set a request. A key names the view too, so that no branch sees another's language."""

    def __init__(self) -> None:
        self.rounds = rounds = Rounds()
        self.entries: Loader[tuple[str, View], Record | None] = Loader(rounds, _entries)
        self.at_paths: Loader[tuple[str, str], Record | None] = Loader(rounds, _at_paths)
        self.slugs: Loader[tuple[str, str, View], str | None] = Loader(rounds, _slugs)
        self.homes: Loader[None, str | None] = Loader(rounds, _homes)
        self.leads: Loader[str, Lead | None] = Loader(rounds, _leads)
        self.pasts: Loader[tuple[str, str], Past | None] = Loader(rounds, _pasts)
        self.menus: Loader[tuple[str, str], list[Record]] = Loader(rounds, _menus)
        self.lists: Loader[tuple[Listing, Slice], Part] = Loader(rounds, _lists)
        self.totals: Loader[Listing, int] = Loader(rounds, _totals)
        self.parts: Loader[PartKey, Part] = Loader(rounds, _parts)
        self.counts: Loader[CountKey, int] = Loader(rounds, _counts)
        self.texts: Loader[int, Mapping[str, str | None]] = Loader(rounds, _texts)
        self.versions: Loader[str, Versions] = Loader(rounds, _versions)
        self.tag_labels: Loader[str, Mapping[str, str]] = Loader(rounds, _tag_labels)
        self.highlights: Loader[tuple[int, tuple[str, str]], str] = Loader(rounds, _highlights)


PartKey = tuple[str, tuple[Link, Listing, Slice]]
CountKey = tuple[str, tuple[Link, Listing]]


async def _grouped(
    keys: Sequence[tuple[K, G]], read: Callable[[list[K], G], Awaitable[Mapping[K, T]]]
) -> list[T | None]:
    """Read each group of keys in one statement, and answer in the order asked."""
    groups: dict[G, list[K]] = defaultdict(list)
    for key, group in keys:
        groups[group].append(key)
    found = {group: await read(members, group) for group, members in groups.items()}
    return [found[group].get(key) for key, group in keys]


async def _entries(keys: list[tuple[str, View]]) -> list[Record | None]:
    records = await _grouped(keys, reading.entries)
    return [one if one and one.content_type in installed() else None for one in records]


async def _at_paths(keys: list[tuple[str, str]]) -> list[Record | None]:
    records = await _grouped(keys, lambda paths, locale: reading.at_paths(locale, paths))
    return [one if one and one.content_type in installed() else None for one in records]


async def _slugs(keys: list[tuple[str, str, View]]) -> list[str | None]:
    return await asyncio.gather(*(reading.uid_of_slug(*key) for key in keys))


async def _homes(keys: list[None]) -> list[str | None]:
    return [await reading.home_uid()] * len(keys)


async def _leads(paths: list[str]) -> list[Lead | None]:
    return await asyncio.gather(*map(lead_of, paths))


async def _pasts(keys: list[tuple[str, str]]) -> list[Past | None]:
    return await asyncio.gather(*(reading.past_of(*key) for key in keys))


async def _menus(keys: list[tuple[str, str]]) -> list[list[Record]]:
    return await asyncio.gather(*(in_menu(*key) for key in keys))


async def _lists(keys: list[tuple[Listing, Slice]]) -> list[Part]:
    return await asyncio.gather(*(reading.part_of(*key) for key in keys))


async def _totals(listings: list[Listing]) -> list[int]:
    return await asyncio.gather(*map(reading.count_of, listings))


async def _parts(keys: list[PartKey]) -> list[Part]:
    found = await _grouped(
        keys, lambda owners, asked: reading.parts_of(asked[0], owners, asked[1], asked[2])
    )
    return [part or Part() for part in found]


async def _counts(keys: list[CountKey]) -> list[int]:
    found = await _grouped(
        keys, lambda owners, asked: reading.counts_of(asked[0], owners, asked[1])
    )
    return [count or 0 for count in found]


async def _texts(ids: list[int]) -> list[Mapping[str, str | None]]:
    found = await reading.long_texts(ids)
    return [found.get(one, {}) for one in ids]


async def _versions(uids: list[str]) -> list[Versions]:
    found = await versions(uids)
    return [found.get(uid, {}) for uid in uids]


async def _tag_labels(keys: list[str]) -> list[Mapping[str, str]]:
    found = await reading.tag_labels(keys)
    return [found.get(key, {}) for key in keys]


async def _highlights(keys: list[tuple[int, tuple[str, str]]]) -> list[str]:
    found = await _grouped(
        keys, lambda ids, asked: searching.highlights(ids, text=asked[0], locale=asked[1])
    )
    return [one or "" for one in found]
