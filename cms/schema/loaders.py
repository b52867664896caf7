"""Loaders: all that an answer reads, in few statements however many entries it has."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from cms.access.actors import Actor
from cms.access.permissions import Facts, facts_of
from cms.community.comments import reading as comments
from cms.community.comments import rules
from cms.community.comments.comment import Comment
from cms.community.reports import reports
from cms.community.reports.reports import Report
from cms.community.signups.numbers import Numbers, numbers
from cms.content import LOCALES, Values
from cms.content.discovery import installed
from cms.editing import locks
from cms.editing.locks import Lock
from cms.editing.units import Place, public_names
from cms.editing.working_copy import load_rows
from cms.publishing.aliases.aliases import Lead, lead_of
from cms.publishing.history import History, histories
from cms.reading import facets, publications, searching
from cms.reading.calendars import (
    Calendar,
    CalendarPart,
    Coming,
    Stretch,
    calendar_part,
    occurrences_of,
)
from cms.reading.facets import By, Counted, Counts
from cms.reading.files import File
from cms.reading.files import files as files_of
from cms.reading.files import public as public_files
from cms.reading.languages import (
    SourceChanges,
    TextState,
    Versions,
    source_changes,
    versions,
    worst,
)
from cms.reading.mending import mended
from cms.reading.menus import in_menu
from cms.reading.publications import Link, Listing, Part, Past, Slice
from cms.reading.records import Record
from cms.reading.stretches import Stretches, stretches
from cms.reading.subjects import numbers_of, tags_in
from cms.reading.surrogates import Reads
from cms.reading.view import AsOf, Moment, Perspective, View
from cms.reading.waiting import waiting
from cms.recurrence.schedule import Occurrence
from cms.schema.noticing import Noticing, noted
from cms.schema.rounds import Loader, Rounds
from cms.translation.desk import past as texts
from cms.translation.desk.proposals import Proposal, proposals

K = TypeVar("K", bound=Hashable)
G = TypeVar("G", bound=Hashable)
T = TypeVar("T")


class Loaders:
    """One set a request. A key names the view too, so that no branch sees another's language."""

    def __init__(self, reads: Reads | None = None) -> None:
        self.rounds = rounds = Rounds()
        self.reads = reads or Reads()
        note = Noticing(self.reads)
        self.entries: Loader[tuple[str, View], Record | None] = Loader(
            rounds, noted(_entries, note.entry)
        )
        self.at_paths: Loader[tuple[str, View], Record | None] = Loader(
            rounds, noted(_at_paths, note.address)
        )
        self.slugs: Loader[tuple[str, str, View], str | None] = Loader(
            rounds, noted(_slugs, note.slug)
        )
        self.homes: Loader[Perspective, str | None] = Loader(rounds, noted(_homes, note.home))
        self.leads: Loader[tuple[str, Perspective], Lead | None] = Loader(
            rounds, partial(_leads, self.reads)
        )
        self.pasts: Loader[tuple[str, View], Past | None] = Loader(rounds, noted(_pasts, note.past))
        self.menus: Loader[tuple[str, View], list[Record]] = Loader(
            rounds, noted(_menus, note.menu)
        )
        self.lists: Loader[tuple[Listing, Slice], Part] = Loader(rounds, noted(_lists, note.part))
        self.totals: Loader[Listing, int] = Loader(rounds, noted(_totals, note.total))
        self.parts: Loader[PartKey, Part] = Loader(rounds, noted(_parts, note.linked))
        self.counts: Loader[CountKey, int] = Loader(rounds, noted(_counts, note.count))
        self.facets: Loader[tuple[By, Counted], Counts] = Loader(
            rounds, noted(_facets, note.values)
        )
        self.texts: Loader[tuple[int, Perspective], Mapping[str, str | None] | None] = Loader(
            rounds, _texts
        )
        self.versions: Loader[tuple[str, Perspective], Versions | None] = Loader(
            rounds, noted(_versions, note.languages)
        )
        self.source_changes: Loader[tuple[str, Perspective], SourceChanges | None] = Loader(
            rounds, noted(_source_changes, note.languages)
        )
        self.waiting: Loader[tuple[str, str], Mapping[str, Mapping[str, TextState]]] = Loader(
            rounds, noted(_waiting, note.personal)
        )
        self.proposals: Loader[tuple[str, Desk], list[Proposal] | None] = Loader(
            rounds, noted(_proposals, note.personal)
        )
        self.pasts_of_texts: Loader[Desk, Mapping[tuple[Place, str], list[texts.Past]]] = Loader(
            rounds, noted(_pasts_of_texts, note.personal)
        )
        self.stretches: Loader[tuple[str, str], Stretches | None] = Loader(
            rounds, noted(_stretches, note.stretch)
        )
        self.facts: Loader[tuple[str, Actor], Facts | None] = Loader(
            rounds, noted(_facts, note.personal)
        )
        self.histories: Loader[HistoryKey, History | None] = Loader(
            rounds, noted(_histories, note.personal)
        )
        self.locks: Loader[tuple[str, Actor], Lock | None] = Loader(
            rounds, noted(_locks, note.personal)
        )
        self.tag_labels: Loader[str, Mapping[str, str]] = Loader(
            rounds, noted(_tag_labels, note.label)
        )
        self.files: Loader[str, File | None] = Loader(rounds, noted(_files, note.file))
        self.public_files: Loader[str, bool] = Loader(
            rounds, noted(_public_files, note.public_file)
        )
        self.rows: Loader[tuple[str, tuple[str, str]], list[Values] | None] = Loader(
            rounds, noted(_rows, note.personal)
        )
        self.tags: Loader[View, list[str]] = Loader(rounds, noted(_tags, note.tags))
        self.tag_numbers: Loader[tuple[str, View], int] = Loader(
            rounds, noted(_tag_numbers, note.tag_number)
        )
        self.mended: Loader[tuple[str, Listing], str | None] = Loader(
            rounds, noted(_mended, note.mended)
        )
        self.calendars: Loader[tuple[Calendar, Slice], CalendarPart] = Loader(
            rounds, noted(_calendars, note.calendar)
        )
        self.occurrences: Loader[Occurring, list[Occurrence] | None] = Loader(
            rounds, noted(_occurrences, note.occurrences)
        )
        self.seats: Loader[str, Numbers] = Loader(rounds, noted(numbers, note.seats))
        self.reports: Loader[tuple[str, Perspective], list[Report] | None] = Loader(
            rounds, noted(_reports, note.reports)
        )
        self.comments: Loader[tuple[str, CommentsPart], list[Comment] | None] = Loader(
            rounds, noted(_comments, note.comments)
        )
        self.comment_numbers: Loader[str, int] = Loader(
            rounds, noted(comments.numbers, note.comment_number)
        )
        self.commenting: Loader[str, rules.Commenting] = Loader(
            rounds, noted(rules.commenting, note.commenting)
        )
        self.highlights: Loader[tuple[int, tuple[str, View]], str] = Loader(rounds, _highlights)


