"""What changed for the public, as it is told to every process: a change as a value, and as JSON."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Literal, Self

import orjson

Kind = Literal[
    "published", "changed", "moved", "retracted", "expired", "deleted", "restored",
    "planned", "alias", "tag", "document", "drafted", "series", "seats", "reports",
    "comments", "commenting", "asset",
]  # fmt: skip

LONGEST = 7_900
"""PostgreSQL takes less than 8,000 bytes at once."""


@dataclass(frozen=True)
class Change:
    """What became of an entry in one language at ``at``; `None` stands for what is too long to tell.

    ``planned`` says that something will happen to it at ``at``, and that its window is another;
    ``alias`` concerns ``paths`` alone, and ``tag`` the labels of the tag ``uid``; ``document``
    says that the registered document with the hash ``uid`` was retired, ``drafted`` that some working
    copy changed, and nothing of what the public reads; ``series`` that more became known of when an
    entry takes place; ``seats`` that the numbers of those who signed up for the session ``uid`` are
    others; ``reports`` that other reports of it may be read. ``fields`` are the
    names of what is read otherwise than before, by the declaration's names or those of columns.
    ``comments`` says that the public reads other comments to ``uid``, and ``commenting`` that one can
    comment elsewhere than before. ``asset``: the file ``uid`` of the library is another, is told of
    otherwise, or is gone.
    ``place`` tells that it appeared, disappeared or stands elsewhere: ``parents`` are what it stood
    and stands under, ``paths`` every address that may lead elsewhere now. ``refs`` are the entries
    to which it refers otherwise than before. ``menus`` tells that menus look different.
    """

    kind: Kind
    uid: str = ""
    content_type: str = ""
    locale: str = ""
    at: datetime | None = None
    path: str | None = None
    old: str | None = None
    fields: Sequence[str] | None = ()
    place: bool = False
    parents: Sequence[str] = ()
    paths: Sequence[str] | None = ()
    refs: Sequence[str] | None = ()
    menus: bool = False

    def written(self) -> str:
        """As JSON of at most `LONGEST` bytes; of what does not fit it says less, and means more."""
        paths = replace(self, paths=None)
        refs = replace(paths, refs=None)
        written = (_json(one) for one in (self, paths, refs, replace(refs, fields=None)))
        return next(text.decode() for text in written if len(text) <= LONGEST)

    @classmethod
    def read(cls, written: str | bytes) -> Self:
        """From JSON."""
        values: dict[str, Any] = orjson.loads(written)
        if values.get("at"):
            values["at"] = datetime.fromisoformat(values["at"])
        return cls(**values)


def _json(change: Change) -> bytes:
    return orjson.dumps({name: v for name, v in asdict(change).items() if v or v is None})
