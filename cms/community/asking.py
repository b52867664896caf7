"""What the clock asks of the speakers' network and of proposals: reminding, and forgetting."""

from cms.community.proposals import proposals
from cms.community.speakers import contacts, offers, reminders, requests
from cms.database.engine import writing


async def remind_all() -> None:
    """Remind whoever is due."""
    found = True
    while found:
        async with writing():
            found = bool(await reminders.remind())


async def forget_old(days: int) -> None:
    """Erase what ended so many days ago, and the addresses of speakers who are gone."""
    async with writing():
        await requests.forget(days)
        await offers.forget(days)
        await proposals.forget(days)
        await contacts.forget()
