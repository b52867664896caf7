"""What a file was read from, noted for those who keep it."""

from collections.abc import Iterable

from cms.content import LOCALES
from cms.content.discovery import installed
from cms.reading.conditions import All, AnyOf, Compare, Condition, Matches, OfTypes
from cms.reading.ordering import Relevance
from cms.reading.publications import Listing
from cms.reading.surrogates import Reads

SEARCH = "search"
_COLUMNS = ("position", "first_published_at", "updated_at")


def note_listing(reads: Reads, listing: Listing) -> None:
    """Which entries a listing has: those of its types, chosen and ordered by some of their fields."""
    types, locales = _types(listing.where), listing.view.locales
    reads.members(types, locales)
    by = {key.by.names[0] for key in listing.order if not isinstance(key.by, Relevance)}
    reads.sorted_by(types, locales, {*by, *_names(listing.where)})


def note_everything(reads: Reads) -> None:
    """All that the public reads of any entry, so that the single ones need not be named."""
    for name, one in installed().items():
        reads.members([name], LOCALES)
        reads.sorted_by([name], LOCALES, [*_COLUMNS, *(each.name for each in one.all_fields)])


def _types(where: Condition) -> tuple[str, ...]:
    for one in _parts(where):
        if isinstance(one, OfTypes):
            return one.names
    return tuple(installed())


def _names(where: Condition) -> Iterable[str]:
    for one in _parts(where):
        if isinstance(one, Compare):
            yield one.value.names[0]
        elif isinstance(one, Matches):
            yield SEARCH


def _parts(where: Condition) -> Iterable[Condition]:
    yield where
    if isinstance(where, All | AnyOf):
        for part in where.parts:
            yield from _parts(part)
