"""How often the public may do something: by the address it comes from, and by what it is about."""

from math import ceil

from cms.access.networks import network_of
from cms.community.addresses import mailbox
from cms.database import buckets
from cms.database.buckets import Bucket, Counted, counted
from cms.errors import N_, CmsError

ACTS = Bucket("public acts", size=30, seconds=10)
"""How much anybody may do from one address, whatever it is and by whichever door."""
MAIL_TO = Bucket("public mail to", size=5, seconds=900)
"""Mails that strangers have us send to one address, whatever for."""


class RateLimited(CmsError):
    """So often that it must wait."""

    code = "rate_limited"
    status = 429

    def __init__(self, seconds: int) -> None:
        minutes = ceil(seconds / 60)
        if minutes > 1:
            text = N_("That was a lot at once. Try again in {minutes} minutes.")
        else:
            text = N_("That was a lot at once. Try again in a minute.")
        super().__init__(text, minutes=minutes)
        self.seconds = seconds


def by_address(bucket: Bucket, address: str) -> Counted:
    """Whoever asks from an address, or from a network of IPv6."""
    return counted(bucket, network_of(address))


def by_subject(bucket: Bucket, *subject: str) -> Counted:
    """Whoever does it to something, such as a mailbox or an entry."""
    return counted(bucket, *subject)


def mail_to(typed: str) -> Counted:
    """Whoever has us mail to an address, however that is spelt."""
    return by_subject(MAIL_TO, mailbox(typed))


async def charge(*all_counted: Counted) -> None:
    """Count something once in each bucket. Raises `RateLimited`; then nothing was counted.

    Called outside `writing()`, what is counted stays so when the act is refused: so is counted whoever
    tries. Called inside, it goes with the rest: so is counted what was done to somebody, as a stranger's
    refused tries must use up nothing of theirs.
    """
    seconds = await buckets.seconds_to_wait(*all_counted) if all_counted else 0
    if seconds:
        raise RateLimited(seconds)
