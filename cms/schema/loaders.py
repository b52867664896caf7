"""Loaders: what many objects of an answer ask for one by one is read in one statement."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from strawberry.dataloader import DataLoader

from cms.content.discovery import installed
from cms.publishing import reading, searching
from cms.publishing.languages import Versions, versions
from cms.publishing.reading import Link, Listing, Part, Slice
from cms.publishing.records import Record
from cms.publishing.view import View

K = TypeVar("K", bound=Hashable)
G = TypeVar("G", bound=Hashable)
T = TypeVar("T")


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
    return await _grouped(keys, lambda paths, locale: reading.at_paths(locale, paths))


PartKey = tuple[str, tuple[Link, Listing, Slice]]
CountKey = tuple[str, tuple[Link, Listing]]


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


async def _totals(listings: list[Listing]) -> list[int]:
    return [await reading.count_of(listing) for listing in listings]


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


@dataclass
class Loaders:
    """One set a request. A key names the view too, so that no branch sees another's language."""

    entries: DataLoader[tuple[str, View], Record | None] = field(
        default_factory=lambda: DataLoader(_entries)
    )
    at_paths: DataLoader[tuple[str, str], Record | None] = field(
        default_factory=lambda: DataLoader(_at_paths)
    )
    parts: DataLoader[PartKey, Part] = field(default_factory=lambda: DataLoader(_parts))
    counts: DataLoader[CountKey, int] = field(default_factory=lambda: DataLoader(_counts))
    totals: DataLoader[Listing, int] = field(default_factory=lambda: DataLoader(_totals))
    texts: DataLoader[int, Mapping[str, str | None]] = field(
        default_factory=lambda: DataLoader(_texts)
    )
    versions: DataLoader[str, Versions] = field(default_factory=lambda: DataLoader(_versions))
    tag_labels: DataLoader[str, Mapping[str, str]] = field(
        default_factory=lambda: DataLoader(_tag_labels)
    )
    highlights: DataLoader[tuple[int, tuple[str, str]], str] = field(
        default_factory=lambda: DataLoader(_highlights)
    )
