"""The site as a whole."""

from dataclasses import replace

import strawberry

from cms.content import DEFAULT_LOCALE, LOCALES
from cms.http.addresses import site_feeds
from cms.reading.records import Record
from cms.reading.view import View
from cms.schema.context import Info
from cms.schema.enums import Locale
from cms.schema.placeholders import title_of
from cms.settings import settings


@strawberry.type(description="The home page's address in one language.")
class LocaleUrl:
    locale: Locale
    url: str


@strawberry.type(description="What a page's head may link to as another form of the site.")
class SiteFeed:
    media_type: str = strawberry.field(
        description="Of RSS, Atom, JSON Feed or iCalendar; for the `type` of a `<link>`."
    )
    url: str


@strawberry.type
class Site:
    locale: Locale
    locales: list[Locale]
    default_locale: Locale
    url: str = strawberry.field(description="The home page's address in this language.")
    urls: list[LocaleUrl]
    timezone: str = strawberry.field(
        description="Where its days and years begin, by its name in the IANA database."
    )
    feeds: list[SiteFeed] = strawberry.field(
        description="What is new on the whole site in this language, in each format, and its calendar."
    )
    home: strawberry.Private[Record | None]

    @strawberry.field(description="The home page's title.")
    def title(self, info: Info) -> str:
        return title_of(info, self.home) if self.home else ""


async def site(info: Info, view: View) -> Site:
    """What a reader of a language must know of the site."""
    uid = await info.context.loaders.homes.load(view.perspective)
    home = await info.context.entry(uid, replace(view, fallback=LOCALES))
    urls = [LocaleUrl(locale=one, url=info.context.url(f"/{one.value}")) for one in Locale]
    return Site(
        locale=Locale(view.locale),
        locales=list(Locale),
        default_locale=Locale(DEFAULT_LOCALE),
        url=info.context.url(f"/{view.locale}"),
        urls=urls,
        timezone=settings.timezone,
        feeds=[
            SiteFeed(media_type=kind, url=info.context.url(path))
            for kind, path in site_feeds(view.locale)
        ],
        home=home.record if home else None,
    )
