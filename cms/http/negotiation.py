"""What a client would rather have: the headers in which it gives weights."""

import re
from collections.abc import Mapping

IDENTITY = "identity"
CODINGS = ("zstd", "gzip")
"""The codings we have, the one we would rather send first."""
_LONGEST = 1000
_WEIGHT = re.compile(r"[01](?:\.[0-9]{0,3})?")


def weights(header: str) -> Mapping[str, float]:
    """The values of a header in lower case, in its order, and how much each is wanted.

    What is not understood weighs nothing. Of a value that comes twice the last counts.
    """
    found: dict[str, float] = {}
    for part in header[:_LONGEST].split(","):
        value, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if value:
            found[value] = _weight(parameters)
    return found


def accepted(header: str) -> list[str]:
    """The media types of an Accept header, the most wanted first; what is refused is left out."""
    wanted = {value: weight for value, weight in weights(header).items() if weight > 0}
    return sorted(wanted, key=lambda value: -wanted[value])


def coding_of(accept_encoding: str) -> str:
    """In which coding to send an answer: `IDENTITY` unless the client would rather have another.

    A client that refuses even that gets it all the same: it can do more with it than with a 406.
    """
    wanted = weights(accept_encoding)
    rest = wanted.get("*", 0.0)
    best = max(CODINGS, key=lambda one: wanted.get(one, rest))
    weight = wanted.get(best, rest)
    return best if weight > 0 and weight >= wanted.get(IDENTITY, rest) else IDENTITY


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, text = parameter.partition("=")
        if name.strip() == "q":
            text = text.strip()
            return min(float(text), 1.0) if _WEIGHT.fullmatch(text) else 0.0
    return 1.0
