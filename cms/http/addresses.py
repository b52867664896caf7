"""Where the files for programs are: their paths, below the site's public address."""

from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from starlette.datastructures import QueryParams

FEEDS = "/feeds"
CALENDARS = "/calendars"
SITEMAPS = "/sitemaps"
SITEMAP_INDEX = "/sitemap.xml"
ROBOTS = "/robots.txt"
TEXTS = "/texts"
OPEN_DATA = "/open-data"
CATALOGUE = f"{OPEN_DATA}/catalogue"
"""The description of all that is open data: its stem, without a format."""
_FILES = (f"{FEEDS}/", f"{CALENDARS}/", f"{SITEMAPS}/", f"{TEXTS}/", f"{CATALOGUE}.")
ENTRY_ICS = f"{CALENDARS}/{{locale}}/entry/{{uid}}.ics"
"""The iCalendar file of an event or a session, with places for its language and uid."""
MEDIA_TYPES = {
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/feed+json",
    "ics": "text/calendar",
}
"""Of what is at these addresses, by how they end."""
_INSTANT = "%Y%m%dT%H%M%SZ"


def is_file(path: str) -> bool:
    """Whether a path is that of a file for programs."""
    return path.startswith(_FILES) or path in (SITEMAP_INDEX, ROBOTS)


def query_of(path: str, query: QueryParams) -> str:
    """What of a query tells files apart: of the feeds of searches their text, of all others nothing."""
    is_search = path.startswith(f"{FEEDS}/") and path.rpartition("/")[2].startswith("search.")
    return urlencode({"text": query["text"]}) if is_search and "text" in query else ""


def feed_path(locale: str, name: str, extension: str = "") -> str:
    """The feed of a type, of ``all``, ``branch/<uid>`` or ``tag/<key>``; without a format its stem."""
    stem = f"{FEEDS}/{locale}/{quote(name)}"
    return f"{stem}.{extension}" if extension else stem


def calendar_path(locale: str, name: str = "all") -> str:
    """The calendar of a type, of ``all``, ``branch/<uid>``, ``tag/<key>`` or ``speaker/<uid>``."""
    return f"{CALENDARS}/{locale}/{quote(name)}.ics"


def entry_ics(locale: str, uid: str, recurrence_id: datetime | None = None) -> str:
    """The iCalendar file of an event or a session, or of one of its occurrences."""
    if recurrence_id is not None:
        uid += f"/{recurrence_id.astimezone(UTC).strftime(_INSTANT)}"
    return ENTRY_ICS.format(locale=locale, uid=uid)


def read_instant(text: str) -> datetime | None:
    """The instant that an address names as `entry_ics` writes it."""
    try:
        return datetime.strptime(text, _INSTANT).replace(tzinfo=UTC)
    except ValueError:
        return None


def site_feeds(locale: str) -> list[tuple[str, str]]:
    """What a page's head may name: the feeds of the whole site and its calendar, each with its media type."""
    return [
        (kind, calendar_path(locale) if name == "ics" else feed_path(locale, "all", name))
        for name, kind in MEDIA_TYPES.items()
    ]


def text_path(locale: str, uid: str, extension: str) -> str:
    """A text that others may copy: as html, md or txt."""
    return f"{TEXTS}/{locale}/{uid}.{extension}"


def data_path(locale: str, name: str, extension: str) -> str:
    """What the public reads of a type, or of ``all``, as open data: as csv, jsonl or jsonld."""
    return f"{OPEN_DATA}/{locale}/{name}.{extension}"


def sitemap_path(locale: str, number: int) -> str:
    """One sitemap of a language; they are numbered from 1."""
    return f"{SITEMAPS}/{locale}-{number}.xml"
