"""Reading in rounds: nothing is read until every part of the answer waits for something.

A loader that reads as soon as it can sends more statements or fewer as the database happens to be
slow or fast. In rounds the number follows from the query alone: whatever all parts wait for is read
at once, and they go on together.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

Read = Callable[[list[Any]], Awaitable[Sequence[Any]]]

QUIET = 10
"""Turns of the event loop without a new key, after which nobody is about to ask for one."""


@dataclass
class Rounds:
    """The rounds of one request."""

    waiting: list["Loader[Any, Any]"] = field(default_factory=list)
    asked: int = 0
    task: asyncio.Task[None] | None = None

    def wake(self, loader: "Loader[Any, Any]") -> None:
        """A loader has a new key."""
        self.asked += 1
        if loader not in self.waiting:
            self.waiting.append(loader)
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._run())

    def stop(self) -> None:
        """Give up: nobody waits for the answer any more."""
        if self.task:
            self.task.cancel()

    async def _run(self) -> None:
        while self.waiting:
            await self._quiet()
            batches = [loader.take() for loader in self.waiting]
            self.waiting.clear()
            results = await asyncio.gather(*(batch.read() for batch in batches))
            for batch, values in zip(batches, results, strict=True):
                batch.deliver(values)

    async def _quiet(self) -> None:
        before = -1
        while before != self.asked:
            before = self.asked
            for _ in range(QUIET):
                await asyncio.sleep(0)


@dataclass
class _Batch:
    reader: Read
    futures: dict[Any, asyncio.Future[Any]]

    async def read(self) -> Sequence[Any] | Exception:
        try:
            values = await self.reader(list(self.futures))
            if len(values) != len(self.futures):
                raise ValueError(f"{len(values)} values for {len(self.futures)} keys")
            return values
        except Exception as error:
            return error

    def deliver(self, values: Sequence[Any] | Exception) -> None:
        if isinstance(values, Exception):
            for future in self.futures.values():
                if not future.done():
                    future.set_exception(values)
            return
        for future, value in zip(self.futures.values(), values, strict=True):
            if not future.done():
                future.set_result(value)


class Loader(Generic[K, T]):
    """Reads what is asked for by key, many keys at once, each key once a request.

    ``read`` answers as many values as it is given keys, in their order.
    """

    def __init__(self, rounds: Rounds, read: Callable[[list[K]], Awaitable[Sequence[T]]]) -> None:
        self.rounds = rounds
        self.read = read
        self.known: dict[K, asyncio.Future[T]] = {}
        self.pending: dict[K, asyncio.Future[T]] = {}

    def load(self, key: K) -> asyncio.Future[T]:
        """The value of a key, to be awaited.

        One who waits may be cancelled, as the siblings of a field that failed are: not the others.
        """
        found = self.known.get(key)
        if found is None:
            found = asyncio.get_running_loop().create_future()
            self.known[key] = self.pending[key] = found
            self.rounds.wake(self)
        return found if found.done() else asyncio.shield(found)

    def prime(self, key: K, value: T) -> None:
        """Give the value of a key that was read elsewhere."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        future.set_result(value)
        self.known[key] = future

    async def load_many(self, keys: Iterable[K]) -> list[T]:
        """The values of keys, in their order."""
        return [await future for future in [self.load(key) for key in keys]]

    def take(self) -> _Batch:
        """The keys of this round."""
        pending, self.pending = self.pending, {}
        return _Batch(self.read, pending)
