"""The sitemap index, the sitemaps of each language, and robots.txt."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.routing import Route

from cms.content import DEFAULT_LOCALE
from cms.delivery.files import File, Make, NoFile, known_language, serving
from cms.delivery.noticing import note_everything
from cms.delivery.xml import add, root, written
from cms.http.addresses import ROBOTS, SITEMAP_INDEX, SITEMAPS, sitemap_path
from cms.reading.site_map import Page, part, parts
from cms.reading.surrogates import Reads
from cms.representations.pictures import address
from cms.settings import PANEL, Settings

MOST_ADDRESSES = 5_000
"""In one file. Search engines take 50,000; smaller files are read sooner after something changed."""
MOST_DIGITS = 6
XML = "application/xml"
X_DEFAULT = "x-default"
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_LINKS = "http://www.w3.org/1999/xhtml"
_IMAGES = "http://www.google.com/schemas/sitemap-image/1.1"


def sitemap_routes(settings: Settings) -> list[Route]:
    """The routes for search engines."""
    url = settings.public_url
    return [
        Route(SITEMAP_INDEX, serving(_index(url))),
        Route(f"{SITEMAPS}/{{locale}}-{{number}}.xml", serving(_sitemap(url))),
        Route(ROBOTS, serving(_robots(settings))),
    ]


def _index(url: str) -> Make:
    async def make(_request: Request, reads: Reads) -> File:
        note_everything(reads)
        top = root("sitemapindex", {"xmlns": _NAMESPACE})
        for one in await parts(MOST_ADDRESSES):
            sitemap = add(top, "sitemap")
            add(sitemap, "loc", url + sitemap_path(one.locale, one.number))
            add(sitemap, "lastmod", _date(one.modified))
        return File(written(top), XML)

    return make


def _sitemap(url: str) -> Make:
    async def make(request: Request, reads: Reads) -> File:
        locale, digits = known_language(request), request.path_params["number"]
        if not (digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS):
            raise NoFile
        if digits.startswith("0"):
            raise NoFile
        note_everything(reads)
        found = await part(locale, int(digits), MOST_ADDRESSES)
        if not found:
            raise NoFile
        for page in found:
            if page.image:
                reads.asset(page.image)
        return File(await asyncio.to_thread(_written, found, url), XML)

    return make


def _written(pages: Sequence[Page], url: str) -> bytes:
    spaces = {"xmlns": _NAMESPACE, "xmlns:xhtml": _LINKS, "xmlns:image": _IMAGES}
    top = root("urlset", spaces)
    for page in pages:
        made = add(top, "url")
        add(made, "loc", url + _encoded(page.path))
        add(made, "lastmod", _date(page.modified))
        addresses = dict(sorted(page.paths.items()))
        if DEFAULT_LOCALE in addresses:
            addresses[X_DEFAULT] = addresses[DEFAULT_LOCALE]
        for language, path in addresses.items():
            href = url + _encoded(path)
            add(made, "xhtml:link", rel="alternate", hreflang=language, href=href)
        if page.file and page.file.is_picture:
            add(add(made, "image:image"), "image:loc", address(page.file, url))
    return written(top)


def _encoded(path: str) -> str:
    return quote(path, safe="/-._~")


def _date(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _robots(settings: Settings) -> Make:
    lines = ["User-agent: *", f"Disallow: {PANEL}", *_previews(settings)]
    if not settings.production:
        lines.append("Disallow: /")
    lines += ["", f"Sitemap: {settings.public_url}{SITEMAP_INDEX}", ""]
    body = "\n".join(lines).encode()

    async def make(_request: Request, _reads: Reads) -> File:
        return File(body, "text/plain")

    return make


def _previews(settings: Settings) -> list[str]:
    """Where a frontend shows previews, if that is a place of its own on this site."""
    site = urlsplit(settings.public_url)
    links = [urlsplit(one.link) for one in settings.frontends]
    fixed = [one.path.partition("{")[0] for one in links if one.netloc == site.netloc]
    return [f"Disallow: {path}" for path in fixed if path not in ("", "/")]
