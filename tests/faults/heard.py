"""Whether a receiver heard all that happened, in the order in which it did, whatever was killed meanwhile."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence

import asyncpg

from cms.webhooks.events import EVENTS
from tests.receivers import Receiver
from tests.webhooks.means import told

SECONDS_TO_SETTLE = 120
"""What a process held that was killed is another's after fifteen."""
HAPPENED = """
SELECT o.uid, o.kind FROM outbox o JOIN page p ON p.uid = o.uid WHERE o.kind = ANY($1) ORDER BY o.id
"""
Events = Mapping[str, Sequence[str]]


async def happened(url: str) -> Events:
    """What happened to each page, in order."""
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch(HAPPENED, list(EVENTS))
    finally:
        await connection.close()
    found = defaultdict(list)
    for row in rows:
        found[row["uid"]].append(row["kind"])
    return found


def heard(receiver: Receiver) -> Events:
    """What the receiver heard of each page, in order; what came twice counts when it came first."""
    found, known = defaultdict(list), set()
    for one in map(told, receiver.received):
        if one["id"] not in known:
            known.add(one["id"])
            found[one["uid"]].append(one["event"])
    return found


async def all_is_heard(url: str, receiver: Receiver) -> int:
    """Wait until nothing more is to come, and compare; how many events there were."""
    try:
        async with asyncio.timeout(SECONDS_TO_SETTLE):
            while True:  # what was asked last may still be done, too
                expected = await happened(url)
                if heard(receiver) == expected:
                    break
                await asyncio.sleep(0.2)
    except TimeoutError:
        expected, got = await happened(url), heard(receiver)
        wrong = {
            uid: (got.get(uid), seen) for uid, seen in expected.items() if got.get(uid) != seen
        }
        raise AssertionError(f"lost, or in another order: {wrong}") from None
    return sum(map(len, expected.values()))
