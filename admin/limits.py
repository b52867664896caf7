"""How fast somebody may guess passwords.

Three leaky buckets count failures: one for an account from an address, one for an address, one for an
account from everywhere. Each leaks all the time, a refused attempt adds nothing, and a success empties
the first: so a flood slows an attacker down for minutes and can lock nobody out for good.
"""

import hashlib
from dataclasses import dataclass

from cms.database.engine import execute, fetch


@dataclass(frozen=True)
class Bucket:
    """``size`` failures at once, then one every ``seconds``."""

    kind: str
    size: int
    seconds: int

    def subject(self, *parts: str) -> str:
        """What is counted, as a digest: people type passwords into the wrong field."""
        return hashlib.sha256("\0".join([self.kind, *parts]).encode()).hexdigest()


HERE = Bucket("account from address", size=8, seconds=30)
ADDRESS = Bucket("address", size=40, seconds=3)
ACCOUNT = Bucket("account", size=100, seconds=10)


def _counted(username: str, address: str) -> list[tuple[Bucket, str]]:
    account = username.strip().lower()
    return [
        (HERE, HERE.subject(account, address)),
        (ADDRESS, ADDRESS.subject(address)),
        (ACCOUNT, ACCOUNT.subject(account)),
    ]


async def seconds_to_wait(username: str, address: str) -> int:
    """0 if this attempt may be made now."""
    waits = [0]
    for bucket, subject in _counted(username, address):
        found = await fetch(
            "SELECT level - extract(epoch FROM now() - at) / $2 AS level"
            " FROM login_failure WHERE subject = $1",
            subject,
            float(bucket.seconds),
        )
        if found and found[0]["level"] > bucket.size - 1:
            waits.append(int((found[0]["level"] - bucket.size + 1) * bucket.seconds) + 1)
    return max(waits)


async def note_failure(username: str, address: str) -> None:
    """Count a wrong password."""
    for bucket, subject in _counted(username, address):
        await execute(
            "INSERT INTO login_failure AS f (subject, level, at) VALUES ($1, 1, now())"
            " ON CONFLICT (subject) DO UPDATE SET at = now(),"
            " level = 1 + greatest(0, f.level - extract(epoch FROM now() - f.at) / $2)",
            subject,
            float(bucket.seconds),
        )
    await execute("DELETE FROM login_failure WHERE at < now() - interval '1 day'")


async def note_success(username: str, address: str) -> None:
    """Forget the failures of this account from this address."""
    await execute(
        "DELETE FROM login_failure WHERE subject = $1",
        HERE.subject(username.strip().lower(), address),
    )
