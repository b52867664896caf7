"""Which of the site's languages a browser asks for."""

import re

from cms.content.locales import DEFAULT_LOCALE, LOCALES

MOST_CHARACTERS = 1000
"""Longer headers are read no further: no browser sends them."""

_RANGE = re.compile(
    r"\s*(?P<tag>\*|[a-z]{1,8}(?:-[a-z0-9]{1,8})*)\s*(?:;\s*q=(?P<quality>0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?\s*"
)


def negotiate(header: str | None) -> str:
    """The best of the site's locales for an ``Accept-Language`` header, or the default locale.

    ``nl-BE`` asks for ``nl``. A locale of quality 0 is refused, ``*`` is every locale that is not
    named, and of equal qualities the first in the header wins. Unreadable parts count for nothing.
    """
    asked = _asked(header or "")
    any_other = asked.get("*", 0.0)
    candidates = [*(language for language in asked if language in LOCALES), *LOCALES]
    best = max(candidates, key=lambda locale: asked.get(locale, any_other))
    return best if asked.get(best, any_other) else DEFAULT_LOCALE


def _asked(header: str) -> dict[str, float]:
    """Quality by language, in the header's order; a variant speaks for its language unless that is named."""
    asked: dict[str, float] = {}
    named: dict[str, float] = {}
    for part in header[:MOST_CHARACTERS].lower().split(","):
        if found := _RANGE.fullmatch(part):
            quality = float(found["quality"] or 1)
            language, _, variant = found["tag"].partition("-")
            asked[language] = max(quality, asked.get(language, 0.0))
            if not variant:
                named[language] = quality
    return asked | named
