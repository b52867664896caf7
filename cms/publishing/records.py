"""One publication as Python values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson


@dataclass(frozen=True, slots=True)
class Record:
    """An entry in one language as the public reads it now, without its long texts."""

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
    first_published_at: datetime
    updated_at: datetime


def record(row: Mapping[str, Any]) -> Record:
    """The record of a row that has `COLUMNS`."""
    valid = row["valid"]
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
        since=valid.lower,
        until=valid.upper,
        first_published_at=row["first_published_at"],
        updated_at=row["updated_at"],
    )
