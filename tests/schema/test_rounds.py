"""What one part of an answer gives up, the others still get."""

import asyncio

from cms.schema.rounds import Loader, Rounds


async def _doubled(keys: list[int]) -> list[int]:
    return [2 * key for key in keys]


async def test_who_is_cancelled_takes_nothing_from_those_who_wait_for_the_same() -> None:
    rounds = Rounds()
    loader: Loader[int, int] = Loader(rounds, _doubled)

    async def wait() -> int:
        return await loader.load(21)

    one, other = asyncio.create_task(wait()), asyncio.create_task(wait())
    await asyncio.sleep(0)
    one.cancel()

    assert await other == 42
    assert one.cancelled()
    assert await loader.load(21) == 42
