"""An entry's publications in all languages beside each other: which text lags behind its source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import orjson

from cms.database.engine import fetch
from cms.publishing.statement import live


class TextState(StrEnum):
    """How a text stands to the text it was translated from."""

    CURRENT = "current"
    STALE = "stale"
    MACHINE_UNREVIEWED = "machine_unreviewed"
    FALLBACK = "fallback"
    MISSING = "missing"


@dataclass(frozen=True)
class Version:
    """The last publication of an entry in one language; ``live`` tells whether it can be read now.

    ``digests`` are those of the source text that each translated field says; one without text has
    none.
    """

    locale: str
    live: bool
    path: str
    source: str
    digests: Mapping[str, str]


Versions = Mapping[str, Version]
"""By language; one in which the entry was never published is absent."""

_VERSIONS = f"""
SELECT DISTINCT ON (p.uid, p.locale) p.uid, p.locale, {live("p")} AS live, p.path, p.fingerprints
FROM publication p WHERE p.uid = ANY($1::text[]) AND lower(p.valid) <= statement_timestamp()
ORDER BY p.uid, p.locale, lower(p.valid) DESC, p.id DESC
"""


async def versions(uids: Iterable[str]) -> dict[str, Versions]:
    """The last publication in each language of many entries, by uid."""
    found: dict[str, dict[str, Version]] = {}
    for row in await fetch(_VERSIONS, list(uids)):
        prints = orjson.loads(row["fingerprints"])
        found.setdefault(row["uid"], {})[row["locale"]] = Version(
            locale=row["locale"],
            live=row["live"],
            path=row["path"],
            source=prints.get("source", row["locale"]),
            digests=prints.get("fields", {}),
        )
    return dict(found)


def text_states(of: Versions, locale: str) -> dict[str, TextState]:
    """The state of each translated field in one language, by name."""
    own = of.get(locale)
    if own is None or not own.live:
        return {}
    source = of.get(own.source)
    if source is None or not source.live or source is own:
        return dict.fromkeys(own.digests, TextState.CURRENT)
    names = {**own.digests, **source.digests}
    return {name: _state(own.digests.get(name), source.digests.get(name)) for name in names}


def _state(own: str | None, source: str | None) -> TextState:
    if own is None:
        return TextState.MISSING
    return TextState.CURRENT if source in (None, own) else TextState.STALE


def text_state(of: Versions, locale: str) -> TextState:
    """The state of the whole text in one language: missing, stale if any field is, or current."""
    states = text_states(of, locale)
    if not (locale in of and of[locale].live):
        return TextState.MISSING
    return TextState.STALE if TextState.STALE in states.values() else TextState.CURRENT
