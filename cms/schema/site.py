"""The site as a whole."""

import strawberry

from cms.content import DEFAULT_LOCALE, LOCALES
from cms.publishing.view import View
from cms.schema.context import Info
from cms.schema.enums import Locale


@strawberry.type(description="The home page's address in one language.")
class LocaleUrl:
    locale: Locale
    url: str


@strawberry.type
class Site:
    title: str = strawberry.field(description="The home page's title.")
    locale: Locale
    locales: list[Locale]
    default_locale: Locale
    url: str = strawberry.field(description="The home page's address in this language.")
    urls: list[LocaleUrl]


async def site(info: Info, locale: str) -> Site:
    """What a reader of a language must know of the site."""
    uid = await info.context.loaders.homes.load(None)
    home = await info.context.entry(uid, View(locale, LOCALES))
    urls = [LocaleUrl(locale=one, url=info.context.url(f"/{one.value}")) for one in Locale]
    return Site(
        title=home.record.title if home else "",
        locale=Locale(locale),
        locales=list(Locale),
        default_locale=Locale(DEFAULT_LOCALE),
        url=info.context.url(f"/{locale}"),
        urls=urls,
    )
