"""How fast somebody may guess passwords and codes, and have mails sent.

Three leaky buckets count attempts: one for an account from an address, one for an address, one for an
account from everywhere. An attempt is counted before the password is looked at, so that many at once
are no way around it, and given back when it succeeds. Each bucket leaks all the time and a refused
attempt adds nothing: a flood slows an attacker down for minutes and can lock nobody out for good.

From many addresses the last bucket can be kept full. So an address from which somebody logged in to
the account in the last month has nothing to do with it.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from cms.database.engine import execute, fetch, writing
from cms.errors import N_, CmsError

TOO_MANY = N_("Too many attempts. Try again in {seconds} seconds.")


@dataclass(frozen=True)
class Bucket:
    """``size`` attempts at once, then one every ``seconds``."""

    kind: str
    size: int
    seconds: int


HERE = Bucket("account from address", size=8, seconds=30)
ADDRESS = Bucket("address", size=40, seconds=3)
ACCOUNT = Bucket("account", size=100, seconds=10)
CODE = Bucket("code", size=5, seconds=300)
MAIL_HERE = Bucket("mail from address", size=10, seconds=60)
MAIL_TO = Bucket("mail to", size=3, seconds=600)

_LEAKED = "f.level - extract(epoch FROM clock_timestamp() - f.at) / $2::float8"
_TAKE = f"""
INSERT INTO login_failure AS f (subject, level, at) VALUES ($1, 1, clock_timestamp())
ON CONFLICT (subject) DO UPDATE SET at = clock_timestamp(), level = 1 + greatest(0, {_LEAKED})
WHERE {_LEAKED} <= $3::float8 - 1 RETURNING level
"""  # noqa: S608 - our own text
_WAIT = f"""
SELECT ({_LEAKED} - $3::float8 + 1) * $2 AS seconds FROM login_failure AS f WHERE subject = $1
"""  # noqa: S608 - our own text
_GIVE_BACK = (
    "UPDATE login_failure SET level = greatest(0, level - 1) WHERE subject = ANY($1::text[])"
)
_KNOWN = "SELECT 1 FROM login_success WHERE subject = $1 AND at > now() - interval '30 days'"
_REMEMBER = (
    "INSERT INTO login_success (subject, at) VALUES ($1, now())"
    " ON CONFLICT (subject) DO UPDATE SET at = now()"
)
# Rows that are being counted in are left for the next time: two that wait for each other would fail.
_FORGET = (
    "DELETE FROM {table} WHERE subject IN (SELECT subject FROM {table}"
    " WHERE at < now() - interval '{age}' FOR UPDATE SKIP LOCKED)"
)


class TooMany(CmsError):
    """So often that it must wait."""

    code = "too_many"
    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(TOO_MANY, seconds=seconds)


class _Full(Exception):
    """No room in one of the buckets."""


@dataclass(frozen=True)
class Attempt:
    """Somebody at an address says to be an account."""

    username: str
    address: str

    async def seconds_to_wait(self) -> int:
        """Count the attempt; 0 if it may be made, else nothing was counted."""
        return await _take(await self._counted())

    async def succeeded(self) -> None:
        """Give the attempt back, forget the failures before it, and remember the address."""
        here, *others = [subject for _, subject in await self._counted()]
        await execute("DELETE FROM login_failure WHERE subject = $1", here)
        await execute(_GIVE_BACK, others)
        await execute(_REMEMBER, here)
        await execute(_FORGET.format(table="login_success", age="30 days"))

    async def _counted(self) -> list[tuple[Bucket, str]]:
        account = self.username.strip().lower()
        here = _digest(HERE, account, self.address)
        counted = [(HERE, here), (ADDRESS, _digest(ADDRESS, self.address))]
        if await fetch(_KNOWN, here):
            return counted
        return [*counted, (ACCOUNT, _digest(ACCOUNT, account))]


async def seconds_to_wait(*counted: tuple[Bucket, str]) -> int:
    """Count something once in each of the buckets; 0 if it may be done, else nothing was counted."""
    return await _take([(bucket, _digest(bucket, who)) for bucket, who in counted])


async def give_back(bucket: Bucket, who: str) -> None:
    """Forget what was counted once: it was not a guess."""
    await execute(_GIVE_BACK, [_digest(bucket, who)])


async def _take(counted: list[tuple[Bucket, str]]) -> int:
    try:
        async with writing():
            for bucket, subject in counted:
                if not await fetch(_TAKE, subject, float(bucket.seconds), float(bucket.size)):
                    raise _Full
    except _Full:
        return await _wait(counted)
    await execute(_FORGET.format(table="login_failure", age="1 day"))
    return 0


async def _wait(counted: Iterable[tuple[Bucket, str]]) -> int:
    waits = [
        int(found[0]["seconds"]) + 1
        for bucket, subject in counted
        if (found := await fetch(_WAIT, subject, float(bucket.seconds), float(bucket.size)))
    ]
    return max([1, *waits])


def _digest(bucket: Bucket, *parts: str) -> str:
    """What is counted: a digest, since people type passwords into the wrong field."""
    return hashlib.sha256("\0".join([bucket.kind, *parts]).encode()).hexdigest()
