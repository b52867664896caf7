"""`security.txt`: whom to tell of a weakness, where RFC 9116 has people look for it."""

from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urljoin

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from cms.delivery.files import ALWAYS, NoFile, answering
from cms.settings import Settings

PATH = "/.well-known/security.txt"
HOLDS = timedelta(days=364)
"""From the beginning of a day: less than the year that is the most, and all day the same moment."""
HEADERS = {**ALWAYS, "cache-control": "public, max-age=3600"}


def security_route(settings: Settings) -> Route:
    """The route; where nobody is named to be told, nothing is there."""

    async def security_txt(_request: Request) -> Response:
        if not settings.security_contact:
            raise NoFile
        return PlainTextResponse(written(settings, datetime.now(UTC).date()), headers=HEADERS)

    return Route(PATH, answering(security_txt))


def written(settings: Settings, today: date) -> str:
    """The file, as it is on a day (of UTC)."""
    fields = {
        "Contact": settings.security_contact,
        "Expires": f"{datetime.combine(today + HOLDS, time()).isoformat()}Z",
        "Preferred-Languages": ", ".join(settings.locales),
    }
    if settings.public_url.startswith("https:"):
        fields["Canonical"] = urljoin(settings.public_url, PATH)
    return "".join(f"{name}: {value}\n" for name, value in fields.items())
