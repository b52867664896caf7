"""What caches on the way are told of an answer."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from cms.reading.surrogates import FRESH_FOR, READS, named

MAX_AGE = 10
STALE = 50
NOBODY_KEEPS = "no-store"
NOBODY_ELSE = "private, no-store"


def fresh_for(scope: Mapping[str, Any]) -> float:
    """For how many seconds no plan changes an answer. Nobody in front who knows: not one."""
    planned = scope.get(FRESH_FOR)
    if planned is None:
        return 0.0
    found = planned(scope.get(READS))
    return MAX_AGE + STALE if found is None else float(found)


def public(fresh_for: float) -> str:
    """``Cache-Control`` of an answer for everybody, of which no plan changes anything so long.

    A cache may hand out what is stale while it asks for what is fresh: both together end before
    ``fresh_for`` seconds are over, so nothing that was planned comes late.
    """
    most = max(0, int(fresh_for))
    age = min(MAX_AGE, most)
    if not age:
        return "public, no-cache"
    stale = min(STALE, most - age)
    return f"public, max-age={age}" + (f", stale-while-revalidate={stale}" if stale else "")


def surrogate_keys(request: Request) -> list[str]:
    """What an answer for everybody was read from; nothing of others, and when that is not all known."""
    reads = request.scope.get(READS)
    return named(reads.keys) if reads and reads.whole else []
