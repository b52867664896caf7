"""The site's languages. The first is the default; each is a column of every translated field."""

from cms.errors import N_, CmsError
from cms.settings import settings

LOCALES: tuple[str, ...] = settings.locales
DEFAULT_LOCALE: str = settings.default_locale


class UnknownLocale(CmsError):
    """A language was asked for that this site does not have."""

    code = "unknown_locale"

    def __init__(self, locale: str) -> None:
        super().__init__(
            N_("This site has no language {locale}; it has {known}."),
            locale=repr(locale),
            known=", ".join(LOCALES),
        )


def localised(name: str, locale: str) -> str:
    """The column that holds the field ``name`` in ``locale``: ``title`` → ``title_nl``."""
    return f"{name}_{locale}"


def known_locale(text: str) -> str:
    """``text`` as one of the site's locales, whatever its case; raises `UnknownLocale`."""
    locale = text.lower()
    if locale not in LOCALES:
        raise UnknownLocale(text)
    return locale
