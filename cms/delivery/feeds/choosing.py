"""What a feed is about: what its address names, and the entries that belong to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.requests import Request

from cms.content import LOCALES
from cms.content.discovery import installed
from cms.delivery.choosing import carrying, named
from cms.delivery.files import BadAddress, NoFile, known_language
from cms.delivery.noticing import note_listing
from cms.errors import N_, Message
from cms.http.addresses import feed_path
from cms.reading.conditions import All, Condition, Matches, OfTypes, Under, Value
from cms.reading.languages import versions
from cms.reading.ordering import Key
from cms.reading.publications import Listing, Slice, entries, part_of, tag_labels
from cms.reading.surrogates import Reads
from cms.reading.view import LIVE, View
from cms.translation.interface.catalogues import render, type_plural

PUBLISHED_AT = Value(("first_published_at",), "instant", column=True)
NEWEST = (Key(PUBLISHED_AT, descending=True),)
LONGEST_SEARCH = 200


@dataclass(frozen=True)
class Choice:
    """The entries of a feed, and what it is called; ``path`` is that of the page it belongs to.

    ``stems`` are its addresses by language, without the format: of those in which there is such a feed.
    """

    listing: Listing
    stems: Mapping[str, str]
    title: str = ""
    summary: str = ""
    path: str = ""
    query: str = ""


async def everything(request: Request, _reads: Reads) -> Choice:
    """Entries of all types."""
    locale = known_language(request)
    return _of(locale, "all", OfTypes(tuple(installed())))


async def of_type(request: Request, _reads: Reads) -> Choice:
    """Entries of one type."""
    locale = known_language(request)
    content_type = installed().get(request.path_params["name"])
    if content_type is None:
        raise NoFile
    made = _of(locale, content_type.name, OfTypes((content_type.name,)))
    return replace(made, title=type_plural(content_type, locale))


async def of_branch(request: Request, reads: Reads) -> Choice:
    """What stands under an entry, at any depth."""
    locale, uid = known_language(request), named(request)
    reads.entry(uid)
    found = (await entries([uid], View(locale))).get(uid)
    if found is None:
        raise NoFile
    where = All((OfTypes(tuple(installed())), Under(uid)))
    public = [one.locale for one in (await versions([uid], LIVE))[uid].values() if one.live]
    made = _of(locale, f"branch/{uid}", where, public)
    summary = found.data.get("summary") or ""
    return replace(made, title=found.title, summary=summary, path=found.path)


async def of_tag(request: Request, reads: Reads) -> Choice:
    """Entries that carry a tag. One that nothing public carries has no feed."""
    locale, key = known_language(request), named(request)
    where = All((OfTypes(tuple(installed())), carrying(key)))
    public = [one for one in LOCALES if await _any(Listing(View(one), where), reads)]
    if locale not in public:
        raise NoFile
    reads.label(key)
    labels = (await tag_labels([key])).get(key, {})
    return replace(_of(locale, f"tag/{key}", where, public), title=labels.get(locale, key))


async def of_search(request: Request, _reads: Reads) -> Choice:
    """Entries that a search finds, the newest first."""
    locale = known_language(request)
    text = request.query_params.get("text", "").strip()
    if not text or "\0" in text:
        raise BadAddress(N_("Say what to look for: ?text=…"))
    if len(text) > LONGEST_SEARCH:
        raise BadAddress(N_("A search has at most {most} characters."), most=LONGEST_SEARCH)
    made = _of(locale, "search", All((OfTypes(tuple(installed())), Matches(text))))
    title = render(Message(N_("Search for “{text}”"), {"text": text}), locale)
    return replace(made, title=title, query=f"?{urlencode({'text': text})}")


def _of(locale: str, name: str, where: Condition, public: Sequence[str] = LOCALES) -> Choice:
    return Choice(
        Listing(View(locale), where, NEWEST), {one: feed_path(one, name) for one in public}
    )


async def _any(listing: Listing, reads: Reads) -> bool:
    note_listing(reads, listing)
    return bool((await part_of(listing, Slice(1))).records)
