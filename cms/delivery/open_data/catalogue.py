"""The description of the open data as portals read it: DCAT-AP, the European profile of DCAT."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.routing import Route

from cms.content import LOCALES, ContentType
from cms.content.discovery import installed
from cms.delivery.files import File, NoFile, serving
from cms.delivery.noticing import note_everything
from cms.delivery.open_data import rdf
from cms.delivery.open_data.formats import FORMATS
from cms.delivery.open_data.rdf import Iri, Literal, Resource
from cms.errors import N_, Message
from cms.http.addresses import CATALOGUE, data_path
from cms.reading.harvesting import Extent, extents
from cms.reading.publications import entries, home_uid
from cms.reading.surrogates import Reads
from cms.reading.view import LIVE, View
from cms.settings import Settings
from cms.translation.interface.catalogues import gettext, render, type_plural

OF_SITE = N_("Open data of {site}")
ABOUT_SITE = N_(
    "All that {site} publishes, for whoever wants to build on it: whole, up to date, and the same for"
    " everybody."
)
ABOUT_TYPE = N_("{plural}: all of this kind that {site} publishes, with every public field.")
ALL = N_("Everything")

_AUTHORITY = "http://publications.europa.eu/resource/authority"
_LANGUAGES = {
    "bg": "BUL", "cs": "CES", "da": "DAN", "de": "DEU", "el": "ELL", "en": "ENG", "es": "SPA", "et": "EST",
    "fi": "FIN", "fr": "FRA", "fy": "FRY", "ga": "GLE", "hr": "HRV", "hu": "HUN", "it": "ITA", "lt": "LIT",
    "lv": "LAV", "mt": "MLT", "nl": "NLD", "pl": "POL", "pt": "POR", "ro": "RON", "sk": "SLK", "sl": "SLV",
    "sv": "SWE",
}  # fmt: skip
"""Languages of Europe by the names that its portals know; others have those of ISO 639-1."""
_FILE_TYPES = {"csv": "CSV", "json": "JSON", "jsonl": "JSON", "jsonld": "JSON_LD"}
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_REGISTERED = frozenset({"csv", "json", "jsonld"})
"""Formats whose media types IANA knows."""

WRITERS: Mapping[str, tuple[str, Callable[[list[Resource]], bytes]]] = {
    "jsonld": ("application/ld+json", rdf.json_ld),
    "ttl": ("text/turtle", rdf.turtle),
}


@dataclass(frozen=True)
class _Site:
    """Whose data it is: the settings, and what the site is called in each language."""

    settings: Settings
    names: Mapping[str, str]

    @property
    def url(self) -> str:
        return self.settings.public_url

    def said(self, text: str, **params: Callable[[str], str]) -> Iterator[Literal]:
        """A text of ours in every language."""
        for locale in LOCALES:
            filled = {name: made(locale) for name, made in params.items()}
            yield Literal(render(Message(text, filled), locale), locale)

    def name(self, locale: str) -> str:
        return self.names.get(locale) or self.url.partition("://")[2]


def catalogue_routes(settings: Settings) -> list[Route]:
    """The description in each of its formats."""

    async def make(request: Request, reads: Reads) -> File:
        found = WRITERS.get(request.path_params["format"])
        if found is None:
            raise NoFile
        media_type, write = found
        note_everything(reads)
        site = _Site(settings, await _names())
        return File(write([*catalogue(site, await extents())]), media_type)

    return [Route(f"{CATALOGUE}.{{format}}", serving(make))]


async def _names() -> dict[str, str]:
    """What the home page is called in each language."""
    uid = await home_uid(LIVE)
    found = {one: await entries([uid], View(one)) for one in LOCALES} if uid else {}
    return {locale: records[uid].title for locale, records in found.items() if uid in records}


def catalogue(site: _Site, known: Mapping[str, Extent]) -> Iterator[Resource]:
    """The catalogue, its publisher, its datasets and their distributions."""
    top = Resource("dcat:Catalog", site.url + CATALOGUE)
    sets = [_Dataset(site, "all", ALL, None, _all(known))]
    sets += [
        _Dataset(site, name, one.plural, one, known.get(name)) for name, one in installed().items()
    ]
    publisher = _publisher(site)
    top.say("dct:title", *site.said(OF_SITE, site=site.name))
    top.say("dct:description", *site.said(ABOUT_SITE, site=site.name))
    top.say("dct:publisher", publisher)
    top.say("foaf:homepage", Iri(f"{site.url}/"))
    top.say("dct:language", *map(_language, LOCALES))
    top.say("dct:license", _licence(site))
    top.say("dcat:dataset", *(Iri(one.address) for one in sets))
    _dated(top, _all(known))
    yield top
    yield publisher
    for one in sets:
        yield one.described(publisher)
        yield from one.distributions()


@dataclass(frozen=True)
class _Dataset:
    """All of one type, or of every type together."""

    site: _Site
    name: str
    label: str
    content_type: ContentType | None
    extent: Extent | None

    @property
    def address(self) -> str:
        return f"{self.site.url}{CATALOGUE}#{self.name}"

    def title(self, locale: str) -> str:
        if self.content_type:
            return type_plural(self.content_type, locale)
        return gettext(self.label, locale)

    def described(self, publisher: Resource) -> Resource:
        site = self.site
        made = Resource("dcat:Dataset", self.address)
        made.say("dct:title", *(Literal(self.title(one), one) for one in LOCALES))
        about = {"site": site.name}
        if self.content_type:
            made.say("dct:description", *site.said(ABOUT_TYPE, plural=self.title, **about))
        else:
            made.say("dct:description", *site.said(ABOUT_SITE, **about))
        made.say("dct:identifier", Literal(self.address))
        made.say("dct:publisher", publisher)
        made.say("dcat:contactPoint", _contact(site))
        made.say("dcat:landingPage", Iri(f"{site.url}/"))
        made.say("dct:language", *map(_language, LOCALES))
        made.say("dct:accessRights", Iri(f"{_AUTHORITY}/access-right/PUBLIC"))
        made.say("dct:accrualPeriodicity", Iri(f"{_AUTHORITY}/frequency/UPDATE_CONT"))
        if self.extent:
            period = Resource("dct:PeriodOfTime")
            made.say("dct:temporal", period.say("dcat:startDate", _day(self.extent.issued)))
        _dated(made, self.extent)
        return made.say("dcat:distribution", *(Iri(one.address) for one in self.distributions()))

    def distributions(self) -> Iterator[Resource]:
        for locale in LOCALES:
            for end, form in FORMATS.items():
                if not (form.of_one_type and self.content_type is None):
                    yield self._distribution(locale, end, form.media_type)

    def _distribution(self, locale: str, end: str, media_type: str) -> Resource:
        path = data_path(locale, self.name, end)
        address = self.site.url + path
        made = Resource(
            "dcat:Distribution", f"{self.site.url}{CATALOGUE}#{self.name}-{locale}-{end}"
        )
        made.say("dct:title", Literal(f"{self.title(locale)} ({end})", locale))
        made.say("dcat:accessURL", Iri(address)).say("dcat:downloadURL", Iri(address))
        made.say("dct:format", Iri(f"{_AUTHORITY}/file-type/{_FILE_TYPES[end]}"))
        if end in _REGISTERED:
            made.say("dcat:mediaType", Iri(_MEDIA_TYPES + media_type))
        made.say("dct:language", _language(locale)).say("dct:license", _licence(self.site))
        return _dated(made, self.extent)


def _all(known: Mapping[str, Extent]) -> Extent | None:
    if not known:
        return None
    every = known.values()
    return Extent(min(one.issued for one in every), max(one.modified for one in every))


def _dated(one: Resource, extent: Extent | None) -> Resource:
    if extent:
        one.say("dct:issued", _moment(extent.issued)).say("dct:modified", _moment(extent.modified))
    return one


def _moment(at: datetime) -> Literal:
    return Literal(at.isoformat(timespec="seconds"), datatype="xsd:dateTime")


def _day(at: datetime) -> Literal:
    return Literal(at.date().isoformat(), datatype="xsd:date")


def _language(locale: str) -> Iri:
    known = _LANGUAGES.get(locale)
    if known:
        return Iri(f"{_AUTHORITY}/language/{known}")
    return Iri(f"http://id.loc.gov/vocabulary/iso639-1/{locale}")


def _publisher(site: _Site) -> Resource:
    made = Resource("foaf:Agent", f"{site.url}{CATALOGUE}#publisher")
    if site.settings.publisher:
        return made.say("foaf:name", Literal(site.settings.publisher))
    return made.say("foaf:name", *(Literal(site.name(one), one) for one in LOCALES))


def _contact(site: _Site) -> Resource | None:
    contact = site.settings.contact
    if not contact:
        return None
    made = Resource("vcard:Organization").say("vcard:fn", _name_of(site))
    if "://" in contact:
        return made.say("vcard:hasURL", Iri(contact))
    return made.say("vcard:hasEmail", Iri(f"mailto:{contact}"))


def _name_of(site: _Site) -> Literal:
    return Literal(site.settings.publisher or site.name(LOCALES[0]))


def _licence(site: _Site) -> Iri | None:
    return Iri(site.settings.licence) if site.settings.licence else None
