"""Public questions are answered by replicas that have all that was told, and else by the primary."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import asyncpg
import pytest

from cms.database import engine
from cms.database.readers import Readers
from cms.database.replicas import Replicas, publicly
from cms.database.roles import Role, acting_as
from tests.replicas import Cluster, primary, replica

NEWEST = "SELECT max(word) AS word, pg_is_in_recovery() AS by_replica FROM note"


async def until(holds: Callable[[], bool], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 - nobody says it
            await asyncio.sleep(0.005)


@pytest.fixture(scope="module")
async def first() -> AsyncIterator[Cluster]:
    async with primary() as made:
        await made.ask("CREATE TABLE note (word text)")
        yield made


@pytest.fixture(scope="module")
async def following(first: Cluster) -> AsyncIterator[Cluster]:
    async with replica(first) as made:
        yield made


@pytest.fixture
async def follower(first: Cluster, following: Cluster) -> Cluster:
    await first.ask("DELETE FROM note")
    return following


@asynccontextmanager
async def reading(of: Cluster, *followers: Cluster) -> AsyncIterator[Replicas]:
    """A process that hears all changes, once it may ask a replica."""

    async def connect(url: str) -> Any:
        return await asyncpg.connect(url)

    readers = Readers(lambda: asyncpg.connect(of.url()))
    made = Replicas([one.url() for one in followers], connect, readers)
    try:
        async with made.running():
            made.told(hears=True)
            await until(lambda: made.floor is not None)
            yield made
    finally:
        await readers.close()


async def is_asked(made: Replicas) -> None:
    """Wait until a replica may answer."""
    await until(lambda: made._next() is not None)


async def say(of: Cluster, made: Replicas, word: str) -> None:
    """Write something, and let the process hear of it."""
    await of.ask("INSERT INTO note VALUES ($1)", word)
    made.told(hears=True)


async def test_what_was_told_is_in_every_answer(first: Cluster, follower: Cluster) -> None:
    async with reading(first, follower) as made:
        for number in range(100):
            await say(first, made, f"{number:03}")
            for _ in range(3):
                assert (await made.row(NEWEST, ()))["word"] == f"{number:03}"
        await is_asked(made)
        assert (await made.row(NEWEST, ()))["by_replica"]


async def test_one_that_is_behind_is_not_asked(first: Cluster, follower: Cluster) -> None:
    async with reading(first, follower) as made:
        await is_asked(made)
        await follower.ask("SELECT pg_wal_replay_pause()")
        await say(first, made, "new")
        await until(lambda: made.every[0].behind not in (None, 0))
        row = await made.row(NEWEST, ())
        assert (row["word"], row["by_replica"]) == ("new", False)
        await follower.ask("SELECT pg_wal_replay_resume()")
        await is_asked(made)
        assert [*(await made.rows(NEWEST, ()))[0].values()] == ["new", True]


async def test_who_may_miss_changes_asks_the_primary(first: Cluster, follower: Cluster) -> None:
    async with reading(first, follower) as made:
        await is_asked(made)
        made.told(hears=False)
        assert not (await made.row(NEWEST, ()))["by_replica"]
        made.told(hears=True)
        await is_asked(made)


async def test_one_that_dies_is_asked_again_when_it_is_back(
    first: Cluster, follower: Cluster
) -> None:
    async with reading(first, follower) as made:
        await is_asked(made)
        assert (await made.row(NEWEST, ()))["by_replica"]
        follower.kill()
        assert not (await made.row(NEWEST, ()))["by_replica"]
        follower.start()
        await is_asked(made)
        assert (await made.row(NEWEST, ()))["by_replica"]


@pytest.mark.slow
async def test_one_that_hangs_holds_nobody_up_for_long(first: Cluster, follower: Cluster) -> None:
    async with reading(first, follower) as made:
        await is_asked(made)
        await made.row(NEWEST, ())
        processes = all_of(follower)
        for pid in processes:
            os.kill(pid, signal.SIGSTOP)
        try:
            since = monotonic()
            assert not (await made.row(NEWEST, ()))["by_replica"]
            assert monotonic() - since < 4
        finally:
            for pid in processes:
                os.kill(pid, signal.SIGCONT)
        await is_asked(made)


def all_of(server: Cluster) -> list[int]:
    """A server's processes; each of them leads a session of its own."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text()
    return [server.pid, *map(int, children.split())]


async def test_one_that_was_promoted_is_left_alone(first: Cluster) -> None:
    await first.ask("DELETE FROM note")
    async with replica(first) as follower, reading(first, follower) as made:
        await is_asked(made)
        await follower.ask("SELECT pg_promote()")
        await follower.ask("INSERT INTO note VALUES ('zzz: of another branch of history')")
        await until(lambda: made.every[0].state == "promoted")
        await say(first, made, "true")
        assert (await made.row(NEWEST, ()))["word"] == "true"


@pytest.mark.slow
async def test_the_replica_of_another_server_is_never_asked(first: Cluster) -> None:
    async with (
        primary() as other,
        replica(other) as stranger,
        reading(first, stranger) as made,
    ):
        await until(lambda: made.every[0].state == "stranger")
        assert made._next() is None


async def test_a_mistake_is_told_and_not_asked_twice(first: Cluster, follower: Cluster) -> None:
    async with reading(first, follower) as made:
        await is_asked(made)
        with pytest.raises(asyncpg.UndefinedTableError):
            await made.row("SELECT * FROM nothing", ())
        assert made.counts.failed == 0
        assert made._next()


async def test_only_what_the_public_asks_is_for_replicas(
    first: Cluster, follower: Cluster, monkeypatch: pytest.MonkeyPatch, migrated: None
) -> None:
    async def by_replica() -> bool:
        [row] = await engine.read_rows("SELECT pg_is_in_recovery() AS it_is", ())
        return bool(row["it_is"])

    async with reading(first, follower) as made:
        await is_asked(made)
        monkeypatch.setattr(engine, "replicas", made)
        assert not await by_replica()
        with publicly():
            assert await by_replica()
            with publicly(when=False):
                assert await by_replica()  # who reads publicly goes on doing so
            with acting_as(Role.EDITOR):
                assert not await by_replica()
        with publicly(when=False):
            assert not await by_replica()
