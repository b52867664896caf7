"""The audit log: every act that took a privilege, kept in the transaction that did it."""

from typing import Any

from cms.access.tables import AuditEntry
from cms.database.engine import as_json, execute


async def note(actor: str, act: str, subject: str, **details: Any) -> None:
    """Keep who did what to which entry or account; ``details`` are plain values, never secrets.

    ``act`` is a stable name like ``publish`` or ``role.give``. Call it inside the `writing()` of the
    act itself: one does not stay without the other.
    """
    await AuditEntry.insert(
        AuditEntry(actor=actor, act=act, subject=subject, details=as_json(details))
    )


_NOTE_REFUSAL = """
INSERT INTO audit (at, actor, act, subject, details)
SELECT now(), '', $1::varchar, n.name, $3::jsonb
FROM (SELECT coalesce((SELECT username FROM piccolo_user WHERE username = $2::varchar), '') AS name) n
WHERE NOT EXISTS (SELECT FROM audit a WHERE a.act = $1::varchar AND a.subject = n.name
    AND a.details = $3::jsonb AND a.at > now() - interval '1 minute')
"""


async def note_refusal(act: str, username: str, address: str) -> None:
    """Keep that somebody at an address could not log in; once a minute, so that a flood stays small.

    A name that nobody has is not kept: people type passwords into the wrong field.
    """
    await execute(_NOTE_REFUSAL, act, username, as_json({"address": address}))
