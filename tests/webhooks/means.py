"""Webhooks for tests: the real schema answers, loopback may be called, and nobody waits long."""

from typing import Any

import orjson

from cms.access.actors import system
from cms.database.engine import fetch, writing
from cms.http.targets import Allowed
from cms.schema.build import built
from cms.schema.payloads import Payloads
from cms.webhooks import hooks
from cms.webhooks.means import Means, Pace
from cms.webhooks.typed import Typed
from tests.receivers import Received

ADMIN = system("test")
SOON = Pace(first=0.01, longest=0.05, most=60, rest=0.01, longest_rest=0.05)
MEANS = Means(Payloads(built(), "https://cms.example.org"), Allowed.read(["127.0.0.1"]), SOON)


async def add(url: str, **typed: Any) -> tuple[int, str]:
    """A webhook: its number and its secret."""
    async with writing():
        return await hooks.add(ADMIN, Typed(**{"name": "Site", "url": url} | typed), MEANS)


async def waiting() -> list[int]:
    """The webhooks for which something waits."""
    rows = await fetch("SELECT DISTINCT webhook FROM webhook_delivery WHERE state = 'waiting'")
    return [row["webhook"] for row in rows]


def told(received: Received) -> dict[str, Any]:
    """What a receiver was told."""
    read: dict[str, Any] = orjson.loads(received.body)
    return read
