"""An entry's publications in all languages beside each other: which text lags behind its source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson

from cms.content import State
from cms.reading.statement import in_every_language
from cms.reading.view import Perspective


class TextState(StrEnum):
    """How a text stands to the text it was translated from."""

    CURRENT = "current"
    STALE = "stale"
    MACHINE_UNREVIEWED = "machine_unreviewed"
    FALLBACK = "fallback"
    MISSING = "missing"


@dataclass(frozen=True)
class Version:
    """The last of an entry in one language; ``live`` tells whether the perspective shows it.

    ``digests`` are those of the source text that each translated field says; one without text has
    none.
    """

    locale: str
    live: bool
    state: State
    path: str
    source: str
    digests: Mapping[str, str]


Versions = Mapping[str, Version]
"""By language; one in which the entry never was is absent."""


async def versions(uids: Iterable[str], perspective: Perspective) -> dict[str, Versions]:
    """The last in each language of many entries, by uid, as a perspective shows them."""
    to = in_every_language(perspective)
    now, state = to.now, "p.state" if to.source.extra else "'published'"
    rows = await to.rows(
        f"SELECT DISTINCT ON (p.uid, p.locale) p.uid, p.locale, {to.live('p')} AS live,"
        f" {state} AS state, p.path, p.fingerprints FROM {to.table} p"
        f" WHERE p.uid = ANY({to.bind(list(uids), 'text[]')}) AND lower(p.valid) <= {now}"
        " ORDER BY p.uid, p.locale, lower(p.valid) DESC, p.id DESC"
    )
    found: dict[str, dict[str, Version]] = {}
    for row in rows:
        found.setdefault(row["uid"], {})[row["locale"]] = version_of(row)
    return dict(found)


def version_of(row: Mapping[str, Any]) -> Version:
    """One of them, of a row that `versions` reads."""
    prints = orjson.loads(row["fingerprints"])
    return Version(
        locale=row["locale"],
        live=row["live"],
        state=State(row["state"]) if row["live"] else State.RETIRED,
        path=row["path"],
        source=prints.get("source", row["locale"]),
        digests=prints.get("fields", {}),
    )


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
