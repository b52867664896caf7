"""A schedule as JSON, and the name that its content gives it."""

import hashlib
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import orjson

from cms.recurrence.schedule import Addition, Override, Schedule, Variation


def to_json(schedule: Schedule) -> dict[str, Any]:
    """The schedule as JSON: instants in UTC, as texts of one width."""
    encoded: dict[str, Any] = _encoded(asdict(schedule))
    return encoded


def from_json(stored: dict[str, Any]) -> Schedule:
    """The schedule that `to_json` wrote."""
    given = _decoded(stored)
    return Schedule(
        **{
            **given,
            "exclusions": tuple(given["exclusions"]),
            "additions": tuple(Addition(**one) for one in given["additions"]),
            "overrides": tuple(Override(**one) for one in given["overrides"]),
            "variations": tuple(Variation(**one) for one in given["variations"]),
        }
    )


def name_of(schedule: Schedule) -> str:
    """The same for the same schedule, whoever has it."""
    written = orjson.dumps(to_json(schedule), option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(written).hexdigest()[:32]


_INSTANTS = {"starts_at", "ends_at", "recurrence_id", "exclusions"}


def _encoded(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()[:19] + "Z"
    if isinstance(value, dict):
        return {key: _encoded(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_encoded(one) for one in value]
    return value


def _decoded(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _decoded(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [_decoded(one, name) for one in value]
    if name in _INSTANTS and value is not None:
        return datetime.fromisoformat(value)
    return value
