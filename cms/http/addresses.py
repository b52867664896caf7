"""Where the files for programs are: their paths, below the site's public address."""

from datetime import UTC, datetime
from urllib.parse import quote

FEEDS = "/feeds"
CALENDARS = "/calendars"
SITEMAPS = "/sitemaps"
SITEMAP_INDEX = "/sitemap.xml"
ROBOTS = "/robots.txt"
FEED_FORMATS = ("atom", "rss", "json")
_FILES = (f"{FEEDS}/", f"{CALENDARS}/", f"{SITEMAPS}/")
_INSTANT = "%Y%m%dT%H%M%SZ"


def is_file(path: str) -> bool:
    """Whether a path is that of a file for programs."""
    return path.startswith(_FILES) or path in (SITEMAP_INDEX, ROBOTS)


def feed_path(locale: str, name: str, extension: str = "") -> str:
    """The feed of a type, of ``all``, ``branch/<uid>`` or ``tag/<key>``; without a format its stem."""
    stem = f"{FEEDS}/{locale}/{quote(name)}"
    return f"{stem}.{extension}" if extension else stem


def calendar_path(locale: str, name: str = "all") -> str:
    """The calendar of a type, of ``all``, ``branch/<uid>``, ``tag/<key>`` or ``speaker/<uid>``."""
    return f"{CALENDARS}/{locale}/{quote(name)}.ics"


def entry_ics(locale: str, uid: str, recurrence_id: datetime | None = None) -> str:
    """The iCalendar file of an event or a session, or of one of its occurrences."""
    path = f"{CALENDARS}/{locale}/entry/{uid}"
    if recurrence_id is not None:
        path += f"/{recurrence_id.astimezone(UTC).strftime(_INSTANT)}"
    return f"{path}.ics"


def read_instant(text: str) -> datetime | None:
    """The instant that an address names as `entry_ics` writes it."""
    try:
        return datetime.strptime(text, _INSTANT).replace(tzinfo=UTC)
    except ValueError:
        return None


def sitemap_path(locale: str, number: int) -> str:
    """One sitemap of a language; they are numbered from 1."""
    return f"{SITEMAPS}/{locale}-{number}.xml"
