"""One publication as Python values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from cms.content import State


@dataclass(frozen=True, slots=True)
class Record:
    """An entry in one language as a view shows it, without its long texts.

    A draft has an ``id`` below zero, and the state of its working copy.
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
        id=row["id"],
        uid=row["uid"],
        content_type=row["content_type"],
        locale=row["locale"],
        path=row["path"],
        parent=row["parent_uid"],
        position=row["position"],
        title=row["title"],
        data=orjson.loads(row["data"]),
        since=valid and valid.lower,
        until=valid and valid.upper,
        first_published_at=row["first_published_at"],
        updated_at=row["updated_at"],
        revision=row["revision"],
        state=State(row["state"]) if "state" in row else State.PUBLISHED,
    )
