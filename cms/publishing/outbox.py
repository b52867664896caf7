"""The outbox: what changed for the public, kept in the transaction that changed it.

What must follow elsewhere (purging caches, calling others) reads it after the commit, in order.
"""

from datetime import datetime
from typing import Any, Literal

from cms.database.engine import as_json, execute

Kind = Literal["published", "changed", "moved", "retracted", "expired", "deleted", "restored"]

_NOTE = """
INSERT INTO outbox (kind, uid, locale, at, actor, data)
VALUES ($1, $2, $3, $4, $5, $6::jsonb)
"""


async def note(kind: Kind, uid: str, locale: str, at: datetime, actor: str, **data: Any) -> None:
    """Tell what happens to an entry for the public in one language at a moment that has come.

    Nothing is told of what is planned before its time. ``data`` are plain values. Call it in the
    transaction of the act.
    """
    await execute(_NOTE, kind, uid, locale, at, actor, as_json(data))
