"""When the public may read an entry: its stretches of time, of a draft those of the public's own text."""

from collections.abc import Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from cms.content import State
from cms.reading.stretches import Stretch, Stretches, window_of
from cms.schema.compiled.objects import Objects, Place, Write
from cms.schema.compiled.selection import Selected
from cms.schema.compiled.slots import Variables
from cms.schema.compiled.told import told
from cms.schema.compiled.values import instant
from cms.schema.compiled.writing import Column
from cms.schema.parts import Window


def window(objects: Objects, one: Selected, place: Place) -> Column:
    """The window of what a view shows; where ranges are not as they really are, Python finds it."""
    if not place.to.own:
        return objects.part(one, place)
    p = place.alias
    runs = f"(SELECT json_agg(json_build_array(lower(r.s), upper(r.s)) ORDER BY r.s) FROM {_runs(p)} r)"
    made = (
        f"json_build_object('runs', {runs}, 'now', statement_timestamp(), 'since', lower({p}.open),"
        f" 'until', upper({p}.open), 'state', {p}.state)"
    )

    def finish(value: Any, _variables: Variables) -> Any:
        return told(_window(value), one)

    return Column("", made, finish)


def _runs(alias: str) -> str:
    """All stretches of an entry in its language."""
    return (
        f"(SELECT unnest(range_agg(w.valid)) AS s FROM publication w"
        f" WHERE w.uid = {alias}.uid AND w.locale = {alias}.locale)"
    )


def _window(value: Mapping[str, Any]) -> Window:
    record: Any = SimpleNamespace(
        since=_moment(value["since"]), until=_moment(value["until"]), state=State(value["state"])
    )
    runs = [Stretch(_moment(since), _moment(until)) for since, until in value["runs"] or ()]
    known = Stretches(runs, _moment(value["now"])) if runs else None
    found = window_of(record, known)
    return Window(
        from_=found.since,
        until=found.until,
        scheduled=found.scheduled,
        expired=found.expired,
    )


def _moment(text: str | None) -> Any:
    return datetime.fromisoformat(text) if text else None


def _stretch(end: str) -> Write:
    """From when, or until when, the public reads an entry without a break."""

    def write(_objects: Objects, _one: Selected, place: Place) -> Column:
        found = f"FROM {_runs(place.alias)} r WHERE r.s @> lower({place.alias}.valid)"
        return Column("", f"(SELECT {instant(f'{end}(r.s)')} {found})")

    return write


def _never(_objects: Objects, _one: Selected, _place: Place) -> Column:
    return Column("", "false")


WINDOW: Mapping[str, Write] = {
    "from": _stretch("lower"),
    "until": _stretch("upper"),
    "scheduled": _never,
    "expired": _never,
}
"""The fields of the window of a publication that is live."""
