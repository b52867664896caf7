"""A file's row as plain values by column name, and how it changes."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

from cms.content import Asset, Values
from cms.database.engine import fetch
from cms.errors import N_, Conflict, NotFound
from cms.publishing import outbox
from cms.publishing.changes import Change

PLACES = 4
"""Decimals of a focal point: a thousandth of a picture's side is nothing that one sees."""
COLUMNS = tuple(column._meta.name for column in Asset._meta.columns)
SELECTED = ", ".join(f"a.{name}" for name in COLUMNS)


def values_of(row: Mapping[str, Any]) -> Values:
    """A row as the services give it: by column name, with lists and floats as one expects them."""
    return {
        **{name: row[name] for name in COLUMNS},
        "focus_x": round(row["focus_x"], PLACES),
        "focus_y": round(row["focus_y"], PLACES),
        "tags": list(row["tags"] or ()),
    }


def version_of(digest: str, focus_x: float, focus_y: float) -> str:
    """Part of a file's addresses: another for another content or another focal point."""
    seen = f"{digest} {focus_x:.{PLACES}f} {focus_y:.{PLACES}f}"
    return blake2b(seen.encode(), digest_size=8).hexdigest()


async def load(uid: str) -> Values:
    """What is known of a file. Raises `NotFound`."""
    return _one(uid, await fetch(f"SELECT {SELECTED} FROM asset a WHERE uid = $1", uid))


async def several(uids: Sequence[str]) -> list[Values]:
    """The same of each file that is there."""
    found = await fetch(f"SELECT {SELECTED} FROM asset a WHERE uid = ANY($1)", list(uids))
    return [values_of(row) for row in found]


async def hold(uid: str, revision: int | None = None) -> Values:
    """The same, and nobody else changes it or begins to use it until the transaction ends.

    Raises `NotFound`, and `Conflict` if ``revision`` is not its newest.
    """
    held = _one(uid, await fetch(f"SELECT {SELECTED} FROM asset a WHERE uid = $1 FOR UPDATE", uid))
    if revision is not None and revision != held["revision"]:
        raise Conflict(revision, held["revision"])
    return held


def _one(uid: str, rows: list[dict[str, Any]]) -> Values:
    if not rows:
        raise NotFound(N_("There is no file {uid}."), uid=uid[:40])
    return values_of(rows[0])


async def change(held: Values, changed: Values, actor: str) -> Values:
    """Write what changed of a file that is held, and tell whoever shows it."""
    made = held | changed
    made["version"] = version_of(made["digest"], made["focus_x"], made["focus_y"])
    columns = [name for name in COLUMNS if made[name] != held[name]]
    if not columns:
        return held
    written = ", ".join(f"{name} = ${place}" for place, name in enumerate(columns, start=3))
    rows = await fetch(
        f"UPDATE asset a SET {written}, revision = revision + 1, updated_at = now(), updated_by = $2"
        f" WHERE uid = $1 RETURNING {SELECTED}",
        held["uid"],
        actor,
        *(made[name] for name in columns),
    )
    await tell(held["uid"])
    return values_of(rows[0])


async def tell(uid: str) -> None:
    """Let every process hear that a file is another, is there, or is not."""
    await outbox.tell([Change("asset", uid)])
