"""What a client would rather have: headers that weigh their values, such as Accept-Language."""

import re

from cms.content import DEFAULT_LOCALE, LOCALES

_LONGEST = 1000
_WEIGHT = re.compile(r"q=([01](?:\.[0-9]{0,3})?)")


def weighted(header: str) -> list[tuple[str, float]]:
    """The values of a header such as ``nl, en;q=0.7`` with their weights, the greatest first.

    Values of equal weight stay in their order; what is not understood weighs nothing.
    """
    found = []
    for part in header[:_LONGEST].split(","):
        value, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if value:
            found.append((value, _weight(parameters)))
    return sorted(found, key=lambda pair: -pair[1])


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            found = _WEIGHT.fullmatch(parameter)
            return min(float(found[1]), 1.0) if found else 0.0
    return 1.0


def preferred_locale(accept_language: str) -> str:
    """The site's language that a reader likes best; the default if they like none of them."""
    for tag, weight in weighted(accept_language):
        locale = tag.partition("-")[0]
        if weight > 0 and locale in LOCALES:
            return locale
    return DEFAULT_LOCALE
