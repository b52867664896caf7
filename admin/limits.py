"""How fast somebody may guess passwords and codes, and have mails sent.

Three leaky buckets count attempts: one for an account from an address, one for an address, one for an
account from everywhere. An attempt is counted before the password is looked at, so that many at once
are no way around it, and given back when it succeeds. Each bucket leaks all the time and a refused
attempt adds nothing: a flood slows an attacker down for minutes and can lock nobody out for good.

An address is a whole network of IPv6, for who has one of it has them all.

From many addresses the last bucket can be kept full. So an address from which somebody logged in to
the account in the last month has nothing to do with it.
"""

from dataclasses import dataclass

from cms.access.networks import network_of
from cms.database import buckets
from cms.database.buckets import Bucket, Counted, counted
from cms.database.engine import execute, fetch
from cms.errors import N_, CmsError

TOO_MANY = N_("Too many attempts. Try again in {seconds} seconds.")

HERE = Bucket("account from address", size=8, seconds=30)
ADDRESS = Bucket("address", size=40, seconds=3)
ACCOUNT = Bucket("account", size=100, seconds=10)
CODE = Bucket("code", size=5, seconds=300)
MAIL_HERE = Bucket("mail from address", size=10, seconds=60)
MAIL_TO = Bucket("mail to", size=3, seconds=600)

_KNOWN = "SELECT 1 FROM login_success WHERE subject = $1 AND at > now() - interval '30 days'"
_REMEMBER = (
    "INSERT INTO login_success (subject, at) VALUES ($1, now())"
    " ON CONFLICT (subject) DO UPDATE SET at = now()"
)
_FORGET = (
    "DELETE FROM login_success WHERE subject IN (SELECT subject FROM login_success"
    " WHERE at < now() - interval '30 days' FOR UPDATE SKIP LOCKED)"
)


class TooMany(CmsError):
    """So often that it must wait."""

    code = "too_many"
    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(TOO_MANY, seconds=seconds)


@dataclass(frozen=True)
class Attempt:
    """Somebody at an address says to be an account."""

    username: str
    address: str

    async def seconds_to_wait(self) -> int:
        """Count the attempt; 0 if it may be made, else nothing was counted."""
        return await buckets.seconds_to_wait(*await self._counted())

    async def succeeded(self) -> None:
        """Give the attempt back, forget the failures before it, and remember the address."""
        here, *others = await self._counted()
        await buckets.empty(here)
        await buckets.give_back(others)
        await execute(_REMEMBER, here.subject)
        await execute(_FORGET)

    async def _counted(self) -> list[Counted]:
        account = self.username.strip().lower()
        client = network_of(self.address)
        here = counted(HERE, account, client)
        known = [here, counted(ADDRESS, client)]
        if await fetch(_KNOWN, here.subject):
            return known
        return [*known, counted(ACCOUNT, account)]


async def seconds_to_wait(*all_counted: tuple[Bucket, str]) -> int:
    """Count something once in each of the buckets; 0 if it may be done, else nothing was counted."""
    return await buckets.seconds_to_wait(*(counted(bucket, who) for bucket, who in all_counted))


async def give_back(bucket: Bucket, who: str) -> None:
    """Forget what was counted once: it was not a guess."""
    await buckets.give_back([counted(bucket, who)])
