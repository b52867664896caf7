"""How often strangers may do something: counted by address, and by what it is about."""

import asyncio

import pytest

from cms.community.limits import RateLimited, by_address, by_subject, charge, mail_to
from cms.database.buckets import Bucket, Counted
from cms.database.engine import execute, fetch, writing

pytestmark = pytest.mark.usefixtures("database")
POSTING = Bucket("posting", size=3, seconds=60)
ABOUT = Bucket("about", size=1, seconds=60)


async def refused(*counted: Counted) -> bool:
    try:
        await charge(*counted)
    except RateLimited:
        return True
    return False


async def test_a_network_may_do_so_much_at_once_and_then_waits() -> None:
    here = [by_address(POSTING, f"2001:db8::{number}") for number in range(20)]

    found = await asyncio.gather(*map(refused, here))

    assert found.count(False) == 3
    assert not await refused(by_address(POSTING, "2001:db8:0:1::1"))
    await execute("UPDATE bucket SET at = at - interval '1 minute'")
    assert not await refused(here[0])


async def test_who_is_refused_by_one_is_counted_in_none() -> None:
    await charge(by_subject(ABOUT, "eva@example.org"))

    assert await refused(by_address(POSTING, "192.0.2.1"), by_subject(ABOUT, "eva@example.org"))

    levels = await fetch("SELECT level FROM bucket")
    assert [row["level"] for row in levels] == [1]


async def test_what_was_counted_stays_when_the_act_fails() -> None:
    counted = by_subject(ABOUT, "one")
    await charge(counted)
    with pytest.raises(OSError):  # noqa: PT011
        async with writing():
            raise OSError

    with pytest.raises(RateLimited) as wait:
        await charge(counted)
    assert 0 < wait.value.seconds <= 61


async def test_no_address_is_kept() -> None:
    await charge(by_address(POSTING, "192.0.2.77"))

    (row,) = await fetch("SELECT bucket::text AS kept FROM bucket")
    assert "192.0.2" not in row["kept"]


@pytest.mark.parametrize(
    "spelt",
    ["EVA@Example.ORG", " eva@example.org\n", "eva@\uff45xample.org", "eva@example\u3002org"],
)
def test_one_mailbox_is_one_however_it_is_spelt(spelt: str) -> None:
    assert mail_to(spelt) == mail_to("eva@example.org") != mail_to("ada@example.org")
