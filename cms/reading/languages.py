"""An entry's publications in all languages beside each other: which text lags behind its source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson

from cms.content import State
from cms.reading.statement import Statement, in_every_language
from cms.reading.view import Drafts, Perspective


class TextState(StrEnum):
    """How a text stands to the text it was translated from.

    That something waits beside it, ``conflict``, ``review`` and ``machine_unreviewed``, is told of
    working copies only.
    """

    CURRENT = "current"
    CONFLICT = "conflict"
    STALE = "stale"
    REVIEW = "review"
    MACHINE_UNREVIEWED = "machine_unreviewed"
    FALLBACK = "fallback"
    MISSING = "missing"


URGENCY = (TextState.CONFLICT, TextState.STALE, TextState.REVIEW, TextState.MACHINE_UNREVIEWED)
"""What is told of a text of which several are true: the first of these."""
Waiting = Mapping[str, TextState]
"""What waits beside the texts of a working copy in one language, by field."""
SourceChanges = Mapping[str, Mapping[str, datetime]]
"""Since when each field of the source says what it says, by the source's language and the field."""


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


async def source_changes(uids: Iterable[str], perspective: Perspective) -> dict[str, SourceChanges]:
    """Since when each field says what it says now, by uid, by the language it was written in, by name.

    A publication counts from when it is read; a working copy from its last edit.
    """
    to = in_every_language(perspective)
    rows = await to.rows(source_changes_sql(f"p.uid = ANY({to.bind(list(uids), 'text[]')})", to))
    found: dict[str, dict[str, dict[str, datetime]]] = {}
    for row in rows:
        fields = found.setdefault(row["uid"], {}).setdefault(row["locale"], {})
        fields[row["key"]] = row["since"]
    return dict(found)


def source_changes_sql(chosen: str, to: Statement) -> str:
    """The statement of `source_changes`; ``chosen`` says of ``p`` which entries are asked."""
    now, since = to.now, "lower({0}.valid)"
    if isinstance(to.view.perspective, Drafts):
        since = "CASE WHEN {0}.id < 0 THEN {0}.updated_at ELSE lower({0}.valid) END"
    said = "fingerprints->'fields'->>f.key"
    same = f"o.uid = p.uid AND o.locale = p.locale AND lower(o.valid) <= {now}"
    return (
        f"SELECT p.uid, p.locale, f.key, (SELECT min({since.format('o')}) FROM {to.table} o"
        f" WHERE {same} AND o.{said} = f.value AND lower(o.valid) > coalesce("
        f"(SELECT max(lower(o.valid)) FROM {to.table} o"
        f" WHERE {same} AND o.{said} IS DISTINCT FROM f.value), '-infinity')) AS since"
        f" FROM {to.table} p, jsonb_each_text(p.fingerprints->'fields') f (key, value)"
        f" WHERE {chosen} AND {to.live('p')} AND p.locale = p.fingerprints->>'source'"
    )


def text_states(of: Versions, locale: str, waiting: Waiting | None = None) -> dict[str, TextState]:
    """The state of each translated field in one language, by name."""
    own = of.get(locale)
    if own is None or not own.live:
        return {}
    source = of.get(own.source)
    if source is None or not source.live or source is own:
        return dict.fromkeys(own.digests, TextState.CURRENT)
    names = {**own.digests, **source.digests}
    states = {name: _state(own.digests.get(name), source.digests.get(name)) for name in names}
    beside = {name: state for name, state in (waiting or {}).items() if name in names}
    return states | {name: _worse(states[name], state) for name, state in beside.items()}


def _state(own: str | None, source: str | None) -> TextState:
    if own is None:
        return TextState.MISSING
    return TextState.CURRENT if source in (None, own) else TextState.STALE


def worst(states: Iterable[tuple[str, TextState]]) -> dict[str, TextState]:
    """The most urgent of the states of each field."""
    found: dict[str, TextState] = {}
    for name, state in states:
        found[name] = _worse(state, found.get(name, state))
    return found


def _worse(one: TextState, other: TextState) -> TextState:
    return next((state for state in URGENCY if state in (one, other)), one)


def text_state(of: Versions, locale: str, waiting: Waiting | None = None) -> TextState:
    """The state of the whole text in one language: the most urgent of its fields, or missing."""
    states = {*text_states(of, locale, waiting).values(), *(waiting or {}).values()}
    if locale not in of or not of[locale].live:
        states -= {TextState.STALE}
        rest = TextState.MISSING
    else:
        rest = TextState.CURRENT
    return next((state for state in URGENCY if state in states), rest)


def known_source(of: Versions, source: str) -> str | None:
    """The language that a text was translated from, if this reader may know that it is there."""
    return source if source in of else None
