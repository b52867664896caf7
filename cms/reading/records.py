"""One publication as Python values."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import orjson

from cms.content import State


class Record(NamedTuple):
    """An entry in one language as a view shows it, without its long texts.

    A draft has an ``id`` below zero, and the state of its working copy. A tuple, because nothing else
    that cannot change is made as fast, and lists have many.
    """

    id: int
    uid: str
    content_type: str
    locale: str
    path: str
    parent: str | None
    position: int
    title: str
    data: Mapping[str, Any]
    since: datetime | None
    until: datetime | None
    first_published_at: datetime | None
    updated_at: datetime
    revision: int
    state: State = State.PUBLISHED

    @property
    def draft(self) -> bool:
        """Whether it is a working copy, which may lack what a publication has."""
        return self.id < 0


def record(row: Mapping[str, Any]) -> Record:
    """The record of a row that has `COLUMNS`."""
    valid = row.get("open", row["valid"])
    return Record(
        row["id"],
        row["uid"],
        row["content_type"],
        row["locale"],
        row["path"],
        row["parent_uid"],
        row["position"],
        row["title"],
        orjson.loads(row["data"]),
        valid and valid.lower,
        valid and valid.upper,
        row["first_published_at"],
        row["updated_at"],
        row["revision"],
        State(row["state"]) if "state" in row else State.PUBLISHED,
    )
