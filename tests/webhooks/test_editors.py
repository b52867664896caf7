"""Editors notice nothing of a receiver that hangs."""

import asyncio
from time import monotonic

from cms.settings import Settings
from cms.tasks import tasks
from tests.builders import make, make_published
from tests.jobs.working import working
from tests.receivers import OK, receiving
from tests.schema.editing_client import Client, client_of
from tests.webhooks.means import add

PUBLISH = "transition(uids: [$uid], to: PUBLISHED, locales: [NL])"


async def published(client: Client, uid: str) -> float:
    """How many seconds it took to publish an entry."""
    began = monotonic()
    done = await client.do(PUBLISH, uid=uid)
    assert done["__typename"] == "Transitioned"
    return monotonic() - began


async def test_publishing_is_answered_at_once_while_a_receiver_hangs(database: None) -> None:
    release = asyncio.Event()

    async def hang(_: object) -> bytes:
        await release.wait()
        return OK

    chief = await client_of("chief", superuser=True)
    await make_published("page", "Nul", locales=("nl",))  # and the home page above it
    pages = [(await make("page", name)).uid for name in ("Een", "Twee", "Drie")]
    alone = await published(chief, pages.pop())
    async with receiving(hang) as receiver:
        await add(receiver.url, locales=["nl"])
        async with working(*tasks(Settings(outgoing_allow=("127.0.0.1",)))):
            await published(chief, pages[0])
            await receiver.next()
            took = await published(chief, pages[1])
            held = len(receiver.received), release.is_set()
            release.set()
    assert held == (1, False)
    assert took < max(1, 3 * alone)  # a second, unless the machine itself is slow
