"""The panel's language: what its reader chose, else what their browser asks for, else Dutch."""

from collections.abc import Mapping

from babel import Locale
from starlette.requests import HTTPConnection

from cms.settings import settings
from cms.translation.interface.negotiation import negotiate

COOKIE = "cms_lang"
LANGUAGES = (("nl", "Nederlands"), ("en", "English"))
"""Each language with what it calls itself."""
PANEL_LOCALES = tuple(code for code, _ in LANGUAGES)
DEFAULT = PANEL_LOCALES[0]
TIMEZONE = settings.timezone
"""Whose clocks the panel shows."""


def panel_locale(connection: HTTPConnection) -> str:
    """The language in which this reader sees the panel: a cookie holds what they chose."""
    chosen = connection.cookies.get(COOKIE, "")
    if chosen in PANEL_LOCALES:
        return chosen
    return known(negotiate(connection.headers.get("accept-language")))


def known(code: str) -> str:
    """``code`` if the panel speaks that language, else the default."""
    return code if code in PANEL_LOCALES else DEFAULT


def language_name(code: str, locale: str) -> str:
    """``en`` in Dutch: Engels."""
    names: Mapping[str, str] = Locale.parse(locale).languages
    return names.get(code, code)
