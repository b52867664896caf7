"""The private addresses of speakers, beside their entries."""

from cms.access.actors import system
from cms.community import asking
from cms.community.speakers import contacts
from cms.database.engine import fetch, writing
from cms.publishing.bin.recycle_bin import purge_old
from tests.builders import remove
from tests.community.speakers.network import ANNA, BRAM, CORA, the_network


async def test_who_is_deleted_for_good_has_no_address_left(database: None) -> None:
    known = await the_network()
    await remove(known[ANNA])
    await asking.forget_old(90)
    assert len(await fetch("SELECT FROM speaker_contact")) == 3
    await asking.forget_old(90)
    async with writing():
        await purge_old(system("x"), 0)
    await asking.forget_old(90)
    assert {row["email"] for row in await fetch("SELECT email FROM speaker_contact")} == {
        BRAM,
        CORA,
    }
    assert await contacts.bookable((), to_all=True)
