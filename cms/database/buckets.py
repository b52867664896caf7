"""Leaky buckets, kept in the database: how often something was done lately, by whoever did it.

Each bucket leaks all the time and what is refused adds nothing: a flood slows somebody down for minutes
and can lock nobody out for good. What is counted is kept as a digest, for a day at most.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cms.database.engine import execute, fetch, writing

_LEAKED = "b.level - extract(epoch FROM clock_timestamp() - b.at) / $2::float8"
_TAKE = f"""
INSERT INTO bucket AS b (subject, level, at) VALUES ($1, 1, clock_timestamp())
ON CONFLICT (subject) DO UPDATE SET at = clock_timestamp(), level = 1 + greatest(0, {_LEAKED})
WHERE {_LEAKED} <= $3::float8 - 1 RETURNING level
"""  # noqa: S608 - our own text
_WAIT = f"""
SELECT ({_LEAKED} - $3::float8 + 1) * $2 AS seconds FROM bucket AS b WHERE subject = $1
"""  # noqa: S608 - our own text
_GIVE_BACK = "UPDATE bucket SET level = greatest(0, level - 1) WHERE subject = ANY($1::text[])"
# Rows that are being counted in are left for the next time: two that wait for each other would fail.
_DROP = (
    "DELETE FROM bucket WHERE subject IN (SELECT subject FROM bucket"
    " WHERE at < now() - interval '1 day' FOR UPDATE SKIP LOCKED)"
)


@dataclass(frozen=True)
class Bucket:
    """``size`` times at once, then once every ``seconds``. Each kind is counted apart."""

    kind: str
    size: int
    seconds: int


@dataclass(frozen=True)
class Counted:
    """What is counted in a bucket, as a digest: people type passwords into the wrong field."""

    bucket: Bucket
    subject: str


class _Full(Exception):
    """No room in one of the buckets."""


def counted(bucket: Bucket, *parts: str) -> Counted:
    """Whatever is told apart by these texts, in a bucket."""
    text = "\0".join([bucket.kind, *parts])
    return Counted(bucket, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())


async def seconds_to_wait(*all_counted: Counted) -> int:
    """Count something once in each of the buckets; 0 if it may be done, else nothing was counted.

    It has a transaction of its own: call it outside `writing()`, or what is counted goes with the rest.
    """
    try:
        async with writing():
            for one in all_counted:
                if not await taken(one):
                    raise _Full
    except _Full:
        return await _wait(all_counted)
    await forget_empty()
    return 0


async def forget_empty() -> None:
    """Erase buckets that have long been empty."""
    await execute(_DROP)


async def taken(one: Counted) -> bool:
    """Count something once if the bucket has room, in the transaction of what it is counted for.

    Whoever else counts the same waits until that ends. Call it inside `writing()`.
    """
    return bool(await fetch(_TAKE, one.subject, *_measures(one.bucket)))


async def give_back(all_counted: Sequence[Counted]) -> None:
    """Forget what was counted once."""
    await execute(_GIVE_BACK, [one.subject for one in all_counted])


async def empty(one: Counted) -> None:
    """Forget all that was counted."""
    await execute("DELETE FROM bucket WHERE subject = $1", one.subject)


async def _wait(all_counted: Iterable[Counted]) -> int:
    waits = [
        int(found[0]["seconds"]) + 1
        for one in all_counted
        if (found := await fetch(_WAIT, one.subject, *_measures(one.bucket)))
    ]
    return max([1, *waits])


def _measures(bucket: Bucket) -> tuple[float, float]:
    return float(bucket.seconds), float(bucket.size)
