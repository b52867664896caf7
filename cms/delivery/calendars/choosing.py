"""What a calendar is about: what its address names, and which events and sessions belong to it."""

from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request

from cms.content.discovery import installed
from cms.delivery.choosing import carrying, named
from cms.delivery.files import NoFile, known_language
from cms.delivery.noticing import note_listing
from cms.errors import N_, Message
from cms.http.addresses import read_instant
from cms.reading.appointments import SERIES, Dated, dated
from cms.reading.conditions import UID, All, Compare, Condition, OfTypes, Under
from cms.reading.publications import Link, Listing, entries, tag_labels
from cms.reading.records import Record
from cms.reading.surrogates import Reads
from cms.reading.view import View
from cms.translation.interface.catalogues import render, type_plural

MOST_APPOINTMENTS = 500
"""In one file: of more, those that end last."""
SPEAKER = "speaker"
CALENDAR = N_("Calendar")


@dataclass(frozen=True)
class Chosen:
    """The appointments of a calendar, and what it is called."""

    found: list[Dated]
    title: str
    locale: str


async def everything(request: Request, reads: Reads) -> Chosen:
    """All events and sessions."""
    locale = known_language(request)
    found = await _found(locale, All(), reads)
    return Chosen(found, render(Message(CALENDAR), locale), locale)


async def of_type(request: Request, reads: Reads) -> Chosen:
    """Those of one type."""
    locale, name = known_language(request), request.path_params["name"]
    if name not in scheduled_types():
        raise NoFile
    found = await _found(locale, OfTypes((name,)), reads)
    return Chosen(found, type_plural(installed()[name], locale), locale)


async def of_branch(request: Request, reads: Reads) -> Chosen:
    """Those that stand under an entry, at any depth."""
    locale = known_language(request)
    above = await _entry(request, reads)
    return Chosen(await _found(locale, Under(above.uid), reads), above.title, locale)


async def of_tag(request: Request, reads: Reads) -> Chosen:
    """Those that carry a tag. One that none of them carries has no calendar."""
    locale, key = known_language(request), named(request)
    found = await _found(locale, carrying(key), reads)
    if not found:
        raise NoFile
    reads.label(key)
    labels = (await tag_labels([key])).get(key, {})
    return Chosen(found, labels.get(locale, key), locale)


async def of_speaker(request: Request, reads: Reads) -> Chosen:
    """Those in which somebody speaks, moderates or talks along."""
    locale = known_language(request)
    speaker = await _entry(request, reads)
    if speaker.content_type != SPEAKER:
        raise NoFile
    reads.referring(speaker.uid, [locale])
    found = await _found(locale, All(), reads, _appearing(), speaker.uid)
    return Chosen(found, speaker.title, locale)


async def of_entry(request: Request, reads: Reads) -> Chosen:
    """One event or session."""
    locale, uid = known_language(request), named(request)
    reads.entry(uid, [locale])
    found = await _found(locale, Compare(UID, "eq", uid), reads)
    if not found:
        raise NoFile
    return Chosen(found, found[0].record.title, locale)


def instant_in(request: Request) -> datetime:
    """The recurrence id that the address names."""
    found = read_instant(request.path_params["instant"])
    if found is None:
        raise NoFile
    return found


def scheduled_types() -> tuple[str, ...]:
    """The types of which the entries take place at some time."""
    return tuple(name for name, one in installed().items() if one.schedule)


async def _found(
    locale: str, where: Condition, reads: Reads, link: Link | None = None, owner: str = ""
) -> list[Dated]:
    types = scheduled_types()
    listing = Listing(View(locale), All((OfTypes(types), where)), ())
    note_listing(reads, listing)
    reads.sorted_by(types, [locale], [SERIES])
    return await dated(listing, MOST_APPOINTMENTS, link, owner)


async def _entry(request: Request, reads: Reads) -> Record:
    """The public entry that the address names."""
    locale, uid = known_language(request), named(request)
    reads.entry(uid, [locale])
    found = (await entries([uid], View(locale))).get(uid)
    if found is None:
        raise NoFile
    return found


def _appearing() -> Link:
    """The relations to speakers of all that takes place."""
    one, many = set(), set()
    for name in scheduled_types():
        declared = installed()[name]
        target = installed()[SPEAKER].table
        one |= {each.name for each in declared.plain_fields if each.references is target}
        many |= {
            rows.name
            for rows in declared.rows
            if rows.relation and rows.target.references is target
        }
    return Link(via=tuple(sorted(one)), via_many=tuple(sorted(many)))
