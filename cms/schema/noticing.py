"""What an answer depends on, noted as its loaders read it."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from cms.community.signups.numbers import Numbers
from cms.content import LOCALES
from cms.content.discovery import installed
from cms.editing.checks import tag_names
from cms.reading.calendars import Calendar, CalendarPart, Coming, Stretch
from cms.reading.conditions import (
    All,
    AnyOf,
    Compare,
    Condition,
    Lasts,
    Matches,
    Not,
    OccursIn,
    OfTypes,
    Related,
    TextIs,
    ToCome,
    Under,
    Value,
)
from cms.reading.facets import By, Counted, Referred
from cms.reading.occurrences import SERIES, NextOccurrence, OfOccurrence
from cms.reading.ordering import Relevance
from cms.reading.publications import Link, Listing, Part, Slice
from cms.reading.records import Record
from cms.reading.surrogates import Reads
from cms.reading.view import View

K = TypeVar("K")
T = TypeVar("T")
Read = Callable[[list[K]], Awaitable[Sequence[T]]]

SEARCH, TEXT_STATE = "search", "fingerprints"
BY_LINK = frozenset({"position", "title"})
"""An order by these follows from what is told of the entries that belong to another."""


def noted(read: Read[K, T], note: Callable[[K, T], None]) -> Read[K, T]:
    """The same reading, of which ``note`` hears each key with its value."""

    async def reading(keys: list[K]) -> Sequence[T]:
        values = await read(keys)
        for key, value in zip(keys, values, strict=True):
            note(key, value)
        return values

    return reading


@dataclass(frozen=True)
class Noticing:
    """For each kind of reading, what it adds to what an answer reads."""

    reads: Reads

    def comments(self, key: tuple[str, object], _found: object) -> None:
        self.reads.comments(key[0])

    def comment_number(self, uid: str, _found: object) -> None:
        self.reads.comments(uid)

    def commenting(self, _uid: str, _found: object) -> None:
        self.reads.commenting()

    def entry(self, key: tuple[str, View], _found: object) -> None:
        uid, view = key
        self.reads.entry(uid, view.locales)

    def address(self, key: tuple[str, View], found: Record | None) -> None:
        self.reads.address(key[0])
        if found:
            self.reads.entry(found.uid, [found.locale])

    def past(self, key: tuple[str, View], _found: object) -> None:
        self.reads.address(key[0])

    def slug(self, key: tuple[str, str, View], _found: object) -> None:
        self.reads.slug(key[0], key[1])

    def home(self, _key: object, _found: object) -> None:
        self.reads.below("", LOCALES)

    def menu(self, key: tuple[str, View], found: Iterable[Record]) -> None:
        self.reads.menu(key[1].locale)
        self._records(found, key[1])

    def part(self, key: tuple[Listing, Slice], found: Part) -> None:
        self.listing(key[0])
        self._records((record for record, _ in found.records), key[0].view)

    def calendar(self, key: tuple[Calendar, Slice], found: CalendarPart) -> None:
        self.part(key, found.entries)

    def occurrences(self, key: tuple[int, Stretch | Coming], _found: object) -> None:
        """The entry itself is noted, and its times are among the fields that it shows."""
        if isinstance(key[1], Coming):
            self.reads.coming()

    def linked(self, key: tuple[str, tuple[Link, Listing, Slice]], found: Part) -> None:
        owner, (link, listing, _) = key
        self.link(owner, link, listing)
        self._records((record for record, _ in found.records), listing.view)

    def count(self, key: tuple[str, tuple[Link, Listing]], _found: object) -> None:
        self.link(key[0], *key[1])

    def total(self, key: Listing, _found: object) -> None:
        self.listing(key)

    def mended(self, key: tuple[str, Listing], _found: object) -> None:
        """Words that have no typing errors are those that something in the listing has."""
        listing = replace(key[1], order=())
        self.listing(listing)
        types = types_of(listing.where) or tuple(installed())
        self.reads.sorted_by(types, listing.view.locales, [SEARCH])

    def values(self, key: tuple[By, Counted], _found: object) -> None:
        by, of = key
        if of.link:
            self.link(of.owner, of.link, of.listing)
        else:
            self.listing(of.listing)
        self.counted(by, of.listing)

    def counted(self, by: By, listing: Listing) -> None:
        """How many entries have which value, of those in a listing."""
        types = types_of(listing.where) or tuple(installed())
        self.reads.sorted_by(types, listing.view.locales, by.names[:1])
        if isinstance(by, Referred):  # the values that are not served are not told one by one
            self.reads.members([by.content_type], listing.view.locales)

    def languages(self, key: tuple[str, Any], _found: object) -> None:
        self.reads.entry(key[0])

    def tags(self, key: View, _found: object) -> None:
        self._tagged(key)

    def tag_number(self, key: tuple[str, View], _found: object) -> None:
        self._tagged(key[1])

    def _tagged(self, view: View) -> None:
        """Which entries there are, and by which tags they are found."""
        self.reads.members(installed(), view.locales)
        self.reads.sorted_by(installed(), view.locales, tag_names())

    def stretch(self, key: tuple[str, str], _found: object) -> None:
        self.reads.entry(key[0], [key[1]])

    def label(self, key: str, _found: object) -> None:
        self.reads.label(key)

    def file(self, key: str, _found: object) -> None:
        self.reads.asset(key)

    def public_file(self, key: str, _found: object) -> None:
        self.reads.referring(key, LOCALES)

    def reports(self, key: tuple[str, object], _found: object) -> None:
        self.reads.reports(key[0])

    def seats(self, key: str, found: Numbers) -> None:
        """In whichever language it was published last: that one's rules count."""
        self.reads.entry(key)
        self.reads.seats(key)
        if found.until:
            self.reads.true_until(found.until)

    def personal(self, _key: object, _found: object) -> None:
        self.reads.personal = True

    def listing(self, listing: Listing) -> None:
        """Which entries there are of its types, and how they compare."""
        types = types_of(listing.where) or tuple(installed())
        self.reads.members(types, listing.view.locales)
        self.compared(listing)

    def link(self, owner: str, link: Link, listing: Listing) -> None:
        """Which entries belong to one, and how they compare."""
        note = self.reads.below if link.children else self.reads.referring
        note(owner, listing.view.locales)
        self.compared(listing, known=BY_LINK)

    def compared(self, listing: Listing, known: frozenset[str] = frozenset()) -> None:
        """By what entries are chosen and ordered, whichever they are; ``known`` are told otherwise."""
        types = types_of(listing.where) or tuple(installed())
        locales = listing.view.locales
        parts = list(_each(listing.where))
        if any(isinstance(one, Under) for one in parts):
            self.reads.members(types, locales)
        names = {name for one in parts for name in _names(one)}
        names |= {_of_key(key.by) for key in listing.order} - known
        soonest = any(isinstance(key.by, NextOccurrence) for key in listing.order)
        if soonest or any(isinstance(one, ToCome) for one in parts):
            self.reads.coming()
        self.reads.sorted_by(types, locales, names)
        if any(isinstance(one, Related) for one in parts):  # in entries of whichever type
            self.reads.members(installed(), locales)
            self.reads.sorted_by(installed(), locales, names)
        if any(isinstance(one, TextIs) for one in parts):
            self.reads.members(types, LOCALES)
            self.reads.sorted_by(types, LOCALES, [TEXT_STATE])
        for one in parts:
            if isinstance(one, Under) and not one.place.startswith("/"):
                self.reads.entry(one.place, locales)

    def _records(self, records: Iterable[Record], view: View) -> None:
        for one in records:
            self.reads.entry(one.uid, view.locales)


def types_of(where: Condition) -> tuple[str, ...] | None:
    """The types to which a condition is limited; none if it is not."""
    if isinstance(where, OfTypes):
        return where.names
    if isinstance(where, All):
        return next((found for found in map(types_of, where.parts) if found is not None), None)
    return None


def _each(where: Condition) -> Iterator[Condition]:
    """A condition and all within it."""
    yield where
    match where:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from _each(part)
        case Not(part) | Related(part=part):
            yield from _each(part)


def _names(one: Condition) -> Iterator[str]:
    match one:
        case Compare(value=value) | Related(value=value) | Lasts(value=value):
            yield value.names[0]
        case Matches():
            yield SEARCH
        case TextIs():
            yield TEXT_STATE
        case OccursIn() | ToCome():
            yield SERIES


def _of_key(by: Value | Relevance | NextOccurrence | OfOccurrence) -> str:
    return SEARCH if isinstance(by, Relevance) else by.names[0]