Occurring = tuple[int, Stretch | Coming]
"""A publication, and which of its occurrences."""
Desk = tuple[str, str, Actor]
"""The texts of an entry in a language, before somebody."""
PartKey = tuple[str, tuple[Link, Listing, Slice]]
HistoryKey = tuple[str, tuple[int, str]]
CommentsPart = tuple[int, comments.After]
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
    records = await _grouped(keys, publications.entries)
    return [one if one and one.content_type in installed() else None for one in records]


async def _at_paths(keys: list[tuple[str, View]]) -> list[Record | None]:
    records = await _grouped(keys, publications.at_paths)
    return [one if one and one.content_type in installed() else None for one in records]


async def _slugs(keys: list[tuple[str, str, View]]) -> list[str | None]:
    return await asyncio.gather(*(publications.uid_of_slug(*key) for key in keys))


async def _homes(perspectives: list[Perspective]) -> list[str | None]:
    return await asyncio.gather(*map(publications.home_uid, perspectives))


async def _leads(reads: Reads, keys: list[tuple[str, Perspective]]) -> list[Lead | None]:
    return await asyncio.gather(*(lead_of(*key, reads) for key in keys))


async def _pasts(keys: list[tuple[str, View]]) -> list[Past | None]:
    return await asyncio.gather(*(publications.past_of(*key) for key in keys))


async def _menus(keys: list[tuple[str, View]]) -> list[list[Record]]:
    return await asyncio.gather(*(in_menu(*key) for key in keys))


async def _lists(keys: list[tuple[Listing, Slice]]) -> list[Part]:
    return await asyncio.gather(*(publications.part_of(*key) for key in keys))


async def _calendars(keys: list[tuple[Calendar, Slice]]) -> list[CalendarPart]:
    return await asyncio.gather(*(calendar_part(*key) for key in keys))


async def _occurrences(keys: list[Occurring]) -> list[list[Occurrence] | None]:
    return await _grouped(keys, occurrences_of)


async def _totals(listings: list[Listing]) -> list[int]:
    return await asyncio.gather(*map(publications.count_of, listings))


async def _parts(keys: list[PartKey]) -> list[Part]:
    found = await _grouped(
        keys, lambda owners, asked: publications.parts_of(asked[0], owners, asked[1], asked[2])
    )
    return [part or Part() for part in found]


