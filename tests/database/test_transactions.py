"""Whoever waits for each other goes on, and a connection comes back to the pool however its use ends."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import asyncpg
import pytest

from cms.database import transactions
from cms.database.clashing import MOST_TIMES, whole
from cms.database.engine import attempting, engine, execute, fetch, rehearsing, writing
from cms.database.outages import Unavailable, is_lost
from cms.database.roles import Role, connected
from cms.settings import settings

ENDED = (
    asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, Unavailable
)  # fmt: skip
pytestmark = pytest.mark.usefixtures("database")


@asynccontextmanager
async def attempted() -> AsyncIterator[None]:
    async with writing(), attempting():
        yield


async def test_who_waits_for_each_other_goes_again() -> None:
    await execute("INSERT INTO tag (key, label_nl) VALUES ('a', '0'), ('b', '0')")
    first_held = asyncio.Barrier(2)
    times = dict.fromkeys(("ab", "ba"), 0)

    async def both(order: str) -> None:
        times[order] += 1
        async with writing():
            for number, key in enumerate(order):
                await execute(
                    "UPDATE tag SET label_nl = (label_nl::int + 1)::text WHERE key = $1", key
                )
                if number == 0 and times[order] == 1:
                    await first_held.wait()

    await asyncio.gather(*(whole(lambda one=order: both(one)) for order in times))  # type: ignore[misc]

    assert sorted(times.values()) == [1, 2]
    assert {row["label_nl"] for row in await fetch("SELECT label_nl FROM tag")} == {"2"}


async def test_it_goes_again_so_often_and_no_more() -> None:
    times = 0

    async def refused() -> None:
        nonlocal times
        times += 1
        async with writing():
            await execute("INSERT INTO tag (key, label_nl) VALUES ($1, '')", f"t{times}")
            await execute("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$")

    with pytest.raises(asyncpg.SerializationError):
        await whole(refused)
    assert times == MOST_TIMES
    assert await fetch("SELECT key FROM tag") == []


async def test_nobody_waits_for_a_connection_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    every = [await transactions.taken(engine.pool) for _ in range(settings.pool_size)]
    monkeypatch.setattr(transactions, "PATIENCE", 0.2)
    try:
        with pytest.raises(Unavailable):
            await fetch("SELECT 1")
        with pytest.raises(Unavailable):
            async with writing():
                raise AssertionError
    finally:
        for one in every:
            await transactions.given_back(engine.pool, one)
    assert await fetch("SELECT 1 AS one") == [{"one": 1}]


@pytest.mark.parametrize("how", ["lost", "refused", "cancelled"])
async def test_a_connection_comes_back_however_its_transaction_ends(
    how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transactions, "PATIENCE", 2)
    for _ in range(settings.pool_size + 1):
        with pytest.raises(ENDED):
            await ended(how)
        assert not engine.current_transaction.get()
    async with asyncio.timeout(5), writing():
        assert await fetch("SELECT 1 AS one") == [{"one": 1}]


@pytest.mark.parametrize("within", [writing, attempted, rehearsing])
async def test_who_loses_the_connection_is_told_just_that(
    within: Callable[[], AbstractAsyncContextManager[None]],
) -> None:
    async def losing() -> None:
        async with within():
            await lose()

    with pytest.raises(Exception) as lost:  # noqa: PT011 - which one is what is asked
        await losing()
    assert is_lost(lost.value), lost.value


async def lose() -> None:
    """Ask on a connection that was just ended by the server, as only its owner can have it do."""
    [row] = await fetch("SELECT pg_backend_pid() AS pid")
    above = await connected(settings, Role.OWNER)
    await above.execute("SELECT pg_terminate_backend($1)", row["pid"])
    await above.close()
    await fetch("SELECT 1")


async def ended(how: str) -> None:
    """A transaction whose ROLLBACK, whose COMMIT, or whose statement does not come to its end."""
    if how == "cancelled":
        async with asyncio.timeout(0.05), writing():
            await fetch("SELECT pg_sleep(30)")
    async with writing():
        if how == "lost":
            await lose()
        await execute("CREATE TEMPORARY TABLE one (a int UNIQUE DEFERRABLE INITIALLY DEFERRED)")
        await execute("INSERT INTO one VALUES (1), (1)")
