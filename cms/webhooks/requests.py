"""The request that tells a receiver of an event: its body, which stays the same, and its headers."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from cms.http.outgoing import Call
from cms.webhooks.shaping import DEFAULT_DOCUMENT, Shaping
from cms.webhooks.signing import HEADER, signature

AGENT = "Klankbord"


@dataclass(frozen=True)
class Event:
    """What happened to an entry in a language, as its receiver is told. ``id`` is that of the delivery."""

    id: str
    event: str
    uid: str
    locale: str
    content_type: str
    at: datetime
    path: str | None = None
    old_path: str | None = None


async def body_of(event: Event, document: str, shaping: Shaping) -> str:
    """What is sent, as JSON. Raises a `CmsError` for a document that cannot be answered."""
    variables = {"uid": event.uid, "locale": event.locale.upper(), "event": event.event}
    shaped = await shaping.shaped(document or DEFAULT_DOCUMENT, variables, event.at)
    told: Mapping[str, Any] = {
        "id": event.id,
        "event": event.event,
        "at": event.at.isoformat(),
        "uid": event.uid,
        "locale": event.locale,
        "contentType": event.content_type,
        "path": event.path or event.old_path,
        "oldPath": event.old_path,
        **shaped,
    }
    return orjson.dumps(told, default=str).decode()


def request(url: str, keys: Sequence[str], event: Event, body: str, attempt: int) -> Call:
    """The request as it is sent now."""
    content = body.encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": AGENT,
        "Klankbord-Event": event.event,
        "Klankbord-Delivery": event.id,
        "Klankbord-Attempt": str(attempt),
        HEADER: signature(keys, int(time.time()), content),
    }
    return Call(url, "POST", headers, content)
