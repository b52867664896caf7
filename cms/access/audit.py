"""The audit log: every act that took a privilege, kept in the transaction that did it."""

from typing import Any

from cms.access.tables import AuditEntry
from cms.database.engine import as_json


async def note(actor: str, act: str, subject: str, **details: Any) -> None:
    """Keep who did what to which entry or account; ``details`` are plain values, never secrets.

    ``act`` is a stable name like ``publish`` or ``role.give``. Call it inside the `writing()` of the
    act itself: one does not stay without the other.
    """
    await AuditEntry.insert(
        AuditEntry(actor=actor, act=act, subject=subject, details=as_json(details))
    )
