"""The addresses of feeds, and their formats."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.routing import Route

from cms.delivery.feeds import atom, choosing, json_feed, rss
from cms.delivery.feeds.choosing import Choice
from cms.delivery.feeds.gathering import gathered
from cms.delivery.feeds.model import Feed
from cms.delivery.files import File, Make, NoFile, serving
from cms.http.addresses import FEEDS
from cms.reading.surrogates import Reads

Choose = Callable[[Request, Reads], Awaitable[Choice]]
Write = Callable[[Feed], bytes]
FORMATS: dict[str, tuple[str, Write]] = {
    atom.EXTENSION: (atom.MEDIA_TYPE, atom.atom),
    rss.EXTENSION: (rss.MEDIA_TYPE, rss.rss),
    json_feed.EXTENSION: (json_feed.MEDIA_TYPE, json_feed.json_feed),
}


def feed_routes(url: str) -> list[Route]:
    """The routes of all feeds of the site at ``url``."""
    choices: dict[str, Choose] = {
        "/all": choosing.everything,
        "/search": choosing.of_search,
        "/branch/{name}": choosing.of_branch,
        "/tag/{name}": choosing.of_tag,
        "/{name}": choosing.of_type,
    }
    return [
        Route(f"{FEEDS}/{{locale}}{path}.{{format}}", serving(_making(choose, url)))
        for path, choose in choices.items()
    ]


def _making(choose: Choose, url: str) -> Make:
    async def make(request: Request, reads: Reads) -> File:
        found = FORMATS.get(request.path_params["format"])
        if found is None:
            raise NoFile
        media_type, write = found
        feed = await gathered(await choose(request, reads), url, reads)
        return File(write(feed), media_type, feed.locale)

    return make
