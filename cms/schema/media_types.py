"""Which media type a client would rather have: the Accept header."""

import re

_LONGEST = 1000
_WEIGHT = re.compile(r"[01](?:\.[0-9]{0,3})?")


def accepted(header: str) -> list[str]:
    """The media types of an Accept header, the most wanted first; what is refused is left out.

    Of equal weights the first in the header comes first; what is not understood weighs nothing.
    """
    found = []
    for part in header[:_LONGEST].split(","):
        value, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = _weight(parameters)
        if value and weight > 0:
            found.append((value, weight))
    return [value for value, _ in sorted(found, key=lambda pair: -pair[1])]


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, text = parameter.partition("=")
        if name == "q":
            return min(float(text), 1.0) if _WEIGHT.fullmatch(text) else 0.0
    return 1.0