async def _counts(keys: list[CountKey]) -> list[int]:
    found = await _grouped(
        keys, lambda owners, asked: publications.counts_of(asked[0], owners, asked[1])
    )
    return [count or 0 for count in found]


async def _texts(keys: list[tuple[int, Perspective]]) -> list[Mapping[str, str | None] | None]:
    return await _grouped(keys, publications.long_texts)


async def _versions(keys: list[tuple[str, Perspective]]) -> list[Versions | None]:
    return await _grouped(keys, versions)


async def _source_changes(keys: list[tuple[str, Perspective]]) -> list[SourceChanges | None]:
    return await _grouped(keys, source_changes)


async def _waiting(keys: list[tuple[str, str]]) -> list[Mapping[str, Mapping[str, TextState]]]:
    """By uid and content type → language → the name under which readers find the field."""
    found = await waiting([uid for uid, _ in keys])
    return [
        {
            locale: worst((names[field], state) for field, state in found[uid, locale])
            for locale in LOCALES
            if (uid, locale) in found
        }
        for uid, content_type in keys
        for names in [public_names(installed()[content_type])]
    ]


async def _proposals(keys: list[tuple[str, Desk]]) -> list[list[Proposal] | None]:
    async def read(texts: list[str], desk: Desk) -> Mapping[str, list[Proposal]]:
        uid, locale, actor = desk
        return await proposals(actor, uid, locale, texts)

    return await _grouped(keys, read)


async def _pasts_of_texts(
    keys: list[Desk],
) -> list[Mapping[tuple[Place, str], list[texts.Past]]]:
    return [await texts.histories(actor, uid, locale) for uid, locale, actor in keys]


async def _stretches(keys: list[tuple[str, str]]) -> list[Stretches | None]:
    found = await stretches(dict.fromkeys(uid for uid, _ in keys))
    return [found.get(key) for key in keys]


async def _facts(keys: list[tuple[str, Actor]]) -> list[Facts | None]:
    return await _grouped(keys, lambda uids, actor: facts_of(actor, uids))


async def _histories(keys: list[HistoryKey]) -> list[History | None]:
    return await _grouped(keys, lambda uids, asked: histories(uids, first=asked[0], after=asked[1]))


async def _locks(keys: list[tuple[str, Actor]]) -> list[Lock | None]:
    return await _grouped(keys, lambda uids, actor: locks.held(actor, uids))


async def _tag_labels(keys: list[str]) -> list[Mapping[str, str]]:
    found = await publications.tag_labels(keys)
    return [found.get(key, {}) for key in keys]


async def _rows(keys: list[tuple[str, tuple[str, str]]]) -> list[list[Values] | None]:
    return await _grouped(keys, _rows_of)


async def _rows_of(uids: list[str], of: tuple[str, str]) -> Mapping[str, list[Values]]:
    content_type, name = of
    rows = next(one for one in installed()[content_type].rows if one.name == name)
    return await load_rows(rows, uids)


async def _files(keys: list[str]) -> list[File | None]:
    found = await files_of(keys)
    return [found.get(key) for key in keys]


async def _public_files(keys: list[str]) -> list[bool]:
    found = await public_files(keys)
    return [key in found for key in keys]


async def _tags(keys: list[View]) -> list[list[str]]:
    return list(await asyncio.gather(*map(tags_in, keys)))


async def _tag_numbers(keys: list[tuple[str, View]]) -> list[int]:
    return [number or 0 for number in await _grouped(keys, numbers_of)]


async def _facets(keys: list[tuple[By, Counted]]) -> list[Counts]:
    return [found or [] for found in await _grouped(keys, facets.counts)]


async def _mended(keys: list[tuple[str, Listing]]) -> list[str | None]:
    return [await mended(*key) for key in keys]


async def _reports(keys: list[tuple[str, Perspective]]) -> list[list[Report] | None]:
    async def read(sessions: list[str], at: Perspective) -> Mapping[str, list[Report]]:
        return await reports.public(sessions, at.at if isinstance(at, Moment | AsOf) else None)

    return await _grouped(keys, read)


async def _highlights(keys: list[tuple[int, tuple[str, View]]]) -> list[str]:
    found = await _grouped(
        keys, lambda ids, asked: searching.highlights(ids, text=asked[0], view=asked[1])
    )
    return [one or "" for one in found]


async def _comments(keys: list[tuple[str, CommentsPart]]) -> list[list[Comment] | None]:
    async def read(uids: list[str], part: CommentsPart) -> Mapping[str, list[Comment]]:
        return await comments.parts(uids, *part)

    return await _grouped(keys, read)
